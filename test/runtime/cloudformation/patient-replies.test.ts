import { RESPONSE_URL, SECRET } from './an-event';
import { PatientReplies } from '../../../src/runtime/cloudformation/patient-replies';

/** A bucket that answers each put as told, the last way for ever; an Error breaks the connection. */
function aBucket(...behaviour: (number | Error)[]) {
  const puts: string[] = [];
  const pauses: number[] = [];
  const replies = new PatientReplies(async (url, body) => {
    puts.push(`${url} ${body}`);
    const outcome = behaviour[Math.min(puts.length, behaviour.length) - 1];
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }, async milliseconds => pauses.push(milliseconds), () => 0.25 * pauses.length);
  return { replies, puts, pauses };
}

test.each<[string, (number | Error)[], number]>([
  ['taken at once is put once', [200], 1],
  ['refused by a busy bucket is put again', [503, 500, 200], 3],
  ['lost with its connection is put again', [new Error('socket hang up'), 200], 2],
  ['taken by the last attempt is sent', [503, 503, 503, 503, 200], 5],
])('an answer that is %s', async (_title, behaviour, attempts) => {
  const { replies, puts } = aBucket(...behaviour);
  await replies.send(RESPONSE_URL, 'answer');
  expect(puts).toEqual(Array(attempts).fill(`${RESPONSE_URL} answer`));
});

test('a redirect does not mean that the answer was taken', async () => {
  const { replies, puts } = aBucket(307, 200);
  await replies.send(RESPONSE_URL, 'answer');
  expect(puts).toHaveLength(2);
});

test.each<[string, number | Error]>([
  ['the bucket always refuses', 403],
  ['the bucket never answers', new Error(`connect ECONNREFUSED ${RESPONSE_URL}`)],
])('fails when %s, after five attempts and without telling where', async (_title, behaviour) => {
  const { replies, puts } = aBucket(behaviour);
  const failure = await replies.send(RESPONSE_URL, 'answer').catch((error: Error) => error);
  expect(failure).toEqual(new Error("CloudFormation's bucket did not take the answer in 5 attempts"));
  expect(String((failure as Error).stack)).not.toContain(SECRET);
  expect(puts).toHaveLength(5);
});

test('pauses double, are stretched by chance, and end with the last attempt', async () => {
  const { replies, pauses } = aBucket(503);
  await expect(replies.send(RESPONSE_URL, 'answer')).rejects.toThrow();
  expect(pauses).toEqual([400, 800 * 1.25, 1600 * 1.5, 3200 * 1.75]);
});
