import { Token } from 'aws-cdk-lib';
import { ChannelPlan } from './channel-plan';
import type { PipelineChannelsOptions } from './pipeline-channels';
import { Problem } from '../../../private/props';
import { ChannelsConfiguration } from '../../../runtime/channels/channel-contract';
import { principalsOf } from '../../../sharing/targets';

/** All that a function has in its environment. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_BYTES = 4096;
/** For the name of the variable, and what the CDK may add. */
const RESERVE = 64;
/** The ARN of a recipe with the longest name. */
const LONGEST_TOKEN = 190;
/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const LONGEST_ALARM_NAME = 255;

export function configurationOf(options: PipelineChannelsOptions, plans: readonly ChannelPlan[], tableName: string): ChannelsConfiguration {
  return {
    imageName: options.imageName,
    parameterPrefix: options.parameterPrefix,
    tableName,
    lines: options.lines.map(({ watched: { architecture }, recipeArn }) => ({ architecture, recipeArn })),
    regions: options.regions,
    sharedWith: principalsOf(options.sharedWith),
    keepNewest: options.keepNewest,
    channels: plans.map(({ name, source, promotion: { _gate: gate, _options: { guards = [] } } }) => ({
      name, source, gate, ...guards.length > 0 && { guards: guards.map(({ alarmName }) => alarmName) },
    })),
  };
}

/** Lambda would refuse the function, in the middle of a deployment. */
export function roomProblem(configuration: ChannelsConfiguration): Problem {
  const bytes = Buffer.byteLength(JSON.stringify(configuration, atLongest)) + RESERVE;
  return bytes <= MOST_BYTES
    ? undefined
    : `channels must leave room: what their function has to know may have ${MOST_BYTES} bytes, and has up to ${bytes}; share with an organizational unit instead of accounts, or guard with a composite alarm`;
}

/** Of what is known at deployment only, as much as it may become. */
const atLongest = (key: string, value: unknown): unknown =>
  (key === 'guards' ? (value as readonly string[]).map(name => orLongest(name, LONGEST_ALARM_NAME)) : orLongest(value, LONGEST_TOKEN));

const orLongest = (value: unknown, length: number) => (Token.isUnresolved(value) ? 'x'.repeat(length) : value);
