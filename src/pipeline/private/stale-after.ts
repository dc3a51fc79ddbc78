import { createRequire } from 'module';
import { Duration, Token } from 'aws-cdk-lib';
import type * as croner from 'croner';
import type { BuildSchedule } from '../build-schedule';
import type { PipelineAlarmOptions } from '../pipeline-alarms';

/** How often new images are to be expected. */
export interface BuildRhythm {
  readonly schedule: BuildSchedule;
  /** Whether the schedule starts a build only when there is a new base image. */
  readonly waitsForUpdates: boolean;
}

/** How old an image may become before somebody is told; without an age, nobody is: images are built by hand. */
export interface Freshness {
  readonly staleAfter: Duration | undefined;
}

const LEAST = Duration.days(14);
/** Some weeks pass between two base images of Amazon Linux, three of them at times, and the schedule comes up to a week after that. */
const LEAST_FOR_UPDATES = Duration.days(35);

/** A year that is over and known, so that a template is the same whenever it is made. */
const FROM = new Date('2026-01-01T00:00:00Z');
const RUNS = 60;
const DAY_MS = 86_400_000;

/** What the user says goes. */
export const freshnessOf = (rhythm: BuildRhythm, { staleAfter = staleAfterOf(rhythm) }: PipelineAlarmOptions = {}): Freshness => ({ staleAfter });

/** When an image is too old: one build has been missed for certain. Nothing for builds that are started by hand, which nobody can miss. */
export function staleAfterOf({ schedule, waitsForUpdates }: BuildRhythm): Duration | undefined {
  if (schedule._expression === undefined) return undefined;
  const least = waitsForUpdates ? LEAST_FOR_UPDATES : LEAST;
  return Duration.days(Math.max(least.toDays(), 2 * longestGapDays(schedule._expression)));
}

/** By expression: most pipelines have the same. */
const gaps = new Map<string, number>();

function longestGapDays(expression: string): number {
  if (Token.isUnresolved(expression)) return 0;
  const gap = gaps.get(expression) ?? findLongestGap(expression);
  gaps.set(expression, gap);
  return gap;
}

function findLongestGap(expression: string): number {
  const { Cron }: typeof croner = createRequire(__filename)('croner');
  const fields = expression.replace(/^cron\(|\)$/g, '').toUpperCase();
  const runs = new Cron(`0 ${fields}`, { mode: '7-part', alternativeWeekdays: true, utcOffset: 0, paused: true }).nextRuns(RUNS, FROM).map(run => run.getTime());
  return Math.ceil(Math.max(0, ...runs.slice(1).map((run, index) => run - runs[index])) / DAY_MS);
}
