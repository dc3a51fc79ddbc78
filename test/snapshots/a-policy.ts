import { Duration } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { BackupFrequency } from '../../src/snapshots/frequency';
import { ScheduleModel } from '../../src/snapshots/private/policy-model';
import { BackupRetention, RetentionPeriod } from '../../src/snapshots/retention';
import { DayOfMonth, DayOfWeek, TimeOfDay } from '../../src/snapshots/time-of-day';

const DAY = 86_400_000;
/** Of every run: whoever looks once an hour misses none. */
export const MINUTE = 30;
const WEEKDAYS = Object.values(DayOfWeek);

/** A frequency, and what it means in other words. */
export interface Rhythm {
  readonly frequency: BackupFrequency;
  readonly runsAt: (moment: Date) => boolean;
  readonly longestGapHours: number;
  readonly mayArchive: boolean;
}

/** A schedule, and its rhythm in other words. */
export interface Plan {
  readonly schedule: ScheduleModel;
  readonly rhythm: Rhythm;
}

// Few times and days, so that schedules often coincide.
const time = fc.tuple(fc.constantFrom(0, 3, 23), fc.constant(MINUTE));
const isAt = (moment: Date, hour: number, minute: number) => moment.getUTCHours() === hour && moment.getUTCMinutes() === minute;
const dateLater = (moment: Date, days: number) => new Date(moment.getTime() + days * DAY).getUTCDate();

const interval = fc.tuple(fc.constantFrom(6, 8, 12, 24), time).map(([hours, [hour, minute]]): Rhythm => ({
  frequency: BackupFrequency.every(Duration.hours(hours), TimeOfDay.utc(hour, minute)),
  runsAt: moment => moment.getUTCMinutes() === minute && Math.abs(moment.getUTCHours() - hour) % hours === 0,
  longestGapHours: hours,
  mayArchive: false,
}));

const weekly = fc.tuple(fc.nat(6), time).map(([day, [hour, minute]]): Rhythm => ({
  frequency: BackupFrequency.weekly(WEEKDAYS[day], TimeOfDay.utc(hour, minute)),
  runsAt: moment => moment.getUTCDay() === day && isAt(moment, hour, minute),
  longestGapHours: 168,
  mayArchive: false,
}));

const office = fc.tuple(fc.constantFrom('2-6', 'MON-FRI'), time).map(([weekDay, [hour, minute]]): Rhythm => ({
  frequency: BackupFrequency.cron({ minute: `${minute}`, hour: `${hour}`, weekDay }),
  runsAt: moment => moment.getUTCDay() % 6 !== 0 && isAt(moment, hour, minute),
  longestGapHours: 72,
  mayArchive: false,
}));

interface DayChoice {
  readonly day: DayOfMonth;
  readonly isOn: (moment: Date) => boolean;
  readonly longestGapDays: number;
}

const dayOfMonth: fc.Arbitrary<DayChoice> = fc.oneof(
  fc.constantFrom(1, 15, 28).map(date => ({ day: DayOfMonth.of(date), isOn: (moment: Date) => moment.getUTCDate() === date, longestGapDays: 31 })),
  fc.constant({ day: DayOfMonth.last(), isOn: (moment: Date) => dateLater(moment, 1) === 1, longestGapDays: 31 }),
  fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(6)).map(([n, weekDay]) => ({
    day: DayOfMonth.nth(n, WEEKDAYS[weekDay]),
    isOn: (moment: Date) => moment.getUTCDay() === weekDay && Math.ceil(moment.getUTCDate() / 7) === n,
    longestGapDays: 35,
  })),
  fc.nat(6).map(weekDay => ({
    day: DayOfMonth.lastOf(WEEKDAYS[weekDay]),
    isOn: (moment: Date) => moment.getUTCDay() === weekDay && dateLater(moment, 7) <= 7,
    longestGapDays: 35,
  })),
);

const monthly = fc.tuple(dayOfMonth, time).map(([{ day, isOn, longestGapDays }, [hour, minute]]): Rhythm => ({
  frequency: BackupFrequency.monthly(day, TimeOfDay.utc(hour, minute)),
  runsAt: moment => isOn(moment) && isAt(moment, hour, minute),
  longestGapHours: longestGapDays * 24,
  mayArchive: true,
}));

const yearly = fc.tuple(fc.constantFrom(1, 2, 12), fc.constantFrom(1, 28), time).map(([month, date, [hour, minute]]): Rhythm => ({
  frequency: BackupFrequency.yearly(month, DayOfMonth.of(date), TimeOfDay.utc(hour, minute)),
  runsAt: moment => moment.getUTCMonth() + 1 === month && moment.getUTCDate() === date && isAt(moment, hour, minute),
  longestGapHours: 366 * 24,
  mayArchive: true,
}));

const rhythm = fc.oneof(interval, weekly, office, monthly, yearly);

/** Short where backups are made often: the brute force looks at each of them every hour. */
const periodFor = ({ longestGapHours }: Rhythm) => (longestGapHours < 24
  ? fc.integer({ min: 1, max: 5 }).map(RetentionPeriod.days)
  : fc.oneof(
    fc.integer({ min: 1, max: 40 }).map(RetentionPeriod.days), fc.integer({ min: 1, max: 6 }).map(RetentionPeriod.weeks),
    fc.integer({ min: 1, max: 4 }).map(RetentionPeriod.months), fc.constant(RetentionPeriod.years(1)),
  ));

type Basis = 'COUNT' | 'AGE';
const retention = (basis: Basis, period: fc.Arbitrary<RetentionPeriod>, least: number = 1) => (basis === 'COUNT'
  ? fc.integer({ min: least, max: 10 }).map(BackupRetention.count)
  : fc.oneof(...least === 0 ? [fc.constant(RetentionPeriod.days(0))] : [], period).map(BackupRetention.age));

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

const features = (basis: Basis, isOfImages: boolean, period: fc.Arbitrary<RetentionPeriod>) => (isOfImages
  ? fc.record({ deprecation: maybe<ScheduleModel['deprecation']>(basis === 'COUNT' ? fc.integer({ min: 1, max: 10 }).map(count => ({ count })) : fc.record({ period })) })
  : fc.record({
    archive: maybe(retention(basis, period)),
    share: maybe(fc.record({ accounts: fc.subarray(['111111111111', '222222222222'], { minLength: 1 }), unshareAfter: maybe(period) })),
    fastRestore: maybe(fc.record({ zones: fc.subarray(['eu-central-1a', 'eu-central-1b'], { minLength: 1 }), retention: retention(basis, period) })),
  }));

const copies = (period: fc.Arbitrary<RetentionPeriod>) => fc.subarray(['eu-west-1', 'us-east-1']).chain(targets =>
  fc.tuple(...targets.map(target => fc.record({ target: fc.constant(target), retention: period, deprecateAfter: maybe(period) }))));

function aPlan(name: string, basis: Basis, isOfImages: boolean): fc.Arbitrary<Plan> {
  return rhythm.chain(beat => {
    const period = periodFor(beat);
    const parts = fc.tuple(retention(basis, period), retention(basis, period, 0), features(basis, isOfImages, period), copies(period));
    return parts.map(([kept, standard, extras, copied]) => {
      const archive = beat.mayArchive && 'archive' in extras ? extras.archive : undefined;
      return {
        rhythm: beat,
        schedule: { name, calendar: beat.frequency._calendar, copies: copied, ...extras, archive, retention: archive ? standard : kept },
      };
    });
  });
}

/** One to four schedules, all by count or all by age, of snapshots or of AMIs. */
export const aPolicy: fc.Arbitrary<Plan[]> = fc
  .tuple(fc.constantFrom<Basis>('COUNT', 'AGE'), fc.boolean(), fc.integer({ min: 1, max: 4 }))
  .chain(([basis, isOfImages, count]) => fc.tuple(...Array.from({ length: count }, (_, index) => aPlan(`schedule-${index + 1}`, basis, isOfImages))));
