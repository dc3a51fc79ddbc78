import { anEvent } from './an-event';
import { parseRequest } from '../../../src/runtime/cloudformation/request';

test('a request is read with its properties, old and new', () => {
  const event = anEvent({
    RequestType: 'Update', PhysicalResourceId: 'thing-1', ResourceProperties: { Size: '2' }, OldResourceProperties: { Size: '1' },
  });
  expect(parseRequest(event)).toEqual({
    requestType: 'Update',
    requestId: event.RequestId,
    stackId: event.StackId,
    logicalResourceId: 'Web',
    resourceType: 'Custom::Thing',
    physicalResourceId: 'thing-1',
    responseUrl: event.ResponseURL,
    properties: { Size: '2' },
    oldProperties: { Size: '1' },
  });
});

test('a Create has no physical id, whatever the event says', () => {
  expect(parseRequest(anEvent({ PhysicalResourceId: 'forged' })).physicalResourceId).toBeUndefined();
});

test('properties that are not there are none', () => {
  expect(parseRequest(anEvent({ ResourceProperties: undefined }))).toMatchObject({ properties: {}, oldProperties: {} });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'Create'],
  ['a list', []],
  ['an event of something else', { source: 'aws.ec2' }],
  ['an unknown type of request', anEvent({ RequestType: 'Read' })],
  ...['RequestId', 'StackId', 'LogicalResourceId', 'ResourceType', 'ResponseURL'].flatMap((name): [string, unknown][] => [
    [`an event without ${name}`, anEvent({ [name]: undefined })],
    [`an event with an empty ${name}`, anEvent({ [name]: '' })],
  ]),
  ['a Delete without a physical id', anEvent({ RequestType: 'Delete' })],
  ['an Update without a physical id', anEvent({ RequestType: 'Update' })],
  ['properties that are a text', anEvent({ ResourceProperties: 'Size' })],
])('fails when it gets %s', (_title, event) => expect(() => parseRequest(event)).toThrow('not a request of CloudFormation'));
