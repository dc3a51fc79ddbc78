import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { eventRule } from '../../private/event-rule';

/** A policy, whether the app makes it or imports it. */
interface EventSource {
  readonly policyArn: string;
}

/**
 * A rule for the moment in which a policy enters the state ERROR. DLM sends nothing about what AMI policies do; whether
 * it tells their errors AWS does not say.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/monitor-cloudwatch-events.html
 */
export const onError = (scope: Construct, id: string, policy: EventSource, options: events.OnEventOptions = {}): events.Rule =>
  ruleFor(scope, id, policy, options, { detailType: ['DLM Policy State Change'], detail: { state: ['ERROR'] } });

/** A rule for each start, success and failure of a script. Snapshot policies on instances have scripts, others do not. */
export const onScriptEvent = (scope: Construct, id: string, policy: EventSource, options: events.OnEventOptions = {}): events.Rule =>
  ruleFor(scope, id, policy, options, { detailType: ['DLM Pre Post Script Notification'] });

/**
 * A rule for scripts that fail. AWS documents one value of `result`, `success`, and says that starts are told as well:
 * so this is whatever begins like a failure, in any case.
 */
export const onScriptFailure = (scope: Construct, id: string, policy: EventSource, options: events.OnEventOptions = {}): events.Rule =>
  ruleFor(scope, id, policy, options, {
    detailType: ['DLM Pre Post Script Notification'],
    detail: { result: ['fail', 'error', 'time'].flatMap(events.Match.prefixEqualsIgnoreCase) },
  });

/** The detail's `policy_id` holds the ARN as well, but `resources` is where EventBridge's own tools look. */
const ruleFor = (
  scope: Construct, id: string, { policyArn }: EventSource, options: events.OnEventOptions, pattern: events.EventPattern,
): events.Rule => eventRule(scope, id, options, { source: ['aws.dlm'], resources: [policyArn], ...pattern });
