import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { ChannelPlan } from './channel-plan';
import { eventRule } from '../../../private/event-rule';
import { CANDIDATE, CHANNEL_EVENT, ChannelMovedDetail } from '../../../runtime/channels/channel-contract';

/** A move as a rule can ask for it. */
type MovePattern = { readonly [key in keyof ChannelMovedDetail]?: object };
/** What the news of a release has, too. */
type ReleasePattern = Pick<MovePattern, 'release'>;

/** Rings when a channel has another release, forward or back; `detail` narrows it. */
export function onChannelMoved(
  scope: Construct, id: string, imageName: string, channels: readonly string[], options: events.OnEventOptions = {}, detail: MovePattern = {},
): events.Rule {
  return ruleFor(scope, id, options, { detailType: [CHANNEL_EVENT.moved], detail: { image: [imageName], channel: [...channels], ...detail } });
}

/** Rings when there is a release that may come into the channel: a new one, or one that the source was given. What the source went back to has been there before. */
export function onReleaseFor(
  scope: Construct, id: string, imageName: string, { source }: ChannelPlan, options: events.OnEventOptions = {}, detail: ReleasePattern = {},
): events.Rule {
  if (source === CANDIDATE) return ruleFor(scope, id, options, { detailType: [CHANNEL_EVENT.released], detail: { image: [imageName], ...detail } });
  const promote: ChannelMovedDetail['verb'] = 'promote';
  return onChannelMoved(scope, id, imageName, [source], options, { verb: [promote], ...detail });
}

/**
 * Rings when parameters are written or deleted in the stack's Region, by whomever: the event does not say. Of other Regions EventBridge hears nothing here. By their names,
 * as the candidate beside them is Image Builder's. A write that fails Parameter Store's look at the image changes nothing, and is told with an exception: the function would
 * write the same again, and fail again.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-cwe.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-ec2-aliases.html
 */
export function onParametersWritten(scope: Construct, id: string, names: readonly string[], target: events.IRuleTarget): events.Rule {
  const detail = { name: [...names], operation: ['Create', 'Update', 'Delete'], exception: events.Match.doesNotExist() };
  return new events.Rule(scope, id, { eventPattern: { source: ['aws.ssm'], detailType: ['Parameter Store Change'], detail }, targets: [target] });
}

const ruleFor = (scope: Construct, id: string, options: events.OnEventOptions, pattern: events.EventPattern): events.Rule =>
  eventRule(scope, id, options, { source: [CHANNEL_EVENT.source], ...pattern });
