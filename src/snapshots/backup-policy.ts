import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { BackupAlarmOptions } from './backup-alarms';
import { LifecyclePolicyBase } from './lifecycle-policy';
import { alarmWhenNothingTargeted, alarmWhenStale, alarmWhenTargetingMoreThan } from './private/alarms';

/** What policies can do that find resources and back them up: all but the one that copies what others share. */
export abstract class BackupPolicyBase extends LifecyclePolicyBase {
  /**
   * How many resources the policy found at its last run.
   *
   * @param props another period or statistic than the sum of five minutes
   */
  public metricResourcesTargeted(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ResourcesTargeted', props);
  }

  /**
   * An alarm that rings when the policy found nothing to back up: most often, nothing has its tag.
   *
   * Throws when the schedules run less than once a week, which is as far as an alarm looks back.
   *
   * @param id the alarm's id
   * @param options what the alarm does
   */
  public alarmWhenNothingTargeted(id: string, options?: BackupAlarmOptions): cloudwatch.Alarm {
    return alarmWhenNothingTargeted(this, id, this, options);
  }

  /**
   * An alarm that rings when no backup was made for longer than there can be between two.
   *
   * Throws when the schedules run less than once a week, which is as far as an alarm looks back.
   *
   * @param id the alarm's id
   * @param options what the alarm does
   */
  public alarmWhenStale(id: string, options?: BackupAlarmOptions): cloudwatch.Alarm {
    return alarmWhenStale(this, id, this, options);
  }

  /**
   * An alarm that rings when the policy backs up more than it is meant to: a tag that has spread.
   *
   * @param id the alarm's id
   * @param count how many resources are still fine
   * @param options what the alarm does
   */
  public alarmWhenTargetingMoreThan(id: string, count: number, options?: BackupAlarmOptions): cloudwatch.Alarm {
    return alarmWhenTargetingMoreThan(this, id, this, count, options);
  }
}
