import { Aws, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { areApart } from '../../private/apart';
import { Problem } from '../../private/props';
import { PipelineNotificationOptions } from '../pipeline-notifications';

/** What is wrong, in sentences that start with `notifications.`. EventBridge would accept any of these topics, and lose every message. */
export function notificationProblems(scope: Construct, { topic, emails = [] }: PipelineNotificationOptions = {}): Problem[] {
  return [...topicProblems(scope, topic), ...emails.map((email, index) => emailProblem(`notifications.emails[${index}]`, email))];
}

/** The topic that was given, or a new one; with those who want to read it. */
export function notificationTopic(scope: Construct, { topic: given, emails = [] }: PipelineNotificationOptions = {}): sns.ITopic {
  const topic = given ?? createTopic(scope);
  if (emails.length > 0) {
    const readers = new Construct(scope, 'Emails');
    new Set(emails).forEach(email => subscribe(readers, topic, email));
  }
  return topic;
}

/** With a key of its own: that of images is not for EventBridge, and the one that AWS manages for SNS cannot be. */
function createTopic(scope: Construct): sns.Topic {
  const masterKey = new kms.Key(scope, 'Key', {
    description: `Messages of ${scope.node.scope!.node.path}`,
    enableKeyRotation: true,
    // It encrypts what is on its way, and nothing that stays.
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const topic = new sns.Topic(scope, 'Topic', { displayName: 'Golden AMIs', masterKey, enforceSSL: true });
  const alarms = new iam.ServicePrincipal('cloudwatch.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } });
  topic.addToResourcePolicy(new iam.PolicyStatement({ actions: ['sns:Publish'], principals: [alarms], resources: [topic.topicArn] }));
  // The topic's policy says whose alarms; AWS documents the key's without a condition, and a key that refuses loses the message.
  masterKey.grant(new iam.ServicePrincipal('cloudwatch.amazonaws.com'), 'kms:Decrypt', 'kms:GenerateDataKey');
  return topic;
}

/** The id is the address, so that nobody has to confirm anew when the list changes. */
function subscribe(scope: Construct, topic: sns.ITopic, email: string): void {
  const { protocol, endpoint } = new subscriptions.EmailSubscription(email).bind(topic);
  new sns.Subscription(scope, Token.isUnresolved(email) ? `Token${scope.node.children.length}` : email, { topic, protocol, endpoint });
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html */
function topicProblems(scope: Construct, topic: sns.ITopic | undefined): Problem[] {
  if (!topic) return [];
  const { masterKey, env } = topic;
  const { region } = Stack.of(scope);
  return [
    topic.fifo ? 'notifications.topic must be a standard topic, got a FIFO one: EventBridge cannot publish to it' : undefined,
    areApart(env.region, region) ? `notifications.topic must be in the stack's Region ${region}, got one in ${env.region}` : undefined,
    masterKey && nameOf(masterKey) === 'alias/aws/sns'
      ? 'notifications.topic must have a key of yours, got one with alias/aws/sns: EventBridge cannot use that, and its policy cannot be changed' : undefined,
  ];
}

const nameOf = (key: kms.IKey) => ('aliasName' in key ? key.aliasName : key.keyId);

const emailProblem = (prop: string, email: string): Problem =>
  (Token.isUnresolved(email) || /^[^@\s]+@[^@\s]+$/.test(email) ? undefined : `${prop} must be an e-mail address, got '${email}'`);
