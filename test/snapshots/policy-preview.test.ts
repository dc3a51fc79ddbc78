import { Duration, Lazy } from 'aws-cdk-lib';
import { BackupFrequency } from '../../src/snapshots/frequency';
import { BackupTier, PolicyPreview, PolicyPreviewAction } from '../../src/snapshots/policy-preview';
import { ScheduleModel } from '../../src/snapshots/private/policy-model';
import { simulatePolicy } from '../../src/snapshots/private/simulate-policy';
import { BackupRetention, RetentionPeriod } from '../../src/snapshots/retention';
import { DayOfMonth, DayOfWeek, TimeOfDay } from '../../src/snapshots/time-of-day';

const { days, weeks, months } = RetentionPeriod;
const count = (keep: number) => BackupRetention.count(keep);
const age = (period: RetentionPeriod) => BackupRetention.age(period);
const THREE = TimeOfDay.utc(3);
const DAILY = BackupFrequency.daily(THREE);
const MONTHLY = BackupFrequency.monthly(DayOfMonth.of(1), THREE);

function schedule(name: string, frequency: BackupFrequency, retention: BackupRetention, more: Partial<ScheduleModel> = {}): ScheduleModel {
  return { name, calendar: frequency._calendar, retention, ...more };
}

function preview(start: string, length: number, ...schedules: ScheduleModel[]): PolicyPreview {
  return simulatePolicy({ region: 'eu-central-1', schedules }, { start: new Date(start), days: length });
}

/** Day and action, and what tells it from others. */
const said = (shown: PolicyPreview, ...but: PolicyPreviewAction[]) => shown.events
  .filter(({ action }) => !but.includes(action))
  .map(({ when, action, backup, accounts = [], zones = [] }) =>
    [when.toISOString().slice(5, 10), action, 'of', backup.slice(5, 10), ...accounts, ...zones].join(' '));

describe('by count', () => {
  test('a backup goes when one more is made than is kept', () => {
    expect(said(preview('2027-01-01', 4, schedule('daily', DAILY, count(2))))).toEqual([
      '01-01 CREATE of 01-01', '01-02 CREATE of 01-02',
      '01-03 CREATE of 01-03', '01-03 DELETE of 01-01',
      '01-04 CREATE of 01-04', '01-04 DELETE of 01-02',
    ]);
  });

  test('so there are never more than are kept, once the first days are over', () => {
    const shown = preview('2027-01-01', 30, schedule('daily', DAILY, count(7)));
    expect([1, 2, 7, 8, 30].map(day => shown.countOn(new Date(Date.UTC(2027, 0, day))))).toEqual([1, 2, 7, 7, 7]);
  });
});

describe('by age', () => {
  test('a backup goes when it is old enough', () => {
    expect(said(preview('2027-01-01', 4, schedule('daily', DAILY, age(days(2)))))).toEqual([
      '01-01 CREATE of 01-01', '01-02 CREATE of 01-02',
      '01-03 CREATE of 01-03', '01-03 DELETE of 01-01',
      '01-04 CREATE of 01-04', '01-04 DELETE of 01-02',
    ]);
  });

  test('a backup stays until there is another, though it is old enough', () => {
    expect(said(preview('2027-01-01', 60, schedule('monthly', MONTHLY, age(days(7)))))).toEqual([
      '01-01 CREATE of 01-01', '02-01 CREATE of 02-01', '02-01 DELETE of 01-01', '03-01 CREATE of 03-01', '03-01 DELETE of 02-01',
    ]);
  });

  test('the backup of a single run stays for ever', () => {
    const once = BackupFrequency.expression('cron(0 3 1 1 ? 2027)');
    expect(said(preview('2027-01-01', 3660, schedule('once', once, age(days(1)))))).toEqual(['01-01 CREATE of 01-01']);
  });

  test('a month after the 31st is the last day of the next month', () => {
    const shown = preview('2027-01-31', 365, schedule('last', BackupFrequency.monthly(DayOfMonth.last(), THREE), age(months(1))));
    expect(said(shown, PolicyPreviewAction.CREATE).slice(0, 3)).toEqual(['02-28 DELETE of 01-31', '03-31 DELETE of 02-28', '04-30 DELETE of 03-31']);
  });
});

describe('with an archive', () => {
  test('a count of 0 archives at once; the archive keeps its own count', () => {
    const shown = preview('2027-01-01', 160, schedule('monthly', MONTHLY, count(0), { archive: count(4) }));
    expect(said(shown, PolicyPreviewAction.CREATE)).toEqual([
      '01-01 ARCHIVE of 01-01', '02-01 ARCHIVE of 02-01', '03-01 ARCHIVE of 03-01', '04-01 ARCHIVE of 04-01',
      '05-01 ARCHIVE of 05-01', '05-01 DELETE of 01-01', '06-01 ARCHIVE of 06-01', '06-01 DELETE of 02-01',
    ]);
    const [inUse, archived] = [BackupTier.STANDARD, BackupTier.ARCHIVE].map(tier => shown.countOn(new Date('2027-05-31'), { tier }));
    expect([inUse, archived]).toEqual([0, 4]);
  });

  test('a snapshot leaves the standard tier by its age, and the archive by the time spent there', () => {
    const shown = preview('2027-01-01', 150, schedule('monthly', MONTHLY, age(days(14)), { archive: age(weeks(13)) }));
    expect(said(shown, PolicyPreviewAction.CREATE).slice(0, 5)).toEqual([
      '01-15 ARCHIVE of 01-01', '02-15 ARCHIVE of 02-01', '03-15 ARCHIVE of 03-01', '04-15 ARCHIVE of 04-01', '04-16 DELETE of 01-01',
    ]);
  });

  test('a snapshot stays in the archive for 90 days, whatever the months come to', () => {
    const shown = preview('2027-02-01', 100, schedule('monthly', MONTHLY, count(0), { archive: count(3) }));
    expect(said(shown).filter(each => each.includes('DELETE'))).toEqual(['05-02 DELETE of 02-01']);
  });

  test('archiving ends sharing and fast restore', () => {
    const shown = preview('2027-01-01', 40, schedule('monthly', MONTHLY, age(days(14)), {
      archive: age(months(6)),
      share: { accounts: ['222222222222'] },
      fastRestore: { zones: ['eu-central-1a'], retention: age(days(30)) },
    }));
    expect(said(shown).slice(0, 6)).toEqual([
      '01-01 CREATE of 01-01', '01-01 SHARE of 01-01 222222222222', '01-01 ENABLE_FAST_RESTORE of 01-01 eu-central-1a',
      '01-15 DISABLE_FAST_RESTORE of 01-01 eu-central-1a', '01-15 UNSHARE of 01-01 222222222222', '01-15 ARCHIVE of 01-01',
    ]);
  });
});

describe('besides its retention', () => {
  test('sharing ends after its time, or with the snapshot', () => {
    const shared = (unshareAfter?: RetentionPeriod) =>
      said(preview('2027-01-01', 4, schedule('daily', DAILY, age(days(3)), { share: { accounts: ['222222222222'], unshareAfter } })))
        .filter(each => each.endsWith('of 01-01') || each.includes('of 01-01 '));
    expect(shared(days(1))).toEqual([
      '01-01 CREATE of 01-01', '01-01 SHARE of 01-01 222222222222', '01-02 UNSHARE of 01-01 222222222222', '01-04 DELETE of 01-01',
    ]);
    expect(shared()).toEqual(['01-01 CREATE of 01-01', '01-01 SHARE of 01-01 222222222222', '01-04 DELETE of 01-01']);
  });

  test('fast restore is on for the newest snapshots', () => {
    const fastRestore = { zones: ['eu-central-1a'], retention: count(1) };
    expect(said(preview('2027-01-01', 3, schedule('daily', DAILY, count(7), { fastRestore })), PolicyPreviewAction.CREATE)).toEqual([
      '01-01 ENABLE_FAST_RESTORE of 01-01 eu-central-1a',
      '01-02 ENABLE_FAST_RESTORE of 01-02 eu-central-1a', '01-02 DISABLE_FAST_RESTORE of 01-01 eu-central-1a',
      '01-03 ENABLE_FAST_RESTORE of 01-03 eu-central-1a', '01-03 DISABLE_FAST_RESTORE of 01-02 eu-central-1a',
    ]);
  });

  test('a copy has a life of its own, by age', () => {
    const shown = preview('2027-01-01', 5, schedule('daily', DAILY, count(1), { copies: [{ target: 'eu-west-1', retention: days(3) }] }));
    expect(shown.events.filter(({ region }) => region === 'eu-west-1').map(({ when, action, tier }) => `${when.toISOString().slice(5, 10)} ${action} ${tier}`)).toEqual([
      '01-01 COPY standard', '01-02 COPY standard', '01-03 COPY standard', '01-04 COPY standard', '01-04 DELETE standard', '01-05 COPY standard', '01-05 DELETE standard',
    ]);
    expect([undefined, 'eu-central-1', 'eu-west-1', 'us-east-1'].map(region => shown.countOn(new Date('2027-01-05'), { region }))).toEqual([4, 1, 3, 0]);
  });

  test('the oldest images are deprecated, as many as there may be', () => {
    expect(said(preview('2027-01-01', 4, schedule('daily', DAILY, count(3), { deprecation: { count: 2 } })), PolicyPreviewAction.CREATE)).toEqual([
      '01-02 DEPRECATE of 01-01', '01-03 DEPRECATE of 01-02', '01-04 DEPRECATE of 01-03', '01-04 DELETE of 01-01',
    ]);
  });

  test('images are deprecated by age; copies too', () => {
    const shown = preview('2027-01-01', 4, schedule('daily', DAILY, age(days(3)), {
      deprecation: { period: days(1) }, copies: [{ target: 'eu-west-1', retention: days(3), deprecateAfter: days(2) }],
    }));
    expect(said(shown).filter(each => each.includes('DEPRECATE of 01-01'))).toEqual(['01-02 DEPRECATE of 01-01', '01-03 DEPRECATE of 01-01']);
  });
});

// The 3rd of January 2027 is a Sunday.
describe('when schedules coincide', () => {
  const WEEKLY = BackupFrequency.weekly(DayOfWeek.SUNDAY, THREE);

  test('one backup is made, and kept by the one that keeps longest', () => {
    const shown = preview('2027-01-01', 5, schedule('daily', DAILY, age(days(1))), schedule('weekly', WEEKLY, age(weeks(1))));
    expect(shown.events.map(({ when, action, schedule: name, schedules }) => `${when.getUTCDate()} ${action} ${name} of ${schedules}`)).toEqual([
      '1 CREATE daily of daily', '2 CREATE daily of daily', '2 DELETE daily of daily',
      // The daily one of the 2nd stays until there is another daily one.
      '3 CREATE weekly of daily,weekly',
      '4 CREATE daily of daily', '4 DELETE daily of daily', '5 CREATE daily of daily', '5 DELETE daily of daily',
    ]);
  });

  test('copies go wherever one of them copies to, and are kept by the longest', () => {
    const shown = preview('2027-01-03', 40,
      schedule('daily', DAILY, age(days(1)), { copies: [{ target: 'eu-west-1', retention: days(1) }] }),
      schedule('weekly', WEEKLY, age(weeks(1)), { copies: [{ target: 'eu-west-1', retention: days(9) }, { target: 'us-east-1', retention: days(3) }] }));
    const ofSunday = shown.events.filter(({ backup, region }) => backup === '2027-01-03T03:00Z' && region !== 'eu-central-1');
    expect(ofSunday.map(({ when, action, region }) => `${when.getUTCDate()} ${action} ${region}`)).toEqual([
      '3 COPY eu-west-1', '3 COPY us-east-1', '6 DELETE us-east-1', '12 DELETE eu-west-1',
    ]);
  });

  test('an image is deprecated when all of them deprecate, as late as the last does', () => {
    const deprecationOf = (weekly: ScheduleModel['deprecation']) => preview('2027-01-03', 7,
      schedule('daily', DAILY, age(days(7)), { deprecation: { period: days(1) } }),
      schedule('weekly', WEEKLY, age(weeks(4)), { deprecation: weekly }),
    ).events.filter(({ action, backup }) => action === PolicyPreviewAction.DEPRECATE && backup === '2027-01-03T03:00Z').map(({ when }) => when.getUTCDate());
    expect(deprecationOf({ period: days(5) })).toEqual([8]);
    expect(deprecationOf(undefined)).toEqual([]);
  });

  test('fast restore is on in the zones of all, in each as long as the longest', () => {
    const shown = preview('2027-01-03', 10,
      schedule('daily', BackupFrequency.expression('cron(0 3 3 1 ? 2027)'), age(days(9)), { fastRestore: { zones: ['a', 'b'], retention: age(days(2)) } }),
      schedule('weekly', BackupFrequency.expression('cron(0 3 3 1 ? 2027)'), age(days(8)), { fastRestore: { zones: ['b', 'c'], retention: age(days(4)) } }));
    expect(said(shown)).toEqual([
      '01-03 CREATE of 01-03', '01-03 ENABLE_FAST_RESTORE of 01-03 a b c', '01-05 DISABLE_FAST_RESTORE of 01-03 a', '01-07 DISABLE_FAST_RESTORE of 01-03 b c',
    ]);
  });
});

describe('a day', () => {
  const shown = preview('2027-01-01T12:00Z', 2, schedule('daily', DAILY, count(1)));

  test('shows what happens from midnight to midnight', () => {
    expect(shown.eventsOn(new Date('2027-01-03T23:59Z')).map(({ action }) => action)).toEqual(['CREATE', 'DELETE']);
    expect(shown.eventsOn(new Date('2027-01-01'))).toEqual([]);
  });

  test.each(['2026-12-31T23:59Z', '2027-01-04T00:00Z'])('fails when it is %s, outside of the preview', day =>
    expect(() => shown.countOn(new Date(day))).toThrow('day must be from 2027-01-01T12:00:00.000Z until 2027-01-03T12:00:00.000Z, got 202'));
});

describe('a preview', () => {
  test.each<[string, string, number, ScheduleModel, string]>([
    ['the start is no date', 'tomorrow', 1, schedule('daily', DAILY, count(1)), 'start must be a date, got an invalid one'],
    ['there are no days', '2027-01-01', 0, schedule('daily', DAILY, count(1)), 'days must be a whole number from 1 to 3660, got 0'],
    ['there are too many days', '2027-01-01', 3661, schedule('daily', DAILY, count(1)), 'got 3661'],
    ['DLM picks the time', '2027-01-01', 1, schedule('daily', BackupFrequency.every(Duration.hours(12)), count(1)),
      "schedule 'daily': frequency must have a time of day for a preview, as in BackupFrequency.every(interval, TimeOfDay.utc(3)), and no number may be a token"],
    ['the frequency is a token', '2027-01-01', 1, schedule('daily', BackupFrequency.expression(Lazy.string({ produce: () => '' })), count(1)), "schedule 'daily': frequency must"],
    ['a number is a token', '2027-01-01', 1, schedule('daily', DAILY, count(Lazy.number({ produce: () => 1 }))), 'no number may be a token'],
  ])('fails when %s', (_title, start, length, model, sentence) => expect(() => preview(start, length, model)).toThrow(sentence));
});
