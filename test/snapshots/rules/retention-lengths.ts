import { Duration, Lazy } from 'aws-cdk-lib';
import { Is, RuleRow } from './row';
import { ageOf, snapshots } from './samples';
import { BackupRetention, RetentionPeriod } from '../../../src/snapshots/retention';

const { of, years, months, weeks, days } = RetentionPeriod;

export const RETENTION_LENGTH_RULES: readonly RuleRow[] = [
  {
    id: 'RET-01',
    unwritable: {
      because: 'a retention is made from a count, or from a period',
      proof: true satisfies Is<[Parameters<typeof BackupRetention.count>, Parameters<typeof BackupRetention.age>], [[number], [RetentionPeriod]]>,
    },
  },
  {
    id: 'RET-02',
    refused: [
      { breaks: () => BackupRetention.count(1001), says: 'count must be a whole number from 1 to 1000, or 0 with an archive, got 1001' },
      { breaks: () => BackupRetention.count(0.5), says: 'got 0.5' },
      { breaks: stack => snapshots(stack, { retention: BackupRetention.count(0) }), says: 'retention must be a count of 1 to 1000, got 0; 0 is for schedules' },
    ],
  },
  {
    id: 'RET-03',
    refused: [
      { breaks: () => days(36501), says: 'amount must be a whole number of days from 0 to 36500, got 36501' },
      { breaks: () => weeks(5201), says: 'amount must be a whole number of weeks from 1 to 5200, got 5201' },
      { breaks: () => months(1201), says: 'amount must be a whole number of months from 1 to 1200, got 1201' },
      { breaks: () => years(101), says: 'amount must be a whole number of years from 1 to 100, got 101' },
      { breaks: () => weeks(0), says: 'got 0' },
      { breaks: stack => snapshots(stack, { retention: ageOf(0) }), says: 'retention must be an age of 1 day to 100 years, got 0; 0 is for schedules' },
    ],
  },
  {
    id: 'RET-08',
    refused: [
      { breaks: () => of(Duration.hours(36)), says: 'duration must be a whole number of days, got 1 day 12 hours' },
      { breaks: () => of(Duration.days(Lazy.number({ produce: () => 7 }))), says: 'duration must be known at synthesis, got a token' },
    ],
  },
];
