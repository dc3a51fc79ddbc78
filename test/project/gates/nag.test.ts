import { Annotations, App, Stack, Stage, aws_sqs as sqs } from 'aws-cdk-lib';
import { NagSuppressions } from 'cdk-nag';
import { nagFindings } from '../../../scripts/gates/nag';

const unsafeQueue = (stack: Stack) => new sqs.Queue(stack, 'Queue');

test('an unsafe queue is found', () => {
  const stack = new Stack(new App(), 'Stack');
  unsafeQueue(stack);
  expect(nagFindings(stack.node.root as App)).toEqual([expect.stringContaining('AwsSolutions-SQS3'), expect.stringContaining('AwsSolutions-SQS4')]);
});

test('an unsafe queue is found in a stage, and in an app that was synthesized before', () => {
  const app = new App();
  unsafeQueue(new Stack(new Stage(app, 'Stage'), 'Stack'));
  app.synth();
  expect(nagFindings(app)).toHaveLength(2);
});

test('what is suppressed with a reason is not found', () => {
  const stack = new Stack(new App(), 'Stack');
  NagSuppressions.addResourceSuppressions(unsafeQueue(stack), [
    { id: 'AwsSolutions-SQS3', reason: 'it is a dead-letter queue itself' },
    { id: 'AwsSolutions-SQS4', reason: 'nobody outside the account can reach it' },
  ]);
  expect(nagFindings(stack.node.root as App)).toEqual([]);
});

test('a warning of a construct is found', () => {
  const stack = new Stack(new App(), 'Stack');
  Annotations.of(stack).addWarningV2('test:Stack.warning', 'look here');
  expect(nagFindings(stack.node.root as App)).toEqual([expect.stringContaining('look here')]);
});
