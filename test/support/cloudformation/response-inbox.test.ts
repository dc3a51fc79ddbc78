import { ResourceEvent, ResponseInbox } from './response-inbox';
import { Timeline } from '../timeline';

const EVENT: Omit<ResourceEvent, 'ResponseURL'> = {
  RequestType: 'Create', ServiceToken: 'arn:fn', StackId: 'arn:stack', RequestId: 'r-1', LogicalResourceId: 'Copy', ResourceType: 'Custom::AmiCopy', ResourceProperties: {},
};
const body = (more: object = {}) =>
  JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'id-1', StackId: 'arn:stack', RequestId: 'r-1', LogicalResourceId: 'Copy', Data: { A: '1' }, ...more });

function open(timeoutSeconds = 60) {
  const timeline = new Timeline(0);
  const inbox = new ResponseInbox(timeline, 'https://bucket.s3.amazonaws.com');
  const { record, answer } = inbox.expect(EVENT, timeoutSeconds);
  const put = (text: string, invocation = 'i-1') => inbox.put(record.event.ResponseURL, text, invocation);
  return { timeline, inbox, record, answer, put };
}

test('the first answer decides, and later ones change nothing', async () => {
  const { record, answer, put } = open();
  expect([put(body()), put(body({ Status: 'FAILED', Reason: 'no' }))]).toEqual([200, 200]);
  expect(await answer).toMatchObject({ ok: true, physicalId: 'id-1', data: { A: '1' } });
  expect(record.puts.map(({ verdict }) => verdict)).toEqual(['decided', 'second']);
});

test('a failure keeps its reason and the id that it tells', async () => {
  const { answer, put } = open();
  put(body({ Status: 'FAILED', Reason: 'no key' }));
  expect(await answer).toMatchObject({ ok: false, reason: 'no key', physicalId: 'id-1' });
});

test.each([
  ['it is longer than 4096 bytes', body({ Data: { A: 'x'.repeat(4000) } }), 'Response object is too long.'],
  ['it is no JSON', 'SUCCESS', 'Response is not valid JSON.'],
  ['its status is unknown', body({ Status: 'OK' }), 'Invalid response: Status must be SUCCESS or FAILED.'],
  ['its physical id is empty', body({ PhysicalResourceId: '' }), 'Invalid PhysicalResourceId'],
  ['its physical id is longer than 1 KB', body({ PhysicalResourceId: 'x'.repeat(1025) }), 'PhysicalResourceId is longer than 1 KB'],
  ['a failure has no reason', body({ Status: 'FAILED' }), 'Invalid response: Reason is required.'],
])('an answer fails the resource when %s', async (_title, text, problem) => {
  const { record, answer, put } = open();
  put(text);
  expect(await answer).toMatchObject({ ok: false, reason: problem });
  expect(record.puts).toMatchObject([{ verdict: 'refused', problem }]);
});

test('the bytes count, not the characters', async () => {
  const { record, put } = open();
  put(body({ Data: { A: 'ä'.repeat(2000) } }));
  expect(record.puts[0].problem).toBe('Response object is too long.');
});

test.each(['StackId', 'RequestId', 'LogicalResourceId'])('an answer with another %s is overlooked, and the right one still counts', async name => {
  const { record, answer, put } = open();
  put(body({ [name]: 'another' }));
  put(body());
  expect(await answer).toMatchObject({ ok: true });
  expect(record.puts.map(({ verdict }) => verdict)).toEqual(['for another request', 'decided']);
});

test('without an answer the timeout fails the resource, and an answer after that is late', async () => {
  const { timeline, record, answer, put } = open(30);
  await timeline.run();
  expect([timeline.now(), (await answer).reason]).toEqual([30_000, expect.stringContaining('did not receive a response from your Custom Resource')]);
  expect([put(body()), record.puts[0].verdict]).toEqual([200, 'late']);
});

test('the URL is good for two hours, and no other URL is', async () => {
  const { timeline, inbox, put } = open();
  await timeline.run(timeline.sleep(7_200_001));
  expect([put(body()), inbox.put('https://bucket.s3.amazonaws.com/other', body(), 'i-1')]).toEqual([403, 403]);
});
