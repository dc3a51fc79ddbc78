import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { areApart } from '../../../private/apart';
import { Problem } from '../../../private/props';
import { CANDIDATE } from '../../../runtime/channels/channel-contract';
import type { GoldenAmiRolloutProps } from '../../golden-ami-rollout';
import { between } from '../limits';

/** @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html */
const LONGEST_BAKE = 172_800;
/** @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html */
const MOST_ALARMS = 10;
const MOST_ACTIONS = 5;
const MOST_APART = 100;

/** Which rollout refreshes a group. */
const FOLLOWING = new WeakMap<autoscaling.IAutoScalingGroup, string>();

/** Two would cancel each other's refreshes. */
export function takeGroup({ node: { path } }: Construct, { autoScalingGroup: group }: GoldenAmiRolloutProps): Problem {
  const other = FOLLOWING.get(group) ?? path;
  FOLLOWING.set(group, other);
  return other === path ? undefined : `autoScalingGroup must have one rollout, got one that ${other} has already`;
}

/** Auto Scaling would refuse the refresh, when the channel moves. */
export function rolloutProblems(scope: Construct, props: GoldenAmiRolloutProps, channel: string | undefined): Problem[] {
  const { goldenAmi, alarms = [], alarmActions = [], minHealthyPercentage: least, maxHealthyPercentage: most } = props;
  const { region } = Stack.of(scope);
  return [
    channelProblem(goldenAmi.imageName, channel),
    regionProblem('autoScalingGroup must be', props.autoScalingGroup.env.region, region),
    between('minHealthyPercentage', least, 0, 100),
    between('maxHealthyPercentage', most, 100, 100 + MOST_APART),
    most !== undefined && least === undefined ? `maxHealthyPercentage needs minHealthyPercentage: Auto Scaling takes both or none, got ${most} alone` : undefined,
    apartProblem(least, most),
    durationProblem('instanceWarmup', props.instanceWarmup),
    durationProblem('bakeTime', props.bakeTime, LONGEST_BAKE),
    alarms.length > MOST_ALARMS ? `alarms must be at most ${MOST_ALARMS}, got ${alarms.length}: a composite alarm stands for many` : undefined,
    ...alarms.map(alarm => regionProblem(`alarms: ${alarm.node.path} must be`, regionOf(alarm), region)),
    alarmActions.length > MOST_ACTIONS ? `alarmActions must be at most ${MOST_ACTIONS}, got ${alarmActions.length}` : undefined,
  ];
}

function channelProblem(image: string, channel: string | undefined): Problem {
  if (channel === undefined) return `channel must be given: ${image} has no channels that are known here`;
  if (Token.isUnresolved(channel)) return 'channel must be known at synth, got a token: it is in the pattern of a rule';
  return channel === CANDIDATE ? `channel must be one that releases are promoted into, got 'candidate': give ${image} a channel whose source that is` : undefined;
}

function apartProblem(least: number | undefined, most: number | undefined): Problem {
  if (least === undefined || most === undefined || Token.isUnresolved(least) || Token.isUnresolved(most)) return undefined;
  if (most - least > MOST_APART) return `maxHealthyPercentage must be at most ${MOST_APART} more than minHealthyPercentage, got ${most} and ${least}`;
  return undefined;
}

function durationProblem(prop: string, duration: Duration | undefined, most?: number): Problem {
  if (!duration) return undefined;
  if (duration.isUnresolved()) return duration.unitLabel() === 'seconds' ? undefined : `${prop} must be made with Duration.seconds() when it is a token, got one of ${duration.unitLabel()}`;
  const seconds = duration.toSeconds({ integral: false });
  if (Number.isInteger(seconds) && (most === undefined || seconds <= most)) return undefined;
  return `${prop} must be whole seconds${most === undefined ? '' : `, at most ${most}`}, got ${duration.toHumanString()}`;
}

const regionProblem = (what: string, actual: string, region: string): Problem =>
  (areApart(actual, region) ? `${what} in ${region}, got one in ${actual}` : undefined);

/** One that is imported says in its ARN where it is. */
export const regionOf = (alarm: cloudwatch.IAlarm): string => (Token.isUnresolved(alarm.alarmArn) ? alarm.env.region : alarm.alarmArn.split(':')[3]);
