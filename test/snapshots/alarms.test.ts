import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CrossAccountCopyPolicy } from '../../src/snapshots/cross-account-copy-policy';
import { DefaultSnapshotPolicy } from '../../src/snapshots/default-snapshot-policy';
import { BackupCronOptions, BackupFrequency } from '../../src/snapshots/frequency';
import { AlarmWindow, windowOf } from '../../src/snapshots/private/alarm-window';
import { BackupRetention, RetentionPeriod } from '../../src/snapshots/retention';
import { SnapshotCopyDestination } from '../../src/snapshots/snapshot-copy';
import { SnapshotPolicy } from '../../src/snapshots/snapshot-policy';
import { SnapshotSchedule } from '../../src/snapshots/snapshot-schedule';
import { SnapshotTarget } from '../../src/snapshots/snapshot-target';
import { DayOfMonth, DayOfWeek, TimeOfDay } from '../../src/snapshots/time-of-day';

const DAILY = BackupFrequency.daily(TimeOfDay.utc(3));
const schedule = (frequency: BackupFrequency, more: Partial<SnapshotSchedule> = {}): SnapshotSchedule =>
  ({ name: 'one', frequency, retention: BackupRetention.count(7), ...more });

function policyWith(...schedules: SnapshotSchedule[]) {
  const stack = new Stack(new App(), 'Data', { env: { account: '111111111111', region: 'eu-central-1' } });
  return { stack, policy: new SnapshotPolicy(stack, 'Policy', { target: SnapshotTarget.volumesTagged('Backup', 'yes'), schedules }) };
}

/** As much of a metric in an alarm as is looked at. */
interface WatchedMetric {
  readonly Expression?: string;
  readonly MetricStat?: { readonly Metric: { readonly MetricName: string }; readonly Period: number };
}

const alarmIn = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'))[0].Properties as Record<string, unknown>;

describe('the window in which there is a backup, when all is well', () => {
  const cron = (options: BackupCronOptions) => BackupFrequency.cron(options);
  const every = (hours: number) => BackupFrequency.every(Duration.hours(hours));

  test.each<[string, BackupFrequency[], [hours: number, timezone?: string] | RegExp]>([
    ['every hour: three hours', [every(1)], [3]],
    ['every 12 hours: 14', [every(12)], [14]],
    ['daily at a time that DLM picks: 26 hours', [every(24)], [26]],
    ['daily at 3: days that end at 5', [DAILY], [24, '-05:00']],
    ['daily at 22: days as they are', [BackupFrequency.daily(TimeOfDay.utc(22))], [24, 'UTC']],
    ['daily at 23:30: days that end at 1:30', [BackupFrequency.daily(TimeOfDay.utc(23, 30))], [24, '-01:30']],
    ['daily at 12:01: days that end at 14:05, as zones come in five minutes', [BackupFrequency.daily(TimeOfDay.utc(12, 1))],
      [24, '+09:55']],
    ['daily at 21:57: days as they are', [BackupFrequency.daily(TimeOfDay.utc(21, 57))], [24, 'UTC']],
    ['daily by a cron expression: like daily', [cron({ hour: '3' })], [24, '-05:00']],
    ['weekly on Wednesday: weeks as they are', [BackupFrequency.weekly(DayOfWeek.WEDNESDAY, TimeOfDay.utc(3))], [168, 'UTC']],
    ['weekly, late on Sunday: weeks that begin when it is over', [BackupFrequency.weekly(DayOfWeek.SUNDAY, TimeOfDay.utc(23, 15))],
      [168, '-01:15']],
    ['but on Sunday: two days and two hours', [cron({ hour: '3', weekDay: 'MON-SAT' })], [50]],
    ['twice a week: from Thursday to Monday, and two hours', [cron({ hour: '3', weekDay: 'MON,THU' })], [98]],
    ['daily and monthly: like daily', [BackupFrequency.monthly(DayOfMonth.of(1), TimeOfDay.utc(4)), DAILY], [24, '-05:00']],
    ['daily and at a time known later: like daily', [BackupFrequency.expression(Lazy.string({ produce: () => '' })), DAILY],
      [24, '-05:00']],
    ['monthly: no alarm looks so far back', [BackupFrequency.monthly(DayOfMonth.of(1), TimeOfDay.utc(4))],
      /^no schedule runs at least once a week: runs are up to 31 days apart, and an alarm looks back 7 days at most/],
    ['once: there is no other', [cron({ minute: '0', hour: '3', day: '1', month: '1', year: '2030' })], /: runs are there once, and/],
    ['at a time known later: the user has to say', [BackupFrequency.expression(Lazy.string({ produce: () => '' }))],
      /^evaluationWindow must be given: how often the policy runs is not known before the deployment/],
  ])('%s', (_title, frequencies, window) => {
    const found = windowOf(frequencies.map(frequency => frequency._calendar));
    if (window instanceof RegExp) expect(found).toMatch(window);
    else expect(typeof found === 'string' ? found : [found.period.toHours(), found.timezone]).toEqual([window[0], window[1]]);
  });

  /** Runs start within an hour after their time, and are tried again for an hour. */
  test.each([...Array(24).keys()])('holds one backup of a schedule at %i:40, however late each is', hour => {
    const { period, timezone } = windowOf([BackupFrequency.daily(TimeOfDay.utc(hour, 40))._calendar]) as AlarmWindow;
    const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(timezone!.replace('UTC', '+00:00'))!;
    const east = (sign === '+' ? 1 : -1) * (Number(hours) * 60 + Number(minutes));
    const dayOf = (late: number) => Math.floor((hour * 60 + 40 + late + east) / period.toMinutes());
    expect(new Set([0, 60, 119].map(dayOf)).size).toBe(1);
  });
});

describe('alarmWhenStale', () => {
  test('counts what is missing as bad, over whole days', () => {
    const { stack, policy } = policyWith(schedule(DAILY));
    policy.alarmWhenStale('Stale');
    expect(alarmIn(stack)).toEqual({
      AlarmDescription: 'The policy Data/Policy made no backup in time',
      ComparisonOperator: 'LessThanThreshold',
      Dimensions: [{ Name: 'DLMPolicyId', Value: stack.resolve(policy.policyId) as unknown }],
      EvaluationPeriods: 1,
      EvaluationWindow: { WallClockWindow: { Timezone: '-05:00' } },
      MetricName: 'SnapshotsCreateCompleted',
      Namespace: 'AWS/EBS',
      Period: 86400,
      Statistic: 'Sum',
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
  });

  test('slides where the user says how far it looks back', () => {
    const { stack, policy } = policyWith(schedule(DAILY));
    policy.alarmWhenStale('Stale', { evaluationWindow: Duration.hours(30) });
    expect(alarmIn(stack)).toMatchObject({ Period: 108000 });
    expect(alarmIn(stack)).not.toHaveProperty('EvaluationWindow');
  });

  test('waits twice the frequency of a default policy, which passes over what others have backed up', () => {
    const stack = new Stack(new App(), 'Data');
    new DefaultSnapshotPolicy(stack, 'Policy', { createEvery: Duration.days(2) }).alarmWhenStale('Stale');
    expect(alarmIn(stack)).toMatchObject({ Period: (2 * 48 + 2) * 3600 });
  });

  test('fails when no alarm could look so far back, and says what to do', () => {
    const { policy } = policyWith(schedule(BackupFrequency.monthly(DayOfMonth.of(1), TimeOfDay.utc(3))));
    expect(() => policy.alarmWhenStale('Stale')).toThrow('Data/Policy: Stale cannot watch it: no schedule runs at least once a week: runs are up to 31 days '
      + 'apart, and an alarm looks back 7 days at most; watch a policy that runs more often, or what fails with alarmWhenFailing and onError');
  });
});

describe('alarmWhenNothingTargeted', () => {
  test('counts no word of targets as no targets', () => {
    const { stack, policy } = policyWith(schedule(BackupFrequency.every(Duration.hours(6))));
    policy.alarmWhenNothingTargeted('Nothing');
    expect(alarmIn(stack)).toMatchObject({
      MetricName: 'ResourcesTargeted', ComparisonOperator: 'LessThanThreshold', Threshold: 1, Period: 8 * 3600, TreatMissingData: 'breaching',
    });
  });
});

describe('alarmWhenTargetingMoreThan', () => {
  test('is AWS\'s own example: the sum of an hour', () => {
    const { stack, policy } = policyWith(schedule(DAILY));
    policy.alarmWhenTargetingMoreThan('Many', 50);
    expect(alarmIn(stack)).toMatchObject({
      MetricName: 'ResourcesTargeted',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 50,
      Period: 3600,
      Statistic: 'Sum',
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  test.each([-1, 1.5])('fails for %d', count => {
    expect(() => policyWith(schedule(DAILY)).policy.alarmWhenTargetingMoreThan('Many', count)).toThrow(`count must be a whole number from 0 on, got ${count}`);
  });
});

describe('alarmWhenFailing', () => {
  const copies = [{ destination: SnapshotCopyDestination.region('eu-west-1'), retention: RetentionPeriod.days(7) }];

  test('adds up the failures of what the policy does', () => {
    const { stack, policy } = policyWith(schedule(DAILY, { copies }));
    policy.alarmWhenFailing('Failing');
    const { Metrics, ...alarm } = alarmIn(stack) as { Metrics: WatchedMetric[] };
    expect(alarm).toMatchObject({ ComparisonOperator: 'GreaterThanThreshold', Threshold: 0, TreatMissingData: 'notBreaching' });
    expect(Metrics[0].Expression).toBe(
      'snapshotsCreateFailed + snapshotsDeleteFailed + snapshotsCopiedRegionFailed + snapshotsCopiedRegionDeleteFailed');
    expect(Metrics.slice(1).map(({ MetricStat }) => MetricStat?.Metric.MetricName)).toEqual(
      ['SnapshotsCreateFailed', 'SnapshotsDeleteFailed', 'SnapshotsCopiedRegionFailed', 'SnapshotsCopiedRegionDeleteFailed']);
    expect(Metrics.slice(1).map(({ MetricStat }) => MetricStat?.Period)).toEqual([3600, 3600, 3600, 3600]);
  });

  test('fails at synth when a schedule that came later does more', () => {
    const { stack, policy } = policyWith(schedule(DAILY));
    policy.alarmWhenFailing('Failing');
    policy.addSchedule(schedule(BackupFrequency.every(Duration.hours(4)), { name: 'two', copies }));
    expect(() => Template.fromStack(stack)).toThrow('the alarm does not watch SnapshotsCopiedRegionFailed, SnapshotsCopiedRegionDeleteFailed: '
      + 'call alarmWhenFailing after the last addSchedule');
  });

  test('watches what copies from another account', () => {
    const stack = new Stack(new App(), 'Data');
    const policy = new CrossAccountCopyPolicy(stack, 'Vault', {
      snapshotOwners: ['111111111111'], copies: [{ region: 'eu-west-1', retention: RetentionPeriod.days(7) }],
    });
    policy.alarmWhenFailing('Failing');
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Metrics: Match.arrayWith([Match.objectLike({ Expression: 'snapshotsCopiedAccountFailed + snapshotsCopiedAccountDeleteFailed' })]),
    });
  });
});

describe('every alarm', () => {
  test('does what it is told', () => {
    const { stack, policy } = policyWith(schedule(DAILY));
    const topic = new sns.Topic(stack, 'Topic');
    policy.alarmWhenStale('Stale', { actions: [new actions.SnsAction(topic)] });
    expect(alarmIn(stack)).toMatchObject({ AlarmActions: [stack.resolve(topic.topicArn)] });
  });

  test.each<[string, Duration, string]>([
    ['is longer than CloudWatch looks back', Duration.days(8), 'evaluationWindow must be 1 minute to 7 days, in whole minutes, got 8 days'],
    ['is shorter than a minute', Duration.seconds(30), 'evaluationWindow must be 1 minute to 7 days, in whole minutes, got 30 seconds'],
    ['has a part of a minute', Duration.seconds(90), 'in whole minutes, got 1 minute 30 seconds'],
  ])('fails when its window %s', (_title, evaluationWindow, sentence) => {
    const { policy } = policyWith(schedule(DAILY));
    expect(() => policy.alarmWhenFailing('Failing', { evaluationWindow })).toThrow(sentence);
    expect(() => policy.alarmWhenStale('Stale', { evaluationWindow })).toThrow(sentence);
  });

  test('fails when there are more actions than CloudWatch takes', () => {
    const { policy } = policyWith(schedule(DAILY));
    const action: cloudwatch.IAlarmAction = { bind: () => ({ alarmActionArn: 'arn' }) };
    expect(() => policy.alarmWhenStale('Stale', { actions: Array<cloudwatch.IAlarmAction>(6).fill(action) })).toThrow('actions must be at most 5, got 6');
  });
});
