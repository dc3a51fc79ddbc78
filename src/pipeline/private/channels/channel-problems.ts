import { Duration, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { channelPlans, ChannelPlan } from './channel-plan';
import { areApart } from '../../../private/apart';
import { Problem } from '../../../private/props';
import { CANDIDATE } from '../../../runtime/channels/channel-contract';
import { GoldenChannel } from '../../golden-channel';

const NAME = /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/;
/** Names of parameters beside those of channels. */
const RESERVED = [CANDIDATE, 'releases', 'constructor'];
const MOST_CHANNELS = 10;
/** The names of a channel's parameters are in the pattern of a rule, and those of all channels in the policy of a role: both have little room. */
const LONGEST_PREFIX = 150;
/** The function asks for all in one call. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const MOST_GUARDS = 100;
/** An execution lasts a year at the most, and what follows the bake time may be tried again for hours. @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const LONGEST_BAKE = Duration.days(364);

export const channelNameProblem = (prop: string, name: string): Problem => {
  if (Token.isUnresolved(name)) return `${prop} must be known at synth: it is in the names of resources`;
  if (RESERVED.includes(name)) return `${prop} must not be '${name}', which has a meaning of its own`;
  return NAME.test(name) ? undefined : `${prop} must have 1 to 32 small letters, digits and hyphens, and no hyphen at an end, got '${name}'`;
};

/** What is wrong, in sentences that start with `channels`. */
export function channelProblems(scope: Construct, channels: readonly GoldenChannel[] | undefined): Problem[] {
  if (channels === undefined) return [];
  const plans = channelPlans(channels);
  const names = plans.map(({ name }) => name);
  return [
    channels.length < 1 || channels.length > MOST_CHANNELS
      ? `channels must be 1 to ${MOST_CHANNELS}, got ${channels.length}; leave it away for none`
      : undefined,
    ...plans.flatMap((plan, index) => [
      channelNameProblem(`channels[${index}].name`, plan.name),
      names.indexOf(plan.name) < index ? `channels[${index}].name must be another, got '${plan.name}' again` : undefined,
      sourceProblem(`channels[${index}].source`, plan, names.slice(0, index)),
      bakeProblem(`channels[${index}].promotion: bakeTime`, plan.promotion._options.bakeTime),
      ...guardProblems(scope, `channels[${index}].promotion: guards`, plan),
    ]),
  ];
}

/** Of a pipeline with channels. */
export const channelPrefixProblem = (prefix = ''): Problem => (Token.isUnresolved(prefix) || prefix.length <= LONGEST_PREFIX
  ? undefined
  : `parameterPrefix must have at most ${LONGEST_PREFIX} characters where there are channels, got ${prefix.length}`);

function sourceProblem(prop: string, { source }: ChannelPlan, before: readonly string[]): Problem {
  const possible = [CANDIDATE, ...before];
  if (Token.isUnresolved(source)) return `${prop} must be known at synth, got a token`;
  return possible.includes(source) ? undefined : `${prop} must be one of ${possible.join(', ')}, which are before it, got '${source}'`;
}

function bakeProblem(prop: string, time: Duration | undefined): Problem {
  if (!time) return undefined;
  // EventBridge would hand a token on as a text, and Step Functions waits for numbers.
  if (time.isUnresolved()) return `${prop} must be known at synth, got a token`;
  const seconds = time.toSeconds({ integral: false });
  return Number.isInteger(seconds) && seconds <= LONGEST_BAKE.toSeconds()
    ? undefined
    : `${prop} must be at most ${LONGEST_BAKE.toDays()} days, in whole seconds, got ${time.toHumanString()}`;
}

/** The function asks CloudWatch where it runs. */
function guardProblems(scope: Construct, prop: string, { promotion }: ChannelPlan): Problem[] {
  const { guards = [] } = promotion._options;
  const { account, region } = Stack.of(scope);
  return [
    guards.length > MOST_GUARDS ? `${prop} must be at most ${MOST_GUARDS}, got ${guards.length}: a composite alarm stands for many` : undefined,
    ...guards.map(guard => {
      // An alarm that is imported by its ARN says where it is in that alone.
      const [, , , itsRegion = guard.env.region, itsAccount = guard.env.account] = Token.isUnresolved(guard.alarmArn) ? [] : guard.alarmArn.split(':');
      const isElsewhere = areApart(itsRegion, region) || areApart(itsAccount, account);
      return isElsewhere ? `${prop} must be alarms in the pipeline's Region and account, got ${guard.node.path} in ${itsRegion} of ${itsAccount}` : undefined;
    }),
  ];
}
