import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { candidateAge, REPORTED_EVERY } from './image-age';
import { WatchedPipeline } from './watched-pipeline';
import { Problem } from '../../private/props';
import { PipelineAlarmOptions } from '../pipeline-alarms';

const MOST_ACTIONS = 5;

/**
 * How often a rule matched. EventBridge counts that for nothing, where Image Builder counts nothing at all. In the rule's Region and account.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
export const countOf = (rule: events.Rule, options?: cloudwatch.MetricOptions) => ruleMetric(rule, 'TriggeredRules', options);

/** How many messages of a rule got nowhere: no right to the topic, or to its key. */
export const lostOf = (rule: events.Rule, options?: cloudwatch.MetricOptions) => ruleMetric(rule, 'FailedInvocations', options);

/** Rings for a day, so that whoever looks in the morning sees what happened in the night. */
export const onceInADay = (scope: Construct, id: string, metric: cloudwatch.IMetric, alarmDescription: string) => new cloudwatch.Alarm(scope, id, {
  alarmDescription,
  metric,
  threshold: 1,
  comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  evaluationPeriods: 24,
  datapointsToAlarm: 1,
  treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
});

/** On what a rule tells. */
export function alarmOnEvent(
  scope: Construct, id: string, rule: events.Rule, alarmDescription: string, { actions = [] }: PipelineAlarmOptions = {},
): cloudwatch.Alarm {
  const alarm = onceInADay(scope, id, countOf(rule, { period: Duration.hours(1) }), alarmDescription);
  alarm.addAlarmAction(...actions);
  return alarm;
}

/**
 * Rings when the newest image is too old, whatever the reason: no build, no success, no event of either. When nobody reports the age any more,
 * it has insufficient data, and does the same.
 */
export function alarmWhenStale(
  scope: Construct, id: string, pipeline: WatchedPipeline, staleAfter: Duration, { actions = [] }: PipelineAlarmOptions = {},
): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, id, {
    alarmDescription: `There has been no new image of ${pipeline.imageName} for ${staleAfter.toHumanString()}, or nobody says how old it is.`,
    // Of two reports the younger: rings up to a period late, and never after a build.
    metric: candidateAge(scope, pipeline, { statistic: cloudwatch.Stats.MINIMUM, period: Duration.hours(2 * REPORTED_EVERY.toHours()) }),
    threshold: staleAfter.toHours(),
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.MISSING,
  });
  alarm.addAlarmAction(...actions);
  alarm.addInsufficientDataAction(...actions);
  return alarm;
}

/** What is wrong, in sentences that start with `alarms.`. */
export function alarmProblems({ staleAfter, actions = [] }: PipelineAlarmOptions = {}): Problem[] {
  return [
    staleProblem(staleAfter),
    actions.length > MOST_ACTIONS ? `alarms.actions must be at most ${MOST_ACTIONS}, got ${actions.length}` : undefined,
  ];
}

function staleProblem(staleAfter: Duration | undefined): Problem {
  if (!staleAfter) return undefined;
  if (staleAfter.isUnresolved()) {
    return staleAfter.unitLabel() === 'hours' ? undefined : `alarms.staleAfter must be made with Duration.hours() when it is a token, got one of ${staleAfter.unitLabel()}`;
  }
  const hours = staleAfter.toHours({ integral: false });
  if (Number.isInteger(hours) && hours >= 24 && hours <= 24 * 3650) return undefined;
  return `alarms.staleAfter must be 1 to 3650 days, in whole hours, got ${staleAfter.toHumanString()}`;
}

/** Beside those of custom buses, which have a second dimension. */
const ruleMetric = (rule: events.Rule, metricName: string, options?: cloudwatch.MetricOptions) => new cloudwatch.Metric({
  namespace: 'AWS/Events',
  metricName,
  dimensionsMap: { RuleName: rule.ruleName },
  statistic: cloudwatch.Stats.SUM,
  ...options,
}).attachTo(rule);
