import * as fc from 'fast-check';
import { aRequest } from './an-event';
import { Ending, MAX_ANSWER_BYTES, renderAnswer } from '../../../src/runtime/cloudformation/answer';

const fail = (because: string, physicalId?: string): Ending => ({ do: 'fail', because, physicalId });
const succeed = (physicalId: string, data?: Record<string, string>): Ending => ({ do: 'succeed', physicalId, data, because: 'it is there' });
const rendered = (ending: Ending, fields = {}, placeholder = 'none') => JSON.parse(renderAnswer(aRequest(fields), ending, placeholder));

test('a success names the resource and its data, and gives no reason', () => {
  const { requestId, stackId } = aRequest();
  expect(rendered(succeed('eu-central-1/ami-1', { ImageId: 'ami-1' }))).toEqual({
    Status: 'SUCCESS', PhysicalResourceId: 'eu-central-1/ami-1', StackId: stackId, RequestId: requestId, LogicalResourceId: 'Web', Data: { ImageId: 'ami-1' },
  });
});

test('a failure gives its reason and no data', () => {
  expect(rendered(fail('the key is disabled', 'eu-central-1/ami-1'))).toMatchObject({
    Status: 'FAILED', Reason: 'the key is disabled', PhysicalResourceId: 'eu-central-1/ami-1',
  });
  expect(rendered(fail('the key is disabled'))).not.toHaveProperty('Data');
});

test.each<[string, string, Ending, object]>([
  ['its own, when it tells one', 'told', fail('no', 'told'), { RequestType: 'Update', PhysicalResourceId: 'known' }],
  ["the request's, when it tells none", 'known', fail('no'), { RequestType: 'Update', PhysicalResourceId: 'known' }],
  ['the placeholder, when nobody knows one', 'none', fail('no'), {}],
])('the physical id of an answer is %s', (_title, expected, ending, fields) =>
  expect(rendered(ending, fields).PhysicalResourceId).toBe(expected));

test.each<[string, string, number]>([
  ['plain letters', 'x', 1000],
  ['letters of two bytes', 'ä', 1000],
  ['control characters, which take six bytes each', '\u0001', 300],
  ['halves of a letter, which take six bytes each', '\ud83d', 300],
  ['quotes, which take two bytes', '"', 1000],
])('a reason of %s is shortened, and says so', (_title, character, letters) => {
  const { Reason } = rendered(fail(character.repeat(5000)));
  expect([letters - 1, letters]).toContain(Reason.length);
  expect(Reason.endsWith('…')).toBe(true);
});

test('a shortened reason ends with a whole letter', () => {
  const { Reason } = rendered(fail('😀'.repeat(2000)));
  expect(Reason).toMatch(/^(😀){499}…$/u);
});

test('a reason that just fits is left alone', () => expect(rendered(fail('x'.repeat(1000))).Reason).toBe('x'.repeat(1000)));

test('a reason gives way to a long physical id', () => {
  const body = renderAnswer(aRequest(), fail('€'.repeat(5000), 'p'.repeat(1024)), 'none');
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_ANSWER_BYTES);
  expect(JSON.parse(body)).toMatchObject({ PhysicalResourceId: 'p'.repeat(1024), Reason: expect.stringMatching(/^€{299}…$/) });
});

test('fails when the data of a success is longer than CloudFormation takes, and keeps the id for the clean-up', () => {
  expect(rendered(succeed('eu-central-1/ami-1', { Everything: 'x'.repeat(5000) }))).toMatchObject({
    Status: 'FAILED', Reason: 'the answer is longer than CloudFormation takes', PhysicalResourceId: 'eu-central-1/ami-1',
  });
});

/** Texts of the worst kind: any bits, letters of all lengths, control characters. */
const anyText = (maxLength: number) => fc.oneof(
  fc.string({ maxLength }),
  fc.string({ unit: 'binary', maxLength }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength }).map(codes => String.fromCharCode(...codes)),
);
/** Ids within the lengths that CloudFormation gives them, in printable ASCII. */
const anyId = (maxLength: number) => fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength }).map(id => id.replace(/["\\]/g, '-'));
const anyEnding: fc.Arbitrary<Ending> = fc.oneof(
  fc.record({ do: fc.constant('fail' as const), because: anyText(6000), physicalId: fc.option(anyId(1024), { nil: undefined }) }),
  fc.record({ do: fc.constant('succeed' as const), because: anyText(10), physicalId: anyId(1024), data: fc.dictionary(anyText(50), anyText(3000), { maxKeys: 3 }) }),
);

test('every answer is JSON within the limit, says whether it went well, and echoes the ids', () => {
  const anyIds = fc.record({ StackId: anyId(400), LogicalResourceId: anyId(255), RequestId: anyId(36), PhysicalResourceId: anyId(1024) });
  fc.assert(fc.property(anyIds, anyEnding, (ids, ending) => {
    const body = renderAnswer(aRequest({ ...ids, RequestType: 'Update' }), ending, 'none');
    const answer = JSON.parse(body);
    const { StackId, LogicalResourceId, RequestId } = ids;
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MAX_ANSWER_BYTES);
    expect(answer).toMatchObject({ StackId, LogicalResourceId, RequestId, PhysicalResourceId: ending.physicalId ?? ids.PhysicalResourceId });
    if (answer.Status === 'SUCCESS') expect(ending.do).toBe('succeed');
    else if (ending.do === 'fail') expect(answer.Reason.slice(0, 298)).toBe(ending.because.slice(0, 298));
    else expect(answer.Reason).toBe('the answer is longer than CloudFormation takes');
  }), { numRuns: 500 });
});
