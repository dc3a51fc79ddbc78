import { CloudFormationClient, StackEvent } from '@aws-sdk/client-cloudformation';
import { aClient, anError } from './a-client';
import { CloudFormationProgress } from '../../../src/runtime/aws/cloudformation-progress';

const STACK_ID = 'arn:aws:cloudformation:eu-central-1:111111111111:stack/Images/1';
const SINCE = new Date('2026-11-20T12:00:00Z');

function progressOf(answer: (operation: string, input: { readonly NextToken?: string }) => unknown) {
  const { client, sent } = aClient<CloudFormationClient>(answer);
  return { progress: new CloudFormationProgress(client, STACK_ID), sent };
}

test('the progress of a resource is that of the stack with this very id', async () => {
  const { progress, sent } = progressOf(() => ({ StackResourceDetail: { ResourceStatus: 'UPDATE_IN_PROGRESS', LastUpdatedTimestamp: SINCE } }));
  expect(await progress.of('Sharing')).toEqual({ status: 'UPDATE_IN_PROGRESS', since: SINCE });
  expect(sent).toEqual([{ operation: 'DescribeStackResource', input: { StackName: STACK_ID, LogicalResourceId: 'Sharing' } }]);
});

describe('the course of a resource', () => {
  const event = (ResourceStatus: string, properties?: object, LogicalResourceId = 'Sharing'): Partial<StackEvent> =>
    ({ LogicalResourceId, ResourceStatus: ResourceStatus as StackEvent['ResourceStatus'], ResourceProperties: properties && JSON.stringify(properties) });
  const courseOf = (...pages: Partial<StackEvent>[][]) => progressOf((_operation, { NextToken = '0' }) =>
    ({ StackEvents: pages[Number(NextToken)], NextToken: Number(NextToken) + 1 < pages.length ? String(Number(NextToken) + 1) : undefined }));

  test('is from what it last had to what its newest event says', async () => {
    const { progress } = courseOf([
      event('UPDATE_IN_PROGRESS', { list: 'other' }, 'Other'), event('UPDATE_IN_PROGRESS', { list: 'new' }), event('UPDATE_IN_PROGRESS', { list: 'new' }),
      event('UPDATE_FAILED', { list: 'tried' }), event('UPDATE_IN_PROGRESS', { list: 'tried' }), event('CREATE_COMPLETE', { list: 'first' }),
    ]);
    expect(await progress.courseOf('Sharing')).toEqual({ from: { list: 'tried' }, to: { list: 'new' } });
  });

  test('is found on a later page, but not looked for among what was long ago', async () => {
    const other = [event('CREATE_COMPLETE', {}, 'Other')];
    const own = [event('UPDATE_IN_PROGRESS', { list: 'new' }), event('CREATE_COMPLETE', { list: 'first' })];
    expect(await courseOf(other, own).progress.courseOf('Sharing')).toEqual({ from: { list: 'first' }, to: { list: 'new' } });
    const { progress, sent } = courseOf(other, other, other, own);
    expect(await progress.courseOf('Sharing')).toBeUndefined();
    expect(sent).toHaveLength(3);
  });

  test.each([
    ['nothing is in progress', [event('UPDATE_COMPLETE', {}), event('CREATE_COMPLETE', {})]],
    ['nothing was before', [event('CREATE_IN_PROGRESS', {})]],
    ['events have no properties', [event('UPDATE_IN_PROGRESS'), event('CREATE_COMPLETE')]],
    ['properties are cut off', [{ ...event('UPDATE_IN_PROGRESS'), ResourceProperties: '{"list' }, event('CREATE_COMPLETE', {})]],
  ])('is not known when %s', async (_title, events) => expect(await courseOf(events).progress.courseOf('Sharing')).toBeUndefined());
});

test.each([
  ['cannot be reached', anError('TimeoutError', 'connect ETIMEDOUT', 'unreached')],
  ['refuses to say', anError('AccessDenied', 'not authorized', 403)],
  ['does not know the stack', anError('ValidationError', 'Stack does not exist')],
])('neither is known when CloudFormation %s', async (_title, error) => {
  const { progress } = progressOf(() => { throw error; });
  expect([await progress.of('Sharing'), await progress.courseOf('Sharing')]).toEqual([undefined, undefined]);
});

test('fails when CloudFormation is asked too often: the next delivery gets its answer', async () => {
  const { progress } = progressOf(() => { throw anError('Throttling', 'Rate exceeded'); });
  await expect(progress.of('Sharing')).rejects.toMatchObject({ code: 'Throttling', hope: 'later' });
  await expect(progress.courseOf('Sharing')).rejects.toMatchObject({ code: 'Throttling', hope: 'later' });
});
