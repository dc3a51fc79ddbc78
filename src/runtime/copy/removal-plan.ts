import { Image, isAccepted, isGone, jobOf, Snapshot } from './image';

/** What becomes of the images that a resource leaves behind. */
export interface RemovalPlan {
  readonly remove: readonly Image[];
  readonly keep: readonly { readonly image: Image; readonly because: string }[];
}

export interface RemovalSituation {
  /** The image that the request names, if it is ours. */
  readonly named?: Image;
  readonly job: string;
  readonly removalPolicy: string;
  readonly images: readonly Image[];
  readonly stackStatus: string | undefined;
  readonly now: Date;
}

/** A stack operation rarely takes longer; what it made is younger. */
const OPERATION_HOURS = 6;

/** Statuses in which no other request of the same resource can be about to make an image. */
const isQuiet = (status: string | undefined) =>
  status === 'DELETE_IN_PROGRESS' || status === 'ROLLBACK_IN_PROGRESS' || !!status?.endsWith('_CLEANUP_IN_PROGRESS');

const isRollback = (status: string | undefined) => !!status?.includes('ROLLBACK');

/**
 * Whether a clean-up goes on without the image: CloudFormation has what the template says, and a failure would only be
 * tried again. Otherwise, and in doubt, the failure is shown.
 */
export const isCleanUp = (status: string | undefined) => !!status?.startsWith('UPDATE_');

/**
 * The named image goes, and with it what CloudFormation never took over. The policy counts here as well: it says the
 * same whether or not CloudFormation, or whoever stands in for it, sends the request at all.
 */
export function planRemoval(situation: RemovalSituation): RemovalPlan {
  const { named, job, images, stackStatus } = situation;
  const candidates = images.filter(image => !isGone(image) && (
    image.imageId === named?.imageId || (!isAccepted(image) && (jobOf(image) === job || isQuiet(stackStatus)))
  ));
  const kept = candidates.filter(image => isAccepted(image) && retains(situation, image));
  return {
    remove: candidates.filter(image => !kept.includes(image)),
    keep: kept.map(image => ({ image, because: `the removal policy is ${situation.removalPolicy}` })),
  };
}

/**
 * `Retain` keeps. `RetainExceptOnCreate` keeps as well, but for what a rolled-back operation has made: an older image was
 * kept by an earlier deployment, and only found again by this one.
 */
function retains({ removalPolicy, stackStatus, now }: RemovalSituation, image: Image): boolean {
  if (removalPolicy === 'Delete') return false;
  if (removalPolicy === 'Retain' || !isRollback(stackStatus)) return true;
  return now.getTime() - (image.createdAt?.getTime() ?? 0) > OPERATION_HOURS * 3_600_000;
}

/** The snapshots that go with the images: all of their jobs, but for what belongs to an image that stays. */
export function snapshotsToRemove(
  removed: readonly Image[], staying: readonly Image[], snapshots: readonly Snapshot[], jobs: readonly string[],
): string[] {
  const spoken = new Set(staying.flatMap(image => image.snapshots.map(each => each.snapshotId)));
  const belongsToStaying = (snapshot: Snapshot) =>
    spoken.has(snapshot.snapshotId) || staying.some(image => snapshot.description?.includes(`DestinationAmi ${image.imageId} `));
  const tagged = snapshots.filter(each => jobs.includes(jobOf(each) ?? '') && !belongsToStaying(each)).map(each => each.snapshotId);
  return [...new Set([...removed.flatMap(image => image.snapshots.map(each => each.snapshotId)), ...tagged])];
}
