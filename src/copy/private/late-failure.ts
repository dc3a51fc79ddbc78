import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { TurnsMachine } from './turns-machine';

/**
 * An alarm for copies that fail after their deployment has gone on without them: the handler watches them, in whatever
 * Region, and its execution fails. No event can be lost on the way. There is one for a stack, as there is one machine.
 */
export const lateFailureAlarm = (scope: Construct, turns: TurnsMachine) =>
  turns.metricFailed({ statistic: cloudwatch.Stats.SUM, period: Duration.minutes(5) }).createAlarm(scope, 'LateFailure', {
    alarmDescription: `A copy of ${Stack.of(scope).stackName} failed after its deployment went on without it; the log of the function says which, and why`,
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
