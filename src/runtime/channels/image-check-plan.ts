import { ChannelsConfiguration } from './channel-contract';
import { SeenImage } from './channel-ports';
import { findRelease, imagesOf, Ledger, PlacedImage, regionsOf, Release } from './ledger';

/** What EC2 shows of one Region's images, or why it shows nothing. */
export type RegionView =
  | { readonly isReached: true; readonly images: ReadonlyMap<string, SharedSeenImage> }
  | { readonly isReached: false; readonly because: string };
export type Views = ReadonlyMap<string, RegionView>;

export interface SharedSeenImage extends SeenImage {
  readonly sharedWith: readonly string[];
}

/** What is against naming this image in a parameter, by what is seen. */
export function problemOf(placed: PlacedImage, view: RegionView | undefined, wanted: readonly string[]): string | undefined {
  const { architecture, region, imageId } = placed;
  if (!view?.isReached) return `${region} cannot be reached: ${view?.because ?? 'nobody has looked'}`;
  const image = view.images.get(imageId);
  const place = `the ${architecture} image ${imageId} in ${region}`;
  if (!image) return `${place} is not there`;
  if (image.state !== 'available') return `${place} is ${image.state}`;
  if (!image.isEncrypted) return `${place} has a volume that is not encrypted`;
  const missing = wanted.filter(each => !image.sharedWith.includes(each));
  return missing.length > 0 ? `${place} is not shared with ${missing.join(', ')}` : undefined;
}

/** Who shall have the images of a release that is there already: those who were to have it from the beginning, and still are. */
export const sharesOf = (release: Release, { sharedWith }: ChannelsConfiguration) => release.sharedWith.filter(each => sharedWith.includes(each));

/** Where a release has no image, as the pipeline got a Region or an architecture after it was built. */
const lackingIn = (release: Release, { lines, regions }: ChannelsConfiguration) => lines.flatMap(({ architecture }) =>
  regions.filter(region => release.images[architecture]?.amis[region] === undefined).map(region => `${architecture} image in ${region}`));

/** What is against a release, with the Regions that it does not cover. */
export function problemsOf(release: Release, views: Views, configuration: ChannelsConfiguration): string[] {
  const lacking = lackingIn(release, configuration).map(place => `${release.id} has no ${place}: build it anew`);
  return [...lacking, ...unfit(release, views, configuration.regions, configuration.sharedWith)];
}

/** After a rollback to a release from before a Region or an architecture was added: what was rolled back stays there, as there is nothing to return to. */
export function leftBehind(ledger: Ledger, channel: string, configuration: ChannelsConfiguration): string[] {
  const { release, verb, rejected } = ledger.channels[channel] ?? {};
  const found = findRelease(ledger, release);
  return found && verb === 'rollback'
    ? lackingIn(found, configuration).map(place => `${found.id} has no ${place}, so that ${channel} stays at ${rejected.at(-1)} there: promote a newer release`)
    : [];
}

/** Whether what is against it was seen: a return asks in Regions that answer, and anything else in all that it has images in. */
export function isSeen(verb: 'promote' | 'rollback', release: Release, views: Views, { regions }: ChannelsConfiguration): boolean {
  const reached = regionsOf(release).filter(region => regions.includes(region)).map(region => views.get(region)?.isReached === true);
  return verb === 'rollback' ? reached.some(Boolean) : reached.every(Boolean);
}

/** What is against returning to a release: where it never was, and where nobody can look now, it is not asked for. */
export function problemsOfReturn(release: Release, views: Views, configuration: ChannelsConfiguration): string[] {
  const { regions } = configuration;
  const sharedWith = sharesOf(release, configuration);
  const reached = regions.filter(region => views.get(region)?.isReached);
  return reached.length === 0 ? unfit(release, views, regions, sharedWith) : unfit(release, views, reached, sharedWith);
}

/** What is against the images of a release in these Regions. */
export const unfit = (release: Release, views: Views, regions: readonly string[], sharedWith: readonly string[]) => [...new Set(
  imagesOf(release).filter(({ region }) => regions.includes(region)).flatMap(image => problemOf(image, views.get(image.region), sharedWith) ?? []))];
