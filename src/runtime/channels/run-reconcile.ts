/**
 * Brings everything to what the record says, and answers how it is: repairs parameters, ends what a verb has left, renews protections,
 * puts a new release together, and lets go of old ones. Asked once a day, after each build, and by people.
 */
import { ReconcileAnswer } from './channel-contract';
import { ChannelWorld } from './channel-ports';
import { leftBehind, sharesOf, unfit, Views } from './image-check-plan';
import { findRelease, Ledger, openChannels, Release } from './ledger';
import { isInsecure, lookAt, secure, sentenceOf } from './look-at-releases';
import { putMetric } from './metrics';
import { isForeign, planPointers, Pointer } from './pointer-plan';
import { letGo } from './release-plan';
import { adopt, takePinsAway } from './run-adoption';
import { writePointers } from './run-pointers';
import { readFree, writeWithLease, writeWithoutLease } from './run-records';
import { statusOf } from './run-status';
import { tellMoves, tellReleases } from './run-tell';

export async function runReconcile(world: ChannelWorld): Promise<ReconcileAnswer> {
  const found = await readFree(world);
  const releases = neededReleases(found);
  const pointers = planPointers(found, world.configuration, world.configuration.channels.map(({ name }) => name));
  const [views, parameters, adoption] = await Promise.all([lookAt(world, releases), readParameters(world, pointers), adopt(world, found)]);
  const { configuration } = world;
  const unfitting = releases.flatMap(release => unfit(release, views, configuration.regions, sharesOf(release, configuration)));
  const wrong = pointers.filter(({ region, name, imageId }) => parameters.in(region) && parameters.in(region)?.[name] !== imageId);
  const foreign = wrong.filter(pointer => isForeign(parameters.in(pointer.region)?.[pointer.name], pointer, found, world.now()));

  sayForeign(world, foreign);
  const isSettled = wrong.length === 0 && parameters.problems.length === 0 && openChannels(found).length === 0;
  const next = isSettled ? letGo(adoption.ledger, configuration) : adoption.ledger;
  const isTold = found.releases.every(release => release.isTold);
  const isDone = isSettled && isTold && next === found && found.leaving.length === 0 && !isInsecure(releases, views);
  const { ledger, written, problems } = isDone
    ? { ledger: found, written: [], problems: [] }
    : await bring(world, next, { releases, wrong, pointers, views, parameters });

  const left = configuration.channels.flatMap(({ name }) => leftBehind(ledger, name, configuration));
  return statusOf(world, ledger, {
    problems: [...new Set([...adoption.problems, ...parameters.problems, ...unfitting, ...problems, ...left])],
    repaired: written.map(placeOf),
    foreign: foreign.map(placeOf),
    adopted: adoption.release?.id,
  });
}

/** Before anything is repaired, as nobody could tell afterwards. */
function sayForeign(world: ChannelWorld, foreign: readonly Pointer[]): void {
  for (const { name } of world.configuration.channels) {
    putMetric(world, name, { foreignWrite: foreign.filter(({ channel }) => channel === name).length });
  }
}

interface Situation {
  readonly releases: readonly Release[];
  readonly wrong: readonly Pointer[];
  readonly pointers: readonly Pointer[];
  readonly views: Views;
  readonly parameters: FoundParameters;
}

/** With the lease, so that nobody writes at the same time. */
async function bring(world: ChannelWorld, wanted: Ledger, { releases, wrong, pointers, views, parameters }: Situation) {
  const ledger = await writeWithLease(world, wanted);
  const insecure = await secure(world, releases, views);
  const writable = wrong.filter(({ region }) => insecure.every(each => each.region !== region));
  const { written, problems } = await writePointers(world, ledger, writable, views);
  const right = new Set([...pointers.filter(({ region, name, imageId }) => parameters.in(region)?.[name] === imageId), ...written].map(placeOf));
  const { told, untold } = await tell(world, ledger, pointer => right.has(placeOf(pointer)));
  const { gone, failed, reasons } = await takePinsAway(world, ledger);
  // What fails waits behind the others, or nothing of them would ever be let go of.
  const leaving = [...told.leaving.filter(each => !gone.includes(each) && !failed.includes(each)), ...failed];
  const done = await writeWithoutLease(world, { ...told, leaving });
  return { ledger: done, written, problems: [...insecure.map(({ because }) => because), ...problems, ...untold, ...reasons] };
}

/** What is not told is told by the next reconcile. */
async function tell(world: ChannelWorld, ledger: Ledger, isRight: (pointer: Pointer) => boolean): Promise<{ told: Ledger; untold: string[] }> {
  try {
    return { told: await tellReleases(world, await tellMoves(world, ledger, isRight)), untold: [] };
  } catch (error) {
    return { told: ledger, untold: [`it cannot be told of: ${sentenceOf(error)}`] };
  }
}

interface FoundParameters {
  /** By name; undefined for a Region that does not answer. */
  readonly in: (region: string) => Readonly<Record<string, string>> | undefined;
  readonly problems: readonly string[];
}

async function readParameters(world: ChannelWorld, pointers: readonly Pointer[]): Promise<FoundParameters> {
  const found = new Map<string, Readonly<Record<string, string>>>();
  const problems: string[] = [];
  await Promise.all([...new Set(pointers.map(({ region }) => region))].map(async region => {
    try {
      found.set(region, await world.parametersIn(region).read(pointers.filter(pointer => pointer.region === region).map(({ name }) => name)));
    } catch (error) {
      problems.push(`${region} cannot be reached: ${sentenceOf(error)}`);
    }
  }));
  return { in: region => found.get(region), problems };
}

/** What channels have, and what they can return to. */
const neededReleases = (ledger: Ledger): Release[] =>
  [...new Set(Object.values(ledger.channels).flatMap(({ release, previous }) => [release, previous]))].flatMap(id => findRelease(ledger, id) ?? []);

const placeOf = ({ region, name }: Pointer) => `${region}${name}`;
