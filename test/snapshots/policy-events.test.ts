import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import { onError, onScriptEvent, onScriptFailure } from '../../src/snapshots/private/policy-events';

const POLICY = { policyArn: 'arn:aws:dlm:eu-central-1:111111111111:policy/policy-0123456789abcdef0' };

function ruleBy(make: (stack: Stack) => unknown) {
  const stack = new Stack(new App(), 'Data');
  make(stack);
  return Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'))[0].Properties as { EventPattern: object; Targets?: unknown[] };
}

test('an error of a policy is told by the ARN of the policy', () => {
  expect(ruleBy(stack => onError(stack, 'Error', POLICY)).EventPattern).toEqual({
    'source': ['aws.dlm'], 'detail-type': ['DLM Policy State Change'], 'resources': [POLICY.policyArn], 'detail': { state: ['ERROR'] },
  });
});

test('all that scripts do is told', () => {
  expect(ruleBy(stack => onScriptEvent(stack, 'Script', POLICY)).EventPattern).toEqual({
    'source': ['aws.dlm'], 'detail-type': ['DLM Pre Post Script Notification'], 'resources': [POLICY.policyArn],
  });
});

test('the failure of a script is told whatever its word is, and its success is not', () => {
  const { EventPattern } = ruleBy(stack => onScriptFailure(stack, 'Failure', POLICY)) as
    { EventPattern: { detail: { result: { prefix: { 'equals-ignore-case': string } }[] } } };
  const tells = (result: string) => EventPattern.detail.result.some(({ prefix }) => result.toLowerCase().startsWith(prefix['equals-ignore-case']));
  expect(['failed', 'failure', 'FAILED', 'fail', 'error', 'timed-out', 'timeout'].map(tells)).not.toContain(false);
  expect(['success', 'succeeded', 'started', 'initiated', 'in-progress'].map(tells)).not.toContain(true);
});

test('a rule does what it is told, and keeps what the user asks of events', () => {
  const rule = ruleBy(stack => onError(stack, 'Error', POLICY, {
    target: new targets.SnsTopic(new sns.Topic(stack, 'Topic')), description: 'call somebody', eventPattern: { detail: { cause: ['limit'] } },
  }));
  expect(rule).toMatchObject({ Description: 'call somebody', EventPattern: { detail: { cause: ['limit'], state: ['ERROR'] } } });
  expect(rule.Targets).toHaveLength(1);
});
