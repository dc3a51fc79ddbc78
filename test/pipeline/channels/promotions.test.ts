import { run } from './a-machine';
import { CHANNELS, rulesOf, withChannels } from './a-pipeline-with-channels';
import { CHANNEL_BUSY, LEASE_SECONDS } from '../../../src/runtime/channels/channel-contract';
import { StatesError } from '../../support/cloudformation/states-data';
import { Value } from '../../support/cloudformation/template';
import { matches } from '../event-pattern';

const resources = withChannels();
const DAY = 86_400;

const moved = (detail: object) => ({ 'source': 'golden-ami', 'detail-type': 'Channel Moved', 'detail': { image: 'base', ...detail } });
const released = (image: string) => ({ 'source': 'golden-ami', 'detail-type': 'Release Available', 'detail': { image, release: '1.0.7-1' } });

/** The promotions that an event starts, as the machine gets them. */
const startedBy = (event: object) => rulesOf(resources)
  .filter(({ EventPattern, Targets = [] }) => EventPattern && /Promotions/.test(Targets[0].Arn) && matches(EventPattern, event))
  .map(({ Targets }) => JSON.parse(Targets![0].InputTransformer!.InputTemplate.replace('<detail-release>', '"1.0.7-1"')) as unknown);

test('a new release begins its way into the channels that take from the candidate', () => {
  expect(startedBy(released('base'))).toEqual([{ channel: 'canary', release: '1.0.7-1', bakeSeconds: 0 }]);
  expect(startedBy(released('base-web'))).toEqual([]);
});

test('a release that a channel was given begins its way into the next, with the time that it has to bake', () => {
  expect(startedBy(moved({ channel: 'canary', verb: 'promote', release: '1.0.7-1' }))).toEqual([{ channel: 'stable', release: '1.0.7-1', bakeSeconds: DAY }]);
});

test('what a channel went back to is not promoted, and an approval is nobody\'s but a person\'s', () => {
  expect(startedBy(moved({ channel: 'canary', verb: 'rollback', release: '1.0.7-1' }))).toEqual([]);
  expect(startedBy(moved({ channel: 'stable', verb: 'promote', release: '1.0.7-1' }))).toEqual([]);
});

const INPUT = { channel: 'stable', release: '1.0.7-1', bakeSeconds: DAY };
/** One answer after the other. */
const says = (...statuses: readonly string[]) => (_input: Value, call: number) => ({ Payload: { status: statuses[call - 1], because: 'so' } });
const asked = (calls: readonly { readonly at: number; readonly input: Value }[]) =>
  calls.map(({ at, input }) => [at, (input as unknown as { Payload: object }).Payload]);
const ADVANCE = { verb: 'advance', channel: 'stable', release: '1.0.7-1' };
const QUARTER = 900;

test('a promotion waits for the bake time, and names the release', async () => {
  const { status, calls } = await run(resources, INPUT, says('moved'));
  expect(status).toBe('SUCCEEDED');
  expect(asked(calls)).toEqual([[DAY, ADVANCE]]);
});

test('what is refused is an end, not a failure', async () => {
  const { status, calls } = await run(resources, INPUT, says('refused'));
  expect([status, calls.length]).toEqual(['SUCCEEDED', 1]);
});

test('what a hold or a Region that is down is in the way of is said again, every quarter of an hour', async () => {
  const { status, calls } = await run(resources, INPUT, says('later', 'later', 'moved'));
  expect(status).toBe('SUCCEEDED');
  expect(asked(calls)).toEqual([[DAY, ADVANCE], [DAY + QUARTER, ADVANCE], [DAY + 2 * QUARTER, ADVANCE]]);
});

test('while another verb is at work it asks again, for longer than any lease', async () => {
  const { status, calls } = await run(resources, { ...INPUT, bakeSeconds: 0 }, (_input, call) =>
    (call < 10 ? new StatesError(CHANNEL_BUSY, 'ask again') : { Payload: { status: 'moved', because: 'so' } }));
  expect(status).toBe('SUCCEEDED');
  expect(calls.at(-1)!.at).toBeGreaterThan(LEASE_SECONDS);
});

test('what fails for hours fails, and the alarm for that rings', async () => {
  const { status, calls } = await run(resources, { ...INPUT, bakeSeconds: 0 }, () => new StatesError('ServiceUnavailable', 'no'));
  expect(status).toBe('FAILED');
  expect(calls.at(-1)!.at).toBeGreaterThan(2 * 3600);
});

test('the machine may call the alias operate, and nothing else', () => {
  const role = Object.entries(resources).find(([id]) => /^BaseChannelsPromotionsRole/.test(id))![1].Properties as { Policies: { PolicyDocument: { Statement: object[] } }[] };
  const operate = Object.keys(resources).find(id => /^BaseChannelsOperate/.test(id) && resources[id].Type === 'AWS::Lambda::Alias');
  expect(role.Policies.flatMap(each => each.PolicyDocument.Statement)).toEqual([{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: operate }]);
});

test('without an automatic channel there is no machine', () => {
  const [, , frozen] = CHANNELS;
  const types = Object.values(withChannels({ channels: [frozen] })).map(({ Type }) => Type);
  expect(types).not.toContain('AWS::StepFunctions::StateMachine');
});
