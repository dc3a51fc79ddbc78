import { RuleRow } from './row';
import { ageOf, DAILY, days, images, MONTHLY, snapshots } from './samples';
import { BackupRetention, RetentionPeriod } from '../../../src/snapshots/retention';
import { SnapshotCopyDestination } from '../../../src/snapshots/snapshot-copy';

/** Archives at once, and asks for something that needs the snapshot before. */
const archivedAtOnce = { ...MONTHLY, retention: BackupRetention.count(0), archive: { retention: BackupRetention.count(3) } };

export const RETENTION_RULES: readonly RuleRow[] = [
  {
    id: 'RET-04',
    refused: [
      {
        breaks: stack => snapshots(stack, {}, { schedules: [DAILY, { ...MONTHLY, retention: ageOf(90) }] }),
        says: "schedule 'monthly': retention must go by count, as that of 'daily' does, got one by age",
      },
      { breaks: stack => images(stack, { retention: ageOf(90) }).addSchedule(MONTHLY), says: "schedule 'monthly': retention must go by age" },
    ],
  },
  {
    id: 'RET-05',
    refused: [
      {
        breaks: stack => snapshots(stack, { ...archivedAtOnce, copies: [{ destination: SnapshotCopyDestination.region('eu-west-1'), retention: days(30) }] }),
        says: 'retention must be 1 or more with copies, got 0',
      },
      {
        breaks: stack => snapshots(stack, {
          ...MONTHLY,
          retention: ageOf(0),
          archive: { retention: ageOf(90) },
          copies: [{ destination: SnapshotCopyDestination.region('eu-west-1'), retention: RetentionPeriod.weeks(2) }],
        }),
        says: 'retention must be 1 or more with copies, got 0',
      },
    ],
  },
  {
    id: 'RET-06',
    warned: [{
      breaks: stack => snapshots(stack, { ...MONTHLY, retention: ageOf(7) }),
      says: "schedule 'monthly': retention is 7 days, and backups are at least 28 days apart: each is kept until the next one is made",
    }],
  },
  {
    id: 'RET-07',
    unseen: 'that a volume is deleted shows in no template; the docs recommend age for what lives shortly',
  },
];
