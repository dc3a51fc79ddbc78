/**
 * A backup of everything in the account's Region that nothing else has backed up: of every volume, and of every instance.
 *
 * An account has one default policy of each kind in a Region, so this belongs into a stack that is deployed there once.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/account-safety-net.ts'`.
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { DefaultImagePolicy, DefaultSnapshotPolicy } from '../src';

export const app = new App();
const stack = new Stack(app, 'SafetyNet', { env: { region: 'eu-central-1' } });
const operators = sns.Topic.fromTopicArn(stack, 'Operators', stack.formatArn({ service: 'sns', resource: 'operators' }));

const snapshots = new DefaultSnapshotPolicy(stack, 'Snapshots', {
  createEvery: Duration.days(1),
  retainFor: Duration.days(7),
  copyToRegions: ['eu-west-1'],
  excludeBootVolumes: true,
  excludeTags: [{ key: 'Scratch', value: 'true' }],
});

const images = new DefaultImagePolicy(stack, 'Images', {
  createEvery: Duration.days(7),
  retainFor: Duration.days(14),
  excludeTags: [{ key: 'Scratch', value: 'true' }],
});

for (const policy of [snapshots, images]) {
  policy.alarmWhenFailing('Failing', { actions: [new actions.SnsAction(operators)] });
}
