import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** When a pipeline rings, and what happens then. There are alarms for a build that failed, for a pipeline that was switched off, and for each stale image. */
export interface PipelineAlarmOptions {
  /**
   * How old the newest image may become: whole hours, from a day to ten years. More than the longest time between two builds, or it rings before each of them.
   *
   * @default - twice the longest time between two runs of the schedule, at least 14 days; where the schedule waits for a new base image, at least 35 days.
   * For a manual schedule nothing is too old
   */
  readonly staleAfter?: Duration;

  /**
   * What alarms do, besides the messages in the topic. At most 5.
   *
   * @default - nothing more: they show in CloudWatch
   */
  readonly actions?: cloudwatch.IAlarmAction[];
}
