import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { bakeSeconds, ChannelPlan } from './channel-plan';
import { CHANNEL_METRIC } from '../../../runtime/channels/channel-contract';
import { onceInADay } from '../alarms';

const [IMAGE, CHANNEL] = CHANNEL_METRIC.dimensions;
const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD: AT_LEAST, GREATER_THAN_THRESHOLD: MORE_THAN } = cloudwatch.ComparisonOperator;

type MetricName = Exclude<keyof typeof CHANNEL_METRIC, 'namespace' | 'dimensions'>;

export const channelMetric = (
  scope: Construct, imageName: string, channel: string, name: MetricName, options?: cloudwatch.MetricOptions,
) => new cloudwatch.Metric({
  namespace: CHANNEL_METRIC.namespace,
  metricName: CHANNEL_METRIC[name],
  dimensionsMap: { [IMAGE]: imageName, [CHANNEL]: channel },
  statistic: cloudwatch.Stats.MAXIMUM,
  ...options,
}).attachTo(scope);

export interface ChannelAlarmOptions {
  readonly imageName: string;
  /** Undefined for images that are built by hand. */
  readonly staleAfter?: Duration;
  readonly actions: readonly cloudwatch.IAlarmAction[];
}

/** Of one channel: what did not come in, what holds it, who else writes its parameters, and how old what it has is. */
export function channelAlarms(scope: Construct, plan: ChannelPlan, options: ChannelAlarmOptions): cloudwatch.Alarm[] {
  const { imageName } = options;
  const what = `${plan.name} of ${imageName}`;
  const metric = (name: MetricName, period: Duration) => channelMetric(scope, imageName, plan.name, name, { period });
  const staleAfter = staleAfterOf(plan, options.staleAfter);
  const alarms = [
    onceInADay(scope, 'Blocked', metric('blocked', Duration.hours(1)), `A promotion into ${what} was refused or stopped in the last 24 hours, or its Regions do not agree.`),
    onceInADay(scope, 'ForeignWrite', metric('foreignWrite', Duration.hours(1)), `Something else wrote or deleted parameters of ${what} in the last 24 hours. They are repaired.`),
    new cloudwatch.Alarm(scope, 'Held', {
      alarmDescription: `${what} was rolled back, and takes no release until somebody says resume.`,
      // As short as can be: of a rollback and a resume within one period, the rollback counts, until the next day.
      metric: metric('held', Duration.minutes(1)),
      threshold: 1,
      comparisonOperator: AT_LEAST,
      evaluationPeriods: 1,
      // Reported when it changes, and once a day: as it was until it is said anew.
      treatMissingData: cloudwatch.TreatMissingData.IGNORE,
    }),
  ];
  const stale = staleAfter ? [whenStale(scope, metric('age', Duration.days(1)), what, staleAfter)] : [];
  for (const alarm of [...alarms, ...stale]) alarm.addAlarmAction(...options.actions);
  for (const alarm of stale) alarm.addInsufficientDataAction(...options.actions);
  return [...alarms, ...stale];
}

/** A release comes later than its image by the time that it bakes; into a channel that people move, it comes when they want it. */
function staleAfterOf(plan: ChannelPlan, staleAfter: Duration | undefined): Duration | undefined {
  if (!staleAfter || plan.promotion._gate === 'MANUAL') return undefined;
  const { bakeTime } = plan.promotion._options;
  return bakeTime && !staleAfter.isUnresolved() ? staleAfter.plus(Duration.seconds(bakeSeconds(plan))) : staleAfter;
}

const whenStale = (scope: Construct, metric: cloudwatch.Metric, what: string, staleAfter: Duration) => new cloudwatch.Alarm(scope, 'Stale', {
  alarmDescription: `${what} has not moved for ${staleAfter.toHumanString()}, or nobody says how old it is.`,
  // Of the reports of a day the youngest: never rings after a move.
  metric: metric.with({ statistic: cloudwatch.Stats.MINIMUM }),
  threshold: staleAfter.toHours({ integral: false }),
  comparisonOperator: MORE_THAN,
  evaluationPeriods: 1,
  treatMissingData: cloudwatch.TreatMissingData.MISSING,
});
