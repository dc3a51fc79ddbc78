import { ChannelsConfiguration } from './channel-contract';
import { leftBehind } from './image-check-plan';
import { Ledger, Release, ReleaseImage, targetOf } from './ledger';

/**
 * A release is put together when each architecture has a build of the deployed recipe that no release has, and newer ones than it: so that
 * a build is in one release only, and waits for the other architecture.
 */
export function planRelease(ledger: Ledger, configuration: ChannelsConfiguration, built: Built): Release | undefined {
  const { lines, regions, sharedWith } = configuration;
  const images = built.map(each => newest(each.filter(image => isNew(ledger, image))));
  if (images.length === 0 || !images.every(image => image !== undefined)) return undefined;
  const id = [...new Set(images.map(({ arn }) => versionOf(arn)))].join('+');
  if ([...ledger.releases, ...ledger.leaving].some(each => each.id === id)) return undefined;
  const placed = lines.map(({ architecture }, index) => [architecture, within(images[index], regions)] as const);
  return { id, images: Object.fromEntries(placed), reached: [], sharedWith, isTold: false };
}

/** The builds of each line. */
type Built = readonly (readonly ReleaseImage[])[];

/**
 * Lets go of what is not among the newest, and no channel has, or had before. Only for who has seen that every parameter names what it
 * shall: one that a Region has not got yet names what a channel had two moves ago. What was rejected is remembered all the same: after a deployment that went
 * back to an earlier recipe its builds are there again.
 */
export function letGo(ledger: Ledger, configuration: ChannelsConfiguration): Ledger {
  // What was rolled back may still be named in a Region that the release before never came to.
  const needed = new Set(Object.entries(ledger.channels).flatMap(([name, { release, previous, rejected }]) =>
    [release, previous, targetOf(ledger, name)?.id, ...leftBehind(ledger, name, configuration).length > 0 ? rejected.slice(-1) : []]));
  const releases = ledger.releases.filter(({ id }, age) => age < configuration.keepNewest || needed.has(id));
  if (releases.length === ledger.releases.length) return ledger;
  const ids = releases.map(({ id }) => id);
  return {
    ...ledger,
    releases,
    leaving: [...ledger.leaving, ...ledger.releases.filter(({ id }) => !ids.includes(id))],
  };
}

const isNew = ({ releases, leaving }: Ledger, { arn }: ReleaseImage) => [...releases, ...leaving]
  .flatMap(({ images }) => Object.values(images)).every(known => recipeOf(known.arn) !== recipeOf(arn) || buildOf(known.arn) < buildOf(arn));

const newest = (images: readonly ReleaseImage[]) => [...images].sort((one, other) => buildOf(other.arn) - buildOf(one.arn)).at(0);

const within = ({ arn, amis }: ReleaseImage, regions: readonly string[]): ReleaseImage =>
  ({ arn, amis: Object.fromEntries(regions.filter(region => region in amis).map(region => [region, amis[region]])) });

/** `arn:…:image/<recipe>/1.0.7/2` */
const recipeOf = (arn: string) => arn.slice(0, arn.lastIndexOf('/'));
const buildOf = (arn: string) => Number(arn.slice(arn.lastIndexOf('/') + 1));
const versionOf = (arn: string) => arn.split('/').slice(-2).join('-');
