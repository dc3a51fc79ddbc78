import { Duration, Lazy } from 'aws-cdk-lib';
import { BackupRetention, RetentionPeriod } from '../../src/snapshots/retention';

const aNumber = Lazy.number({ produce: () => 3 });

test.each<[string, () => unknown, string]>([
  ['a count is negative', () => BackupRetention.count(-1), 'count must be a whole number from 1 to 1000, or 0 with an archive, got -1 [RET-02]'],
  ['a count is over', () => BackupRetention.count(1001), 'got 1001 [RET-02]'],
  ['a count is broken', () => BackupRetention.count(2.5), 'got 2.5 [RET-02]'],
  ['there are too many days', () => RetentionPeriod.days(36501), 'amount must be a whole number of days from 0 to 36500, got 36501 [RET-03]'],
  ['days are negative', () => RetentionPeriod.days(-1), 'got -1 [RET-03]'],
  ['weeks are none', () => RetentionPeriod.weeks(0), 'amount must be a whole number of weeks from 1 to 5200, got 0 [RET-03]'],
  ['there are too many weeks', () => RetentionPeriod.weeks(5201), 'got 5201 [RET-03]'],
  ['there are too many months', () => RetentionPeriod.months(1201), 'amount must be a whole number of months from 1 to 1200, got 1201 [RET-03]'],
  ['there are too many years', () => RetentionPeriod.years(101), 'amount must be a whole number of years from 1 to 100, got 101 [RET-03]'],
  ['a year is broken', () => RetentionPeriod.years(0.5), 'got 0.5 [RET-03]'],
  ['a duration is not of whole days', () => RetentionPeriod.of(Duration.hours(36)), 'duration must be a whole number of days, got 1 day 12 hours [RET-08]'],
  ['a duration is a token', () => RetentionPeriod.of(Duration.days(aNumber)), 'duration must be known at synthesis, got a token; use RetentionPeriod.days() for one [RET-08]'],
  ['a duration is over', () => RetentionPeriod.of(Duration.days(36501)), 'got 36501 [RET-03]'],
  ['the length of a token is asked for', () => RetentionPeriod.weeks(aNumber).toDays(), 'the number of weeks is a token: it is not known before the deployment'],
])('fails when %s', (_title, make, sentence) => expect(make).toThrow(sentence));

test.each<[string, RetentionPeriod, number]>([
  ['days', RetentionPeriod.days(14), 14],
  ['weeks', RetentionPeriod.weeks(13), 91],
  ['months, of which twelve make a year', RetentionPeriod.months(12), 365],
  ['years', RetentionPeriod.years(7), 2555],
  ['a duration', RetentionPeriod.of(Duration.hours(48)), 2],
])('%s can be compared', (_title, period, days) => expect(period.toDays()).toBe(days));

test.each<[RetentionPeriod, string]>([
  [RetentionPeriod.days(1), '1 day'], [RetentionPeriod.weeks(2), '2 weeks'], [RetentionPeriod.months(3), '3 months'], [RetentionPeriod.years(1), '1 year'],
])('%# is said in words', (period, words) => expect(period.toString()).toBe(words));

test('a count is rendered as a count, an age as an interval', () => {
  expect(BackupRetention.count(7)._render()).toEqual({ count: 7 });
  expect(BackupRetention.age(RetentionPeriod.weeks(8))._render()).toEqual({ interval: 8, intervalUnit: 'WEEKS' });
});

test('passes tokens through', () => {
  expect(BackupRetention.count(aNumber)._render()).toEqual({ count: aNumber });
  expect(RetentionPeriod.months(aNumber)._render()).toEqual({ interval: aNumber, intervalUnit: 'MONTHS' });
  expect(RetentionPeriod.months(aNumber)._days).toBeUndefined();
});
