import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { aClient, anError } from './a-client';
import { CloudFormationOwnStack } from '../../../src/runtime/aws/cloudformation-own-stack';

const STACK_ID = 'arn:aws:cloudformation:eu-central-1:111111111111:stack/Images/1';

function stackOf(answer: () => unknown) {
  const { client, sent } = aClient<CloudFormationClient>(answer);
  return { stack: new CloudFormationOwnStack(client, STACK_ID), sent };
}

test('the status is that of the stack with this very id, not of another under its name', async () => {
  const { stack, sent } = stackOf(() => ({ Stacks: [{ StackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS' }] }));
  expect(await stack.status()).toBe('UPDATE_ROLLBACK_IN_PROGRESS');
  expect(sent).toEqual([{ operation: 'DescribeStacks', input: { StackName: STACK_ID } }]);
});

test.each<[string, () => unknown]>([
  ['cannot be reached', () => { throw anError('TimeoutError', 'connect ETIMEDOUT', 'unreached'); }],
  ['refuses to say', () => { throw anError('AccessDenied', 'not authorized', 403); }],
  ['does not know the stack', () => ({ Stacks: [] })],
])('the status is not known when CloudFormation %s', async (_title, answer) => expect(await stackOf(answer).stack.status()).toBeUndefined());

describe('the id that CloudFormation knows a resource by', () => {
  test('is told for a resource of this very stack', async () => {
    const { stack, sent } = stackOf(() => ({ StackResourceDetail: { PhysicalResourceId: 'eu-central-1/ami-1' } }));
    expect(await stack.physicalIdOf('Web')).toBe('eu-central-1/ami-1');
    expect(sent).toEqual([{ operation: 'DescribeStackResource', input: { StackName: STACK_ID, LogicalResourceId: 'Web' } }]);
  });

  test.each<[string, () => unknown]>([
    ['is still to be made', () => ({ StackResourceDetail: { PhysicalResourceId: '' } })],
    ['is not in the stack', () => { throw anError('ValidationError', 'Resource Web does not exist for stack Images'); }],
  ])('is none for a resource that %s', async (_title, answer) => expect(await stackOf(answer).stack.physicalIdOf('Web')).toBeUndefined());

  // Not to know is no answer: an image may hang on it.
  test.each<[string, Error, string]>([
    ['cannot be reached', anError('TimeoutError', 'connect ETIMEDOUT', 'unreached'), 'later'],
    ['is asked too often', anError('Throttling', 'Rate exceeded'), 'later'],
    ['refuses to say', anError('AccessDenied', 'not authorized', 403), 'soon'],
    ['refuses the question', anError('ValidationError', '1 validation error detected'), 'never'],
  ])('fails when CloudFormation %s', async (_title, error, hope) => {
    await expect(stackOf(() => { throw error; }).stack.physicalIdOf('Web')).rejects.toMatchObject({ code: error.name, hope });
  });
});
