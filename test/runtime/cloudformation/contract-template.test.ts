/** The specification of the contract, as far as it is about templates. */
import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CopyCompletion, EncryptedRootCopy, EncryptedRootCopyProps, RootSource } from '../../../src';
import { ATTRIBUTE_ACTIONS, COPY_RESOURCE_TYPE, DEVICE_TAG, EC2_KEY_ACTIONS, OWNERSHIP_TAG, REMOVE_ACTIONS, ROOT_SNAPSHOT_RESOURCE_TYPE, TURNS_DEADLINE_SECONDS, WAITER_RESOURCE_TYPE } from '../../../src/runtime/contract';

const FUNCTION = 'AmiCopyHandlerFunction100821C5';
const CUSTOM = [COPY_RESOURCE_TYPE, WAITER_RESOURCE_TYPE, ROOT_SNAPSHOT_RESOURCE_TYPE];

/** A stack with one of everything: copies of the given props, of which the first tells its root snapshot. */
function templateOf(...copies: Partial<EncryptedRootCopyProps>[]): Template {
  const stack = new Stack(new App(), 'Images');
  const source = RootSource.amiId('ami-0123456789abcdef0');
  const [first] = copies.map((props, index) => new EncryptedRootCopy(stack, `Copy${index}`, { source, ...props }));
  new CfnOutput(stack, 'Root', { value: first.rootSnapshotId });
  return Template.fromStack(stack);
}

const template = templateOf({});
const resources = (type: string, of = template) => Object.values(of.findResources(type));
const custom = (of = template) => CUSTOM.flatMap(type => resources(type, of));

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}
const statements = (of = template): Statement[] => resources('AWS::IAM::Policy', of).flatMap(policy => policy.Properties.PolicyDocument.Statement);
const allowing = (action: string) => statements().filter(each => each.Effect === 'Allow' && [each.Action].flat().includes(action));
const onOurs = { [`aws:ResourceTag/${OWNERSHIP_TAG.stackId}`]: { Ref: 'AWS::StackId' } };

describe('line 4: the service token', () => {
  test('is the function itself, under an id that never changes', () => {
    expect(Object.keys(template.findResources('AWS::Lambda::Function'))).toEqual([FUNCTION]);
    for (const { Properties } of custom()) expect(Properties.ServiceToken).toEqual({ 'Fn::GetAtt': [FUNCTION, 'Arn'] });
  });

  test('is the same for every copy of a stack, whichever comes first', () => {
    const tokens = custom(templateOf({ imageNamePrefix: 'a' }, { imageNamePrefix: 'b', completion: CopyCompletion.pending() }))
      .map(each => JSON.stringify(each.Properties.ServiceToken));
    expect(tokens).toHaveLength(5);
    expect(new Set(tokens).size).toBe(1);
  });
});

test('line 13: no resource outlives the rights to remove it', () => {
  const policies = Object.keys(template.findResources('AWS::IAM::Policy'));
  expect(policies).toHaveLength(2);
  for (const resource of custom()) expect(resource.DependsOn).toEqual(expect.arrayContaining(policies));
});

test('line 15: CloudFormation waits two minutes longer than the handler, and not much more', () => {
  const timeouts = Object.fromEntries(CUSTOM.map(type => [type, Number(resources(type)[0].Properties.ServiceTimeout)]));
  const waiter = Number(resources(WAITER_RESOURCE_TYPE)[0].Properties.TimeoutMinutes) * 60;
  expect(timeouts).toEqual({
    [COPY_RESOURCE_TYPE]: TURNS_DEADLINE_SECONDS + 120,
    [WAITER_RESOURCE_TYPE]: waiter + 120,
    [ROOT_SNAPSHOT_RESOURCE_TYPE]: 180 + 120,
  });
  expect(Math.max(...Object.values(timeouts))).toBeLessThanOrEqual(3600);
});

describe('line 16: response URLs', () => {
  test('are in no log of the state machine, and in no queue or destination of failed events', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', { LoggingConfiguration: Match.absent() });
    template.hasResourceProperties('AWS::Lambda::Function', { DeadLetterConfig: Match.absent() });
    for (const each of resources('AWS::Lambda::EventInvokeConfig')) expect(each.Properties).not.toHaveProperty('DestinationConfig');
    template.resourceCountIs('AWS::SQS::Queue', 0);
    template.resourceCountIs('AWS::SNS::Topic', 0);
  });

  test("are under the user's own key in the data of executions, when there is one", () => {
    const stack = new Stack(new App(), 'Images');
    const encryptionKey = new kms.Key(stack, 'Key');
    new EncryptedRootCopy(stack, 'Copy', { source: RootSource.amiId('ami-0123456789abcdef0'), handlerOptions: { encryptionKey } });
    const keyArn = stack.resolve(encryptionKey.keyArn);
    Template.fromStack(stack).hasResourceProperties('AWS::StepFunctions::StateMachine', {
      EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: keyArn },
    });
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { KmsKeyArn: keyArn });
  });

  test('are the only secret: no property asks CloudFormation to hide it', () => expect(JSON.stringify(template.toJSON())).not.toContain('NoEcho'));
});

describe('line 18: an image', () => {
  test.each<[string, Partial<EncryptedRootCopyProps>, string, string]>([
    ['is kept, but for what a failed creation has made', {}, 'RetainExceptOnCreate', 'Retain'],
    ['goes when that is said', { removalPolicy: RemovalPolicy.DESTROY }, 'Delete', 'Delete'],
    ['is kept in any case when that is said', { removalPolicy: RemovalPolicy.RETAIN }, 'Retain', 'Retain'],
  ])('%s; the handler knows', (_title, props, deletion, replacement) => {
    const [copy] = resources(COPY_RESOURCE_TYPE, templateOf(props));
    expect([copy.DeletionPolicy, copy.UpdateReplacePolicy, copy.Properties.RemovalPolicy]).toEqual([deletion, replacement, deletion]);
  });

  test('is kept with the key that its snapshots need', () => {
    expect(resources('AWS::KMS::Key').map(key => [key.DeletionPolicy, key.UpdateReplacePolicy])).toEqual([['RetainExceptOnCreate', 'Retain']]);
  });
});

// By the design, one function for all the copies of a stack, and a second statement for tags that are changed in place.
describe('line 20: rights', () => {
  test('to read are for whatever Region a copy is in, or was', () => {
    expect(allowing('ec2:DescribeImages').map(each => [each.Resource, each.Condition])).toEqual([['*', undefined]]);
  });

  test.each([...REMOVE_ACTIONS, ...ATTRIBUTE_ACTIONS, 'ec2:DeleteTags'])('to %s end with what the stack has made', action => {
    expect(allowing(action).map(each => each.Condition)).toEqual([{ StringEquals: onOurs }]);
  });

  test('to set tags are for what is being made, and for what the stack has made', () => {
    expect(allowing('ec2:CreateTags').map(each => each.Condition)).toEqual([
      { StringEquals: onOurs }, { StringEquals: { 'ec2:CreateAction': ['CopyImage', 'CreateImage', 'CreateSnapshot', 'CopySnapshot', 'RegisterImage'] } },
    ]);
  });

  test('never extend to the tags that say whose it is', () => {
    const [denied] = statements().filter(each => each.Effect === 'Deny');
    expect(denied.Action).toEqual(['ec2:CreateTags', 'ec2:DeleteTags']);
    expect(denied.Condition).toEqual({
      'ForAnyValue:StringEquals': { 'aws:TagKeys': [...Object.values(OWNERSHIP_TAG), DEVICE_TAG] }, 'Null': { 'ec2:CreateAction': 'true' },
    });
  });

  test('to copy are for one source, and for what carries our tag from the start, in the Region of the copy', () => {
    expect(allowing('ec2:CopyImage').map(each => each.Condition)).toEqual([
      undefined,
      { StringEquals: { [`aws:RequestTag/${OWNERSHIP_TAG.stackId}`]: { Ref: 'AWS::StackId' }, 'aws:RequestedRegion': [{ Ref: 'AWS::Region' }] } },
    ]);
    expect(JSON.stringify(allowing('ec2:CopyImage')[0].Resource)).toContain('image/ami-0123456789abcdef0');
  });

  test('to use keys name the key, and go through EC2', () => {
    const [keyId] = Object.keys(template.findResources('AWS::KMS::Key'));
    for (const action of ['kms:DescribeKey', 'kms:CreateGrant', ...EC2_KEY_ACTIONS]) {
      expect(allowing(action).map(each => each.Resource)).toEqual([{ 'Fn::GetAtt': [keyId, 'Arn'] }]);
      if (action !== 'kms:DescribeKey') expect(allowing(action)[0].Condition?.StringEquals).toHaveProperty(['kms:ViaService']);
    }
    expect(allowing('kms:CreateGrant')[0].Condition?.Bool).toEqual({ 'kms:GrantIsForAWSResource': 'true' });
  });
});

describe('line 22: the log group', () => {
  test("is the stack's own, keeps lines for a month, and goes with the stack", () => {
    const [[id, group]] = Object.entries(template.findResources('AWS::Logs::LogGroup'));
    template.resourceCountIs('AWS::Logs::LogGroup', 1);
    expect(group).toMatchObject({ Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
    template.hasResourceProperties('AWS::Lambda::Function', { LoggingConfig: { LogGroup: { Ref: id } } });
  });

  test('is not looked after by a function of its own', () => template.resourceCountIs('Custom::LogRetention', 0));
});

describe('line 23: events', () => {
  test('that waited for an hour are dropped: CloudFormation no longer waits for them', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { FunctionName: { Ref: FUNCTION }, MaximumEventAgeInSeconds: 3600 });
  });

  test("are tried again twice, as is Lambda's habit, and no concurrency is reserved for them", () => {
    for (const each of resources('AWS::Lambda::EventInvokeConfig')) expect([undefined, 2]).toContain(each.Properties.MaximumRetryAttempts);
    template.hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: Match.absent() });
  });
});
