/**
 * A copy that may take longer than the hour that CloudFormation waits: the deployment goes on without it.
 *
 * Operators hear of the end, good or bad, from a topic that they have: its policy must let CloudWatch and EventBridge publish.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/long-copy.ts'`.
 */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CopyCompletion, EncryptedRootCopy, RootSource } from '../src';

export const app = new App();
const stack = new Stack(app, 'Archive');
const operators = sns.Topic.fromTopicArn(stack, 'Operators', stack.formatArn({ service: 'sns', resource: 'operators' }));

const archive = new EncryptedRootCopy(stack, 'Archive', {
  source: RootSource.amiId(app.node.tryGetContext('source') ?? 'ami-0123456789abcdef0'),
  completion: CopyCompletion.pending(),
  removalPolicy: RemovalPolicy.DESTROY,
});

archive.lateFailureAlarm?.addAlarmAction(new actions.SnsAction(operators));
archive.onAvailable('Ready', { target: new targets.SnsTopic(operators) });
