import { Faults, NO_FAULTS } from './faults';
import { Handler, Lambda } from './lambda';
import { Definition, parseDefinition, State } from './state-machine';
import { ChoiceRule, chosen } from './states-choice';
import { fill, placed } from './states-data';
import { StepFunctions } from './step-functions';
import { Value } from './template';
import { Random } from '../random';
import { Timeline } from '../timeline';

const MACHINE = 'arn:aws:states:eu-central-1:111111111111:stateMachine:wait';
const FUNCTION = 'arn:aws:lambda:eu-central-1:111111111111:function:copy';

function world(handler: Handler, faults: Partial<Faults> = {}) {
  const timeline = new Timeline(0);
  const lambda = new Lambda(timeline, NO_FAULTS, new Random(1));
  lambda.put({ arn: FUNCTION, code: () => handler, timeoutSeconds: 60, environment: {}, retryAttempts: 2, maximumEventAgeSeconds: 3600 });
  const stepFunctions = new StepFunctions(timeline, lambda, { ...NO_FAULTS, latency: () => 0, ...faults });
  const define = (StartAt: string, States: Definition['States'], TimeoutSeconds?: number) => stepFunctions.put(MACHINE, { StartAt, States, TimeoutSeconds });
  const start = (name: string, input: Value) => stepFunctions.startExecution({ stateMachineArn: MACHINE, name, input: JSON.stringify(input) });
  const execution = (name: string) => stepFunctions.machines.get(MACHINE)?.executions.get(name);
  return { timeline, lambda, stepFunctions, define, start, execution };
}

const task = (payload: Value, more: Partial<State> = {}): State => ({
  Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: FUNCTION, Payload: payload }, ...more,
});

test('a poll loop: a task decides, a wait takes the seconds it asked for, and the context gives input and start', async () => {
  const seen: unknown[] = [];
  const { timeline, define, start, execution } = world(async event => {
    seen.push([timeline.now() / 1000, event]);
    return { do: seen.length < 3 ? 'again' : 'done', afterSeconds: 15 * seen.length };
  });
  define('Look', {
    'Look': task(
      { 'request.$': '$$.Execution.Input.request', 'startedAt.$': '$$.Execution.StartTime', 'memo.$': '$.memo' },
      { ResultSelector: { 'step.$': '$.Payload' }, ResultPath: '$.last', Next: 'Done?' }),
    'Done?': { Type: 'Choice', Choices: [{ Variable: '$.last.step.do', StringEquals: 'again', Next: 'Pause' }], Default: 'End' },
    'Pause': { Type: 'Wait', SecondsPath: '$.last.step.afterSeconds', Next: 'Look' },
    'End': { Type: 'Succeed' },
  });
  start('one', { request: { id: 7 }, memo: 'm' });
  await timeline.run();
  const event = { request: { id: 7 }, startedAt: '1970-01-01T00:00:00.000Z', memo: 'm' };
  expect(seen).toEqual([[0, event], [15, event], [45, event]]);
  expect(execution('one')?.status).toBe('SUCCEEDED');
});

test('a failed task is tried again with back-off, then caught, and the error can be read', async () => {
  const seen: unknown[] = [];
  const { timeline, define, start, execution } = world(async event => {
    seen.push([timeline.now() / 1000, event]);
    if (event === 'look') throw new RangeError('no');
    return {};
  });
  define('Look', {
    'Look': task('look', {
      Parameters: undefined,
      Resource: FUNCTION,
      Retry: [{ ErrorEquals: ['Other'] }, { ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 3, MaxDelaySeconds: 10 }],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$', Next: 'Give up' }],
    }),
    'Give up': task({ 'because.$': '$.Error', 'cause.$': '$.Cause' }, { End: true }),
  });
  start('one', 'look');
  await timeline.run();
  const cause = '{"errorType":"RangeError","errorMessage":"no","trace":[]}';
  expect(seen).toEqual([[0, 'look'], [2, 'look'], [8, 'look'], [18, 'look'], [18, { because: 'RangeError', cause }]]);
  expect(execution('one')?.status).toBe('SUCCEEDED');
});

test.each<[string, Partial<Faults>, string]>([
  ['a throttled invocation', { ofCall: () => 'refused' }, 'Lambda.TooManyRequestsException'],
  ['a lost answer', { ofCall: () => 'lost' }, 'Lambda.SdkClientException'],
])('%s fails the task with the error of Lambda', async (_title, faults, error) => {
  const { timeline, define, start, execution } = world(async () => ({}), faults);
  define('Look', { Look: task({}, { End: true }) });
  start('one', {});
  await timeline.run();
  expect(execution('one')).toMatchObject({ status: 'FAILED', error: expect.stringContaining(error) });
});

test('a name is taken as long as its execution is remembered; while it runs, the same input is no mistake', async () => {
  const { timeline, define, start } = world(async () => ({}));
  define('Pause', { Pause: { Type: 'Wait', Seconds: 60, End: true } });
  const first = start('one', { a: 1 });
  expect(start('one', { a: 1 })).toEqual(first);
  expect(() => start('one', { a: 2 })).toThrow('Execution Already Exists');
  await timeline.run();
  expect(() => start('one', { a: 1 })).toThrow('Execution Already Exists');
  expect(() => start('a:b', {})).toThrow('Invalid Name');
});

test('a deleted machine takes no new executions and stops the running one before its next state', async () => {
  let looked = 0;
  const { timeline, stepFunctions, define, start, execution } = world(async () => { looked++; });
  define('Pause', { Pause: { Type: 'Wait', Seconds: 60, Next: 'Look' }, Look: task({}, { End: true }) });
  start('one', {});
  timeline.after(30_000, () => stepFunctions.remove(MACHINE));
  timeline.after(31_000, () => expect(() => start('two', {})).toThrow('deleting'));
  await timeline.run();
  expect([looked, execution('one')?.status]).toEqual([0, 'ABORTED']);
});

test('a timeout of a task can be caught, one of the machine cannot', async () => {
  let looked = 0;
  const never = () => new Promise(() => undefined);
  const { timeline, define, start, execution } = world(async () => {
    looked++;
    return never();
  });
  define('Look', {
    Look: task({}, { TimeoutSeconds: 5, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Pause' }] }),
    Pause: { Type: 'Wait', Timestamp: '1970-01-01T00:10:00Z', Next: 'Again' },
    Again: task({}, { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Pause' }], End: true }),
  }, 300);
  start('one', {});
  await timeline.run();
  expect([looked, execution('one')?.status, timeline.now()]).toEqual([1, 'TIMED_OUT', 600_000]);
});

test.each<[ChoiceRule, boolean]>([
  [{ Variable: '$.text', StringEquals: 'a' }, true],
  [{ Variable: '$.count', StringEquals: '3' }, false],
  [{ Variable: '$.count', NumericGreaterThanEquals: 3 }, true],
  [{ Variable: '$.count', NumericLessThanPath: '$.limit' }, true],
  [{ Variable: '$.flag', BooleanEquals: false }, true],
  [{ Variable: '$.none', IsPresent: false }, true],
  [{ Variable: '$.none.deeper', IsPresent: true }, false],
  [{ Variable: '$.at', TimestampLessThan: '2026-01-02T00:00:00Z' }, true],
  [{ And: [{ Variable: '$.text', StringEquals: 'a' }, { Not: { Variable: '$.flag', BooleanEquals: true } }] }, true],
  [{ Or: [{ Variable: '$.text', StringEquals: 'b' }, { Variable: '$.count', NumericEquals: 4 }] }, false],
])('the rule %j is %s', (rule, expected) => {
  const data = { text: 'a', count: 3, limit: 4, flag: false, at: '2026-01-01T00:00:00Z' };
  expect(chosen(rule, { data, context: {} })).toBe(expected);
});

test('templates are filled from data and context, and results are placed where the path says', () => {
  const from = { data: { list: [1, { x: 'y' }] }, context: { Execution: { Name: 'n' } } };
  expect(fill({ 'x.$': "$.list[1]['x']", 'deep': [{ 'name.$': '$$.Execution.Name' }], 'all.$': '$' }, from))
    .toEqual({ x: 'y', deep: [{ name: 'n' }], all: from.data });
  expect(() => fill({ 'x.$': '$.nothing' }, from)).toThrow("The JSONPath '$.nothing' could not be found");
  expect(placed(5, '$.a.b', { a: { c: 1 } })).toEqual({ a: { c: 1, b: 5 } });
  expect(placed(5, null, { a: 1 })).toEqual({ a: 1 });
});

test('a definition comes as text or as a map, with substitutions', () => {
  const definition = { StartAt: '${First}', States: {} };
  expect(parseDefinition({ Definition: definition, DefinitionSubstitutions: { First: 'Look' } }).StartAt).toBe('Look');
  expect(parseDefinition({ DefinitionString: JSON.stringify(definition) }).StartAt).toBe('${First}');
  expect(() => parseDefinition({ Definition: { ...definition, QueryLanguage: 'JSONata' } })).toThrow('JSONata is not supported here');
});
