/**
 * promote, rollback and resume: looks at the images of the release, writes the decision into the record, and then the parameters.
 * Before the decision nothing has changed but that images are protected; after it, whatever happens, reconcile brings it to its end.
 */
import { MoveAnswer, VerbGroup } from './channel-contract';
import { ChannelWorld } from './channel-ports';
import { isSeen, leftBehind, problemsOf, problemsOfReturn, Views } from './image-check-plan';
import { ChannelRecord, findRelease, Ledger, openChannels, regionsOf, Release } from './ledger';
import { Insecure, isInsecure, lookAt, secure, sentenceOf } from './look-at-releases';
import { putMetric } from './metrics';
import { Move, MovePlan, planMove } from './move-plan';
import { planPointers } from './pointer-plan';
import { writePointers } from './run-pointers';
import { readFree, writeWithLease, writeWithoutLease } from './run-records';
import { tellMoves } from './run-tell';

type Decision = Extract<MovePlan, { readonly do: 'decide' }>;

export async function runMove(world: ChannelWorld, group: VerbGroup, move: Move): Promise<MoveAnswer> {
  return moveFrom(world, group, move, await readFree(world));
}

/** By this state of the record, or not at all. */
export async function moveFrom(world: ChannelWorld, group: VerbGroup, move: Move, ledger: Ledger): Promise<MoveAnswer> {
  const plan = planMove(move, { ledger, configuration: world.configuration, group, now: world.now() });
  world.log({ decided: plan.do, verb: move.verb, channel: move.channel, because: plan.because });
  switch (plan.do) {
    case 'refuse': return refused(world, move, plan.because);
    case 'keep': return keep(world, move, ledger, plan).then(answer => sayHeld(world, move, answer));
    case 'decide': return decide(world, move, ledger, plan).then(answer => sayHeld(world, move, answer));
  }
}

/** At once: nobody should have to wait a day to see it. */
function sayHeld(world: ChannelWorld, { verb, channel }: Move, answer: MoveAnswer): MoveAnswer {
  const hasChanged = answer.status !== 'refused' && answer.status !== 'later';
  if (verb !== 'promote' && hasChanged) putMetric(world, channel, { held: verb === 'rollback' ? 1 : 0 });
  return answer;
}

/** Goes on with what a verb before has left, if it has. */
async function keep(world: ChannelWorld, { channel }: Move, ledger: Ledger, { because, release }: Extract<MovePlan, { readonly do: 'keep' }>): Promise<MoveAnswer> {
  if (!openChannels(ledger).includes(channel)) return { status: 'unchanged', because, channel, release };
  const views = await lookAt(world, releasesOf(ledger));
  const problems = await follow(world, await writeWithLease(world, ledger), views);
  return { status: problems.length > 0 ? 'moving' : 'unchanged', because: [because, ...problems].join('; '), channel, release };
}

async function decide(world: ChannelWorld, move: Move, found: Ledger, { ledger, because, release }: Decision): Promise<MoveAnswer> {
  const { channel } = move;
  if (!release) {
    await writeWithoutLease(world, ledger);
    return { status: 'moved', because, channel, release: ledger.channels[channel].release };
  }
  const views = await lookAt(world, releasesOf(ledger));
  const against = (move.verb === 'rollback' ? problemsOfReturn : problemsOf)(release, views, world.configuration);
  const refuse = (problems: readonly string[], status: 'refused' | 'later') =>
    refused(world, move, `${channel} does not get ${release.id}: ${problems.join('; ')}`, status);
  // Whether what cannot be seen is in order, nobody knows yet.
  if (against.length > 0) return refuse(against, isSeen(ledger.channels[channel].verb, release, views, world.configuration) ? 'refused' : 'later');
  let { version } = found;
  let insecure: Insecure[] = [];
  if (isInsecure([release], views)) {
    const leased = await writeWithLease(world, found);
    insecure = await secure(world, [release], views);
    // A rollback goes as far as it can: reconcile does the rest.
    if (insecure.length > 0 && (move.verb !== 'rollback' || regionsOf(release).every(region => insecure.some(each => each.region === region)))) {
      await writeWithoutLease(world, leased);
      return refuse(insecure.map(each => each.because), 'later');
    }
    ({ version } = leased);
  }
  const left = await follow(world, await writeWithLease(world, { ...ledger, version }), views, insecure);
  const behind = [...leftBehind(ledger, channel, world.configuration), ...left];
  return { status: behind.length > 0 ? 'moving' : 'moved', because: [because, ...others(ledger, channel, move), ...behind].join('; '), channel, release: release.id };
}

/** The parameters of every channel that waits for some, and the news of them. What is left. */
async function follow(world: ChannelWorld, ledger: Ledger, views: Views, insecure: readonly Insecure[] = []): Promise<string[]> {
  const open = openChannels(ledger);
  const pointers = planPointers(ledger, world.configuration, open)
    .filter(({ channel, region }) => ledger.channels[channel].pending.includes(region) && insecure.every(each => each.region !== region));
  const { written, problems: unwritten } = await writePointers(world, ledger, pointers, views);
  const problems = [...insecure.map(({ because }) => because), ...unwritten];
  const isRight = new Set(written.map(({ name, region }) => `${region}${name}`));
  const told = await tellMoves(world, ledger, ({ name, region }) => isRight.has(`${region}${name}`)).catch(error => {
    world.log({ decided: 'tell later', because: sentenceOf(error) });
    return undefined;
  });
  await writeWithoutLease(world, told ?? ledger);
  return told ? [...problems] : [...problems, 'the parameters are written, and reconcile tells of it'];
}

const releasesOf = (ledger: Ledger): Release[] =>
  [...new Set(openChannels(ledger).map(name => ledger.channels[name].release))].flatMap(id => findRelease(ledger, id) ?? []);

/** A rollback moves no other channel; who says it should know which ones have the same release. */
function others(ledger: Ledger, channel: string, { verb }: Move): string[] {
  if (verb !== 'rollback') return [];
  const { release: id, rejected } = ledger.channels[channel];
  const named = (is: (record: ChannelRecord) => boolean) => Object.keys(ledger.channels).filter(name => is(ledger.channels[name])).join(', ');
  const [same, refusing] = [named(({ release }) => release === rejected.at(-1)), named(record => record.rejected.includes(id))];
  return [
    ...refusing ? [`it was rolled back in ${refusing}, and there is no other to return to`] : [],
    ...same ? [`${rejected.at(-1)} is still in ${same}`] : [],
  ];
}

function refused(world: ChannelWorld, { verb, channel }: Move, because: string, status: 'refused' | 'later' = 'refused'): MoveAnswer {
  const isKnown = world.configuration.channels.some(({ name }) => name === channel);
  if (verb === 'promote' && isKnown) putMetric(world, channel, { blocked: 1 });
  world.log({ refused: verb, status, channel, because });
  return { status, because, channel };
}
