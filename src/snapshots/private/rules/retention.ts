import { Warning, warnings } from './sentences';
import { Problem } from '../../../private/props';
import type { BackupScheduleBase, SnapshotSchedule } from '../../snapshot-schedule';
import { known } from '../known';

/** A schedule of any kind, with what its retention has to fit. */
interface Keeping extends BackupScheduleBase, Pick<SnapshotSchedule, 'archive' | 'fastRestore' | 'share'> {
  readonly copies?: readonly unknown[];
}

/** Nothing is kept: legal where an archive takes what is not kept, and nowhere else. */
const keepsNothing = ({ retention }: BackupScheduleBase) => known(retention.keep) === 0 || retention.period?._days === 0;

/** How many backups, or how long: 0 is for schedules that archive. */
export function retentionProblems(schedule: Keeping): Problem[] {
  if (!keepsNothing(schedule)) return [];
  if (!schedule.archive) {
    return [schedule.retention.basis === 'COUNT'
      ? 'retention must be a count of 1 to 1000, got 0; 0 is for schedules with an archive [RET-02]'
      : 'retention must be an age of 1 day to 100 years, got 0; 0 is for schedules with an archive [RET-03]'];
  }
  const needsSnapshots = ([['fastRestore', schedule.fastRestore], ['copies', schedule.copies?.length], ['share', schedule.share]] as const)
    .filter(([, wanted]) => wanted).map(([prop]) => prop);
  return needsSnapshots.map(prop =>
    `retention must be 1 or more with ${prop}, got 0: a snapshot that is archived at once leaves nothing for it [${prop === 'share' ? 'SHR-09' : 'RET-05'}]`);
}

/** @see https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-ami-policy.html#snapshot-considerations */
export function retentionWarnings(schedule: Keeping): Warning[] {
  const days = schedule.retention.period?._days;
  const gap = schedule.frequency._calendar?.shortestGapHours;
  // What is archived does not wait for the next one, and what is made once has none.
  if (days === undefined || gap === undefined || schedule.archive || !Number.isFinite(gap)) return [];
  return warnings(days * 24 < gap && {
    topic: 'shortRetention',
    says: `retention is ${schedule.retention.period}, and backups are at least ${Math.round(gap / 24)} days apart: each is kept until the next one is made [RET-06]`,
  });
}
