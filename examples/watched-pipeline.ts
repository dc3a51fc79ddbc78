/**
 * A golden image that tells what happens to it: e-mails, a pager for alarms, a dashboard, a topic for your own automation, and ages at which images are retired.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/watched-pipeline.ts' -c email=you@example.com`, and confirm the e-mail that comes.
 */
import { Annotations, App, Duration, Stack } from 'aws-cdk-lib';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BaseImage, GoldenAmiPipeline } from '../src';

export const app = new App();
const stack = new Stack(app, 'WatchedImages');

const [pager, rollouts] = ['pager', 'rollouts'].map(name => sns.Topic.fromTopicArn(stack, name, stack.formatArn({ service: 'sns', resource: name })));

const base = new GoldenAmiPipeline(stack, 'Base', {
  imageName: 'base',
  baseImage: BaseImage.amazonLinux2023(),
  notifications: { emails: [app.node.tryGetContext('email') ?? 'images@example.com'] },
  alarms: { staleAfter: Duration.days(45), actions: [new actions.SnsAction(pager)] },
  dashboard: true,
  retention: { deprecateAfter: Duration.days(30), disableAfter: Duration.days(90), deleteAfter: Duration.days(180) },
});
// This account has a default VPC to build in.
Annotations.of(base).acknowledgeWarning('cdk-golden-ami:GoldenAmiPipeline.defaultVpc');

base.onBuildSucceeded('Ready', { target: new targets.SnsTopic(rollouts) });
