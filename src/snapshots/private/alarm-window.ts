import { Duration } from 'aws-cdk-lib';
import type { Calendar } from './calendar';

const HOURS_PER_WEEK = 168;
const MINUTES_PER_DAY = 1440;
const MINUTES_PER_WEEK = HOURS_PER_WEEK * 60;

/** A run starts within an hour after its time, and is tried again for an hour. */
const GRACE_HOURS = 2;

/** A Monday, where the weeks of CloudWatch begin. */
const MONDAY = Date.UTC(2026, 0, 5);

/** When backups are made, as far as an alarm has to know. */
export type Rhythm = Pick<Calendar, 'shortestGapHours' | 'longestGapHours' | 'isFixed' | 'runs'>;

/** The time that an alarm looks at. */
export interface AlarmWindow {
  readonly period: Duration;
  /**
   * Looks at whole days or weeks of this time zone, and not at the time before each moment: backups of two days can be
   * more than a day apart, and still be one for each day.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
   */
  readonly timezone?: string;
}

/** The shortest window that always holds a backup, when all is well; a sentence when there is none that an alarm could look at. */
export function windowOf(rhythms: readonly (Rhythm | undefined)[]): AlarmWindow | string {
  const known = rhythms.filter(rhythm => rhythm !== undefined);
  if (known.length === 0) return 'evaluationWindow must be given: how often the policy runs is not known before the deployment';
  const rhythm = known.reduce((most, each) => (each.longestGapHours < most.longestGapHours ? each : most));
  const { longestGapHours: gap } = rhythm;
  if (gap > HOURS_PER_WEEK) {
    const days = Number.isFinite(gap) ? `up to ${Math.round(gap / 24)} days apart` : 'there once';
    return `no schedule runs at least once a week: runs are ${days}, and an alarm looks back 7 days at most; `
      + 'watch a policy that runs more often, or what fails with alarmWhenFailing and onError';
  }
  if (rhythm.isFixed && rhythm.shortestGapHours === gap && (gap === 24 || gap === HOURS_PER_WEEK)) return calendarWindow(rhythm, gap);
  return { period: Duration.minutes(Math.min((gap + GRACE_HOURS) * 60, MINUTES_PER_WEEK)) };
}

/**
 * Days and weeks begin at midnight somewhere, so a time zone puts their beginning where no backup is under way: days two
 * hours after the run, so that a missing backup is soon known; weeks on Monday, unless a run of Sunday is not over by then.
 */
function calendarWindow(rhythm: Rhythm, gap: number): AlarmWindow {
  const period = Duration.hours(gap);
  const [first] = rhythm.runs(new Date(MONDAY), new Date(MONDAY + MINUTES_PER_WEEK * 60_000));
  const over = (first.getTime() - MONDAY) / 60_000 + GRACE_HOURS * 60;
  if (gap === 24) return { period, timezone: zoneOfMidnight(over % MINUTES_PER_DAY) };
  return { period, timezone: zoneOfMidnight(Math.max(over - MINUTES_PER_WEEK, 0)) };
}

/** The offset of a zone in which midnight is at a minute of the day in UTC, or up to four minutes later: CloudWatch takes multiples of five. */
function zoneOfMidnight(minuteOfDay: number): string {
  const west = Math.ceil(minuteOfDay / 5) * 5 % MINUTES_PER_DAY;
  if (west === 0) return 'UTC';
  const isEast = west > MINUTES_PER_DAY / 2;
  const offset = isEast ? MINUTES_PER_DAY - west : west;
  const digits = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${isEast ? '+' : '-'}${digits(offset / 60)}:${digits(offset % 60)}`;
}
