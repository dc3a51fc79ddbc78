/**
 * Writes parameters, as long as the lease lasts, and only such as name an image that was seen to be in order. Regions work side by side;
 * one that fails holds up no other.
 */
import { ChannelWorld } from './channel-ports';
import { problemOf, Views } from './image-check-plan';
import { Ledger } from './ledger';
import { sentenceOf } from './look-at-releases';
import { Pointer } from './pointer-plan';
import { mayBegin } from './run-records';

export interface Written {
  readonly written: readonly Pointer[];
  readonly problems: readonly string[];
}

export async function writePointers(world: ChannelWorld, ledger: Ledger, pointers: readonly Pointer[], views: Views): Promise<Written> {
  const regions = [...new Set(pointers.map(({ region }) => region))];
  const results = await Promise.all(regions.map(region => writeIn(world, ledger, pointers.filter(pointer => pointer.region === region), views)));
  return { written: results.flatMap(({ written }) => written), problems: [...new Set(results.flatMap(({ problems }) => problems))] };
}

/** One after the other: Parameter Store takes few writes a second. */
async function writeIn(world: ChannelWorld, ledger: Ledger, pointers: readonly Pointer[], views: Views): Promise<Written> {
  const written: Pointer[] = [];
  const problems: string[] = [];
  for (const pointer of pointers) {
    const problem = await writeOne(world, ledger, pointer, views);
    if (problem === undefined) written.push(pointer);
    else problems.push(problem);
  }
  return { written, problems };
}

async function writeOne(world: ChannelWorld, ledger: Ledger, pointer: Pointer, views: Views): Promise<string | undefined> {
  const { region, name, imageId, sharedWith } = pointer;
  const architecture = name.split('/').at(-2)!;
  const problem = problemOf({ architecture, region, imageId }, views.get(region), sharedWith);
  if (problem !== undefined) return problem;
  if (!mayBegin(world, ledger)) return `${region} is left for the next reconcile: the time is up`;
  try {
    await world.parametersIn(region).write(name, imageId);
    world.log({ decided: 'write', parameter: name, region, imageId });
    return undefined;
  } catch (error) {
    return `${name} in ${region} cannot be written: ${sentenceOf(error)}`;
  }
}
