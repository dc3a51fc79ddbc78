import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** What an alarm about a policy does, and how far it looks back. */
export interface BackupAlarmOptions {
  /**
   * What happens when it rings. At most 5.
   *
   * @default - nothing: it shows in CloudWatch
   */
  readonly actions?: cloudwatch.IAlarmAction[];

  /**
   * How far the alarm looks back at every moment: whole minutes, at most 7 days.
   *
   * @default - an hour for what fails, and for too many targets. For backups that are missing: the day or the week that ends two hours after the time
   * of a daily or weekly schedule; else the longest time between two runs of the most frequent schedule, plus two hours
   */
  readonly evaluationWindow?: Duration;
}
