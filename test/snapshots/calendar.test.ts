import * as fc from 'fast-check';
import { days } from './an-expression';
import { runsByBruteForce } from './cron-by-brute-force';
import { Calendar, coincide } from '../../src/snapshots/private/calendar';
import { EVERY_DAY, readCron } from '../../src/snapshots/private/cron';

const HOUR = 3_600_000;

function calendarOf(expression: string): Calendar {
  const reading = readCron(expression);
  if ('problems' in reading) throw new Error(reading.problems.join('\n'));
  return new Calendar(reading.cron.days, reading.cron.minutesOfDay);
}

describe('between two runs', () => {
  test.each([
    ['every hour', 'cron(0 * * * ? *)', 1, 1],
    ['twice an hour', 'cron(10,45 * * * ? *)', 25 / 60, 35 / 60],
    ['in office hours', 'cron(30 8-17 ? * MON-FRI *)', 1, 63],
    ['around midnight', 'cron(0 23,0 * * ? *)', 1, 23],
    ['a day', 'cron(0 3 * * ? *)', 24, 24],
    ['a week', 'cron(0 3 ? * SUN *)', 168, 168],
    ['a month by date', 'cron(0 3 1 * ? *)', 28 * 24, 31 * 24],
    ['a month by its last day', 'cron(0 3 L * ? *)', 28 * 24, 31 * 24],
    ['a month by its last workday', 'cron(0 3 LW * ? *)', 28 * 24, 33 * 24],
    ['a month by weekday', 'cron(0 3 ? * 3#2 *)', 28 * 24, 35 * 24],
    ['a month by its last weekday', 'cron(0 3 ? * 6L *)', 28 * 24, 35 * 24],
    ['the 29th', 'cron(0 3 29 * ? *)', 29 * 24, 59 * 24],
    ['a year', 'cron(0 3 1 1 ? *)', 365 * 24, 366 * 24],
    ['leap days, of which 2100 has none', 'cron(0 3 29 2 ? *)', 4 * 365.25 * 24, 8 * 365.25 * 24 - 24],
  ])('%s: the gaps are known', (_title, expression, shortest, longest) => {
    const { shortestGapHours, longestGapHours } = calendarOf(expression);
    expect({ shortestGapHours, longestGapHours }).toEqual({ shortestGapHours: shortest, longestGapHours: longest });
  });

  test('of days within hours of each other, no gap is missed at midnight', () => {
    const calendar = calendarOf('cron(30 0,23 1,2 * ? *)');
    expect([calendar.shortestGapHours, calendar.longestGapHours]).toEqual([1, 30 * 24 - 23]);
  });
});

describe('the shortest span', () => {
  test.each([
    ['three months by date', 'cron(0 3 1 * ? *)', 4, 89],
    ['three months by weekday', 'cron(0 3 ? * 3#2 *)', 4, 84],
    ['four months by weekday', 'cron(0 3 ? * 3#2 *)', 5, 119],
    ['one run', 'cron(0 3 1 * ? *)', 1, 0],
    ['no run', 'cron(0 3 1 * ? *)', 0, 0],
    ['more runs than there are', 'cron(0 3 1 * ? 2027)', 13, Infinity],
    ['all runs there are', 'cron(0 3 1 * ? 2027)', 12, 334],
  ])('of %s is known', (_title, expression, count, inDays) => expect(calendarOf(expression).shortestSpanHours(count) / 24).toBe(inDays));
});

test('all that is said of gaps and spans is what a walk through the years 2026 to 2199 says', () => {
  const times = fc.tuple(fc.integer({ min: 0, max: 59 }), fc.uniqueArray(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 3 }));
  fc.assert(fc.property(times, days, fc.integer({ min: 2, max: 400 }), ([minute, hours], selection, count) => {
    const expression = `cron(${minute} ${hours} ${selection})`;
    const runs = runsByBruteForce(expression, 2026, 2199);
    const gaps = rises(runs, 1);
    const spans = rises(runs, count - 1);
    const calendar = calendarOf(expression);
    expect({
      firesNever: calendar.firesNever,
      firesOnce: calendar.firesOnce,
      shortest: calendar.shortestGapHours,
      longest: calendar.longestGapHours,
      span: calendar.shortestSpanHours(count),
    }).toEqual({
      firesNever: runs.length === 0,
      firesOnce: runs.length === 1,
      shortest: least(gaps),
      longest: gaps.length > 0 ? gaps.reduce((a, b) => Math.max(a, b)) : Infinity,
      span: least(spans),
    });
  }), { numRuns: 15 });
});

/** In hours. */
function rises(runs: readonly number[], steps: number): number[] {
  return runs.slice(steps).map((run, index) => (run - runs[index]) / HOUR);
}

const least = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.min(a, b), Infinity);

describe('two calendars', () => {
  test.each([
    ['at the first common moment', 'cron(0 3 * * ? *)', 'cron(0 3 ? * SUN *)', '2026-01-04T03:00:00.000Z'],
    ['at one of several common times', 'cron(0 0/6 * * ? *)', 'cron(0 18,12 1 * ? *)', '2026-01-01T12:00:00.000Z'],
    ['when the 29th of February is a Sunday', 'cron(0 3 29 2 ? *)', 'cron(0 3 ? * SUN *)', '2032-02-29T03:00:00.000Z'],
    ['never, at different times', 'cron(0 3 * * ? *)', 'cron(1 3 * * ? *)', undefined],
    ['never, on different days', 'cron(0 3 ? * MON-FRI *)', 'cron(0 3 ? * SUN,SAT *)', undefined],
  ])('coincide %s', (_title, one, other, moment) => {
    expect(coincide(calendarOf(one), calendarOf(other))?.toISOString()).toBe(moment);
    expect(coincide(calendarOf(other), calendarOf(one))?.toISOString()).toBe(moment);
  });

  test('are not said to coincide when DLM picks the time of one', () => {
    const picked = new Calendar(EVERY_DAY, [0, 720], false);
    expect(coincide(picked, picked)).toBeUndefined();
  });
});

describe('runs', () => {
  test('are those from the first moment up to but not including the second', () => {
    const daily = new Calendar(EVERY_DAY, [180]);
    expect(daily.runs(new Date('2027-01-01T03:00Z'), new Date('2027-01-03T03:00Z'))).toEqual([new Date('2027-01-01T03:00Z'), new Date('2027-01-02T03:00Z')]);
    expect(daily.runs(new Date('2027-01-01T03:01Z'), new Date('2027-01-02T02:59Z'))).toEqual([]);
  });

  test('fails when DLM picks the time of day', () => {
    expect(() => new Calendar(EVERY_DAY, [0], false).runs(new Date(0), new Date(1))).toThrow('DLM picks the time of day: the runs are not known');
  });
});
