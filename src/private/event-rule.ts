import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';

/** A rule as the `on…` methods of the CDK make one: for what the pattern says, narrowed by the user's own. */
export function eventRule(scope: Construct, id: string, options: events.OnEventOptions, pattern: events.EventPattern): events.Rule {
  const rule = new events.Rule(scope, id, {
    ruleName: options.ruleName,
    description: options.description,
    crossStackScope: options.crossStackScope,
    eventPattern: options.eventPattern,
  });
  rule.addEventPattern(pattern);
  if (options.target) rule.addTarget(options.target);
  return rule;
}
