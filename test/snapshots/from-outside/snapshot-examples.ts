import { Duration } from 'aws-cdk-lib';
import { OutsideExample } from './example';
import { BackupFrequency } from '../../../src/snapshots/frequency';
import { BackupRetention, RetentionPeriod } from '../../../src/snapshots/retention';
import { SnapshotCopyDestination } from '../../../src/snapshots/snapshot-copy';
import { SnapshotPolicy } from '../../../src/snapshots/snapshot-policy';
import { BackupResourceLocation, SnapshotLocation, SnapshotTarget } from '../../../src/snapshots/snapshot-target';
import { DayOfMonth, DayOfWeek, TimeOfDay } from '../../../src/snapshots/time-of-day';

const GUIDE = 'https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-ami-policy.html';
const OUTPOST = 'arn:aws:outposts:us-east-1:123456789012:outpost/op-1234567890abcdef0';

const DAILY = { frequency: BackupFrequency.daily(TimeOfDay.utc(3)), retention: BackupRetention.count(5) };
const EVERY_12_HOURS = { frequency: BackupFrequency.every(Duration.hours(12), TimeOfDay.utc(0)), retention: BackupRetention.count(1) };
const FIRST_OF_MONTH = { name: 'sched1', frequency: BackupFrequency.monthly(DayOfMonth.of(1), TimeOfDay.utc(9)), tags: { createdby: 'dlm' }, copyTags: true };

/** The examples of the EBS user guide and of the command line's reference for snapshots. */
export const SNAPSHOT_EXAMPLES: readonly OutsideExample[] = [
  {
    title: 'two schedules, one daily and one on Fridays',
    source: `${GUIDE}, example 1`,
    theirs: {
      PolicyType: 'EBS_SNAPSHOT_MANAGEMENT',
      ResourceTypes: ['VOLUME'],
      TargetTags: [{ Key: 'costcenter', Value: '115' }],
      Schedules: [
        {
          Name: 'DailySnapshots',
          TagsToAdd: [{ Key: 'type', Value: 'myDailySnapshot' }],
          CreateRule: { Interval: 24, IntervalUnit: 'HOURS', Times: ['03:00'] },
          RetainRule: { Count: 5 },
          CopyTags: false,
        },
        {
          Name: 'WeeklySnapshots',
          TagsToAdd: [{ Key: 'type', Value: 'myWeeklySnapshot' }],
          CreateRule: { CronExpression: 'cron(0 17 ? * FRI *)' },
          RetainRule: { Count: 5 },
          CopyTags: false,
        },
      ],
    },
    ours: stack => new SnapshotPolicy(stack, 'Policy', {
      target: SnapshotTarget.volumesTagged('costcenter', '115'),
      schedules: [
        { ...DAILY, name: 'DailySnapshots', tags: { type: 'myDailySnapshot' } },
        {
          name: 'WeeklySnapshots',
          frequency: BackupFrequency.weekly(DayOfWeek.FRIDAY, TimeOfDay.utc(17)),
          retention: BackupRetention.count(5),
          tags: { type: 'myWeeklySnapshot' },
        },
      ],
    }),
  },
  {
    title: 'instances, without some of their data volumes',
    source: `${GUIDE}, example 2`,
    theirs: {
      PolicyType: 'EBS_SNAPSHOT_MANAGEMENT',
      ResourceTypes: ['INSTANCE'],
      TargetTags: [{ Key: 'code', Value: 'production' }],
      Parameters: { ExcludeDataVolumeTags: [{ Key: 'code', Value: 'temp' }] },
      Schedules: [{
        Name: 'DailySnapshots',
        TagsToAdd: [{ Key: 'type', Value: 'myDailySnapshot' }],
        CreateRule: { Interval: 24, IntervalUnit: 'HOURS', Times: ['03:00'] },
        RetainRule: { Count: 5 },
        CopyTags: false,
      }],
    },
    ours: stack => new SnapshotPolicy(stack, 'Policy', {
      target: SnapshotTarget.instances({ tags: [{ key: 'code', value: 'production' }], excludeDataVolumeTags: [{ key: 'code', value: 'temp' }] }),
      schedules: [{ ...DAILY, name: 'DailySnapshots', tags: { type: 'myDailySnapshot' } }],
    }),
  },
  {
    title: 'volumes on Outposts, with their snapshots beside them',
    source: `${GUIDE}, example 3`,
    theirs: {
      PolicyType: 'EBS_SNAPSHOT_MANAGEMENT',
      ResourceTypes: 'VOLUME',
      ResourceLocations: 'OUTPOST',
      TargetTags: [{ Key: 'team', Value: 'dev' }],
      Schedules: [{
        Name: 'on-site backup',
        CreateRule: { Interval: 12, IntervalUnit: 'HOURS', Times: ['00:00'], Location: ['OUTPOST_LOCAL'] },
        RetainRule: { Count: 1 },
        CopyTags: false,
      }],
    },
    ours: stack => new SnapshotPolicy(stack, 'Policy', {
      target: SnapshotTarget.volumes({ tags: [{ key: 'team', value: 'dev' }], location: BackupResourceLocation.OUTPOSTS }),
      schedules: [{ ...EVERY_12_HOURS, name: 'on-site backup', location: SnapshotLocation.SAME_OUTPOST }],
    }),
    differs: {
      'ResourceTypes': 'AWS writes a string for a list',
      'ResourceLocations': 'AWS writes a string for a list',
      'Schedules.0.CreateRule.Location': 'AWS writes a list for a string',
    },
  },
  {
    title: 'copies to an Outpost of another Region',
    source: `${GUIDE}, example 4`,
    theirs: {
      PolicyType: 'EBS_SNAPSHOT_MANAGEMENT',
      ResourceTypes: 'VOLUME',
      ResourceLocations: 'CLOUD',
      TargetTags: [{ Key: 'team', Value: 'dev' }],
      Schedules: [{
        Name: 'on-site backup',
        CopyTags: false,
        CreateRule: { Interval: 12, IntervalUnit: 'HOURS', Times: ['00:00'], Location: 'CLOUD' },
        RetainRule: { Count: 1 },
        CrossRegionCopyRules: [{ Target: OUTPOST, Encrypted: true, CopyTags: true, RetainRule: { Interval: 1, IntervalUnit: 'MONTHS' } }],
      }],
    },
    ours: stack => new SnapshotPolicy(stack, 'Policy', {
      target: SnapshotTarget.volumesTagged('team', 'dev'),
      schedules: [{
        ...EVERY_12_HOURS,
        name: 'on-site backup',
        copies: [{ destination: SnapshotCopyDestination.outpost(OUTPOST), retention: RetentionPeriod.months(1), copyTags: true }],
      }],
    }),
    differs: {
      ResourceTypes: 'AWS writes a string for a list',
      ResourceLocations: 'AWS writes a string for a list',
    },
  },
  {
    title: 'an archive by age',
    source: `${GUIDE}, example 5`,
    theirs: {
      ResourceTypes: ['VOLUME'],
      PolicyType: 'EBS_SNAPSHOT_MANAGEMENT',
      Schedules: [{
        Name: 'sched1',
        TagsToAdd: [{ Key: 'createdby', Value: 'dlm' }],
        CreateRule: { CronExpression: 'cron(0 9 1 * ? *)' },
        CopyTags: true,
        RetainRule: { Interval: 1, IntervalUnit: 'DAYS' },
        ArchiveRule: { RetainRule: { RetentionArchiveTier: { Interval: 90, IntervalUnit: 'DAYS' } } },
      }],
      TargetTags: [{ Key: 'Name', Value: 'Prod' }],
    },
    ours: stack => new SnapshotPolicy(stack, 'Policy', {
      target: SnapshotTarget.volumesTagged('Name', 'Prod'),
      schedules: [{
        ...FIRST_OF_MONTH,
        retention: BackupRetention.age(RetentionPeriod.days(1)),
        archive: { retention: BackupRetention.age(RetentionPeriod.days(90)) },
      }],
    }),
  },
  {
    title: 'an archive by count, at once',
    source: `${GUIDE}, example 6`,
    theirs: {
      ResourceTypes: ['VOLUME'],
      PolicyType: 'EBS_SNAPSHOT_MANAGEMENT',
      Schedules: [{
        Name: 'sched1',
        TagsToAdd: [{ Key: 'createdby', Value: 'dlm' }],
        CreateRule: { CronExpression: 'cron(0 9 1 * ? *)' },
        CopyTags: true,
        RetainRule: { Count: 0 },
        ArchiveRule: { RetainRule: { RetentionArchiveTier: { Count: 3 } } },
      }],
      TargetTags: [{ Key: 'Purpose', Value: 'Test' }],
    },
    ours: stack => new SnapshotPolicy(stack, 'Policy', {
      target: SnapshotTarget.volumesTagged('Purpose', 'Test'),
      schedules: [{ ...FIRST_OF_MONTH, retention: BackupRetention.count(0), archive: { retention: BackupRetention.count(3) } }],
    }),
  },
  {
    title: 'a policy after its update',
    source: 'https://docs.aws.amazon.com/ebs/latest/userguide/modify.html',
    theirs: {
      ResourceTypes: ['VOLUME'],
      TargetTags: [{ Key: 'costcenter', Value: '120' }],
      Schedules: [{
        Name: 'DailySnapshots',
        TagsToAdd: [{ Key: 'type', Value: 'myDailySnapshot' }],
        CreateRule: { Interval: 12, IntervalUnit: 'HOURS', Times: ['15:00'] },
        RetainRule: { Count: 5 },
        CopyTags: false,
      }],
    },
    ours: stack => new SnapshotPolicy(stack, 'Policy', {
      target: SnapshotTarget.volumesTagged('costcenter', '120'),
      schedules: [{
        name: 'DailySnapshots',
        frequency: BackupFrequency.every(Duration.hours(12), TimeOfDay.utc(15)),
        retention: BackupRetention.count(5),
        tags: { type: 'myDailySnapshot' },
      }],
    }),
  },
  {
    title: 'a policy of the command line',
    source: 'https://docs.aws.amazon.com/cli/latest/reference/dlm/create-lifecycle-policy.html',
    theirs: {
      ResourceTypes: ['VOLUME'],
      TargetTags: [{ Key: 'costCenter', Value: '115' }],
      Schedules: [{
        Name: 'DailySnapshots',
        CopyTags: true,
        TagsToAdd: [{ Key: 'type', Value: 'myDailySnapshot' }],
        CreateRule: { Interval: 24, IntervalUnit: 'HOURS', Times: ['03:00'] },
        RetainRule: { Count: 5 },
      }],
    },
    ours: stack => new SnapshotPolicy(stack, 'Policy', {
      target: SnapshotTarget.volumesTagged('costCenter', '115'),
      schedules: [{ ...DAILY, name: 'DailySnapshots', tags: { type: 'myDailySnapshot' }, copyTags: true }],
    }),
  },
  {
    title: 'two target tags, as an update sets them',
    source: 'https://docs.aws.amazon.com/cli/latest/reference/dlm/update-lifecycle-policy.html, example 3',
    theirs: { TargetTags: [{ Key: 'costCenter', Value: '120' }, { Key: 'project', Value: 'lima' }] },
    ours: stack => new SnapshotPolicy(stack, 'Policy', {
      target: SnapshotTarget.volumes({ tags: [{ key: 'costCenter', value: '120' }, { key: 'project', value: 'lima' }] }),
      schedules: [{ ...DAILY, name: 'DailySnapshots' }],
    }),
    differs: {
      ResourceTypes: 'AWS shows the tags alone: an update leaves the rest as it is',
      Schedules: 'AWS shows the tags alone: an update leaves the rest as it is',
    },
  },
];
