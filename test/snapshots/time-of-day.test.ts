import { Lazy, Token } from 'aws-cdk-lib';
import { DayOfMonth, DayOfWeek, TimeOfDay } from '../../src/snapshots/time-of-day';

const aNumber = Lazy.number({ produce: () => 3 });

describe('a time of day', () => {
  test.each([[0, 0, '00:00'], [3, 5, '03:05'], [23, 59, '23:59']])('of %i hours and %i minutes has both zeros', (hour, minute, text) =>
    expect(TimeOfDay.utc(hour, minute).toString()).toBe(text));

  test('is on the hour unless a minute is given', () => expect(TimeOfDay.utc(3).minute).toBe(0));

  test.each<[string, number, number | undefined, string]>([
    ['the hour is over', 24, 0, 'hour must be a whole number from 0 to 23, got 24 [SCH-07]'],
    ['the hour is negative', -1, undefined, 'hour must be a whole number from 0 to 23, got -1 [SCH-07]'],
    ['the hour is broken', 3.5, undefined, 'hour must be a whole number from 0 to 23, got 3.5 [SCH-07]'],
    ['the minute is over', 3, 60, 'minute must be a whole number from 0 to 59, got 60 [SCH-07]'],
    ['it is a token, which cannot get its zeros', aNumber, undefined, 'hour must be known at synthesis, got a token: DLM wants hh:mm [SCH-07]'],
  ])('fails when %s', (_title, hour, minute, sentence) => expect(() => TimeOfDay.utc(hour, minute)).toThrow(sentence));

  test('fails with both problems at once', () =>
    expect(() => TimeOfDay.utc(24, 60)).toThrow(/^hour must [^\n]*\nminute must [^\n]*$/));
});

describe('a day of the month', () => {
  test.each<[string, DayOfMonth, string, string]>([
    ['by date', DayOfMonth.of(15), '15', '?'],
    ['the last', DayOfMonth.last(), 'L', '?'],
    ['the second Tuesday', DayOfMonth.nth(2, DayOfWeek.TUESDAY), '?', '3#2'],
    ['the last Friday', DayOfMonth.lastOf(DayOfWeek.FRIDAY), '?', '6L'],
    ['the first Sunday, the first day of the week', DayOfMonth.nth(1, DayOfWeek.SUNDAY), '?', '1#1'],
  ])('%s is what AWS reads', (_title, day, date, weekDay) => expect([day._day, day._weekDay]).toEqual([date, weekDay]));

  test.each<[string, () => DayOfMonth, string]>([
    ['there is no day 0', () => DayOfMonth.of(0), 'day must be a whole number from 1 to 31, got 0 [SCH-11]'],
    ['there is no day 32', () => DayOfMonth.of(32), 'day must be a whole number from 1 to 31, got 32 [SCH-11]'],
    ['there is no sixth Sunday', () => DayOfMonth.nth(6, DayOfWeek.SUNDAY), 'n must be a whole number from 1 to 5, got 6 [SCH-11]'],
  ])('fails when %s', (_title, make, sentence) => expect(make).toThrow(sentence));

  test('passes tokens through', () => {
    expect(Token.isUnresolved(DayOfMonth.of(aNumber)._day)).toBe(true);
    expect(Token.isUnresolved(DayOfMonth.nth(aNumber, DayOfWeek.SUNDAY)._weekDay)).toBe(true);
  });
});
