/**
 * Snapshots of instances every six hours, and copies of them in two other Regions: one under a key of your own there, one under that Region's default key.
 *
 * The key lies in another Region, so it is given by its ARN, and this stack cannot change its policy. Synth warns of that with the statements to paste; here
 * the key's policy has them, so the warning is acknowledged.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/disaster-recovery.ts'`.
 */
import { Annotations, App, Duration, Stack } from 'aws-cdk-lib';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SnapshotCopyDestination, BackupCopyEncryption, BackupFrequency, BackupRetention, RetentionPeriod, SnapshotPolicy, SnapshotTarget, TimeOfDay } from '../src';

export const app = new App();
const stack = new Stack(app, 'Recovery', { env: { region: 'eu-central-1' } });
const operators = sns.Topic.fromTopicArn(stack, 'Operators', stack.formatArn({ service: 'sns', resource: 'operators' }));

const irishKey = kms.Key.fromKeyArn(stack, 'IrishKey', `arn:${stack.partition}:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab`);

const recovery = new SnapshotPolicy(stack, 'Recovery', {
  target: SnapshotTarget.instancesTagged('Recovery', 'yes'),
  schedules: [{
    name: 'six-hours',
    frequency: BackupFrequency.every(Duration.hours(6), TimeOfDay.utc(0)),
    retention: BackupRetention.count(8),
    copies: [
      {
        destination: SnapshotCopyDestination.region('eu-west-1'),
        encryption: BackupCopyEncryption.customerManaged(irishKey),
        retention: RetentionPeriod.days(14),
      },
      {
        destination: SnapshotCopyDestination.region('us-east-1'),
        retention: RetentionPeriod.months(3),
      },
    ],
  }],
});
recovery.alarmWhenFailing('Failing', { actions: [new actions.SnsAction(operators)] });

Annotations.of(recovery).acknowledgeWarning('cdk-golden-ami:SnapshotPolicy.importedKey', 'its policy lets IAM decide');
