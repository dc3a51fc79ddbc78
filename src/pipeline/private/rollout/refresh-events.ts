import { Duration } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { eventRule } from '../../../private/event-rule';
import { countOf, onceInADay } from '../alarms';

/** @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html */
export const onRefresh = (
  scope: Construct, id: string, group: autoscaling.IAutoScalingGroup, how: 'Succeeded' | 'Failed', options: events.OnEventOptions = {},
): events.Rule => eventRule(scope, id, options, {
  source: ['aws.autoscaling'],
  detailType: [`EC2 Auto Scaling Instance Refresh ${how}`],
  detail: { AutoScalingGroupName: [group.autoScalingGroupName] },
});

/** Rings for what Auto Scaling tells, and for what never came that far. */
export function rolloutAlarm(
  scope: Construct, alarmDescription: string, { failed, machine }: { readonly failed: events.Rule; readonly machine: sfn.StateMachine },
): cloudwatch.Alarm {
  const period = Duration.hours(1);
  return onceInADay(scope, 'Alarm', new cloudwatch.MathExpression({
    expression: 'FILL(refreshes, 0) + FILL(executions, 0)',
    usingMetrics: { refreshes: countOf(failed, { period }), executions: machine.metricFailed({ period }) },
    label: 'failed',
    period,
  }), alarmDescription);
}
