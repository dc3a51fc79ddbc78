/**
 * Days, weeks, months and years of snapshots from one policy: grandfather, father, son.
 *
 * Each schedule keeps its own snapshots. The monthly ones go to the archive tier after a day: cheaper to keep, and slow to restore.
 *
 * How many snapshots that comes to is known before anything is deployed: `preview` counts them, and an output of the stack says it.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/grandfather-father-son.ts'`.
 */
import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BackupTier, DayOfMonth, DayOfWeek, BackupFrequency, BackupRetention, RetentionPeriod, SnapshotPolicy, SnapshotTarget, TimeOfDay } from '../src';

export const app = new App();
const stack = new Stack(app, 'Archive');

const volumeKey = new kms.Key(stack, 'VolumeKey', { enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });

const generations = new SnapshotPolicy(stack, 'Generations', {
  target: SnapshotTarget.volumes({ tags: [{ key: 'Tier', value: 'gold' }, { key: 'Tier', value: 'silver' }] }),
  sourceKeys: [volumeKey],
  schedules: [
    {
      name: 'son',
      frequency: BackupFrequency.daily(TimeOfDay.utc(1)),
      retention: BackupRetention.age(RetentionPeriod.days(14)),
    },
    {
      name: 'father',
      frequency: BackupFrequency.weekly(DayOfWeek.SUNDAY, TimeOfDay.utc(2)),
      retention: BackupRetention.age(RetentionPeriod.weeks(8)),
    },
    {
      name: 'grandfather',
      frequency: BackupFrequency.monthly(DayOfMonth.of(1), TimeOfDay.utc(3)),
      retention: BackupRetention.age(RetentionPeriod.days(1)),
      archive: { retention: BackupRetention.age(RetentionPeriod.years(1)) },
    },
    {
      name: 'yearly',
      frequency: BackupFrequency.yearly(1, DayOfMonth.of(1), TimeOfDay.utc(4)),
      retention: BackupRetention.age(RetentionPeriod.years(7)),
    },
  ],
});

const year = generations.preview({ start: new Date('2027-01-01'), days: 365 });
const lastDay = new Date('2027-12-31');
const inStandardTier = year.countOn(lastDay, { tier: BackupTier.STANDARD });
const inArchive = year.countOn(lastDay, { tier: BackupTier.ARCHIVE });
new CfnOutput(stack, 'AfterOneYear', {
  value: `${inStandardTier} snapshots of each volume, and ${inArchive} in the archive`,
});
