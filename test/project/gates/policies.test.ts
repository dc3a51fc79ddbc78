import { App, Stack, aws_iam as iam, aws_kms as kms, aws_lambda as lambda, aws_logs as logs } from 'aws-cdk-lib';
import { Template, templatesOf } from '../../../scripts/gates/examples';
import { policyFindings } from '../../../scripts/gates/policies';

const allow = (Action: unknown, Resource: unknown, more: object = {}): Template => ({
  Resources: { Role: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource, ...more }] } } } },
});
const images = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ec2:*::image/*']] };
const oneKey = { 'Fn::GetAtt': ['Key', 'Arn'] };
const owned = { StringEquals: { 'aws:ResourceTag/cdk-golden-ami:stack-id': { Ref: 'AWS::StackId' } } };

test.each<[string, Template, string]>([
  ['every action', allow('*', '*'), '* is a wildcard: write each action by its name'],
  ['every action of a service', allow(['ec2:*'], images), 'ec2:* is a wildcard: write each action by its name'],
  ['actions by their beginning', allow('kms:ReEncrypt*', oneKey), 'write those you need of kms:ReEncryptFrom, kms:ReEncryptTo'],
  ['an action that does not exist', allow('ec2:CopyImages', '*'), 'ec2:CopyImages is no action that AWS knows'],
  ['* where resources can be named', allow('ec2:CopyImage', '*'), 'ec2:CopyImage takes resources, and is allowed on *'],
  ['* for a reading action that takes resources', allow('kms:DescribeKey', '*'), 'kms:DescribeKey takes resources, and is allowed on *'],
  ['a copy of any image', allow('ec2:CopyImage', 'arn:aws:ec2:*::image/*'), 'allowed on arn:aws:ec2:*::image/* without a condition'],
  ['tags for any image, but by the role in target accounts', allow('ec2:CreateTags', images), 'allowed on arn:${AWS::Partition}:ec2:*::image/* without a condition'],
  ['a changing action on many resources', allow('ec2:DeregisterImage', images), 'allowed on arn:${AWS::Partition}:ec2:*::image/* without a condition'],
  ['all but some actions', allow(undefined, '*', { NotAction: 'iam:*' }), 'iam:* is all that it does not name'],
  ['all but some resources', allow('ec2:CopyImage', undefined, { NotResource: oneKey }), '${Key.Arn} is all that it does not name'],
  [
    'a policy inside a role',
    { Resources: { R: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyDocument: { Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } } }] } } } },
    's3:* is a wildcard',
  ],
  [
    'a policy inside a JSON text',
    { Resources: { L: { Type: 'AWS::Logs::ResourcePolicy', Properties: { PolicyDocument: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'logs:Put*', Resource: '*' }] }) } } } },
    'logs:Put* is a wildcard',
  ],
  [
    'every action on a key, for another account',
    { Resources: { K: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: 'arn:aws:iam::111111111111:root' } }] } } } } },
    'kms:* is a wildcard',
  ],
])('fails on %s', async (_title, template, sentence) => {
  const findings = await policyFindings(template);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toContain(sentence);
});

test.each<[string, Template]>([
  ['* for an action that takes none', allow('ec2:DescribeImages', '*')],
  ['a changing action on many resources under a condition', allow('ec2:DeregisterImage', images, { Condition: owned })],
  ['a copy of one image', allow('ec2:CopyImage', ['arn:${AWS::Partition}:ec2:*::image/ami-0123456789abcdef0', 'arn:aws:ec2:*::snapshot/*'])],
  ['tags for any image, by the role in target accounts', { Resources: { TargetDistributionRoleDefaultPolicy: allow('ec2:CreateTags', images).Resources!.Role } }],
  ['a reading action on many resources', allow('ssm:GetParameter', 'arn:aws:ssm:*:*:parameter/aws/service/*')],
  ['a refusal, however broad', allow('*', '*', { Effect: 'Deny' })],
  ['a trust policy, which has no resource', allow('sts:AssumeRole', undefined, { Principal: { Service: 'lambda.amazonaws.com' } })],
])('lets pass %s', async (_title, template) => expect(await policyFindings(template)).toEqual([]));

test("lets pass the CDK's own key policies, log streams and invocations", async () => {
  const stack = new Stack(new App(), 'Stack');
  const fn = new lambda.Function(stack, 'Fn', { code: lambda.Code.fromInline('//'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
  new kms.Key(stack, 'Key');
  fn.grantInvoke(role);
  new logs.LogGroup(stack, 'Logs').grantWrite(role);

  expect(await policyFindings(templatesOf(stack.node.root as App).get('Stack')!)).toEqual([]);
});
