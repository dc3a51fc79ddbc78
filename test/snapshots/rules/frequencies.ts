import { Duration } from 'aws-cdk-lib';
import { Is, Lacks, RuleRow } from './row';
import { DAILY, rendered, snapshots } from './samples';
import { BackupCronOptions, BackupFrequency } from '../../../src/snapshots/frequency';
import { DayOfMonth, DayOfWeek, TimeOfDay } from '../../../src/snapshots/time-of-day';

const THREE = TimeOfDay.utc(3);
const every = (interval: Duration) => ({ breaks: () => BackupFrequency.every(interval) });
const read = (expression: string) => ({ breaks: () => BackupFrequency.expression(expression) });

export const FREQUENCY_RULES: readonly RuleRow[] = [
  {
    id: 'SCH-05',
    unwritable: { because: 'a cron frequency has no interval and no time beside it', proof: true satisfies Lacks<BackupCronOptions, 'interval' | 'times'> },
    kept: {
      because: 'a create rule has a cron expression, or an interval',
      holds: stack => {
        snapshots(stack, {}, {
          schedules: [BackupFrequency.daily(THREE), BackupFrequency.weekly(DayOfWeek.SUNDAY, THREE)].map((frequency, index) => ({ ...DAILY, name: `${index}`, frequency })),
        });
        const rules = rendered(stack).Properties.PolicyDetails.Schedules.map((schedule: { CreateRule: object }) => Object.keys(schedule.CreateRule));
        expect(rules).toEqual([['Interval', 'IntervalUnit', 'Location', 'Times'], ['CronExpression', 'Location']]);
      },
    },
  },
  {
    id: 'SCH-06',
    refused: [
      { ...every(Duration.hours(5)), says: 'interval must be 1, 2, 3, 4, 6, 8, 12 or 24 hours, got 5 hours' },
      { ...every(Duration.hours(9)), says: 'got 9 hours' },
      { ...every(Duration.hours(48)), says: 'got 2 days' },
      { ...every(Duration.days(7)), says: 'got 7 days; use weekly(), monthly(), yearly() or cron() for others' },
      { ...every(Duration.minutes(30)), says: 'got 30 minutes' },
    ],
  },
  {
    id: 'SCH-07',
    refused: [
      { breaks: () => TimeOfDay.utc(24), says: 'hour must be a whole number from 0 to 23, got 24' },
      { breaks: () => TimeOfDay.utc(3, 60), says: 'minute must be a whole number from 0 to 59, got 60' },
    ],
    unwritable: { because: 'an interval has one time at most', proof: true satisfies Is<Parameters<typeof BackupFrequency.every>[1], TimeOfDay | undefined> },
  },
  {
    id: 'SCH-08',
    kept: {
      because: 'without a time nothing is rendered, and DLM picks one',
      holds: stack => {
        snapshots(stack, { frequency: BackupFrequency.every(Duration.hours(12)) });
        expect(rendered(stack).Properties.PolicyDetails.Schedules[0].CreateRule).not.toHaveProperty('Times');
      },
    },
  },
  { id: 'SCH-09', unseen: 'when in the hour after its time a run starts is up to DLM; alarms allow for it' },
  {
    id: 'SCH-10',
    refused: [
      { ...read('0 3 * * ? *'), says: "expression must be like cron(0 3 * * ? *), got '0 3 * * ? *'" },
      { ...read('rate(1 day)'), says: 'expression must be a cron(…), as DLM takes no rate(…)' },
      { ...read('cron(0 3 * * 0)'), says: 'expression must have six fields: a crontab has no year' },
      { ...read('cron(0 3 * * ? * )'), says: 'expression must have one blank between two fields, and none at the ends' },
      { ...read('cron(0\n3 * * ? *)'), says: 'expression must be like' },
      { ...read(`cron(0 ${'3,'.repeat(46)}3 * * ? *)`), says: 'expression must have 11 to 100 characters between the brackets, not 103' },
    ],
  },
  {
    id: 'SCH-11',
    refused: [
      { ...read('cron(60 3 * * ? *)'), says: "minute must be values of 0 to 59, a-b or a/n, in a list with commas, or by itself *, got '60'" },
      { ...read('cron(0 24 * * ? *)'), says: 'hour must be values of 0 to 23' },
      { ...read('cron(0 3 32 * ? *)'), says: 'day must be values of 1 to 31' },
      { ...read('cron(0 3 * 13 ? *)'), says: 'month must be values of 1 to 12 or JAN to DEC' },
      { ...read('cron(0 3 ? * 0 *)'), says: 'weekDay must be values of 1 to 7 or SUN to SAT' },
      { ...read('cron(0 3 * * ? 2200)'), says: 'year must be values of 1970 to 2199' },
      { ...read('cron(0 3 * * * *)'), says: "one of day and weekDay must be ?, and the other not, got '*' and '*'" },
      { ...read('cron(0 3 ? * 3#1,6#3 *)'), says: "or by itself *, ?, 6L or 6#2, got '3#1,6#3'" },
      { ...read('cron(0 3 ? * L *)'), says: 'weekDay must not be L alone' },
      { breaks: () => DayOfMonth.of(32), says: 'day must be a whole number from 1 to 31, got 32' },
      { breaks: () => DayOfMonth.nth(6, DayOfWeek.FRIDAY), says: 'n must be a whole number from 1 to 5, got 6' },
    ],
  },
  { id: 'SCH-12', refused: [{ ...read('cron(0/15 * * * ? *)'), says: 'expression must leave at least 1 hour between two runs: cron(0/15 * * * ? *) leaves 15 minutes' }] },
  {
    id: 'SCH-13',
    refused: [{ breaks: () => BackupFrequency.yearly(2, DayOfMonth.of(29), THREE), says: 'day must run again within 366 days: cron(0 3 29 2 ? *) leaves 2921 days' }],
  },
  {
    id: 'SCH-14',
    refused: [
      { ...read('cron(0 3 31 2 ? *)'), says: 'expression must come again: cron(0 3 31 2 ? *) has no run from 2026 on' },
      { ...read('cron(0 3 * * ? 2019)'), says: 'expression must come again' },
    ],
  },
  {
    id: 'SCH-15',
    warned: [{
      breaks: stack => snapshots(stack, { frequency: BackupFrequency.expression('cron(0 3 1 1 ? 2027)') }),
      says: 'frequency cron(0 3 1 1 ? 2027) runs once: DLM will never delete that backup',
    }],
  },
  {
    id: 'SCH-16',
    warned: [
      {
        breaks: stack => snapshots(stack, { frequency: BackupFrequency.monthly(DayOfMonth.of(31), THREE) }),
        says: 'frequency cron(0 3 31 * ? *) skips each FEB, APR, JUN, SEP, NOV without a day 31; use DayOfMonth.last()',
      },
      {
        breaks: stack => snapshots(stack, { frequency: BackupFrequency.monthly(DayOfMonth.nth(5, DayOfWeek.FRIDAY), THREE) }),
        says: 'skips the months without a fifth such weekday',
      },
    ],
  },
];
