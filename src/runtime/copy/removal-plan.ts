import { Image, isAccepted, isGone, jobOf, Snapshot } from './image';
import { KEPT_TAG } from '../contract';

/** What becomes of the images that a resource leaves behind. */
export interface RemovalPlan {
  readonly remove: readonly Image[];
  readonly keep: readonly { readonly image: Image; readonly because: string }[];
}

export interface RemovalSituation {
  /** The image that the request names. */
  readonly namedImageId?: string;
  readonly job: string;
  readonly removalPolicy: string;
  readonly images: readonly Image[];
  readonly stackStatus: string | undefined;
}

/** Whether a deletion leaves what it does not name alone: snapshots of an image that somebody took away, for one. */
export const isKeeping = (removalPolicy: string, stackStatus: string | undefined) => removalPolicy !== 'Delete' && !isRollback(stackStatus);

/** Statuses in which no other request of the same resource can be about to make an image. */
const isQuiet = (status: string | undefined) =>
  status === 'DELETE_IN_PROGRESS' || status === 'ROLLBACK_IN_PROGRESS' || !!status?.endsWith('_CLEANUP_IN_PROGRESS');

export const isRollback = (status: string | undefined) => !!status?.includes('ROLLBACK');

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
  const { namedImageId, job, images, stackStatus } = situation;
  const candidates = images.filter(image => !isGone(image) && (
    image.imageId === namedImageId || (!isAccepted(image) && (jobOf(image) === job || isQuiet(stackStatus)))
  ));
  const kept = candidates.filter(image => isAccepted(image) && retains(situation, image));
  return {
    remove: candidates.filter(image => !kept.includes(image)),
    keep: kept.map(image => ({ image, because: KEPT_TAG in image.tags ? 'an earlier deployment left it' : `the removal policy is ${situation.removalPolicy}` })),
  };
}

/**
 * A deletion obeys the policy. A rollback takes back what its operation has made, unless the policy is plain `Retain`, and
 * leaves what the operation has only found.
 */
function retains({ removalPolicy, stackStatus }: RemovalSituation, image: Image): boolean {
  return isRollback(stackStatus) ? removalPolicy === 'Retain' || KEPT_TAG in image.tags : removalPolicy !== 'Delete';
}

export interface SnapshotSituation {
  /** The images that go, or are gone. */
  readonly removed: readonly Image[];
  readonly removedIds: readonly string[];
  readonly staying: readonly Image[];
  /** Whose snapshots go, besides those of the images. */
  readonly jobs: readonly string[];
  /** All that were made for the resource. */
  readonly snapshots: readonly Snapshot[];
}

/**
 * The snapshots that go with the images: those that EC2 describes as made for them, and all of their jobs, but for what
 * belongs to an image that stays. Which ones belong to a pending image its mapping does not say yet: its job stays.
 */
export function snapshotsToRemove({ removed, removedIds, staying, jobs, snapshots }: SnapshotSituation): string[] {
  const mapped = new Set(staying.flatMap(image => image.snapshots.map(each => each.snapshotId)));
  const pending = new Set(staying.filter(image => image.state === 'pending').map(jobOf));
  const stays = (snapshot: Snapshot) => mapped.has(snapshot.snapshotId) || staying.some(image => isMadeFor(snapshot, image.imageId));
  const goes = (snapshot: Snapshot) => removedIds.some(imageId => isMadeFor(snapshot, imageId))
    || (jobs.includes(jobOf(snapshot) ?? '') && !pending.has(jobOf(snapshot)));
  const tagged = snapshots.filter(each => goes(each) && !stays(each));
  return [...new Set([...removed.flatMap(image => image.snapshots), ...tagged].map(each => each.snapshotId))];
}

/** EC2 writes it into the description of a snapshot that CopyImage makes. */
const isMadeFor = (snapshot: Snapshot, imageId: string) => !!snapshot.description?.includes(`DestinationAmi ${imageId} `);
