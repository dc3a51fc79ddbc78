import { Duration } from 'aws-cdk-lib';
import { Lacks, RuleRow } from './row';
import { ageOf, days, DAILY, INSTANCES, MONTHLY, snapshots } from './samples';
import { BackupFrequency } from '../../../src/snapshots/frequency';
import { ImageSchedule } from '../../../src/snapshots/image-schedule';
import { BackupRetention, RetentionPeriod } from '../../../src/snapshots/retention';
import { SnapshotCopyDestination } from '../../../src/snapshots/snapshot-copy';
import { SnapshotSchedule } from '../../../src/snapshots/snapshot-schedule';
import { BackupResourceLocation, SnapshotLocation, SnapshotTarget } from '../../../src/snapshots/snapshot-target';
import { DayOfMonth, DayOfWeek, TimeOfDay } from '../../../src/snapshots/time-of-day';

const BY_COUNT = { ...MONTHLY, archive: { retention: BackupRetention.count(3) } };
const BY_AGE = { ...MONTHLY, retention: ageOf(30), archive: { retention: ageOf(90) } };
const AT_3 = TimeOfDay.utc(3);
const SECOND_THURSDAY = BackupFrequency.monthly(DayOfMonth.nth(2, DayOfWeek.THURSDAY), AT_3);
const archived = (schedule: Partial<SnapshotSchedule>) => ({ ...BY_AGE, ...schedule });
const located = (location: BackupResourceLocation) => ({ target: SnapshotTarget.volumes({ tags: [{ key: 'Backup', value: 'daily' }], location }) });

export const ARCHIVE_RULES: readonly RuleRow[] = [
  {
    id: 'ARC-01',
    refused: [{ breaks: stack => snapshots(stack, BY_COUNT, { target: INSTANCES }), says: 'archive must be left out in a policy on instances' }],
    unwritable: { because: 'schedules of AMIs have no archive', proof: true satisfies Lacks<ImageSchedule, 'archive'> },
  },
  {
    id: 'ARC-02',
    refused: [{
      breaks: stack => snapshots(stack, {}, { schedules: [BY_COUNT, { ...BY_COUNT, name: 'quarterly' }] }),
      says: "archive must be in one schedule of a policy, got it in 'monthly' and 'quarterly'",
    }],
  },
  {
    id: 'ARC-03',
    refused: [
      { breaks: stack => snapshots(stack, archived({ frequency: DAILY.frequency })), says: 'frequency must be a cron one with archive, got an interval' },
      { breaks: stack => snapshots(stack, archived({ frequency: BackupFrequency.every(Duration.hours(12)) })), says: 'frequency must be a cron one with archive' },
    ],
  },
  {
    id: 'ARC-04',
    refused: [
      { breaks: stack => snapshots(stack, archived({ frequency: BackupFrequency.weekly(DayOfWeek.SUNDAY, AT_3) })), says: 'frequency must leave at least 28 days between runs with archive, got 7' },
      { breaks: stack => snapshots(stack, archived({ frequency: BackupFrequency.expression('cron(0 3 1,15 * ? *)') })), says: 'got 14' },
    ],
  },
  {
    id: 'ARC-05',
    refused: [
      { breaks: stack => snapshots(stack, archived({ archive: { retention: BackupRetention.count(12) } })), says: 'archive.retention must go by age, as retention does, got one by count' },
      { breaks: stack => snapshots(stack, { ...BY_COUNT, archive: BY_AGE.archive }), says: 'archive.retention must go by count, as retention does, got one by age' },
    ],
  },
  {
    id: 'ARC-06',
    refused: [
      [days(89), '89 days'], [RetentionPeriod.weeks(12), '12 weeks'], [RetentionPeriod.months(2), '2 months'], [days(0), '0 days'],
    ].map(([period, text]) => ({
      breaks: stack => snapshots(stack, archived({ archive: { retention: BackupRetention.age(period as RetentionPeriod) } })),
      says: `archive.retention must be at least 90 days, 13 weeks, 3 months or 1 year, got ${text as string}`,
    })),
  },
  {
    id: 'ARC-07',
    refused: [
      {
        breaks: stack => snapshots(stack, { ...BY_COUNT, frequency: SECOND_THURSDAY }),
        says: 'archive.retention must keep 4 or more, got 3: that is 84 days at the shortest, and the archive tier keeps snapshots for 90 at least',
      },
      { breaks: stack => snapshots(stack, { ...BY_COUNT, archive: { retention: BackupRetention.count(2) } }), says: 'archive.retention must keep 3 or more, got 2: that is 59 days' },
    ],
  },
  {
    id: 'ARC-08',
    refused: [{ breaks: stack => snapshots(stack, { ...BY_COUNT, archive: { retention: BackupRetention.count(0) } }), says: 'archive.retention must be a count of 1 to 1000, got 0' }],
  },
  {
    id: 'ARC-09',
    refused: [
      {
        breaks: stack => snapshots(stack, archived({ location: SnapshotLocation.SAME_LOCAL_ZONE }), located(BackupResourceLocation.LOCAL_ZONES)),
        says: 'archive needs snapshots in the Region, got location LOCAL_ZONE',
      },
      {
        breaks: stack => snapshots(stack, archived({ location: SnapshotLocation.SAME_OUTPOST }), located(BackupResourceLocation.OUTPOSTS)),
        says: 'archive needs snapshots in the Region, got location OUTPOST_LOCAL',
      },
    ],
  },
  {
    id: 'ARC-10',
    warned: [{
      breaks: stack => snapshots(stack, archived({ share: { accounts: ['222222222222'] } })),
      says: 'archive ends the sharing of a snapshot when its retention is over',
    }],
  },
  {
    id: 'ARC-11',
    warned: [{
      breaks: stack => snapshots(stack, archived({ copies: [{ destination: SnapshotCopyDestination.region('eu-west-1'), retention: RetentionPeriod.years(1) }] })),
      says: 'archive does not move the copies: they stay in the standard tier',
    }],
  },
  {
    id: 'ARC-12',
    warned: [
      { breaks: stack => snapshots(stack, { ...BY_COUNT, archive: { retention: BackupRetention.count(26) } }), says: 'archive.retention keeps up to 26 snapshots of each volume, and AWS archives 25' },
      { breaks: stack => snapshots(stack, archived({ archive: { retention: BackupRetention.age(RetentionPeriod.years(7)) } })), says: 'archive.retention keeps up to 91 snapshots' },
    ],
  },
  { id: 'ARC-13', unseen: 'what an increment would have cost shows in no template; the docs of SnapshotArchiveRule say that an archived snapshot is a full one' },
];
