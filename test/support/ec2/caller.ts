/**
 * One call as seen from inside: who asks, where, and through which replica. Describes see through `seen`; calls that change something
 * act on the truth, but may, too, be told that a new resource does not exist (ec2-semantics 6.5).
 */
import { assertIds, ApiError, noLongerAvailable, notFound } from './errors';
import type { Lagging } from './lagging';
import type { Image, Snapshot } from './resources';
import type { Account, Region, World } from './world';

export interface Caller {
  readonly world: World;
  readonly region: Region;
  readonly account: Account;
  /** The role that asks, where it matters. */
  readonly principal?: string;
  /** Whether the replica that answers is up to date. */
  readonly fresh: boolean;
}

export const seen = <T>(caller: Caller, value: Lagging<T>): T => caller.fresh ? value.latest : value.seenAt(caller.world.time);

export const exists = (caller: Caller, resource: { readonly visibleFrom: number }): boolean =>
  caller.fresh || resource.visibleFrom <= caller.world.time;

/** Who an image is shared with, as far as this caller is concerned. */
export function isSharedWith(caller: Caller, image: Image, accountId = caller.account.id): boolean {
  const membership = caller.world.memberships.get(accountId);
  return seen(caller, image.launchPermissions).some((permission) =>
    permission.Group === 'all' ||
    permission.UserId === accountId ||
    (membership !== undefined && permission.OrganizationArn === membership.organizationArn) ||
    (permission.OrganizationalUnitArn !== undefined && membership?.organizationalUnitArns.includes(permission.OrganizationalUnitArn) === true));
}

/** Owners see their images in every state; others see what they may launch. */
export function isVisible(caller: Caller, image: Image): boolean {
  if (!exists(caller, image)) return false;
  if (image.ownerId === caller.account.id) return true;
  return seen(caller, image.status).state === 'available' && isSharedWith(caller, image);
}

export function isRestorable(caller: Caller, snapshot: Snapshot, accountId = caller.account.id): boolean {
  return snapshot.ownerId === accountId ||
    seen(caller, snapshot.createVolumePermissions).some((permission) => permission.Group === 'all' || permission.UserId === accountId);
}

/** The caller's own image, for a call that changes it. */
export function ownImage(caller: Caller, imageId: string): Image {
  assertIds('ami', [imageId]);
  const image = caller.region.images.get(imageId);
  if (caller.region.deregistered.has(imageId) || image?.status.latest.state === 'deregistered') throw noLongerAvailable(imageId);
  if (!image || !isVisible(caller, image)) throw notFound(imageId);
  if (image.ownerId !== caller.account.id) throw new ApiError('AuthFailure', `Not authorized for image:${imageId}`);
  return image;
}

/** The caller's own snapshot, for a call that changes it. */
export function ownSnapshot(caller: Caller, snapshotId: string): Snapshot {
  assertIds('snap', [snapshotId]);
  const snapshot = caller.region.snapshots.get(snapshotId);
  if (!snapshot || snapshot.status.latest.state === 'deleted' || !exists(caller, snapshot)) throw notFound(snapshotId);
  if (snapshot.ownerId === caller.account.id) return snapshot;
  if (!isRestorable(caller, snapshot)) throw notFound(snapshotId);
  throw new ApiError('AuthFailure', `Not authorized for snapshot:${snapshotId}`);
}

/** A snapshot that the caller may read: its own, or one that is shared with it. */
export function readableSnapshot(caller: Caller, region: Region, snapshotId: string): Snapshot {
  assertIds('snap', [snapshotId]);
  const snapshot = region.snapshots.get(snapshotId);
  if (!snapshot || snapshot.status.latest.state === 'deleted' || !exists(caller, snapshot) || !isRestorable(caller, snapshot)) {
    throw notFound(snapshotId);
  }
  return snapshot;
}
