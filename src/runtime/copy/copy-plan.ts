import { CopyWish } from './copy-request';
import { Image, isAccepted, isAlive, isDead, isGone, isIntermediate, jobOf } from './image';

/** What to do about a wished copy, given all images that were made for the resource. `cameToNothing`: the job of a wish that did. */
export type CopyPlan =
  /** The copy is there. `remove`: what else was made for this wish, or for one that came to nothing. */
  | { readonly do: 'keep'; readonly image: Image; readonly remove: readonly Image[]; readonly cameToNothing?: string }
  /** The copy is not there. `remove`: what holds its name, or came to nothing. */
  | { readonly do: 'start'; readonly remove: readonly Image[]; readonly cameToNothing?: string }
  /** EC2 has failed the copy before CloudFormation took it over: another would fail as well. */
  | { readonly do: 'fail'; readonly image: Image };

export interface CopySituation {
  readonly wish: CopyWish;
  readonly before?: CopyWish;
  /** The image that CloudFormation knows the resource by, if it knows one. */
  readonly currentImageId?: string;
  readonly images: readonly Image[];
  readonly isRollingBack: boolean;
}

export function planCopy({ wish, before, currentImageId, images, isRollingBack }: CopySituation): CopyPlan {
  const ours = images.filter(image => jobOf(image) === wish.job && !isGone(image) && !isIntermediate(image));
  const byRank = (a: Image, b: Image) => rank(b, currentImageId) - rank(a, currentImageId) || compareAge(a, b);
  const [image, ...doubles] = ours.filter(each => isAlive(each) && !isMisdescribed(each, wish)).sort(byRank);
  const dead = ours.filter(each => isDead(each) || isMisdescribed(each, wish));
  const failed = dead.find(each => isDead(each) && !isAccepted(each));
  if (!image && failed) return { do: 'fail', image: failed };

  // What CloudFormation has is not of the wish before this one: that one came to nothing, and was rolled back. An image of
  // it which CloudFormation has not taken over will never be named by anyone.
  const current = images.find(each => each.imageId === currentImageId);
  const isOfAnother = current ? jobOf(current) !== before?.job : isRollingBack;
  const cameToNothing = before && before.job !== wish.job && isOfAnother ? before.job : undefined;
  const tried = images.filter(each => jobOf(each) === cameToNothing && !isGone(each) && !isAccepted(each));
  return image
    ? { do: 'keep', image, remove: [...[...doubles, ...dead].filter(each => !isAccepted(each)), ...tried], cameToNothing }
    : { do: 'start', remove: [...dead, ...tried], cameToNothing };
}

/** Made for an earlier text of this wish, not taken over, and not to be changed while it is pending. */
const isMisdescribed = (image: Image, wish: CopyWish) =>
  image.state === 'pending' && !isAccepted(image) && image.description !== wish.description;

/** Of several images for one wish: the one that CloudFormation knows, then one that it took over, then the oldest. */
const rank = (image: Image, currentImageId?: string) => (image.imageId === currentImageId ? 2 : 0) + (isAccepted(image) ? 1 : 0);
const compareAge = (a: Image, b: Image) =>
  (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0) || a.imageId.localeCompare(b.imageId);

/** What to change on an image and its snapshots so that they carry the wished tags. Tags that others set are left alone. */
export function planTags(wish: CopyWish, before: CopyWish | undefined, carried: Readonly<Record<string, string>>) {
  return {
    set: Object.fromEntries(Object.entries(wish.tags).filter(([key, value]) => carried[key] !== value)),
    unset: Object.keys(before?.tags ?? {}).filter(key => !Object.hasOwn(wish.tags, key) && Object.hasOwn(carried, key)),
  };
}

/**
 * Whether somebody may still wait for an image that CloudFormation has not taken over. A request outlives its deployment
 * when Lambda delivers it late or again; then CloudFormation's Delete has come and gone, and the image would be left for ever.
 * One that started in a status does not outlive that: what an update tries, its rollback does not want.
 */
export const isStillWanted = (stackStatus: string | undefined, startedIn?: unknown) => stackStatus === undefined
  || (/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT)_IN_PROGRESS$/.test(stackStatus) && [stackStatus, 'unknown', undefined].includes(startedIn as string));
