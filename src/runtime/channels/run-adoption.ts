/**
 * Puts a new release together, and takes old ones apart. A release is written down before its images are pinned: of one that a crash
 * leaves half pinned, or whose place a newer one takes, the pins are taken away like those of an old one.
 */
import { ChannelWorld } from './channel-ports';
import { problemsOf } from './image-check-plan';
import { imagesOf, Ledger, Release } from './ledger';
import { lookAt, secure, sentenceOf } from './look-at-releases';
import { planRelease } from './release-plan';
import { mayBegin, writeWithLease } from './run-records';

export interface Adoption {
  /** With the release among the others, not written yet. */
  readonly ledger: Ledger;
  readonly release?: Release;
  readonly problems: readonly string[];
}

export async function adopt(world: ChannelWorld, found: Ledger): Promise<Adoption> {
  const { configuration, builds } = world;
  const [built, unpinned] = await Promise.all([
    Promise.all(configuration.lines.map(({ recipeArn }) => builds.availableOf(recipeArn))).catch(sayUnasked),
    builds.unpinnedOf(buildsOf(found.releases)).catch(sayUnasked),
  ]);
  const renewed = await renewPins(world, found, unpinned);
  if (typeof built === 'string') return { ...renewed, problems: [...renewed.problems, built] };
  const release = planRelease(renewed.ledger, configuration, built);
  if (!release) return renewed;
  const joined = await join(world, renewed.ledger, release);
  return { ...joined, problems: [...renewed.problems, ...joined.problems] };
}

const sayUnasked = (error: unknown) => `Image Builder cannot be asked: ${sentenceOf(error)}`;

/** Retention goes by the pin of the build, and would take the images of one that somebody unpinned. With the lease, as others let go of builds. */
async function renewPins(world: ChannelWorld, found: Ledger, unpinned: readonly string[] | string): Promise<Adoption> {
  if (typeof unpinned === 'string') return { ledger: found, problems: [unpinned] };
  if (unpinned.length === 0) return { ledger: found, problems: [] };
  const ledger = await writeWithLease(world, found);
  world.log({ decided: 'pin again', builds: unpinned });
  return { ledger, problems: await pinBuilds(world, unpinned) };
}

async function join(world: ChannelWorld, found: Ledger, release: Release): Promise<Adoption> {
  const views = await lookAt(world, [release]);
  const against = problemsOf(release, views, world.configuration);
  const refused = (problems: readonly string[], ledger: Ledger): Adoption => ({ ledger, problems: [`${release.id} is no release: ${problems.join('; ')}`] });
  if (against.length > 0) return refused(against, found);
  const { joining } = found;
  const leaving = joining && !isSame(joining, release) ? [...found.leaving, joining] : found.leaving;
  const ledger = await writeWithLease(world, { ...found, joining: release, leaving });
  const problems = [...(await secure(world, [release], views)).map(({ because }) => because), ...await pinBuilds(world, buildsOf([release]))];
  if (problems.length > 0) return refused(problems, ledger);
  return { ledger: { ...ledger, joining: undefined, releases: [release, ...ledger.releases] }, release, problems: [] };
}

/** A deployment between two attempts may have changed which architectures and Regions there are, and the name stays. */
const isSame = (one: Release, other: Release) => JSON.stringify(one.images) === JSON.stringify(other.images);

const pinBuilds = async (world: ChannelWorld, arns: readonly string[]): Promise<string[]> => (await Promise.all(
  arns.map(arn => world.builds.pin(arn).then(() => [], error => [`${arn} cannot be pinned: ${sentenceOf(error)}`])))).flat();

export interface LetGo {
  readonly gone: readonly Release[];
  readonly failed: readonly Release[];
  readonly reasons: readonly string[];
}

/** Takes the pins of what was let go of away, as long as there is time; what fails is tried again the next time. */
export async function takePinsAway(world: ChannelWorld, ledger: Ledger): Promise<LetGo> {
  const { joining, releases, leaving } = ledger;
  const kept = [...releases, ...joining ? [joining] : []];
  const [gone, failed, reasons]: [Release[], Release[], string[]] = [[], [], []];
  for (const release of leaving) {
    if (!mayBegin(world, ledger, 2)) break;
    const because = await unpin(world, release, kept);
    (because === undefined ? gone : failed).push(release);
    if (because !== undefined) reasons.push(because);
  }
  return { gone, failed, reasons };
}

/** A build of what never became a release may be in another. */
async function unpin(world: ChannelWorld, release: Release, kept: readonly Release[]): Promise<string | undefined> {
  const [keptBuilds, keptImages] = [buildsOf(kept), kept.flatMap(imagesOf).map(({ imageId }) => imageId)];
  try {
    await Promise.all([
      ...buildsOf([release]).filter(arn => !keptBuilds.includes(arn)).map(arn => world.builds.unpin(arn)),
      ...imagesOf(release).filter(({ imageId }) => !keptImages.includes(imageId))
        .map(({ region, imageId }) => world.imagesIn(region).release(imageId)),
    ]);
    world.log({ decided: 'let go', release: release.id });
    return undefined;
  } catch (error) {
    world.log({ decided: 'let go later', release: release.id, because: sentenceOf(error) });
    return `${release.id} cannot be let go of yet: ${sentenceOf(error)}`;
  }
}

const buildsOf = (releases: readonly Release[]) => releases.flatMap(({ images }) => Object.values(images)).map(({ arn }) => arn);
