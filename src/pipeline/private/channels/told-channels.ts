import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { commandFor } from './channel-commands';
import { onChannelMoved, onReleaseFor } from './channel-events';
import { ChannelPlan } from './channel-plan';
import { telling } from '../told-events';

const field = (path: string) => events.EventField.fromPath(`$.detail.${path}`);

/** Says in a sentence which channel moved where. */
export const tellOfMoves = (scope: Construct, imageName: string, plans: readonly ChannelPlan[], topic: sns.ITopic): events.Rule =>
  onChannelMoved(scope, 'Moved', imageName, plans.map(({ name }) => name), telling(topic,
    `${field('channel')} of ${imageName} has ${field('release')} now, by ${field('verb')}.`));

/**
 * No release is called so. Who may put events on the bus could end the quoted text of the command with it, and have an approver run the rest.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-anything-but-wildcard
 */
const WITHOUT_QUOTE = { release: events.Match.anythingButWildcard("*'*") };

/** Says that a release waits, with the command that lets it in. */
export const tellOfApproval = (scope: Construct, imageName: string, plan: ChannelPlan, topic: sns.ITopic, approve: lambda.IAlias): events.Rule =>
  onReleaseFor(scope, 'Waiting', imageName, plan, telling(topic,
    `${field('release')} of ${imageName} is in ${plan.source}, and waits for an approval to come into ${plan.name}. To approve: `
    + commandFor(approve, { verb: 'promote', channel: plan.name, release: field('release') })), WITHOUT_QUOTE);
