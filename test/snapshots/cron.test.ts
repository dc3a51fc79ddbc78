import * as fc from 'fast-check';
import { anExpression } from './an-expression';
import { runsByBruteForce } from './cron-by-brute-force';
import { Calendar } from '../../src/snapshots/private/calendar';
import { readCron } from '../../src/snapshots/private/cron';

function calendarOf(expression: string): Calendar {
  const reading = readCron(expression);
  if ('problems' in reading) throw new Error(reading.problems.join('\n'));
  return new Calendar(reading.cron.days, reading.cron.minutesOfDay);
}

const runsOf = (expression: string, from: string, to: string) =>
  calendarOf(expression).runs(new Date(`${from}Z`), new Date(`${to}Z`)).map(run => run.toISOString().slice(0, 16));

const datesOf = (expression: string, year: number) => runsOf(expression, `${year}-01-01T00:00`, `${year + 1}-01-01T00:00`).map(run => run.slice(5, 10));

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html and eb-cron-expressions.html, with their words.
// The 1st of March 2027 is a Monday.
describe("AWS's documented examples", () => {
  const WEEK = ['2027-03-01T00:00', '2027-03-08T00:00'] as const;
  const onWeekdays = (...times: string[]) => ['01', '02', '03', '04', '05'].flatMap(day => times.map(time => `2027-03-${day}T${time}`));

  test.each<[string, string, string[]]>([
    ['10:00 am every day', 'cron(0 10 * * ? *)', [...onWeekdays('10:00'), '2027-03-06T10:00', '2027-03-07T10:00']],
    ['12:15 pm every day', 'cron(15 12 * * ? *)', [...onWeekdays('12:15'), '2027-03-06T12:15', '2027-03-07T12:15']],
    ['6:00 pm every Monday through Friday', 'cron(0 18 ? * MON-FRI *)', onWeekdays('18:00')],
    ['8:00 am every 1st day of the month', 'cron(0 8 1 * ? *)', ['2027-03-01T08:00']],
    ['2:05pm and 2:35pm every day', 'cron(5,35 14 ? * 2-6 *)', onWeekdays('14:05', '14:35')],
    ['every 30 minutes Monday through Friday from 8 pm, and from midnight to 2 am', 'cron(0/30 20-2 ? * MON-FRI *)', onWeekdays(
      '00:00', '00:30', '01:00', '01:30', '02:00', '02:30', '20:00', '20:30', '21:00', '21:30', '22:00', '22:30', '23:00', '23:30')],
  ])('%s', (_words, expression, runs) => expect(runsOf(expression, ...WEEK)).toEqual(runs));

  test.each([
    ['every 15 minutes', 'cron(0/15 * * * ? *)', 7 * 24 * 4],
    ['every 10 minutes Monday through Friday', 'cron(0/10 * ? * MON-FRI *)', 5 * 24 * 6],
    ['every 5 minutes Monday through Friday between 8:00 am and 5:55 pm', 'cron(0/5 8-17 ? * MON-FRI *)', 5 * 10 * 12],
  ])('%s', (_words, expression, count) => expect(runsOf(expression, ...WEEK)).toHaveLength(count));

  test('10:15 am on the last Friday of each month during the years 2019 to 2022', () => {
    const expression = 'cron(15 10 ? * 6L 2019-2022)';
    expect(datesOf(expression, 2019)).toEqual(['01-25', '02-22', '03-29', '04-26', '05-31', '06-28', '07-26', '08-30', '09-27', '10-25', '11-29', '12-27']);
    expect([2018, 2019, 2020, 2021, 2022, 2023].map(year => datesOf(expression, year).length)).toEqual([0, 12, 12, 12, 12, 0]);
  });

  test('the second Tuesday of the month', () => {
    expect(datesOf('cron(0 0 ? * 3#2 *)', 2027)).toEqual(['01-12', '02-09', '03-09', '04-13', '05-11', '06-08', '07-13', '08-10', '09-14', '10-12', '11-09', '12-14']);
  });

  test('the weekday closest to the third day of the month', () => {
    expect(datesOf('cron(0 0 3W * ? *)', 2027)).toEqual(['01-04', '02-03', '03-03', '04-02', '05-03', '06-03', '07-02', '08-03', '09-03', '10-04', '11-03', '12-03']);
  });

  test('every tenth minute from the first', () => expect(runsOf('cron(1/10 0 1 1 ? 2027)', '2027-01-01T00:00', '2027-01-01T00:45'))
    .toEqual(['2027-01-01T00:01', '2027-01-01T00:11', '2027-01-01T00:21', '2027-01-01T00:31', '2027-01-01T00:41']));
});

describe('the same moments are meant by', () => {
  test.each([
    ['names and numbers', 'cron(0 3 ? JAN-MAR SUN *)', 'cron(0 3 ? 1-3 1 *)'],
    ['names in any case', 'cron(0 3 ? jan,Feb fri#2 *)', 'cron(0 3 ? JAN,FEB 6#2 *)'],
    ['a name and a number with L', 'cron(0 3 ? * FRIL *)', 'cron(0 3 ? * 6L *)'],
    ['a range that goes round and its list', 'cron(0 20-2 ? NOV-FEB FRI-MON *)', 'cron(0 20,21,22,23,0,1,2 ? 11,12,1,2 6,7,1,2 *)'],
    ['a step over a range that goes round and its list', 'cron(0 20-2/3 28-3/2 * ? *)', 'cron(0 20,23,2 28,30,1,3 * ? *)'],
    ['every day by date and by weekday', 'cron(0 3 * * ? *)', 'cron(0 3 ? * SUN-SAT *)'],
    ['zeros in front and none', 'cron(00 03 01 01 ? *)', 'cron(0 3 1 1 ? *)'],
  ])('%s', (_title, one, other) => expect(calendarOf(one).runs(new Date('2027-01-01'), new Date('2029-01-01'))).toEqual(calendarOf(other).runs(new Date('2027-01-01'), new Date('2029-01-01'))));
});

describe('fails when', () => {
  const FORM = 'expression must ';
  test.each<[string, string, string]>([
    ['there is no cron(…)', '0 3 * * ? *', `${FORM}be like cron(0 3 * * ? *), got '0 3 * * ? *' [SCH-10]`],
    ['it is written in capitals', 'CRON(0 3 * * ? *)', `${FORM}be like`],
    ['it is a rate', 'rate(1 day)', `${FORM}be a cron(…), as DLM takes no rate(…); use BackupFrequency.every()`],
    ['it is from a crontab', 'cron(0 3 * * 0)', `${FORM}have six fields: a crontab has no year`],
    ['it has seconds', 'cron(0 0 3 * * ? *)', `${FORM}have six fields: minute hour day month weekDay year, not 7`],
    ['a blank comes before the bracket', 'cron(0 3 * * ? * )', `${FORM}have one blank between two fields, and none at the ends`],
    ['a blank comes after the bracket', 'cron( 0 3 * * ? *)', `${FORM}have one blank`],
    ['there are two blanks', 'cron(0  3 * * ? *)', `${FORM}have one blank`],
    ['there is a tab', 'cron(0\t3 * * ? *)', `${FORM}have one blank`],
    ['there is a new line', 'cron(0\n3 * * ? *)', `${FORM}be like`],
    ['it is too long', `cron(${Array.from({ length: 60 }, (_, minute) => minute).join(',')} 3 * * ? *)`, `${FORM}have 11 to 100 characters between the brackets, not 179`],
    ['there is no such minute', 'cron(60 3 * * ? *)', "minute must be values of 0 to 59, a-b or a/n, in a list with commas, or by itself *, got '60' [SCH-11]"],
    ['there is no such hour', 'cron(0 24 * * ? *)', 'hour must be values of 0 to 23'],
    ['there is no such day', 'cron(0 3 32 * ? *)', "day must be values of 1 to 31, a-b or a/n, in a list with commas, or by itself *, ?, L, LW or 15W, got '32' [SCH-11]"],
    ['there is no day 0', 'cron(0 3 0 * ? *)', 'day must be values of 1 to 31'],
    ['there is no such month', 'cron(0 3 * 13 ? *)', "month must be values of 1 to 12 or JAN to DEC, a-b or a/n, in a list with commas, or by itself *, got '13' [SCH-11]"],
    ['a weekday is counted from 0', 'cron(0 3 ? * 0 *)', "weekDay must be values of 1 to 7 or SUN to SAT, a-b or a/n, in a list with commas, or by itself *, ?, 6L or 6#2, got '0' [SCH-11]"],
    ['a name is another field’s', 'cron(0 3 ? MON * *)', 'month must be'],
    ['a name is longer', 'cron(0 3 ? * SUNDAY *)', 'weekDay must be'],
    ['a year is before 1970', 'cron(0 3 1 1 ? 1969)', 'year must be values of 1970 to 2199'],
    ['a year is after 2199', 'cron(0 3 1 1 ? 2200)', 'year must be'],
    ['years go backwards', 'cron(0 3 1 1 ? 2030-2027)', 'year must be'],
    ['a number is no whole one', 'cron(0.5 3 * * ? *)', 'minute must be'],
    ['a number is negative', 'cron(-5 3 * * ? *)', 'minute must be'],
    ['a list ends in a comma', 'cron(0, 3 * * ? *)', 'minute must be'],
    ['a step is nothing', 'cron(0/0 3 * * ? *)', 'minute must be'],
    ['a step has no start', 'cron(/5 3 * * ? *)', 'minute must be'],
    ['a step is longer than the field', 'cron(*/60 3 * * ? *)', 'minute must be'],
    ['* is in a list', 'cron(0 *,3 * * ? *)', 'hour must be'],
    ['? is where it cannot be', 'cron(0 ? * * ? *)', 'hour must be'],
    ['neither day is ?', 'cron(0 3 * * * *)', "one of day and weekDay must be ?, and the other not, got '*' and '*' [SCH-11]"],
    ['both days are chosen', 'cron(0 3 1 * SUN *)', "one of day and weekDay must be ?, and the other not, got '1' and 'SUN'"],
    ['both days are ?', 'cron(0 3 ? * ? *)', "one of day and weekDay must be ?, and the other not, got '?' and '?'"],
    ['L stands alone as weekday', 'cron(0 3 ? * L *)', "weekDay must not be L alone, which AWS explains as Saturday here and Sunday there; write SAT, SUN, or 6L for a month's last Friday [SCH-11]"],
    ['L counts back', 'cron(0 3 L-3 * ? *)', 'day must be'],
    ['L is in a list', 'cron(0 3 1,L * ? *)', 'day must be'],
    ['W is in a list', 'cron(0 3 1W,15W * ? *)', 'day must be'],
    ['W stands alone', 'cron(0 3 W * ? *)', 'day must be'],
    ['W is of no day', 'cron(0 3 32W * ? *)', 'day must be'],
    ['W is a weekday', 'cron(0 3 ? * 3W *)', 'weekDay must be'],
    ['# is twice', 'cron(0 3 ? * 3#1,6#3 *)', 'weekDay must be'],
    ['# is of a sixth', 'cron(0 3 ? * 3#6 *)', 'weekDay must be'],
    ['# is a date', 'cron(0 3 3#2 * ? *)', 'day must be'],
  ])('%s', (_title, expression, sentence) => expect(() => calendarOf(expression)).toThrow(sentence));

  test('several fields are wrong, and names them all', () => {
    const reading = readCron('cron(60 24 32 13 ? 1)');
    expect('problems' in reading && reading.problems.map(problem => problem.split(' ')[0])).toEqual(['minute', 'hour', 'day', 'month', 'year']);
  });
});

test('every expression runs when a walk through all days and minutes says so', () => {
  fc.assert(fc.property(anExpression, fc.integer({ min: 1970, max: 2199 }), (expression, year) => {
    const runs = calendarOf(expression).runs(new Date(Date.UTC(year, 0)), new Date(Date.UTC(year + 1, 0))).map(run => run.getTime());
    const expected = runsByBruteForce(expression, year, year);
    // Up to half a million moments: the first that differs tells enough.
    expect({ runs: runs.length, differs: runs.find((run, index) => run !== expected[index]) }).toEqual({ runs: expected.length, differs: undefined });
  }), { numRuns: 250 });
});
