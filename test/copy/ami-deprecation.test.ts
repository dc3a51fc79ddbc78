import { Duration, Lazy } from 'aws-cdk-lib';
import { AmiDeprecation } from '../../src';

const inDays = (days: number) => new Date(Date.now() + Duration.days(days).toMilliseconds());

test.each<[string, () => AmiDeprecation, string]>([
  ['its date is none', () => AmiDeprecation.at(new Date('soon')), 'the date of a deprecation must be valid, got one that is not'],
  ['its date is too far away', () => AmiDeprecation.at(inDays(3660)), 'the date of a deprecation must be at most 10 years ahead, got '],
  ['it comes too soon', () => AmiDeprecation.after(Duration.seconds(30)), 'the age of a deprecation must be from 1 minute to 10 years, got 30 seconds'],
  ['it comes at once', () => AmiDeprecation.after(Duration.minutes(0)), 'the age of a deprecation must be from 1 minute to 10 years, got 0 minutes'],
  ['it comes too late', () => AmiDeprecation.after(Duration.days(3651)), 'the age of a deprecation must be from 1 minute to 10 years, got 3651 days'],
  ['it is not in minutes', () => AmiDeprecation.after(Duration.seconds(90)), "'90 seconds' cannot be converted into a whole number of minutes"],
])('fails when %s', (_title, make, sentence) => expect(make).toThrow(sentence));

test('the bounds pass, and so does a token', () => {
  expect(AmiDeprecation.at(inDays(3649))._past).toBeUndefined();
  expect(AmiDeprecation.after(Duration.minutes(1))._properties).toEqual({ DeprecateAfterMinutes: '1' });
  expect(AmiDeprecation.after(Duration.days(3650))._properties).toEqual({ DeprecateAfterMinutes: String(3650 * 1440) });
  expect(() => AmiDeprecation.after(Duration.minutes(Lazy.number({ produce: () => 5 })))).not.toThrow();
});

test('a moment is the same everywhere', () =>
  expect(AmiDeprecation.at(new Date('2030-01-31T12:00:00+02:00'))._properties).toEqual({ DeprecateAt: '2030-01-31T10:00:00.000Z' }));

test('a moment that has passed is no error: the app that names it has to be synthesized still', () =>
  expect(AmiDeprecation.at(new Date('2020-01-31'))._past).toBe('2020-01-31T00:00:00.000Z'));
