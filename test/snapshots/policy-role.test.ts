import { App, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { templatesOf } from '../../scripts/gates/examples';
import { nagFindings } from '../../scripts/gates/nag';
import { policyFindings } from '../../scripts/gates/policies';
import { PolicyKind } from '../../src/snapshots/private/policy-kind';
import { PolicyRole, PolicyRoleOptions, roleProblems, roleWarnings, trustProblem } from '../../src/snapshots/private/policy-role';
import { Feature } from '../../src/snapshots/private/role-statements';
import { Access, isAllowed, Statement } from '../support/iam/policy';

const HOME = { account: '111111111111', region: 'eu-central-1' };
const ALL_FEATURES: Feature[] = ['FAST_RESTORE', 'COPY', 'SHARE', 'ARCHIVE', 'LOCAL_ZONES', 'SCRIPTS_VSS', 'SCRIPTS_SAP_HANA', 'SCRIPTS_DOCUMENT'];
const EVERYTHING: Partial<PolicyRoleOptions> = {
  features: ALL_FEATURES,
  targetTags: [{ key: 'Backup', value: 'daily' }],
  copyRegions: ['eu-west-1'],
  sharedWith: ['222222222222'],
  documents: ['arn:aws:ssm:eu-central-1:111111111111:document/freeze'],
};

function roleFor(kind: PolicyKind, options: Partial<PolicyRoleOptions> = {}) {
  const app = new App();
  const stack = new Stack(app, 'Backups', { env: HOME });
  const role = PolicyRole.of(stack, { kind, features: [], managed: false, ...options });
  return { app, stack, role };
}

const PSEUDO: Record<string, string> = { 'AWS::Partition': 'aws', 'AWS::Region': HOME.region, 'AWS::AccountId': HOME.account };

/** As CloudFormation fills a template in. */
function filledIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filledIn);
  if (typeof value !== 'object' || value === null) return value;
  const { 'Ref': name, 'Fn::Join': join } = value as { 'Ref'?: string; 'Fn::Join'?: [string, unknown[]] };
  if (name) return PSEUDO[name];
  if (join) return join[1].map(filledIn).join(join[0]);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filledIn(each)]));
}

function statementsOf(kind: PolicyKind, options?: Partial<PolicyRoleOptions>): Statement[] {
  const [policy] = Object.values(Template.fromStack(roleFor(kind, options).stack).findResources('AWS::IAM::Policy'));
  return filledIn(policy.Properties.PolicyDocument.Statement) as Statement[];
}

const VOLUME = 'arn:aws:ec2:eu-central-1:111111111111:volume/vol-1';
const INSTANCE = 'arn:aws:ec2:eu-central-1:111111111111:instance/i-1';
const SNAPSHOT = 'arn:aws:ec2:eu-central-1::snapshot/snap-1';
const IMAGE = 'arn:aws:ec2:eu-central-1::image/ami-1';
const TAGGED = { 'aws:BackupTag/Backup': 'daily' };

const access = (action: string, resource: string, context: Access['context'] = {}): Access =>
  ({ action, resource, context: { 'aws:RequestedRegion': HOME.region, ...context } });
const abroad = (resource: string) => resource.replace(HOME.region, 'eu-west-1');
const inIreland = { 'aws:RequestedRegion': 'eu-west-1' };

type Row = [title: string, kind: PolicyKind, options: Partial<PolicyRoleOptions>, access: Access];
const TARGETS: Partial<PolicyRoleOptions> = { targetTags: [{ key: 'Backup', value: 'daily' }, { key: 'Backup', value: 'hourly' }] };

test.each<Row>([
  ['a snapshot of a volume with the tag', 'SNAPSHOT_VOLUMES', TARGETS, access('ec2:CreateSnapshot', VOLUME, TAGGED)],
  ['the snapshot that comes of it', 'SNAPSHOT_VOLUMES', TARGETS, access('ec2:CreateSnapshot', SNAPSHOT)],
  ['tags on a snapshot', 'SNAPSHOT_VOLUMES', TARGETS, access('ec2:CreateTags', SNAPSHOT, { 'ec2:CreateAction': 'CreateSnapshot' })],
  ['tags on a snapshot that is there', 'SNAPSHOT_VOLUMES', TARGETS, access('ec2:CreateTags', SNAPSHOT)],
  ['the end of a snapshot', 'SNAPSHOT_VOLUMES', TARGETS, access('ec2:DeleteSnapshot', SNAPSHOT, { 'aws:ResourceAccount': HOME.account })],
  ['the end of a copy that an earlier schedule made', 'SNAPSHOT_VOLUMES', TARGETS, access('ec2:DeleteSnapshot', abroad(SNAPSHOT), inIreland)],
  ['the end of fast restore that an earlier schedule had', 'SNAPSHOT_VOLUMES', TARGETS, access('ec2:DisableFastSnapshotRestores', SNAPSHOT)],
  ['the end of sharing that an earlier schedule had', 'SNAPSHOT_VOLUMES', TARGETS,
    access('ec2:ModifySnapshotAttribute', SNAPSHOT, { 'ec2:Remove/userId': '222222222222' })],
  ['snapshots of all volumes of an instance with the tag', 'SNAPSHOT_INSTANCES', TARGETS, access('ec2:CreateSnapshots', INSTANCE, TAGGED)],
  ['a volume of that instance, which need not have the tag', 'SNAPSHOT_INSTANCES', TARGETS, access('ec2:CreateSnapshots', VOLUME)],
  ['a volume of that instance alone', 'SNAPSHOT_INSTANCES', TARGETS, access('ec2:CreateSnapshot', VOLUME)],
  ['a volume with the tag under a pattern', 'SNAPSHOT_VOLUMES', { targetTags: [{ key: 'Backup', value: 'dai*' }] },
    access('ec2:CreateSnapshot', VOLUME, TAGGED)],
  ['any volume where the tag cannot stand in a policy', 'SNAPSHOT_VOLUMES', { targetTags: [{ key: 'Sicherung', value: 'täglich' }] },
    access('ec2:CreateSnapshot', VOLUME)],
  ['any volume for a default policy', 'DEFAULT_SNAPSHOTS', {}, access('ec2:CreateSnapshot', VOLUME)],
  ['fast restore', 'SNAPSHOT_VOLUMES', EVERYTHING, access('ec2:EnableFastSnapshotRestores', SNAPSHOT)],
  ['a copy to the Region that is named', 'SNAPSHOT_VOLUMES', EVERYTHING, access('ec2:CopySnapshot', abroad(SNAPSHOT), inIreland)],
  ['the source of a copy, asked about where it is', 'SNAPSHOT_VOLUMES', EVERYTHING, access('ec2:CopySnapshot', SNAPSHOT)],
  ['sharing with the account that is named', 'SNAPSHOT_VOLUMES', EVERYTHING,
    access('ec2:ModifySnapshotAttribute', SNAPSHOT, { 'ec2:Add/userId': '222222222222' })],
  ['archiving', 'SNAPSHOT_VOLUMES', EVERYTHING, access('ec2:ModifySnapshotTier', SNAPSHOT)],
  ['the document of VSS, whose ARN has no account', 'SNAPSHOT_INSTANCES', EVERYTHING,
    access('ssm:SendCommand', 'arn:aws:ssm:eu-central-1::document/AWSEC2-CreateVssSnapshot')],
  ['a document that is named', 'SNAPSHOT_INSTANCES', EVERYTHING, access('ssm:SendCommand', EVERYTHING.documents![0])],
  ['a command to an instance', 'SNAPSHOT_INSTANCES', EVERYTHING, access('ssm:SendCommand', INSTANCE)],
  ['a copy of what another account shares', 'CROSS_ACCOUNT_COPY', EVERYTHING, access('ec2:CopySnapshot', SNAPSHOT)],
  ['the managed rule for shared snapshots', 'CROSS_ACCOUNT_COPY', EVERYTHING,
    access('events:PutRule', 'arn:aws:events:eu-central-1:111111111111:rule/AwsDataLifecycleRule.managed-cwe.policy-1')],
  ['an image of an instance with the tag', 'IMAGES', TARGETS, access('ec2:CreateImage', INSTANCE, TAGGED)],
  ['the image that comes of it', 'IMAGES', TARGETS, access('ec2:CreateImage', IMAGE)],
  ['its snapshots', 'IMAGES', TARGETS, access('ec2:CreateImage', SNAPSHOT)],
  ['the end of an image', 'IMAGES', TARGETS, access('ec2:DeregisterImage', IMAGE)],
  ['the end of a copied image', 'IMAGES', TARGETS, access('ec2:DeregisterImage', abroad(IMAGE), inIreland)],
  ['a copy of an image', 'IMAGES', EVERYTHING, access('ec2:CopyImage', abroad(IMAGE), inIreland)],
  ['any instance for a default policy', 'DEFAULT_IMAGES', {}, access('ec2:CreateImage', INSTANCE)],
])('the role allows %s', (_title, kind, options, wanted) => expect(isAllowed(statementsOf(kind, options), wanted)).toBe(true));

test.each<Row>([
  ['a volume without the tag', 'SNAPSHOT_VOLUMES', TARGETS, access('ec2:CreateSnapshot', VOLUME)],
  ['a volume whose tag has another value', 'SNAPSHOT_VOLUMES', TARGETS, access('ec2:CreateSnapshot', VOLUME, { 'aws:BackupTag/Backup': 'no' })],
  ['a volume of another account', 'DEFAULT_SNAPSHOTS', {}, access('ec2:CreateSnapshot', VOLUME.replace(HOME.account, '999999999999'))],
  ['an instance, for a policy on volumes', 'SNAPSHOT_VOLUMES', TARGETS, access('ec2:CreateSnapshots', INSTANCE, TAGGED)],
  ['a snapshot of another account', 'SNAPSHOT_VOLUMES', TARGETS, access('ec2:DeleteSnapshot', SNAPSHOT, { 'aws:ResourceAccount': '999999999999' })],
  ['a copy, when none is asked for', 'SNAPSHOT_VOLUMES', TARGETS, access('ec2:CopySnapshot', SNAPSHOT)],
  ['a copy to another Region', 'SNAPSHOT_VOLUMES', EVERYTHING, access('ec2:CopySnapshot', SNAPSHOT, { 'aws:RequestedRegion': 'us-east-1' })],
  ['sharing, when none is asked for', 'SNAPSHOT_VOLUMES', TARGETS,
    access('ec2:ModifySnapshotAttribute', SNAPSHOT, { 'ec2:Add/userId': '222222222222' })],
  ['sharing with another account', 'SNAPSHOT_VOLUMES', EVERYTHING,
    access('ec2:ModifySnapshotAttribute', SNAPSHOT, { 'ec2:Add/userId': '999999999999' })],
  ['sharing with the account that is named and another one', 'SNAPSHOT_VOLUMES', EVERYTHING,
    access('ec2:ModifySnapshotAttribute', SNAPSHOT, { 'ec2:Add/userId': ['222222222222', '999999999999'] })],
  ['sharing with everybody', 'SNAPSHOT_VOLUMES', EVERYTHING, access('ec2:ModifySnapshotAttribute', SNAPSHOT, { 'ec2:Add/group': 'all' })],
  ['fast restore, when none is asked for', 'SNAPSHOT_VOLUMES', TARGETS, access('ec2:EnableFastSnapshotRestores', SNAPSHOT)],
  ['archiving, when none is asked for', 'SNAPSHOT_VOLUMES', TARGETS, access('ec2:ModifySnapshotTier', SNAPSHOT)],
  ['a command, when there are no scripts', 'SNAPSHOT_INSTANCES', TARGETS, access('ssm:SendCommand', INSTANCE)],
  ['a document that is not named', 'SNAPSHOT_INSTANCES', EVERYTHING,
    access('ssm:SendCommand', 'arn:aws:ssm:eu-central-1::document/AWS-RunShellScript')],
  ['a rule of somebody else', 'CROSS_ACCOUNT_COPY', EVERYTHING, access('events:PutRule', 'arn:aws:events:eu-central-1:111111111111:rule/mine')],
  ['an instance without the tag', 'IMAGES', TARGETS, access('ec2:CreateImage', INSTANCE)],
  ['an image, for a policy that makes snapshots', 'SNAPSHOT_INSTANCES', EVERYTHING, access('ec2:DeregisterImage', IMAGE)],
])('the role does not allow %s', (_title, kind, options, unwanted) => expect(isAllowed(statementsOf(kind, options), unwanted)).toBe(false));

/** AWS's own policies, as of February 2026. @see https://docs.aws.amazon.com/ebs/latest/userguide/service-role.html */
const OF_AWS = {
  snapshots: [
    'ec2:CreateSnapshot', 'ec2:CreateSnapshots', 'ec2:DeleteSnapshot', 'ec2:DescribeInstances', 'ec2:DescribeVolumes', 'ec2:DescribeSnapshots',
    'ec2:EnableFastSnapshotRestores', 'ec2:DescribeFastSnapshotRestores', 'ec2:DisableFastSnapshotRestores', 'ec2:CopySnapshot',
    'ec2:ModifySnapshotAttribute', 'ec2:DescribeSnapshotAttribute', 'ec2:ModifySnapshotTier', 'ec2:DescribeSnapshotTierStatus',
    'ec2:DescribeAvailabilityZones', 'ec2:CreateTags', 'events:PutRule', 'events:DeleteRule', 'events:DescribeRule', 'events:EnableRule',
    'events:DisableRule', 'events:ListTargetsByRule', 'events:PutTargets', 'events:RemoveTargets', 'ssm:GetCommandInvocation', 'ssm:ListCommands',
    'ssm:DescribeInstanceInformation', 'ssm:SendCommand', 'ssm:DescribeDocument', 'ssm:GetDocument',
  ],
  images: [
    'ec2:CreateTags', 'ec2:DescribeImages', 'ec2:DescribeInstances', 'ec2:DescribeImageAttribute', 'ec2:DescribeVolumes', 'ec2:DescribeSnapshots',
    'ec2:DeleteSnapshot', 'ec2:ResetImageAttribute', 'ec2:DeregisterImage', 'ec2:CreateImage', 'ec2:CopyImage', 'ec2:ModifyImageAttribute',
    'ec2:EnableImageDeprecation', 'ec2:DisableImageDeprecation',
  ],
};

const actionsOf = (...kinds: PolicyKind[]) =>
  [...new Set(kinds.flatMap(kind => statementsOf(kind, EVERYTHING)).flatMap(({ Action }) => Action))].sort();

test('with all features in use, no action of AWS\'s own policies is missing, and there is none besides', () => {
  expect(actionsOf('SNAPSHOT_INSTANCES', 'CROSS_ACCOUNT_COPY')).toEqual([...OF_AWS.snapshots].sort());
  expect(actionsOf('IMAGES')).toEqual([...OF_AWS.images].sort());
});

const KINDS: PolicyKind[] = ['SNAPSHOT_VOLUMES', 'SNAPSHOT_INSTANCES', 'IMAGES', 'CROSS_ACCOUNT_COPY', 'DEFAULT_SNAPSHOTS', 'DEFAULT_IMAGES'];

test.each(KINDS)('no policy for %s is broader than it has to be, and cdk-nag has nothing to say', async kind => {
  const { app } = roleFor(kind, EVERYTHING);
  expect(await policyFindings(templatesOf(app).get('Backups')!)).toEqual([]);
  expect(nagFindings(roleFor(kind, EVERYTHING).app)).toEqual([]);
  expect(nagFindings(roleFor(kind, { ...EVERYTHING, managed: true }).app)).toEqual([]);
});

test('DLM alone takes the role on, for policies of this account and Region', () => {
  Template.fromStack(roleFor('SNAPSHOT_VOLUMES').stack).hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [{
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'dlm.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':dlm:eu-central-1:111111111111:policy/*']] } },
        },
      }],
    },
  });
});

test('the rights stand before the policy', () => {
  const { stack, role } = roleFor('SNAPSHOT_VOLUMES');
  PolicyRole.mustPrecede(new CfnBucket(stack, 'Policy'), role);
  Template.fromStack(stack).hasResource('AWS::S3::Bucket', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('RoleDefaultPolicy')]) });
});

test('a second schedule adds rights to the same role, and repeats none', () => {
  const { stack } = roleFor('SNAPSHOT_VOLUMES');
  PolicyRole.of(stack, { kind: 'SNAPSHOT_VOLUMES', features: ['ARCHIVE'], managed: false });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::IAM::Role', 1);
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
  const statements = (policy.Properties.PolicyDocument.Statement as Statement[]).map(statement => JSON.stringify(statement));
  expect(new Set(statements).size).toBe(statements.length);
  expect(statements.join()).toContain('ec2:ModifySnapshotTier');
});

test.each<[PolicyKind, Feature[], string[]]>([
  ['SNAPSHOT_VOLUMES', [], ['AWSDataLifecycleManagerServiceRole']],
  ['CROSS_ACCOUNT_COPY', [], ['AWSDataLifecycleManagerServiceRole']],
  ['DEFAULT_SNAPSHOTS', [], ['AWSDataLifecycleManagerServiceRole']],
  ['SNAPSHOT_INSTANCES', ['SCRIPTS_VSS'], ['AWSDataLifecycleManagerServiceRole', 'AWSDataLifecycleManagerSSMFullAccess']],
  ['IMAGES', [], ['AWSDataLifecycleManagerServiceRoleForAMIManagement']],
  ['DEFAULT_IMAGES', [], ['AWSDataLifecycleManagerServiceRoleForAMIManagement']],
])('AWS\'s policies for %s with %p are those of the right partition, under service-role', (kind, features, names) => {
  const { stack } = roleFor(kind, { features, managed: true });
  PolicyRole.of(stack, { kind, features, managed: true });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::IAM::Role', {
    ManagedPolicyArns: names.map(name => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::aws:policy/service-role/${name}`]] })),
  });
  template.resourceCountIs('AWS::IAM::Policy', 0);
});

describe('a role of the user\'s', () => {
  const stackOf = () => new Stack(new App(), 'Backups', { env: HOME });

  test('that the app makes gets the rights', () => {
    const stack = stackOf();
    const role = new iam.Role(stack, 'Mine', { assumedBy: new iam.ServicePrincipal('dlm.amazonaws.com') });
    expect(PolicyRole.of(stack, { kind: 'IMAGES', features: [], managed: false, role })).toBe(role);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { Roles: [{ Ref: Match.stringLikeRegexp('Mine') }] });
    expect(trustProblem(role)).toBeUndefined();
  });

  test('that is imported is left alone, with a warning about rights, and about scripts where there are some', () => {
    const stack = stackOf();
    const role = iam.Role.fromRoleArn(stack, 'Theirs', 'arn:aws:iam::111111111111:role/backups');
    PolicyRole.of(stack, { kind: 'SNAPSHOT_INSTANCES', features: ['SCRIPTS_VSS'], managed: false, role });
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
    const said = roleWarnings({ kind: 'SNAPSHOT_INSTANCES', features: ['SCRIPTS_VSS'], managed: false, role });
    expect(said.map(({ topic }) => topic)).toEqual(['importedRole', 'importedRoleScripts']);
    expect(said[0].says).toContain('as AWSDataLifecycleManagerServiceRole does; DLM shows what is missing as an error of the policy only');
    expect(said[1].says).toContain('[SCR-11]');
    expect(trustProblem(role)).toBeUndefined();
  });

  test('fails when it does not trust DLM', () => {
    const role = new iam.Role(stackOf(), 'Mine', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    expect(trustProblem(role)).toContain('role must trust dlm.amazonaws.com, or the policy ends in state ERROR');
  });

  test.each([
    ['is a user', 'arn:aws:iam::111111111111:user/backups', 'role must be one like arn:aws:iam::111111111111:role/backups'],
    ['has a name that is too long', `arn:aws:iam::111111111111:role/${'x'.repeat(2048)}`, 'with at most 2048 characters'],
    ['is of another account', 'arn:aws:iam::222222222222:role/backups', 'role must be in the policy\'s account 111111111111, got one in 222222222222'],
  ])('fails when it %s', (_title, roleArn, sentence) => {
    expect(roleProblems(stackOf(), { roleArn } as iam.IRole)).toEqual([expect.stringContaining(sentence)]);
  });

  test.each(['arn:aws-eusc:iam::111111111111:role/backups', 'arn:aws-cn:iam::111111111111:role/a/path/backups'])('may be %s', roleArn => {
    expect(roleProblems(stackOf(), { roleArn } as iam.IRole)).toEqual([]);
  });

  test('may be known at deployment only', () => {
    expect(roleProblems(stackOf(), { roleArn: Token.asString({ Ref: 'Role' }) } as iam.IRole)).toEqual([]);
  });
});

test('AWS\'s policies go by a tag of the document, so a document that is only named gets a warning', () => {
  const [warning] = roleWarnings({ kind: 'SNAPSHOT_INSTANCES', features: ['SCRIPTS_DOCUMENT'], managed: true, documents: ['freeze'] });
  expect(warning.says).toContain('see that freeze has it, or take LEAST_PRIVILEGE, which names the document [SCR-07]');
});
