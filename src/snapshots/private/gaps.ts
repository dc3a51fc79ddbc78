import { Duration } from 'aws-cdk-lib';
import { Calendar } from './calendar';
import { CronDays, MONTHS } from './cron';
import type { Warning } from './rules/sentences';

const MOST_GAP_HOURS = 366 * 24;

/** @see https://docs.aws.amazon.com/dlm/latest/APIReference/API_CreateRule.html: an interval of an hour to a year */
export function gapProblem(prop: string, expression: string, calendar: Calendar): string | undefined {
  if (calendar.firesNever) return `${prop} must come again: ${expression} has no run from 2026 on [SCH-14]`;
  if (calendar.firesOnce) return undefined;
  if (calendar.shortestGapHours < 1) {
    return `${prop} must leave at least 1 hour between two runs: ${expression} leaves ${hoursText(calendar.shortestGapHours)} [SCH-12]`;
  }
  if (calendar.longestGapHours > MOST_GAP_HOURS) {
    return `${prop} must run again within 366 days: ${expression} leaves ${hoursText(calendar.longestGapHours)} [SCH-13]`;
  }
  return undefined;
}

export function frequencyWarnings(expression: string, calendar: Calendar, days: CronDays): Warning[] {
  const warnings: Warning[] = [];
  if (calendar.firesOnce) {
    warnings.push({ topic: 'runsOnce', says: `frequency ${expression} runs once: DLM will never delete that backup [SCH-15]` });
  }
  const date = Math.max(0, ...days.rareDates);
  const lacking = date > 0 ? monthsWithout(date, days) : [];
  if (lacking.length > 0) {
    warnings.push({
      topic: 'rareDay',
      says: `frequency ${expression} skips each ${lacking.join(', ')} without a day ${date}; use DayOfMonth.last(), or L, for the last day of every month [SCH-16]`,
    });
  }
  if (days.isFifth) {
    warnings.push({
      topic: 'fifthWeekday',
      says: `frequency ${expression} skips the months without a fifth such weekday, two of three; use DayOfMonth.lastOf(), or 6L, for the last one of every month [SCH-16]`,
    });
  }
  return warnings;
}

function monthsWithout(date: number, { months, years }: CronDays): string[] {
  const lengthOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate();
  return months.filter(month => years.some(year => lengthOf(year, month) < date)).map(month => MONTHS[month - 1]);
}

function hoursText(hours: number): string {
  if (hours < 1) return Duration.minutes(hours * 60).toHumanString();
  return hours % 24 === 0 ? `${hours / 24} days` : `${Math.floor(hours / 24)} days and ${Math.round(hours % 24 * 100) / 100} hours`;
}
