import * as fc from 'fast-check';
import { runHistory } from './history';
import { planOf, plans } from './plan';
import { replay, routeThrough, runSeries } from './series';
import { cdkProvider } from '../engines/cdk-provider';
import { ours } from '../engines/ours';
import { synthesizeOurs } from '../engines/ours-template';
import { Gateway } from '../gateway';

const engine = ours(synthesizeOurs());
const gateway = new Gateway();
beforeAll(() => gateway.listen());
afterAll(() => gateway.close());

test('equal plans give equal histories, other seeds other plans', async () => {
  const [first, again] = [await runHistory(planOf(1, 7), cdkProvider()), await runHistory(planOf(1, 7), cdkProvider())];
  expect(again).toEqual(first);
  expect(planOf(1, 7)).toEqual(planOf(1, 7));
  expect(planOf(2, 7)).not.toEqual(planOf(1, 7));
});

test('a quiet history takes the same course over the wire as without one', async () => {
  const quiet = fc.sample(plans, { seed: 3, numRuns: 40 }).filter(({ ec2, faults }) => ec2 === 'calm' && faults.length === 0).slice(0, 3);
  expect(quiet).not.toHaveLength(0);
  for (const plan of quiet) {
    const direct = await runHistory(plan, engine);
    expect(await runHistory(plan, engine, routeThrough(gateway))).toEqual(direct);
  }
}, 60_000);

test('histories contain what makes them hard', async () => {
  const { contents } = await runSeries(engine, { seed: 1, wireEvery: 0 }, 0, 250, gateway);
  const hard = [
    'request: Delete under an invented id', 'request: Delete while Create still runs', 'request: Update from new to old', 'event delivered twice',
    'request: Delete in UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'request: Delete in UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'rollback of an update, asking resources back', 'rollback of an update, straight to the old resources', 'rollback of a creation',
    'fault: crash before a call', 'fault: crash after a call took effect', 'fault: answer lost for good', 'fault: call refused for good',
    'fault: answer lost, request repeated by the client', 'EC2: key-failure', 'EC2: lost-answer', 'EC2: resource-limit', 'EC2: throttle',
    'resource retained by policy', 'answer: Update with another id', 'answer came too late', 'answer came again', 'request: Create of a copy in another Region',
    'request: Update of a copy in another Region', 'request: Delete of a copy in another Region', 'incident: image deregistered',
    'incident: source removed', 'EC2: making-failure', 'request: sharing of snapshots, too', 'request: sharing with an exclusive list',
    'permissions of images changed', 'permissions of snapshots changed', 'by hand: granted', 'by hand: revoked', 'by hand: given back',
    'by hand: image taken away', 'fault: call of a sharing is long under way', ...['Create', 'Update', 'Delete'].map(type => `request: ${type} of a sharing`),
    ...['IMAGE with a key for each volume', 'INSTANCE with one key', 'INSTANCE with a key for each volume', 'VOLUME with one key', 'SNAPSHOT with one key',
      'SNAPSHOT with a key for each volume', 'INSTANCE as it is', 'SNAPSHOT as it is']
      .flatMap(way => ['Create', 'Update', 'Delete'].map(type => `request: ${type} of an image of parts, ${way}`)),
  ];
  expect(hard.filter(name => !contents[name])).toEqual([]);
}, 60_000);

test("the CDK's provider with a naive handler leaks", async () => {
  const { violations } = await runSeries(cdkProvider(), { seed: 1, wireEvery: 0 }, 0, 30, gateway);
  expect(violations.flatMap(({ sentences }) => sentences)).toContainEqual(expect.stringMatching(/^iii: ami-\w+ .* is left, and nothing explains it/));
}, 60_000);

test('a violation is replayed with a plan no larger than needed, and its story told', async () => {
  const { violations: [{ history, sentences: [sentence] }] } = await runSeries(cdkProvider(), { seed: 1, wireEvery: 0 }, 0, 30, gateway);
  const { plan, story, violations } = await replay(cdkProvider(), 1, history, 5_000);
  const weight = ({ operations, faults, redeliveries }: typeof plan) => operations.length + faults.length + redeliveries.length;
  expect(weight(plan)).toBeLessThanOrEqual(weight(planOf(1, history)));
  expect(violations.map(each => each.slice(0, 4))).toContain(sentence.slice(0, 4));
  expect(story).toContainEqual(expect.stringContaining('request'));
}, 60_000);
