/**
 * A snapshot of a volume every night, kept for a week, and somebody who hears when there is none.
 *
 * The policy finds volumes by a tag, and `protect` gives it to them. `BackupCoverage` warns at synth of volumes and instances that no policy finds.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/daily-snapshots.ts'`.
 */
import { App, Size, Stack } from 'aws-cdk-lib';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BackupCoverage, BackupFrequency, BackupRetention, SnapshotPolicy, SnapshotTarget, TimeOfDay } from '../src';

export const app = new App();
const stack = new Stack(app, 'Database');
const operators = sns.Topic.fromTopicArn(stack, 'Operators', stack.formatArn({ service: 'sns', resource: 'operators' }));

const data = new ec2.Volume(stack, 'Data', {
  availabilityZone: stack.availabilityZones[0],
  size: Size.gibibytes(100),
  volumeType: ec2.EbsDeviceVolumeType.GP3,
  encrypted: true,
});

const daily = new SnapshotPolicy(stack, 'Daily', {
  target: SnapshotTarget.volumesTagged('Backup', 'daily'),
  schedules: [{
    name: 'daily',
    frequency: BackupFrequency.daily(TimeOfDay.utc(3)),
    retention: BackupRetention.count(7),
    copyTags: true,
  }],
});
daily.protect(data);

const tellOperators = { actions: [new actions.SnsAction(operators)] };
daily.alarmWhenStale('NoBackup', tellOperators);
daily.alarmWhenFailing('Failing', tellOperators);
daily.onError('Error', { target: new targets.SnsTopic(operators) });

BackupCoverage.check(app);
