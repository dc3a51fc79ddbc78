import { grouped, mapped } from './grouped';
import { later } from './period';
import type { RetentionModel, ScheduleModel } from './policy-model';

const HOUR_MS = 3_600_000;

/** A schedule whose runs are known. */
export type KnownSchedule = ScheduleModel & { readonly calendar: NonNullable<ScheduleModel['calendar']> };

/** What all schedules that run at one moment make together. */
export interface Backup {
  readonly at: number;
  readonly schedules: readonly KnownSchedule[];
  /** The schedule that it is kept by: the one whose retention ends last. */
  readonly owner: KnownSchedule;
  /** Of each zone, the rule that ends last. */
  readonly fastRestore: readonly ZoneRule[];
  /** When sharing ends with each account; `Infinity` for never. */
  readonly shares: ReadonlyMap<string, number>;
  /** By Region or Outpost. */
  readonly copies: ReadonlyMap<string, BackupCopy>;
  /** The schedule whose deprecation comes last; undefined unless all have one. */
  readonly deprecator: KnownSchedule | undefined;
}

export interface ZoneRule {
  readonly zone: string;
  readonly schedule: KnownSchedule;
  readonly retention: RetentionModel;
}

export interface BackupCopy {
  readonly deprecatedAt: number;
  readonly deletedAt: number;
}

/**
 * One backup for each moment at which a schedule runs, in order.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/dlm-elements.html#dlm-lifecycle-schedule
 */
export function backupsOf(schedules: readonly KnownSchedule[], start: Date, end: Date): Backup[] {
  const runs = schedules.flatMap(schedule => schedule.calendar.runs(start, end).map(run => ({ at: run.getTime(), schedule })));
  return [...grouped(runs, ({ at }) => at)]
    .sort(([a], [b]) => a - b)
    .map(([at, those]) => backupOf(at, those.map(({ schedule }) => schedule)));
}

function backupOf(at: number, schedules: readonly KnownSchedule[]): Backup {
  return {
    at,
    schedules,
    owner: last(schedules, schedule => keptUntil(schedule, at)),
    fastRestore: fastRestoreOf(schedules, at),
    shares: sharesOf(schedules, at),
    copies: copiesOf(schedules, at),
    deprecator: schedules.every(({ deprecation }) => deprecation) ? last(schedules, schedule => deprecatedAt(schedule, at)) : undefined,
  };
}

function keptUntil(schedule: KnownSchedule, at: number): number {
  const archivedAt = endOf(schedule, schedule.retention, at);
  return schedule.archive ? endOf(schedule, schedule.archive, archivedAt) : archivedAt;
}

function deprecatedAt(schedule: KnownSchedule, at: number): number {
  const { period, count } = schedule.deprecation ?? {};
  return endOf(schedule, { period, keep: newestSpared(schedule.retention, count) }, at);
}

/** How many of the newest are not among the oldest `count`. */
export function newestSpared({ keep = Infinity }: RetentionModel, count: number = 0): number {
  return Math.max(keep - count, 0);
}

/** Roughly, to tell which of two ends last: a count is over when that many longest gaps are. */
function endOf({ calendar }: KnownSchedule, { keep = 0, period }: RetentionModel, from: number): number {
  if (period) return later(from, period);
  return keep === 0 ? from : from + keep * calendar.longestGapHours * HOUR_MS;
}

function fastRestoreOf(schedules: readonly KnownSchedule[], at: number): ZoneRule[] {
  const rules = schedules.flatMap(schedule => {
    const { fastRestore } = schedule;
    return fastRestore ? fastRestore.zones.map((zone): ZoneRule => ({ zone, schedule, retention: fastRestore.retention })) : [];
  });
  return [...grouped(rules, ({ zone }) => zone).values()].map(those => last(those, ({ schedule, retention }) => endOf(schedule, retention, at)));
}

function sharesOf(schedules: readonly KnownSchedule[], at: number): Map<string, number> {
  const shares = schedules.flatMap(({ share }) => (share ? share.accounts.map(account => ({ account, unshareAfter: share.unshareAfter })) : []));
  return mapped(grouped(shares, ({ account }) => account),
    those => Math.max(...those.map(({ unshareAfter }) => (unshareAfter ? later(at, unshareAfter) : Infinity))));
}

function copiesOf(schedules: readonly KnownSchedule[], at: number): Map<string, BackupCopy> {
  const rules = schedules.flatMap(({ copies = [] }) => copies);
  return mapped(grouped(rules, ({ target }) => target), those => ({
    deprecatedAt: Math.max(...those.map(({ deprecateAfter }) => (deprecateAfter ? later(at, deprecateAfter) : Infinity))),
    deletedAt: Math.max(...those.map(({ retention }) => later(at, retention))),
  }));
}

/** The one that ends last; the first of those that end together. */
function last<T>(rules: readonly T[], end: (rule: T) => number): T {
  return rules.reduce((latest, rule) => (end(rule) > end(latest) ? rule : latest));
}
