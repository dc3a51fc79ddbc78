import { Warning, warnings } from './sentences';
import { Problem } from '../../../private/props';
import type { RetentionPeriod } from '../../retention';
import type { SnapshotSchedule } from '../../snapshot-schedule';
import { SnapshotLocation } from '../../snapshot-target';
import { known } from '../known';
import { TargetResourceType } from '../policy-kind';

const LEAST_GAP_DAYS = 28;
const LEAST_DAYS = 90;
/** In each unit of DLM: see RetentionArchiveTier in its API. */
const LEAST_PERIOD: Readonly<Record<string, number>> = { DAYS: LEAST_DAYS, WEEKS: 13, MONTHS: 3, YEARS: 1 };
/** DLM itself holds snapshots to the 90th day where months are short: 3 from the first of each month span 89 days, and are documented. */
const LEAST_SPAN_DAYS = 87;
/** Archived snapshots of a volume; AWS raises it on request. */
const ARCHIVE_QUOTA = 25;

/** @see https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-ami-policy.html#snapshot-considerations */
export function archiveProblems(schedule: SnapshotSchedule, target: TargetResourceType): Problem[] {
  const { archive, frequency, retention, location } = schedule;
  if (!archive) return [];
  const gap = frequency._calendar?.shortestGapHours;
  const isLocal = location !== undefined && location !== SnapshotLocation.REGION;
  return [
    target === 'INSTANCE' ? 'archive must be left out in a policy on instances: DLM archives snapshots of volumes only; target volumes [ARC-01]' : undefined,
    isLocal ? `archive needs snapshots in the Region, got location ${location}; let the location out [ARC-09]` : undefined,
    frequency._isCron ? undefined : 'frequency must be a cron one with archive, got an interval; use monthly(), yearly() or cron() [ARC-03]',
    frequency._isCron && gap !== undefined && gap < LEAST_GAP_DAYS * 24
      ? `frequency must leave at least ${LEAST_GAP_DAYS} days between runs with archive, got ${Math.floor(gap / 24)}; use monthly() or yearly() [ARC-04]` : undefined,
    archive.retention.basis === retention.basis ? archiveRetentionProblem(schedule)
      : `archive.retention must go by ${retention.basis.toLowerCase()}, as retention does, got one by ${archive.retention.basis.toLowerCase()} [ARC-05]`,
  ];
}

/** A policy archives the snapshots of one schedule. */
export function archiveSetProblem(schedules: readonly SnapshotSchedule[]): Problem {
  const archiving = schedules.filter(schedule => schedule.archive).map(schedule => `'${schedule.name}'`);
  return archiving.length > 1 ? `archive must be in one schedule of a policy, got it in ${archiving.join(' and ')}; make another policy [ARC-02]` : undefined;
}

export function archiveWarnings(schedule: SnapshotSchedule): Warning[] {
  const { archive, copies, share } = schedule;
  if (!archive) return [];
  const most = archivedAtMost(schedule);
  return warnings(
    share !== undefined && share.unshareAfter === undefined && {
      topic: 'archiveUnshares',
      says: 'archive ends the sharing of a snapshot when its retention is over; say when sharing ends with share.unshareAfter [ARC-10]',
    },
    copies !== undefined && copies.length > 0 && {
      topic: 'archiveLeavesCopies',
      says: 'archive does not move the copies: they stay in the standard tier of their Region for as long as their own retention says [ARC-11]',
    },
    most !== undefined && most > ARCHIVE_QUOTA && {
      topic: 'archiveQuota',
      says: `archive.retention keeps up to ${most} snapshots of each volume, and AWS archives ${ARCHIVE_QUOTA} of one unless asked for more [ARC-12]`,
    },
  );
}

function archiveRetentionProblem({ archive, frequency }: SnapshotSchedule): Problem {
  const { keep, period } = archive!.retention;
  if (period) return periodProblem(period);
  const count = known(keep);
  const calendar = frequency._calendar;
  if (count === undefined) return undefined;
  if (count < 1) return `archive.retention must be a count of 1 to 1000, got ${count} [ARC-08]`;
  // Too frequent for the archive at all: told by ARC-03 and ARC-04.
  if (!calendar || !(calendar.shortestGapHours >= LEAST_GAP_DAYS * 24)) return undefined;
  const spanDays = (kept: number) => calendar.shortestSpanHours(kept + 1) / 24;
  if (spanDays(count) >= LEAST_SPAN_DAYS) return undefined;
  let enough = count;
  while (spanDays(enough) < LEAST_SPAN_DAYS) enough++;
  return `archive.retention must keep ${enough} or more, got ${count}: that is ${Math.floor(spanDays(count))} days at the shortest, `
    + `and the archive tier keeps snapshots for ${LEAST_DAYS} at least [ARC-07]`;
}

function periodProblem({ amount, unit, _days }: RetentionPeriod): Problem {
  const least = LEAST_PERIOD[unit];
  if (_days === undefined || amount >= least) return undefined;
  return `archive.retention must be at least ${LEAST_DAYS} days, 13 weeks, 3 months or 1 year, got ${amount} ${unit.toLowerCase()} [ARC-06]`;
}

function archivedAtMost({ archive, frequency }: SnapshotSchedule): number | undefined {
  const { keep, period } = archive!.retention;
  const gap = frequency._calendar?.shortestGapHours;
  if (period?._days !== undefined && gap !== undefined) return Math.floor(period._days * 24 / gap);
  return known(keep);
}
