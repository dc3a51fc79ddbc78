import { Duration } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { countOf } from '../alarms';
import { onceInADay } from '../channels/channel-alarms';

/** @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html */
export function onRefresh(
  scope: Construct, id: string, group: autoscaling.IAutoScalingGroup, how: 'Succeeded' | 'Failed', options: events.OnEventOptions = {},
): events.Rule {
  const rule = new events.Rule(scope, id, {
    ruleName: options.ruleName,
    description: options.description,
    crossStackScope: options.crossStackScope,
    eventPattern: options.eventPattern,
  });
  rule.addEventPattern({
    source: ['aws.autoscaling'],
    detailType: [`EC2 Auto Scaling Instance Refresh ${how}`],
    detail: { AutoScalingGroupName: [group.autoScalingGroupName] },
  });
  if (options.target) rule.addTarget(options.target);
  return rule;
}

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
