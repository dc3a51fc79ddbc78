import { Duration, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmWindow, Rhythm, windowOf } from './alarm-window';
import { completed, failing, policyMetric } from './metrics';
import { PolicyKind } from './policy-kind';
import type { Feature } from './role-statements';
import { assertProps, Problem } from '../../private/props';
import type { BackupAlarmOptions } from '../backup-alarms';

/** What alarms have to know of a policy. */
export interface AlarmedPolicy extends Construct {
  readonly policyId: string;
  readonly _kind: PolicyKind;
  readonly _features: readonly Feature[];
  /** Of each schedule; undefined where it is a token. Of a default policy twice its frequency: it waits for what was backed up by others. */
  readonly _rhythms: readonly (Rhythm | undefined)[];
}

/**
 * Rings when anything that the policy does has failed in the last hour.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html: what is missing counts as 0
 */
export function alarmWhenFailing(scope: Construct, id: string, policy: AlarmedPolicy, options: BackupAlarmOptions = {}): cloudwatch.Alarm {
  const period = lookBack(policy, options) ?? Duration.hours(1);
  const watched = failing(policy._kind, policy._features);
  const names = watched.map(name => `${name[0].toLowerCase()}${name.slice(1)}`);
  const metric = new cloudwatch.MathExpression({
    expression: names.join(' + '),
    usingMetrics: Object.fromEntries(watched.map((name, index) => [names[index], policyMetric(policy, name, { period })])),
    label: 'failed actions',
    period,
  });
  const alarm = alarmOn(scope, id, options, {
    metric,
    alarmDescription: `Data Lifecycle Manager failed at something that the policy ${policy.node.path} asks for`,
    threshold: 0,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  alarm.node.addValidation({ validate: () => unwatched(policy, watched) });
  return alarm;
}

/** Rings when the policy found nothing to back up, most often because nothing has its tag. */
export function alarmWhenNothingTargeted(scope: Construct, id: string, policy: AlarmedPolicy, options: BackupAlarmOptions = {}): cloudwatch.Alarm {
  return alarmOnAbsence(scope, id, policy, options, 'ResourcesTargeted', `The policy ${policy.node.path} found nothing to back up`);
}

/** Rings when no backup was made for longer than there can be between two. */
export function alarmWhenStale(scope: Construct, id: string, policy: AlarmedPolicy, options: BackupAlarmOptions = {}): cloudwatch.Alarm {
  return alarmOnAbsence(scope, id, policy, options, completed(policy._kind), `The policy ${policy.node.path} made no backup in time`);
}

/** Rings when the policy backs up more than it is meant to: a tag that spread. */
export function alarmWhenTargetingMoreThan(
  scope: Construct, id: string, policy: AlarmedPolicy, count: number, options: BackupAlarmOptions = {},
): cloudwatch.Alarm {
  if (!Token.isUnresolved(count)) {
    assertProps(scope, Number.isInteger(count) && count >= 0 ? undefined : `count must be a whole number from 0 on, got ${count}`);
  }
  return alarmOn(scope, id, options, {
    metric: policyMetric(policy, 'ResourcesTargeted', { period: lookBack(policy, options) ?? Duration.hours(1) }),
    alarmDescription: `The policy ${policy.node.path} backs up more than ${count} resources`,
    threshold: count,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}

/** What should have been counted, and was not. Nobody says whether DLM counts to 0, so nothing is as bad as 0. */
function alarmOnAbsence(
  scope: Construct, id: string, policy: AlarmedPolicy, options: BackupAlarmOptions, metricName: string, alarmDescription: string,
): cloudwatch.Alarm {
  const period = lookBack(policy, options);
  const window: AlarmWindow | string = period ? { period } : windowOf(policy._rhythms);
  if (typeof window === 'string') throw new Error(`${policy.node.path}: ${id} cannot watch it: ${window}`);
  const alarm = alarmOn(scope, id, options, {
    metric: policyMetric(policy, metricName, { period: window.period }),
    alarmDescription,
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
  });
  if (window.timezone) setWallClock(alarm, window.timezone);
  return alarm;
}

function alarmOn(
  scope: Construct, id: string, { actions = [] }: BackupAlarmOptions, props: Omit<cloudwatch.AlarmProps, 'evaluationPeriods'>,
): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, id, { evaluationPeriods: 1, ...props });
  if (actions.length > 0) alarm.addAlarmAction(...actions);
  return alarm;
}

/** The window that the user wants, if any. Throws for what CloudWatch does not take. */
function lookBack(policy: AlarmedPolicy, { actions = [], evaluationWindow }: BackupAlarmOptions): Duration | undefined {
  assertProps(policy, actionsProblem(actions), windowProblem(evaluationWindow));
  return evaluationWindow;
}

/** The oldest aws-cdk-lib that we support has no type for it. */
function setWallClock(alarm: cloudwatch.Alarm, timezone: string): void {
  (alarm.node.defaultChild as cloudwatch.CfnAlarm).addPropertyOverride('EvaluationWindow', { WallClockWindow: { Timezone: timezone } });
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html, AlarmActions */
const actionsProblem = (actions: readonly cloudwatch.IAlarmAction[]): Problem =>
  (actions.length > 5 ? `actions must be at most 5, got ${actions.length}` : undefined);

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html, Period */
function windowProblem(window: Duration | undefined): Problem {
  if (!window || window.isUnresolved()) return undefined;
  const minutes = window.toMinutes({ integral: false });
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= 7 * 24 * 60) return undefined;
  return `evaluationWindow must be 1 minute to 7 days, in whole minutes, got ${window.toHumanString()}`;
}

/** A schedule that came after the alarm. */
function unwatched({ _kind, _features }: AlarmedPolicy, watched: readonly string[]): string[] {
  const missed = failing(_kind, _features).filter(name => !watched.includes(name));
  return missed.length > 0 ? [`the alarm does not watch ${missed.join(', ')}: call alarmWhenFailing after the last addSchedule`] : [];
}
