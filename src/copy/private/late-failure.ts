import { Aws, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitor-ami-events.html */
export function amiStatePattern(imageId: string, state: 'available' | 'failed'): events.EventPattern {
  return { source: ['aws.ec2'], detailType: ['EC2 AMI State Change'], detail: { ImageId: [imageId], State: [state] } };
}

/** An alarm for a copy that fails after the deployment has gone on without it; the handler's log has EC2's reason. */
export class LateFailure extends Construct {
  public readonly alarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, imageId: string, handler: lambda.IFunction) {
    super(scope, id);
    const rule = new events.Rule(this, 'Rule', {
      description: `A copy of ${Stack.of(this).stackName} failed after its deployment`,
      eventPattern: amiStatePattern(imageId, 'failed'),
      targets: [new targets.LambdaFunction(handler)],
    });
    this.alarm = new cloudwatch.Metric({
      namespace: 'AWS/Events',
      metricName: 'Invocations',
      dimensionsMap: { RuleName: rule.ruleName },
      statistic: cloudwatch.Stats.SUM,
      period: Duration.minutes(5),
    }).createAlarm(this, 'Alarm', {
      alarmDescription: `The image ${imageId} in ${Aws.REGION} failed after its deployment went on without it`,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
