/**
 * An AMI of every web server, once a week. Older ones are deprecated first, and deregistered later.
 *
 * Instances that start from the launch template have the tag that the policy looks for.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/images-of-instances.ts'`.
 */
import { App, Stack } from 'aws-cdk-lib';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { DayOfWeek, BackupFrequency, ImageDeprecation, ImagePolicy, BackupRetention, TimeOfDay, BackupVariableTagValue } from '../src';

export const app = new App();
const stack = new Stack(app, 'Web');
const operators = sns.Topic.fromTopicArn(stack, 'Operators', stack.formatArn({ service: 'sns', resource: 'operators' }));

const server = new ec2.LaunchTemplate(stack, 'Server', {
  machineImage: ec2.MachineImage.latestAmazonLinux2023(),
  requireImdsv2: true,
});

const weekly = new ImagePolicy(stack, 'Weekly', {
  targetTags: [{ key: 'Role', value: 'web' }],
  schedules: [{
    name: 'weekly',
    frequency: BackupFrequency.weekly(DayOfWeek.SATURDAY, TimeOfDay.utc(22, 30)),
    retention: BackupRetention.count(8),
    deprecation: ImageDeprecation.oldest(4),
    variableTags: [{ key: 'source-instance', value: BackupVariableTagValue.INSTANCE_ID }],
  }],
});
weekly.protect(server);

weekly.alarmWhenFailing('Failing', { actions: [new actions.SnsAction(operators)] });
weekly.alarmWhenTargetingMoreThan('Many', 20, { actions: [new actions.SnsAction(operators)] });
