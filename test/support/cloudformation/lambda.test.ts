import { CallFault, Faults, NO_FAULTS } from './faults';
import { FunctionCode, FunctionConfiguration, Lambda } from './lambda';
import { Random } from '../random';
import { Timeline } from '../timeline';

const ARN = 'arn:aws:lambda:eu-central-1:111111111111:function:copy';
const START = 0;

function lambdaWith(code: FunctionCode, faults: Partial<Faults> = {}, configuration: Partial<FunctionConfiguration> = {}) {
  const timeline = new Timeline(START);
  const lambda = new Lambda(timeline, { ...NO_FAULTS, ...faults }, new Random(1));
  lambda.put({ arn: ARN, code, timeoutSeconds: 900, environment: { STACK: 's' }, retryAttempts: 2, maximumEventAgeSeconds: 21_600, ...configuration });
  return { timeline, lambda };
}

const onCall = (number: number, fault: CallFault): Partial<Faults> => {
  let calls = 0;
  return { ofCall: () => ++calls === number ? fault : undefined };
};

test('an event whose handling fails comes again after one minute and after two more, and then no more', async () => {
  const seen: number[] = [];
  const { timeline, lambda } = lambdaWith(sandbox => async () => {
    seen.push(sandbox.timeline.now() / 1000);
    throw new Error('no');
  });
  lambda.deliver(ARN, { RequestId: 'r' });
  await timeline.run();
  expect(seen).toEqual([0, 60, 180]);
  expect(lambda.events[0].abandoned).toBe(true);
});

test('a handled event is not repeated', async () => {
  let seen = 0;
  const { timeline, lambda } = lambdaWith(() => async () => { seen++; });
  lambda.deliver(ARN, {});
  await timeline.run();
  expect([seen, timeline.now()]).toEqual([1, 0]);
});

test('an event can come twice, and each delivery gets its own copy of it', async () => {
  const seen: [number, unknown][] = [];
  const { timeline, lambda } = lambdaWith(sandbox => async event => {
    seen.push([sandbox.timeline.now() / 1000, { ...(event as object) }]);
    Object.assign(event as object, { spoiled: true });
  }, { redeliveries: () => [7] });
  lambda.deliver(ARN, { a: 1 });
  await timeline.run();
  expect(seen).toEqual([[0, { a: 1 }], [7, { a: 1 }]]);
});

test.each<[CallFault, string[]]>([
  ['crash-before', ['effect', 'went on']],
  ['crash-after', ['effect', 'effect', 'went on']],
  ['refused', ['RequestLimitExceeded', 'effect', 'went on']],
  ['lost', ['effect', 'TimeoutError', 'effect', 'went on']],
  ['repeated', ['effect', 'effect', 'went on']],
])('a call that meets %s', async (fault, expected) => {
  const seen: string[] = [];
  const { timeline, lambda } = lambdaWith(sandbox => async () => {
    await sandbox.call('ec2', 'CopyImage', async () => { seen.push('effect'); }).catch((error: Error) => {
      seen.push(error.name);
      throw error;
    });
    seen.push('went on');
  }, onCall(1, fault));
  lambda.deliver(ARN, {});
  await timeline.run();
  expect(seen).toEqual(expected);
});

test('an invocation ends at its timeout in virtual time, and nothing of it goes on', async () => {
  const seen: number[] = [];
  const { timeline, lambda } = lambdaWith(sandbox => async (_event, context) => {
    seen.push(context.getRemainingTimeInMillis());
    await sandbox.sleep(10_000);
    seen.push(-1);
  }, {}, { timeoutSeconds: 3, retryAttempts: 0 });
  lambda.deliver(ARN, {});
  await timeline.run();
  expect(seen).toEqual([3000]);
  expect(lambda.events[0].attempts[0].ending).toMatchObject({ ok: false, errorType: 'Sandbox.Timedout' });
});

test('an event for a function that is gone by then is dropped', async () => {
  let seen = 0;
  const { timeline, lambda } = lambdaWith(() => async () => {
    seen++;
    throw new Error('no');
  });
  lambda.deliver(ARN, {});
  timeline.after(30_000, () => lambda.remove(ARN));
  await timeline.run();
  expect([seen, lambda.events[0].abandoned]).toEqual([1, true]);
  expect(() => lambda.deliver(ARN, {})).toThrow('Function not found');
});

test('a synchronous call gives the answer, or the error of the function', async () => {
  const { timeline, lambda } = lambdaWith(sandbox => async event => {
    if ((event as { fail?: boolean }).fail) throw new TypeError('bad');
    return sandbox.environment;
  });
  const answers = Promise.all([lambda.invoke(ARN, '{}'), lambda.invoke(ARN, '{"fail":true}')]);
  await timeline.run(answers);
  expect((await answers).map(({ FunctionError, Payload }) => [FunctionError, JSON.parse(Payload)])).toEqual([
    [undefined, { STACK: 's' }],
    ['Unhandled', { errorType: 'TypeError', errorMessage: 'bad', trace: [] }],
  ]);
});
