import { spawnSync } from 'child_process';
import * as path from 'path';
import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { BackupFrequency } from '../../src/snapshots/frequency';
import { DayOfMonth, DayOfWeek, TimeOfDay } from '../../src/snapshots/time-of-day';

const THREE = TimeOfDay.utc(3);
const aToken = Lazy.string({ produce: () => 'cron(0 3 * * ? *)' });
const aNumber = Lazy.number({ produce: () => 3 });

describe('an interval', () => {
  test.each([1, 2, 3, 4, 6, 8, 12, 24])('of %i hours is rendered as such', hours => {
    expect(BackupFrequency.every(Duration.hours(hours), THREE)._render()).toEqual({ interval: hours, intervalUnit: 'HOURS', times: ['03:00'] });
  });

  test('of a day is one of 24 hours', () => expect(BackupFrequency.every(Duration.days(1))._render().interval).toBe(24));

  test('without a time leaves it to DLM', () => {
    const frequency = BackupFrequency.every(Duration.hours(12));
    expect(frequency._render()).toEqual({ interval: 12, intervalUnit: 'HOURS' });
    expect(frequency._calendar?.isFixed).toBe(false);
    expect(frequency.shortestGap.toHours()).toBe(12);
  });

  test('runs at its time, and on from there over midnight', () => {
    const runs = BackupFrequency.every(Duration.hours(6), TimeOfDay.utc(17, 30))._calendar?.runs(new Date('2027-01-01'), new Date('2027-01-02'));
    expect(runs?.map(run => run.toISOString().slice(11, 16))).toEqual(['05:30', '11:30', '17:30', '23:30']);
  });

  test.each<[string, Duration, string]>([
    ['DLM does not have it', Duration.hours(5), 'got 5 hours'],
    ['it is longer than a day', Duration.hours(48), 'got 2 days'],
    ['it is a week', Duration.days(7), 'interval must be 1, 2, 3, 4, 6, 8, 12 or 24 hours, got 7 days; use weekly(), monthly(), yearly() or cron() for others [SCH-06]'],
    ['it is shorter than an hour', Duration.minutes(30), 'got 30 minutes'],
  ])('fails when %s', (_title, interval, sentence) => expect(() => BackupFrequency.every(interval)).toThrow(sentence));
});

describe('a cron frequency', () => {
  test.each<[string, BackupFrequency, string]>([
    ['weekly', BackupFrequency.weekly(DayOfWeek.SUNDAY, TimeOfDay.utc(2)), 'cron(0 2 ? * SUN *)'],
    ['monthly by date', BackupFrequency.monthly(DayOfMonth.of(1), THREE), 'cron(0 3 1 * ? *)'],
    ['monthly on the last day', BackupFrequency.monthly(DayOfMonth.last(), THREE), 'cron(0 3 L * ? *)'],
    ['monthly by weekday', BackupFrequency.monthly(DayOfMonth.nth(2, DayOfWeek.TUESDAY), THREE), 'cron(0 3 ? * 3#2 *)'],
    ['yearly', BackupFrequency.yearly(1, DayOfMonth.of(1), TimeOfDay.utc(4, 15)), 'cron(15 4 1 1 ? *)'],
    ['by its hour alone', BackupFrequency.cron({ hour: '3' }), 'cron(0 3 * * ? *)'],
    ['by weekday', BackupFrequency.cron({ minute: '15', hour: '2', weekDay: 'MON-SAT' }), 'cron(15 2 ? * MON-SAT *)'],
    ['by date', BackupFrequency.cron({ hour: '2', day: 'L', month: '*/3', year: '2027-2030' }), 'cron(0 2 L */3 ? 2027-2030)'],
    ['by any date', BackupFrequency.cron({ hour: '2', day: '?' }), 'cron(0 2 ? * * *)'],
    ['by any weekday', BackupFrequency.cron({ hour: '2', weekDay: '?' }), 'cron(0 2 * * ? *)'],
    ['as written', BackupFrequency.expression('cron(0 3 ? * fri#2 *)'), 'cron(0 3 ? * fri#2 *)'],
  ])('%s is rendered', (_title, frequency, cronExpression) => {
    expect(frequency._render()).toEqual({ cronExpression });
    expect(frequency._isCron).toBe(true);
  });

  test.each<[string, () => BackupFrequency, string]>([
    ['runs are minutes apart', () => BackupFrequency.expression('cron(0/15 * * * ? *)'),
      'expression must leave at least 1 hour between two runs: cron(0/15 * * * ? *) leaves 15 minutes [SCH-12]'],
    ['runs are minutes apart across midnight', () => BackupFrequency.cron({ hour: '0,23', minute: '0,59' }), 'options must leave at least 1 hour between two runs'],
    ['the 29th of February is not in every year', () => BackupFrequency.yearly(2, DayOfMonth.of(29), THREE),
      'day must run again within 366 days: cron(0 3 29 2 ? *) leaves 2921 days [SCH-13]'],
    ['years are left out', () => BackupFrequency.cron({ hour: '3', day: '1', month: '1', year: '2027/2' }), 'options must run again within 366 days: cron(0 3 1 1 ? 2027/2) leaves 731 days [SCH-13]'],
    ['its day never comes', () => BackupFrequency.yearly(2, DayOfMonth.of(31), THREE), 'day must come again: cron(0 3 31 2 ? *) has no run from 2026 on [SCH-14]'],
    ['its years are over', () => BackupFrequency.expression('cron(15 10 ? * 6L 2019-2022)'), 'expression must come again: cron(15 10 ? * 6L 2019-2022) has no run from 2026 on [SCH-14]'],
    ['a month is none', () => BackupFrequency.yearly(13, DayOfMonth.of(1), THREE), "month must be values of 1 to 12 or JAN to DEC, a-b or a/n, in a list with commas, or by itself *, got '13' [SCH-11]"],
    ['a field has two', () => BackupFrequency.cron({ hour: '3 4' }), 'expression must have six fields'],
    ['day and weekday are both chosen', () => BackupFrequency.cron({ hour: '3', day: '1', weekDay: 'SUN' }), 'one of day and weekDay must be ?'],
  ])('fails when %s', (_title, make, sentence) => expect(make).toThrow(sentence));

  test.each<[string, string, string[]]>([
    ['a single run', 'cron(0 3 1 1 ? 2027)', ['runsOnce frequency cron(0 3 1 1 ? 2027) runs once: DLM will never delete that backup [SCH-15]']],
    ['the 29th', 'cron(0 3 29 * ? *)', [
      'rareDay frequency cron(0 3 29 * ? *) skips each FEB without a day 29; use DayOfMonth.last(), or L, for the last day of every month [SCH-16]',
    ]],
    ['the 31st', 'cron(0 3 15,31 * ? *)', [
      'rareDay frequency cron(0 3 15,31 * ? *) skips each FEB, APR, JUN, SEP, NOV without a day 31; use DayOfMonth.last(), or L, for the last day of every month [SCH-16]',
    ]],
    ['the workday nearest to the 30th', 'cron(0 3 30W * ? *)', [expect.stringContaining('skips each FEB without a day 30')]],
    ['the 31st of long months', 'cron(0 3 31 1,3,5,7,8,10,12 ? *)', []],
    ['the 29th of a leap year', 'cron(0 3 29 2 ? 2028)', [expect.stringContaining('runsOnce')]],
    ['all days from the 20th', 'cron(0 3 20-31 * ? *)', []],
    ['the last days, if there are any', 'cron(0 3 29-31 * ? *)', [expect.stringContaining('skips each FEB without a day 29')]],
    ['the fifth Friday', 'cron(0 3 ? * FRI#5 *)', [
      'fifthWeekday frequency cron(0 3 ? * FRI#5 *) skips the months without a fifth such weekday, two of three; use DayOfMonth.lastOf(), or 6L, for the last one of every month [SCH-16]',
    ]],
    ['the fourth Friday', 'cron(0 3 ? * FRI#4 *)', []],
    ['every day', 'cron(0 3 * * ? *)', []],
  ])('of %s says what to know', (_title, expression, warnings) => {
    expect(BackupFrequency.expression(expression)._warnings.map(({ topic, says }) => `${topic} ${says}`)).toEqual(warnings);
  });
});

describe('the shortest gap', () => {
  test.each<[string, BackupFrequency, Duration]>([
    ['daily', BackupFrequency.daily(THREE), Duration.days(1)],
    ['in office hours', BackupFrequency.cron({ hour: '8-17', weekDay: 'MON-FRI' }), Duration.hours(1)],
    ['monthly', BackupFrequency.monthly(DayOfMonth.last(), THREE), Duration.days(28)],
  ])('%s is known', (_title, frequency, gap) => expect(frequency.shortestGap.toMinutes()).toBe(gap.toMinutes()));

  test('fails when the frequency is a token', () =>
    expect(() => BackupFrequency.expression(aToken).shortestGap).toThrow('shortestGap is not known before the deployment: the frequency is a token'));

  test('fails when there is one run', () =>
    expect(() => BackupFrequency.expression('cron(0 3 1 1 ? 2027)').shortestGap).toThrow('shortestGap does not exist: cron(0 3 1 1 ? 2027) runs once'));
});

test('tokens pass through', () => {
  const stack = new Stack();
  const rendered = [
    BackupFrequency.expression(aToken), BackupFrequency.cron({ hour: Lazy.string({ produce: () => '3' }) }), BackupFrequency.yearly(aNumber, DayOfMonth.of(aNumber), THREE),
    BackupFrequency.every(Duration.hours(aNumber), THREE),
  ].map(frequency => ({ ...stack.resolve(frequency._render()), calendar: frequency._calendar }));
  expect(rendered).toEqual([
    { cronExpression: 'cron(0 3 * * ? *)' }, { cronExpression: 'cron(0 3 * * ? *)' }, { cronExpression: 'cron(0 3 3 3 ? *)' },
    { interval: 3, intervalUnit: 'HOURS', times: ['03:00'] },
  ]);
});

test('croner is loaded when a cron expression is read, and not before', () => {
  const script = `
    const { BackupFrequency, TimeOfDay, DayOfMonth } = { ...require('./src'), ...require('./src/snapshots/frequency'), ...require('./src/snapshots/time-of-day') };
    const isLoaded = () => Object.keys(require.cache).some(file => file.includes('croner'));
    const said = [isLoaded()];
    BackupFrequency.daily(TimeOfDay.utc(3));
    said.push(isLoaded());
    BackupFrequency.monthly(DayOfMonth.last(), TimeOfDay.utc(3));
    said.push(isLoaded());
    console.log(JSON.stringify(said));`;
  const root = path.resolve(__dirname, '../..');
  const { stdout } = spawnSync(process.execPath, ['--require', 'tsx/cjs', '--eval', script], { cwd: root, encoding: 'utf8' });
  expect(JSON.parse(stdout)).toEqual([false, false, true]);
});
