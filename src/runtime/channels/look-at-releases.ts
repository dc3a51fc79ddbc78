/** Looks at the images of releases in all their Regions at once: one call per Region, and one per image if images are shared. */
import { ChannelWorld, SeenImage } from './channel-ports';
import { RegionView, SharedSeenImage, Views } from './image-check-plan';
import { imagesOf, PlacedImage, Release } from './ledger';

export async function lookAt(world: ChannelWorld, releases: readonly Release[]): Promise<Views> {
  const images = releases.flatMap(imagesOf);
  const regions = [...new Set(images.map(({ region }) => region))];
  return new Map(await Promise.all(regions.map(async region => [region, await lookIn(world, region, images)] as const)));
}

/** A Region that does not answer is no reason not to look at the others. */
async function lookIn(world: ChannelWorld, region: string, images: readonly PlacedImage[]): Promise<RegionView> {
  const ids = [...new Set(images.filter(image => image.region === region).map(({ imageId }) => imageId))];
  try {
    const port = world.imagesIn(region);
    const isShared = world.configuration.sharedWith.length > 0;
    const [seen, sharedWith] = await Promise.all([
      port.look(ids),
      Promise.all(ids.map(id => (isShared ? port.sharedWith(id) : []))),
    ]);
    const withShares = (image: SeenImage): SharedSeenImage => ({ ...image, sharedWith: sharedWith[ids.indexOf(image.imageId)] });
    return { isReached: true, images: new Map(seen.map(image => [image.imageId, withShares(image)])) };
  } catch (error) {
    return { isReached: false, because: sentenceOf(error) };
  }
}

/** Whether an image of these is to be protected or pinned: only for who has the lease, as others may take that away. */
export const isInsecure = (releases: readonly Release[], views: Views) => releases.flatMap(imagesOf).some(({ region, imageId }) => {
  const view = views.get(region);
  const image = view?.isReached ? view.images.get(imageId) : undefined;
  return image !== undefined && !(image.isProtected && image.isPinned);
});

/** A Region in which an image cannot be protected: it may be gone by the time that it is named. */
export interface Insecure {
  readonly region: string;
  readonly because: string;
}

/** Protects and pins what is to be pointed to, where it is not: an image that can be protected is there, and stays. Where it cannot be. */
export async function secure(world: ChannelWorld, releases: readonly Release[], views: Views): Promise<Insecure[]> {
  const images = releases.flatMap(imagesOf);
  const problems = await Promise.all([...views].map(async ([region, view]) => {
    if (!view.isReached) return [];
    const seen = [...new Set(images.filter(image => image.region === region).map(({ imageId }) => imageId))].flatMap(id => view.images.get(id) ?? []);
    try {
      const port = world.imagesIn(region);
      const unpinned = seen.filter(({ isPinned }) => !isPinned).map(({ imageId }) => imageId);
      await Promise.all([
        ...seen.filter(({ isProtected }) => !isProtected).map(({ imageId }) => port.protect(imageId)),
        ...(unpinned.length > 0 ? [port.pin(unpinned)] : []),
      ]);
      return [];
    } catch (error) {
      return [{ region, because: `an image in ${region} cannot be protected: ${sentenceOf(error)}` }];
    }
  }));
  return problems.flat();
}

export const sentenceOf = (error: unknown) => (error instanceof Error ? `${'code' in error ? String(error.code) : error.name}: ${error.message}` : String(error));
