import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { statementsOf } from './a-pipeline';
import { GoldenAmiTargetAccount, GoldenAmiTargetAccountProps } from '../../src/pipeline/golden-ami-target-account';

const KEY = 'arn:aws:kms:eu-central-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab';

function target(props: Partial<GoldenAmiTargetAccountProps> = {}): Template {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Target');
  new GoldenAmiTargetAccount(stack, 'FromFactory', { sourceAccountId: '222222222222', ...props });
  return Template.fromStack(stack);
}

/** As the template joins it, with the account that the stack is deployed to. */
const arnOf = (rest: string) => {
  const parts = rest.split('<account>').flatMap((part, index) => (index === 0 ? [part] : [{ Ref: 'AWS::AccountId' }, part]));
  return { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ...parts]] };
};

test('the roles have the names that Image Builder looks for, and trust the source account', () => {
  for (const RoleName of ['EC2ImageBuilderDistributionCrossAccountRole', 'Ec2ImageBuilderCrossAccountLifecycleAccess']) {
    target().hasResourceProperties('AWS::IAM::Role', {
      RoleName, AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Principal: { AWS: arnOf(':iam::222222222222:root') } }] },
    });
  }
});

test('they trust no more than the roles that are named', () =>
  target({ sourceRoleArns: ['arn:aws:iam::222222222222:role/Images-*'] }).hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [{ Condition: { ArnLike: { 'aws:PrincipalArn': ['arn:aws:iam::222222222222:role/Images-*'] } } }] },
  }));

test('parameters of these images may be written, and no others', () => {
  expect(statementsOf(target({ imageNames: ['web', 'shop'], parameterPrefix: '/images' }), 'Publish')[0].Resource)
    .toEqual(['web', 'shop'].map(name => arnOf(`:ssm:*:<account>:parameter/images/${name}/*/candidate`)));
});

test('the prefix may be known at deployment only', () => {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Target');
  const parameterPrefix = new CfnParameter(stack, 'Prefix').valueAsString;
  new GoldenAmiTargetAccount(stack, 'FromFactory', { sourceAccountId: '222222222222', imageNames: ['web'], parameterPrefix });
  expect(JSON.stringify(statementsOf(Template.fromStack(stack), 'Publish'))).toContain(':parameter",{"Ref":"Prefix"},"/web/*/candidate"');
});

test('keys of the source account may be used through EC2, and no others', () => {
  expect(statementsOf(target(), 'UseKeys')).toMatchObject([{
    Resource: arnOf(':kms:*:222222222222:key/*'), Condition: { StringLike: { 'kms:ViaService': ['ec2.*.amazonaws.com', { 'Fn::Join': ['', ['ec2.*.', { Ref: 'AWS::URLSuffix' }]] }] } },
  }]);
  expect(statementsOf(target({ keyArns: [KEY] }), 'LendKeys')).toMatchObject([{ Resource: KEY, Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } } }]);
});

test('launch templates are changed when they are named', () => {
  expect(statementsOf(target(), 'ChangeLaunchTemplates')).toEqual([]);
  expect(statementsOf(target({ launchTemplateIds: ['lt-0123456789abcdef0'] }), 'ChangeLaunchTemplates')[0].Resource)
    .toEqual(arnOf(':ec2:*:<account>:launch-template/lt-0123456789abcdef0'));
});

test('nothing is retired but what Image Builder made, and nothing when that is not wanted', () => {
  expect(statementsOf(target(), 'DeleteSnapshots')).toMatchObject([{ Condition: { StringEquals: { 'aws:ResourceTag/CreatedBy': 'EC2 Image Builder' } } }]);
  target({ retirement: false }).resourceCountIs('AWS::IAM::Role', 1);
});

test('a StackSet can carry it: it has no assets', () => expect(JSON.stringify(target().toJSON())).not.toMatch(/S3Bucket|cdk-hnb659fds-assets/));
