import { App, Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ACCOUNT, ofType, REGION, Resources, resourcesOf, ServiceStatement, watchedBy, WEEKLY, X86 } from './a-watch';
import { notificationProblems } from '../../src/pipeline/private/notification-topic';
import { watchPipeline } from '../../src/pipeline/private/watch';
import { isAllowed } from '../support/iam/policy';

const EVENTS = 'events.amazonaws.com';
const ALARMS = 'cloudwatch.amazonaws.com';

/** Whether a service may do it by a resource's policy. */
function may(statements: readonly ServiceStatement[], service: string, action: string, context = {}): boolean {
  const about = statements.filter(({ Principal }) => Principal.Service === service).map(each => ({ ...each, Principal: undefined, Resource: '*' }));
  return isAllowed(about, { action, resource: 'the only one', context });
}

const policyOfTopic = (resources: Resources) => ofType(resources, 'AWS::SNS::TopicPolicy')[0].PolicyDocument.Statement;
const policyOfKey = (resources: Resources) => ofType(resources, 'AWS::KMS::Key')[0].KeyPolicy.Statement;

test('the topic is encrypted with a key of its own, that is rotated and goes with it', () => {
  const resources = watchedBy();
  const [key] = ofType(resources, 'AWS::KMS::Key');
  expect(ofType(resources, 'AWS::SNS::Topic')).toEqual([expect.objectContaining({ KmsMasterKeyId: `${key.id}.Arn` })]);
  expect(key.EnableKeyRotation).toBe(true);
  expect(resources[key.id]).toMatchObject({ DeletionPolicy: 'Delete' });
});

test('EventBridge and the account\'s alarms may publish, and use the key for it; nobody else may, and nothing without TLS', () => {
  const resources = watchedBy();
  const topic = policyOfTopic(resources);
  const key = policyOfKey(resources);
  expect(may(topic, EVENTS, 'sns:Publish')).toBe(true);
  expect(may(topic, ALARMS, 'sns:Publish', { 'aws:SourceAccount': ACCOUNT })).toBe(true);
  expect(may(topic, ALARMS, 'sns:Publish', { 'aws:SourceAccount': '222222222222' })).toBe(false);
  for (const service of [EVENTS, ALARMS]) {
    expect(['kms:Decrypt', 'kms:GenerateDataKey'].map(action => may(key, service, action))).toEqual([true, true]);
    expect(['kms:CreateGrant', 'kms:Encrypt'].map(action => may(key, service, action))).toEqual([false, false]);
  }
  expect(may(topic, 'lambda.amazonaws.com', 'sns:Publish')).toBe(false);
  expect(topic).toContainEqual(expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }));
});

test('each address is subscribed once, under an id that the order does not change', () => {
  const subscriptions = (emails: string[]) => ofType(watchedBy({ notifications: { emails } }), 'AWS::SNS::Subscription');
  const [one, two] = subscriptions(['a@example.com', 'b@example.com', 'a@example.com']);
  expect([one, two]).toMatchObject([{ Protocol: 'email', Endpoint: 'a@example.com' }, { Protocol: 'email', Endpoint: 'b@example.com' }]);
  expect(subscriptions(['b@example.com'])).toEqual([two]);
});

test('addresses that are tokens are subscribed, too', () => {
  const emails = [Token.asString({ Ref: 'One' }), Token.asString({ Ref: 'Two' })];
  expect(ofType(watchedBy({ notifications: { emails } }), 'AWS::SNS::Subscription').map(({ Endpoint }) => Endpoint)).toEqual(['One', 'Two']);
});

test('a topic of the app is used, and EventBridge may publish to it and use its key', () => {
  const resources = resourcesOf(stack => {
    const topic = new sns.Topic(stack, 'Mine', { masterKey: new kms.Key(stack, 'MyKey') });
    watchPipeline(stack, [X86], { ...WEEKLY, notifications: { topic } });
  });
  expect(ofType(resources, 'AWS::SNS::Topic')).toHaveLength(1);
  expect(may(policyOfTopic(resources), EVENTS, 'sns:Publish')).toBe(true);
  expect(may(policyOfKey(resources), EVENTS, 'kms:GenerateDataKey')).toBe(true);
});

test('a topic from elsewhere is used as it is', () => {
  const resources = resourcesOf(stack => {
    watchPipeline(stack, [X86], { ...WEEKLY, notifications: { topic: sns.Topic.fromTopicArn(stack, 'Given', `arn:aws:sns:${REGION}:${ACCOUNT}:given`) } });
  });
  expect((['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'AWS::KMS::Key'] as const).flatMap(type => ofType(resources, type))).toEqual([]);
  for (const { Targets } of ofType(resources, 'AWS::Events::Rule').filter(({ EventPattern }) => EventPattern)) {
    expect(Targets).toEqual([expect.objectContaining({ Arn: `arn:aws:sns:${REGION}:${ACCOUNT}:given` })]);
  }
});

describe('fails when', () => {
  const problems = (topicIn: (stack: Stack) => sns.ITopic | undefined, emails?: string[], region: string | undefined = REGION) => {
    const stack = new Stack(new App(), 'Images', { env: { region } });
    return notificationProblems(stack, { topic: topicIn(stack), emails }).filter(Boolean);
  };

  test.each<[string, (stack: Stack) => sns.ITopic, string]>([
    ['the topic is a FIFO one', stack => new sns.Topic(stack, 'Topic', { fifo: true }), 'notifications.topic must be a standard topic, got a FIFO one: EventBridge cannot publish to it'],
    ['the topic is in another Region', stack => sns.Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:us-east-1:${ACCOUNT}:topic`),
      'notifications.topic must be in the stack\'s Region eu-central-1, got one in us-east-1'],
    ['the topic has the key of SNS', stack => new sns.Topic(stack, 'Topic', { masterKey: kms.Alias.fromAliasName(stack, 'Key', 'alias/aws/sns') }),
      'notifications.topic must have a key of yours, got one with alias/aws/sns: EventBridge cannot use that, and its policy cannot be changed'],
  ])('%s', (_title, topicIn, sentence) => expect(problems(topicIn)).toEqual([sentence]));

  test('an address is none', () => {
    expect(problems(() => undefined, ['a@example.com', 'somebody', Token.asString({ Ref: 'Email' })]))
      .toEqual(['notifications.emails[1] must be an e-mail address, got \'somebody\'']);
  });

  test('nothing is known of the Region, nothing is said', () => {
    const stack = new Stack(new App(), 'Images');
    expect(notificationProblems(stack, { topic: sns.Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:us-east-1:${ACCOUNT}:topic`) }).filter(Boolean)).toEqual([]);
  });
});
