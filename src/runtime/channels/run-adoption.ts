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

export async function adopt(world: ChannelWorld, ledger: Ledger): Promise<Adoption> {
  const { configuration, builds } = world;
  const built = await Promise.all(configuration.lines.map(({ recipeArn }) => builds.availableOf(recipeArn))).catch(sentenceOf);
  if (typeof built === 'string') return { ledger, problems: [`Image Builder cannot be asked: ${built}`] };
  const release = planRelease(ledger, configuration, built);
  return release ? join(world, ledger, release) : { ledger, problems: [] };
}

async function join(world: ChannelWorld, found: Ledger, release: Release): Promise<Adoption> {
  const views = await lookAt(world, [release]);
  const against = problemsOf(release, views, world.configuration);
  const refused = (problems: readonly string[], ledger: Ledger): Adoption => ({ ledger, problems: [`${release.id} is no release: ${problems.join('; ')}`] });
  if (against.length > 0) return refused(against, found);
  const { joining } = found;
  const leaving = joining && !isSame(joining, release) ? [...found.leaving, joining] : found.leaving;
  const ledger = await writeWithLease(world, { ...found, joining: release, leaving });
  const problems = [...await secure(world, [release], views), ...await pinBuilds(world, release)];
  if (problems.length > 0) return refused(problems, ledger);
  return { ledger: { ...ledger, joining: undefined, releases: [release, ...ledger.releases] }, release, problems: [] };
}

/** A deployment between two attempts may have changed which architectures and Regions there are, and the name stays. */
const isSame = (one: Release, other: Release) => JSON.stringify(one.images) === JSON.stringify(other.images);

const pinBuilds = async (world: ChannelWorld, { images }: Release): Promise<string[]> => (await Promise.all(
  Object.values(images).map(({ arn }) => world.builds.pin(arn).then(() => [], error => [`${arn} cannot be pinned: ${sentenceOf(error)}`])))).flat();

/** Takes the pins of what was let go of away. Which are gone; what fails is left for the next time. */
export async function takePinsAway(world: ChannelWorld, ledger: Ledger): Promise<Release[]> {
  const { joining, releases, leaving } = ledger;
  const kept = [...releases, ...joining ? [joining] : []];
  const gone: Release[] = [];
  for (const release of leaving) {
    if (!mayBegin(world, ledger, 2)) break;
    if (await unpin(world, release, kept)) gone.push(release);
  }
  return gone;
}

/** A build of what never became a release may be in another. */
async function unpin(world: ChannelWorld, release: Release, kept: readonly Release[]): Promise<boolean> {
  const [keptBuilds, keptImages] = [buildsOf(kept), kept.flatMap(imagesOf).map(({ imageId }) => imageId)];
  try {
    await Promise.all([
      ...buildsOf([release]).filter(arn => !keptBuilds.includes(arn)).map(arn => world.builds.unpin(arn)),
      ...imagesOf(release).filter(({ imageId }) => !keptImages.includes(imageId))
        .map(({ region, imageId }) => world.imagesIn(region).release(imageId)),
    ]);
    world.log({ decided: 'let go', release: release.id });
    return true;
  } catch (error) {
    world.log({ decided: 'let go later', release: release.id, because: sentenceOf(error) });
    return false;
  }
}

const buildsOf = (releases: readonly Release[]) => releases.flatMap(({ images }) => Object.values(images)).map(({ arn }) => arn);
