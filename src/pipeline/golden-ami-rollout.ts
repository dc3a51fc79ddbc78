import { Annotations, Duration, Stack, Token } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { IGoldenAmi } from './golden-ami';
import { areApart } from '../private/apart';
import { assertProps } from '../private/props';
import { onChannelMoved } from './private/channels/channel-events';
import { warnOfOtherImage } from './private/rollout/fleet-image';
import { onRefresh, rolloutAlarm } from './private/rollout/refresh-events';
import { RefreshMachine } from './private/rollout/refresh-machine';
import { rolloutProblems, takeGroup } from './private/rollout/rollout-problems';

/** Which instances are replaced when, and how carefully. */
export interface GoldenAmiRolloutProps {
  /** Whose channel. */
  readonly goldenAmi: IGoldenAmi;

  /** The group, in this stack's Region. Its launch template takes the image at launch: `machineImage({ atLaunch: true })`, with the same channel and its architecture. */
  readonly autoScalingGroup: autoscaling.IAutoScalingGroup;

  /**
   * The channel. Not `candidate`, which moves when a build does.
   *
   * @default - the last of the golden AMI's channels
   */
  readonly channel?: string;

  /**
   * How much of the group stays in service, in percent of its desired capacity: 0 to 100.
   *
   * @default - as the group's maintenance policy says, or 90
   */
  readonly minHealthyPercentage?: number;

  /**
   * How much of the group there may be at a time, in percent of its desired capacity: 100 to 200, and at most 100 more than `minHealthyPercentage`, which has to be given, too.
   *
   * @default - as the group's maintenance policy says, or 100
   */
  readonly maxHealthyPercentage?: number;

  /**
   * How long a new instance has before it counts, in whole seconds.
   *
   * @default - as the group says
   */
  readonly instanceWarmup?: Duration;

  /**
   * How long the alarms are watched after the last instance, in whole seconds, at most 2 days.
   *
   * @default Duration.seconds(0)
   */
  readonly bakeTime?: Duration;

  /**
   * Alarms of this Region, at most 10. When one rings, the refresh stops and fails, with the instances that are replaced by then: roll the channel back, and they are replaced again.
   *
   * @default - none
   */
  readonly alarms?: cloudwatch.IAlarm[];

  /**
   * What happens when the fleet does not follow: the actions of `alarm`. At most 5.
   *
   * @default - nothing: the alarm shows in CloudWatch
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];
}

/**
 * A fleet that follows a channel: forward, and back. Each move starts an instance refresh of an Auto Scaling group, in place of the one that may be under way.
 *
 * Auto Scaling cannot roll back a group that takes its image from a parameter. So a rollback of the channel is a move like any other, and another refresh.
 *
 * In the Region and account that the pipeline tells of its moves; elsewhere, when its events are sent there.
 */
export class GoldenAmiRollout extends Construct {
  /** Rings for a day when a refresh failed, or could not be started. */
  public readonly alarm: cloudwatch.Alarm;

  private readonly group: autoscaling.IAutoScalingGroup;

  constructor(scope: Construct, id: string, props: GoldenAmiRolloutProps) {
    super(scope, id);
    const { goldenAmi, autoScalingGroup, channel = goldenAmi.channels.at(-1) } = props;
    assertProps(this, rolloutProblems(this, props, channel), takeGroup(this, props));
    // Refuses a channel that there is not.
    goldenAmi.parameterName({ channel });
    this.warnAbroad(goldenAmi, channel!);
    warnOfOtherImage(this, autoScalingGroup, goldenAmi, channel!);
    this.group = autoScalingGroup;
    const refresh = new RefreshMachine(this, 'Refresh', props);
    onChannelMoved(this, 'Moved', goldenAmi.imageName, [channel!], {
      description: `Has ${this.node.path} follow ${channel} of ${goldenAmi.imageName}`,
      target: new targets.SfnStateMachine(refresh.machine),
    }, this.hereOf(goldenAmi));
    const failed = this.onRefreshFailed('Failed');
    this.alarm = rolloutAlarm(this, `The fleet of ${this.node.path} does not follow ${channel} of ${goldenAmi.imageName}: its refresh failed or could not be started in the last 24 hours.`, {
      failed, machine: refresh.machine,
    });
    this.alarm.addAlarmAction(...props.alarmActions ?? []);
  }

  /**
   * Rings when a refresh of the group has replaced all instances.
   *
   * @param id the rule's id
   * @param options what happens then
   */
  public onRefreshSucceeded(id: string, options?: events.OnEventOptions): events.Rule {
    return onRefresh(this, id, this.group, 'Succeeded', options);
  }

  /**
   * Rings when a refresh of the group has failed: an alarm rang, or new instances did not become healthy.
   *
   * @param id the rule's id
   * @param options what happens then
   */
  public onRefreshFailed(id: string, options?: events.OnEventOptions): events.Rule {
    return onRefresh(this, id, this.group, 'Failed', options);
  }

  /** Of a pipeline that is imported nobody knows where it is. */
  private warnAbroad(goldenAmi: IGoldenAmi, channel: string): void {
    const [here, there] = [Stack.of(this).region, Stack.of(goldenAmi).region];
    if (!areApart(here, there)) return;
    Annotations.of(this).addWarningV2('cdk-golden-ami:GoldenAmiRollout.abroad',
      `moves of ${goldenAmi.imageName} are told in ${there}: send them to the default bus of ${here} with onChannelMoved(…, '${channel}', …), or this fleet does not follow`);
  }

  /** A move that has not reached this Region yet is told again when it has. Without a known Region, each time. */
  private hereOf({ architectures }: IGoldenAmi) {
    const { region } = Stack.of(this);
    // A release has all architectures in a Region, or none; a rule can only ask for a leaf.
    return Token.isUnresolved(region) ? {} : { images: { [region]: { [architectures[0]]: events.Match.exists() } } };
  }
}
