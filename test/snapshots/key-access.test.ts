import { App, Environment, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { templatesOf } from '../../scripts/gates/examples';
import { policyFindings } from '../../scripts/gates/policies';
import { grantKeys, KeyUses } from '../../src/snapshots/private/key-access';

const HOME = { account: '111111111111', region: 'eu-central-1' };
const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:DescribeKey'];
const GRANT = ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'];
const FOR_AWS = { Bool: { 'kms:GrantIsForAWSResource': 'true' } };

function home(env: Environment = HOME) {
  const app = new App();
  const stack = new Stack(app, 'Backups', { env });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('dlm.amazonaws.com') });
  return { app, stack, role, grant: (uses: KeyUses) => grantKeys(stack, role, uses) };
}

const bothOn = (Resource: unknown, more: object = {}) => [
  { Effect: 'Allow', Action: USE, Resource, ...more },
  { Effect: 'Allow', Action: GRANT, Resource, Condition: FOR_AWS, ...more },
];

test('the role gets both statements for each key, once', () => {
  const { stack, grant } = home();
  const [source, copy] = ['Source', 'Copy'].map(id => new kms.Key(stack, id));
  expect(grant({ sourceKeys: [source, copy], copyKeys: [copy] })).toEqual([]);
  const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  expect(policy.Properties.PolicyDocument.Statement)
    .toEqual([source, copy].flatMap(key => bothOn(stack.resolve(key.keyArn))));
});

test('the policy of a key that the app makes names the role', () => {
  const { stack, role, grant } = home();
  grant({ sourceKeys: [new kms.Key(stack, 'Key')] });
  const AWS = stack.resolve(role.roleArn) as unknown;
  Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: { Statement: [Match.anyValue(), ...bothOn('*', { Principal: { AWS } })] },
  });
});

test('accounts that get the snapshots get both statements in the policies of the source keys alone', () => {
  const { stack, grant } = home();
  const [source, copy] = ['Source', 'Copy'].map(id => new kms.Key(stack, id));
  grant({ sourceKeys: [source], copyKeys: [copy], sharedWith: ['222222222222'] });
  const keys = Template.fromStack(stack).findResources('AWS::KMS::Key');
  const policyOf = (key: kms.Key) => JSON.stringify(keys[stack.resolve((key.node.defaultChild as kms.CfnKey).logicalId) as string]);
  expect(policyOf(source).match(/:iam::222222222222:root/g)).toHaveLength(2);
  expect(policyOf(copy)).not.toContain('222222222222');
});

test('no statement is broader than it has to be', async () => {
  const { app, stack, grant } = home({ region: HOME.region });
  grant({ sourceKeys: [new kms.Key(stack, 'Key')], sharedWith: ['222222222222'] });
  expect(await policyFindings(templatesOf(app).get('Backups')!)).toEqual([]);
});

test('the key of another stack lets the account of the role decide, so that no stack waits for itself', () => {
  const { app, stack, grant } = home();
  const keys = new Stack(app, 'Keys', { env: HOME });
  grant({ sourceKeys: [new kms.Key(keys, 'Key')] });
  expect(JSON.stringify(Template.fromStack(keys))).toContain(':iam::111111111111:root');
  expect(stack.dependencies).toEqual([keys]);
});

test('a role that is imported gets nothing, and the key lets it in all the same', () => {
  const { stack } = home();
  const imported = iam.Role.fromRoleArn(stack, 'Theirs', 'arn:aws:iam::111111111111:role/backups');
  grantKeys(stack, imported, { sourceKeys: [new kms.Key(stack, 'Key')] });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::IAM::Policy', 0);
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: { Statement: [Match.anyValue(), ...bothOn('*', { Principal: { AWS: 'arn:aws:iam::111111111111:role/backups' } })] },
  });
});

describe('an imported key', () => {
  const ARN = 'arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const pasted = (says: string) => JSON.parse(says.slice(says.indexOf('[{'), says.lastIndexOf('}]') + 2)) as unknown;

  test('of the account gives the statements to paste, which name the account', () => {
    const { stack, grant } = home();
    const [warning] = grant({ copyKeys: [kms.Key.fromKeyArn(stack, 'Key', ARN)] });
    expect(warning.topic).toBe('importedKey');
    expect(warning.says).toContain(`the key ${ARN} is imported, and may not let IAM decide who uses it: its policy is not changed from here`);
    expect(pasted(warning.says)).toEqual(bothOn('*', { Principal: { AWS: ['arn:aws:iam::111111111111:root'] } }));
  });

  test('of another account does so, too', () => {
    const { stack, grant } = home();
    const [warning] = grant({ sourceKeys: [kms.Key.fromKeyArn(stack, 'Key', ARN.replace('111111111111', '333333333333'))] });
    expect(warning.topic).toBe('foreignKey');
    expect(warning.says).toContain('is imported, and of account 333333333333: its policy');
    expect(warning.says).toContain('[XRC-09]');
  });

  test('behind what is shared names the accounts that get it', () => {
    const { stack, grant } = home();
    const [warning] = grant({ sourceKeys: [kms.Key.fromKeyArn(stack, 'Key', ARN)], sharedWith: ['222222222222'] });
    expect(warning.topic).toBe('sharedImportedKey');
    expect(warning.says).toContain('[SHR-07]');
    expect(pasted(warning.says)).toEqual(bothOn('*', { Principal: { AWS: ['arn:aws:iam::111111111111:root', 'arn:aws:iam::222222222222:root'] } }));
  });

  test('in a stack without an environment says where the account belongs', () => {
    const stack = new Stack(new App(), 'Backups');
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('dlm.amazonaws.com') });
    const [warning] = grantKeys(stack, role, { copyKeys: [kms.Key.fromKeyArn(stack, 'Key', ARN)] });
    expect(warning.says).toContain('"arn:aws:iam::<the account of the policy>:root"');
  });
});
