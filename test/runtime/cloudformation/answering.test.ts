import { aContract, again, aFamily, done, laterTurnOf, withTime } from './a-contract';
import { anEvent, MACHINE_ARN } from './an-event';
import { AwsFailure, Hope, Refusal } from '../../../src/runtime/aws-failure';
import { answering } from '../../../src/runtime/cloudformation/answering';
import { Family, Turn, Watch, WatchStep } from '../../../src/runtime/cloudformation/step';

const DONE = { do: 'done', afterSeconds: 0, memo: {} };
const never = () => new Promise<never>(() => undefined);
const rings = () => ({ rings: Promise.resolve(), cancel: () => undefined });

describe('the first turn', () => {
  test('that is done is answered at once, without the state machine', async () => {
    const { handle, deeds, answers } = aContract({ run: async () => ({ do: 'succeed', physicalId: 'thing-1', data: { Size: '2' }, because: 'it is there' }) });
    expect(await handle(anEvent(), withTime())).toEqual(DONE);
    expect(deeds).toEqual(['answer']);
    expect(answers()[0]).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'thing-1', Data: { Size: '2' } });
  });

  test('starts from nothing: no time has passed, nothing is remembered', async () => {
    const turns: Turn[] = [];
    const { handle } = aContract({ run: async turn => { turns.push(turn); return done(); } });
    await handle(anEvent(), withTime());
    expect(turns).toEqual([{ request: expect.objectContaining({ requestType: 'Create' }), elapsedSeconds: 0, memo: {} }]);
  });

  test('that wants another hands the request to the state machine, and answers nothing', async () => {
    const event = anEvent();
    const next = { do: 'again', afterSeconds: 10, memo: { attempt: 1 } };
    const { handle, starts, puts } = aContract({ run: async () => again(10, { memo: { attempt: 1 } }) });
    expect(await handle(event, withTime())).toEqual(next);
    expect(puts).toEqual([]);
    expect(starts).toEqual([{ machine: MACHINE_ARN, name: expect.stringMatching(/^[0-9a-f]{64}$/), input: JSON.stringify({ event, next }) }]);
  });

  test('fails when no family makes such a resource', async () => {
    const { handle, answers } = aContract();
    await handle(anEvent({ ResourceType: 'Custom::Other' }), withTime());
    expect(answers()).toEqual([expect.objectContaining({
      Status: 'FAILED', Reason: 'this handler makes Custom::Thing, not Custom::Other', PhysicalResourceId: 'not-made',
    })]);
  });

  test('fails when its work breaks, in the words of the error', async () => {
    const { handle, answers } = aContract({ run: async () => { throw new Error('the property Size is missing'); } });
    expect(await handle(anEvent(), withTime())).toEqual(DONE);
    expect(answers()).toEqual([expect.objectContaining({ Status: 'FAILED', Reason: 'the property Size is missing', PhysicalResourceId: 'unknown:Web' })]);
  });

  test('fails when something is thrown that is no error', async () => {
    const { handle, answers } = aContract({ run: () => Promise.reject('broken') });
    await handle(anEvent(), withTime());
    expect(answers()[0]).toMatchObject({ Status: 'FAILED', Reason: 'broken' });
  });
});

describe('a later turn', () => {
  test('knows how much time has passed, and what the last one remembered', async () => {
    const turns: Turn[] = [];
    const { handle } = aContract({ run: async turn => { turns.push(turn); return done(); } });
    await handle(laterTurnOf(anEvent(), 90, { attempt: 2 }), withTime());
    expect(turns[0]).toMatchObject({ elapsedSeconds: 90, memo: { attempt: 2 } });
  });

  test('that wants another says so to the state machine, and starts no second one', async () => {
    const { handle, deeds } = aContract({ run: async () => again(15.2, { memo: { attempt: 3 } }) });
    expect(await handle(laterTurnOf(anEvent(), 30), withTime())).toEqual({ do: 'again', afterSeconds: 16, memo: { attempt: 3 } });
    expect(deeds).toEqual([]);
  });

  test('that is done answers', async () => {
    const { handle, answers } = aContract();
    expect(await handle(laterTurnOf(anEvent(), 30), withTime())).toEqual(DONE);
    expect(answers()).toHaveLength(1);
  });

  test('what one turn remembers comes back to the next as it was', async () => {
    const memo = { attempt: 1, imageId: 'ami-1', snapshots: ['snap-1', 'snap-2'] };
    const remembered: unknown[] = [];
    const { handle, starts } = aContract({ run: async turn => { remembered.push(turn.memo); return { do: 'again', afterSeconds: 1, because: 'wait', memo }; } });
    await handle(anEvent(), withTime());
    const { event, next } = JSON.parse(starts[0].input);
    await handle(laterTurnOf(event, 1, next.memo), withTime());
    expect(remembered).toEqual([{}, memo]);
  });
});

describe('a call that AWS refuses', () => {
  const refusing = (hope: Hope) => ({ run: () => Promise.reject(new AwsFailure('Code', 'message', hope)) });

  test.each<[string, Hope, number, number]>([
    ['is made again after a moment when it may pass soon', 'soon', 0, 10],
    ['is made again until three minutes have passed', 'soon', 179, 10],
    ['is made again after a minute when it may pass later', 'later', 0, 60],
    ['is made again however long it takes, within the deadline', 'later', 500, 60],
  ])('%s', async (_title, hope, elapsed, afterSeconds) => {
    const { handle, puts } = aContract(refusing(hope));
    expect(await handle(laterTurnOf(anEvent(), elapsed, { attempt: 4 }), withTime())).toEqual({ do: 'again', afterSeconds, memo: { attempt: 4 } });
    expect(puts).toEqual([]);
  });

  test('remembers for the next turn what its failure says', async () => {
    const failure = new AwsFailure('Code', 'message', 'later').remembering({ attempt: 5 });
    const { handle } = aContract({ run: () => Promise.reject(failure) });
    expect(await handle(laterTurnOf(anEvent(), 0, { attempt: 4 }), withTime())).toEqual({ do: 'again', afterSeconds: 60, memo: { attempt: 5 } });
  });

  test.each<[string, Hope, number]>([['there is no hope', 'never', 0], ['it has not passed soon', 'soon', 180]])(
    'fails when %s', async (_title, hope, elapsed) => {
      const { handle, answers } = aContract(refusing(hope));
      await handle(laterTurnOf(anEvent(), elapsed), withTime());
      expect(answers()).toEqual([expect.objectContaining({ Status: 'FAILED', Reason: 'Code: message' })]);
    });
});

describe('the deadline', () => {
  const waiting = { run: async () => again(60), deadlineSeconds: () => 600 };

  test('shortens the last pause', async () => {
    const { handle } = aContract(waiting);
    expect(await handle(laterTurnOf(anEvent(), 570.5), withTime())).toMatchObject({ do: 'again', afterSeconds: 30 });
  });

  test('fails when it comes, with what there was to wait for', async () => {
    const { handle, answers } = aContract(waiting);
    expect(await handle(laterTurnOf(anEvent(), 600), withTime())).toEqual(DONE);
    expect(answers()).toEqual([expect.objectContaining({ Status: 'FAILED', Reason: 'not done in time: it is not there yet' })]);
  });

  test('does not spoil what the last turn has found done', async () => {
    const { handle, answers } = aContract({ deadlineSeconds: () => 600 });
    await handle(laterTurnOf(anEvent(), 700), withTime());
    expect(answers()[0].Status).toBe('SUCCESS');
  });

  test("may be the family's to accept", async () => {
    const { handle, answers } = aContract({ ...waiting, giveUp: () => done('thing-late') });
    await handle(laterTurnOf(anEvent(), 600), withTime());
    expect(answers()[0]).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'thing-late' });
  });
});

describe('the end of the function', () => {
  test('is awaited with half a minute in reserve, and no longer than the turn takes', async () => {
    const { handle, alarms } = aContract();
    await handle(anEvent(), withTime(120_000));
    expect(alarms).toEqual([{ milliseconds: 90_000, cancelled: true }]);
  });

  test('hands a first turn that hangs to the state machine', async () => {
    const { handle, deeds } = aContract({ run: never }, { alarm: rings });
    expect(await handle(anEvent(), withTime())).toEqual({ do: 'again', afterSeconds: 1, memo: {} });
    expect(deeds).toEqual(['start']);
  });

  test('lets the machine call again after a later turn that hangs', async () => {
    const { handle, deeds } = aContract({ run: never }, { alarm: rings });
    expect(await handle(laterTurnOf(anEvent(), 30), withTime())).toEqual({ do: 'again', afterSeconds: 1, memo: {} });
    expect(deeds).toEqual([]);
  });

  test('is here at once for a function that was called with too little time', async () => {
    const { handle, alarms } = aContract();
    await handle(anEvent(), withTime(5_000));
    expect(alarms[0].milliseconds).toBe(0);
  });
});

describe('the state machine that cannot be started', () => {
  const refusing = (error: Error) => aContract({ run: async () => again() }, { executions: { start: () => Promise.reject(error) } });

  test('for a while: nothing is answered, and Lambda delivers the event again', async () => {
    const failure = new AwsFailure('ThrottlingException', 'Rate exceeded', 'later');
    const { handle, puts } = refusing(failure);
    await expect(handle(anEvent(), withTime())).rejects.toBe(failure);
    expect(puts).toEqual([]);
  });

  test('for good: the request fails, rather than to hang until CloudFormation gives up', async () => {
    const { handle, answers } = refusing(new AwsFailure('StateMachineDoesNotExist', 'gone', 'never'));
    expect(await handle(anEvent(), withTime())).toEqual(DONE);
    expect(answers()).toEqual([expect.objectContaining({ Status: 'FAILED', Reason: 'StateMachineDoesNotExist: gone' })]);
  });

  test('because nobody says which: the request fails', async () => {
    const { handle, answers } = aContract({ run: async () => again() });
    await handle(anEvent({ ResourceProperties: {} }), withTime());
    expect(answers()).toEqual([expect.objectContaining({ Status: 'FAILED', Reason: 'the property StateMachineArn is missing' })]);
  });
});

test('each decision is a line of the log', async () => {
  const { handle, lines } = aContract({ run: () => Promise.reject(new Refusal('the source is gone')) });
  await handle(anEvent(), withTime());
  expect(lines).toEqual([{ request: 'Create', resource: 'Web', decided: 'fail', because: 'the source is gone' }]);
});

test('a handler of several families asks the one that the request names', async () => {
  const { ports } = aContract();
  const asked: string[] = [];
  const family = (name: string) => aFamily({ run: async () => { asked.push(name); return done(); } });
  await answering({ 'Custom::Thing': family('thing'), 'Custom::Other': family('other') }, ports)(anEvent({ ResourceType: 'Custom::Other' }), withTime());
  expect(asked).toEqual(['other']);
});

describe('an answer that leaves something to watch', () => {
  const leaving = { run: async () => ({ ...done(), watch: { afterSeconds: 60, memo: { left: ['ami-1'] } } }) };
  const WATCH = { do: 'watch', afterSeconds: 60, memo: { left: ['ami-1'] } };

  test('is an answer, and the state machine calls again', async () => {
    const { handle, answers, deeds } = aContract(leaving);
    expect(await handle(laterTurnOf(anEvent(), 30), withTime())).toEqual(WATCH);
    expect(answers()[0]).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'thing-1' });
    expect(deeds).toEqual(['answer']);
  });

  test('is sent by a first turn when the execution is there, which a second delivery finds', async () => {
    const event = anEvent();
    const { handle, deeds, starts } = aContract(leaving);
    expect(await handle(event, withTime())).toEqual(WATCH);
    expect(deeds).toEqual(['start', 'answer']);
    expect(JSON.parse(starts[0].input)).toEqual({ event, next: WATCH });
  });

  test('fails instead when there is no state machine to watch', async () => {
    const { handle, answers } = aContract(leaving, { executions: { start: () => Promise.reject(new AwsFailure('StateMachineDoesNotExist', 'gone', 'never')) } });
    expect(await handle(anEvent(), withTime())).toEqual(DONE);
    expect(answers()).toEqual([expect.objectContaining({ Status: 'FAILED', Reason: 'StateMachineDoesNotExist: gone' })]);
  });
});

describe('a failure that leaves something to take away', () => {
  const leaving = { afterFailure: ({ memo }: Turn, because: string) => ({ afterSeconds: 60, memo: { ...memo, because } }) };

  test.each<[string, Partial<Family>, string]>([
    ['of a turn', { run: async () => ({ do: 'fail', because: 'it broke' }) }, 'it broke'],
    ['that is thrown', { run: () => Promise.reject(new Error('it broke')) }, 'it broke'],
    ['of a request whose time is over', { run: async () => again() }, 'not done in time: it is not there yet'],
  ])('%s is an answer, and the state machine calls again', async (_title, family, because) => {
    const { handle, answers } = aContract({ ...leaving, ...family });
    expect(await handle(laterTurnOf(anEvent(), 600, { made: 1 }), withTime())).toEqual({ do: 'watch', afterSeconds: 60, memo: { made: 1, because } });
    expect(answers()).toMatchObject([{ Status: 'FAILED', Reason: because }]);
  });
});

describe('a turn after the answer', () => {
  const watching = (run: Watch['run']) => aContract({ run: () => Promise.reject(new Error('asked twice')), watch: { run, deadlineSeconds: 7200 } });
  const turnAfter = (elapsed: number, memo: object = {}) => ({ ...laterTurnOf(anEvent(), elapsed, memo), after: 'watch' });

  test.each<[string, WatchStep, object]>([
    ['that wants another says so', { do: 'again', afterSeconds: 15.2, because: 'pending', memo: { left: 1 } }, { do: 'watch', afterSeconds: 16, memo: { left: 1 } }],
    ['that has seen the end is the last', { do: 'over', because: 'there' }, DONE],
    ['that has seen a bad end lets the execution fail', { do: 'fail', because: 'broken' }, { ...DONE, do: 'failed' }],
  ])('%s, is told in the log, and answers nothing', async (_title, step, result) => {
    const { handle, deeds, lines } = watching(async () => step);
    expect(await handle(turnAfter(300), withTime())).toEqual(result);
    expect(deeds).toEqual([]);
    expect(lines).toEqual([{ request: 'Create', resource: 'Web', decided: step.do, because: step.because }]);
  });

  test('knows how much time has passed since the first, and what the last one remembered', async () => {
    const turns: Turn[] = [];
    const { handle } = watching(async turn => { turns.push(turn); return { do: 'over', because: 'there' }; });
    await handle(turnAfter(300, { left: 2 }), withTime());
    expect(turns).toEqual([expect.objectContaining({ elapsedSeconds: 300, memo: { left: 2 } })]);
  });

  test.each<[string, unknown, object]>([
    ['is tried again, however late, when the refusal may pass', new AwsFailure('Throttling', 'slow down', 'later'), { do: 'watch', afterSeconds: 600, memo: { left: 2 } }],
    ['is tried again after a refusal for a moment as well', new AwsFailure('AuthFailure', 'who?', 'soon'), { do: 'watch', afterSeconds: 600, memo: { left: 2 } }],
    ['fails when there is no hope', new AwsFailure('Code', 'message', 'never'), { ...DONE, do: 'failed' }],
    ['fails when it breaks', new Error('broken'), { ...DONE, do: 'failed' }],
  ])('that is refused %s', async (_title, error, result) => {
    const { handle, puts } = watching(() => Promise.reject(error));
    expect(await handle(turnAfter(300, { left: 2 }), withTime())).toEqual(result);
    expect(puts).toEqual([]);
  });

  test('ends in failure at its deadline, and the pause before it is shorter', async () => {
    const { handle, lines } = watching(async () => ({ do: 'again', afterSeconds: 900, because: 'pending' }));
    expect(await handle(turnAfter(7000), withTime())).toEqual({ do: 'watch', afterSeconds: 200, memo: {} });
    expect(await handle(turnAfter(7200), withTime())).toEqual({ ...DONE, do: 'failed' });
    expect(lines.at(-1)).toMatchObject({ decided: 'fail', because: 'pending after 2 hours' });
  });

  test('that hangs is called again', async () => {
    const { handle } = aContract({ watch: { run: never, deadlineSeconds: 7200 } }, { alarm: rings });
    expect(await handle(turnAfter(300), withTime())).toEqual({ do: 'watch', afterSeconds: 1, memo: {} });
  });

  test('of a family that watches nothing is the last', async () => {
    const { handle, deeds } = aContract();
    expect(await handle(turnAfter(300), withTime())).toEqual(DONE);
    expect(deeds).toEqual([]);
  });
});
