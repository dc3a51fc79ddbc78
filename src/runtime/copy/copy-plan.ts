import { CopyWish } from './copy-request';
import { Image, isAccepted, isAlive, isDead, isGone, jobOf } from './image';

/** What to do about a wished copy, given all images that were made for the resource. */
export type CopyPlan =
  /** The copy is there. `remove`: what else was made for this wish, or for one that came to nothing. */
  | { readonly do: 'keep'; readonly image: Image; readonly remove: readonly Image[] }
  /** The copy is not there. `remove`: dead attempts, which hold its name. */
  | { readonly do: 'start'; readonly remove: readonly Image[] };

export interface CopySituation {
  readonly wish: CopyWish;
  readonly before?: CopyWish;
  /** The image that CloudFormation knows the resource by, if it knows one. */
  readonly currentImageId?: string;
  readonly images: readonly Image[];
}

export function planCopy({ wish, before, currentImageId, images }: CopySituation): CopyPlan {
  const ours = images.filter(image => jobOf(image) === wish.job && !isGone(image));
  const [image, ...doubles] = ours.filter(isAlive).sort((a, b) => rank(b, currentImageId) - rank(a, currentImageId) || compareAge(a, b));
  const dead = ours.filter(isDead);
  if (!image) return { do: 'start', remove: dead };

  // CloudFormation asks for what it has already: the other wish was rolled back, or never concerned the image. An image
  // of that wish which CloudFormation has not taken over will never be named by anyone.
  const cameToNothing = image.imageId === currentImageId && before && before.job !== wish.job
    ? images.filter(each => jobOf(each) === before.job && !isGone(each))
    : [];
  return { do: 'keep', image, remove: [...doubles, ...dead, ...cameToNothing].filter(each => !isAccepted(each)) };
}

/** Of several images for one wish: the one that CloudFormation knows, then one that it took over, then the oldest. */
const rank = (image: Image, currentImageId?: string) => (image.imageId === currentImageId ? 2 : 0) + (isAccepted(image) ? 1 : 0);
const compareAge = (a: Image, b: Image) =>
  (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0) || a.imageId.localeCompare(b.imageId);

/** What to change on an image and its snapshots so that they carry the wished tags. Tags that others set are left alone. */
export function planTags(wish: CopyWish, before: CopyWish | undefined, carried: Readonly<Record<string, string>>) {
  return {
    set: Object.fromEntries(Object.entries(wish.tags).filter(([key, value]) => carried[key] !== value)),
    unset: Object.keys(before?.tags ?? {}).filter(key => !(key in wish.tags) && key in carried),
  };
}

/**
 * Whether somebody still waits for an image that CloudFormation has not taken over. A request outlives its deployment when
 * Lambda delivers it late or again; then CloudFormation's Delete has come and gone, and the image would be left for ever.
 * While a stack rolls back, what it has is what it goes back to: only a resource without an image may make one then.
 */
export function isStillWanted(stackStatus: string | undefined, current: Image | undefined): boolean {
  if (stackStatus === undefined) return true;
  if (stackStatus === 'UPDATE_ROLLBACK_IN_PROGRESS') return !(current && isAlive(current) && isAccepted(current));
  return /^(CREATE|UPDATE|IMPORT)_IN_PROGRESS$/.test(stackStatus);
}
