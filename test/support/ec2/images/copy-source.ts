/** The source of a CopyImage, and every reason to refuse it at once (ec2-semantics 1.4). */
import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, isRestorable, isVisible } from '../caller';
import { ApiError, assertIds, noLongerAvailable, notFound, unavailable } from '../errors';
import type { Image, Snapshot } from '../resources';
import { partitionOf, type Region } from '../world';

export interface CopySource {
  readonly image: Image;
  readonly region: Region;
  /** One per mapping that has a snapshot, in the order of the mappings. */
  readonly snapshots: readonly Snapshot[];
}

const refused = (message: string) => new ApiError('InvalidRequest', message);

export function copySource(caller: Caller, imageId: string, regionName: string): CopySource {
  assertIds('ami', [imageId]);
  const region = caller.world.region(regionName);
  if (partitionOf(regionName) !== partitionOf(caller.region.name)) throw refused('Images cannot be copied across partitions');
  if (region.deregistered.has(imageId)) throw noLongerAvailable(imageId);
  const image = region.images.get(imageId);
  if (!image || !isVisible(caller, image)) throw notFound(imageId);
  const { state } = image.status.latest;
  if (state !== 'available') throw unavailable(imageId, `it is ${state}`);
  if (image.ownerId !== caller.account.id) assertLicensed(image.traits);
  if (image.traits.VirtualizationType === 'paravirtual' && caller.world.rules.regionsWithoutParavirtual.includes(caller.region.name)) {
    throw refused(`Paravirtual images are not supported in ${caller.region.name}`);
  }
  return { image, region, snapshots: snapshotIdsOf(image.mappings).map((id) => readable(caller, region, image, id)) };
}

export const snapshotIdsOf = (mappings: readonly sdk.BlockDeviceMapping[]): string[] =>
  mappings.flatMap((mapping) => mapping.Ebs?.SnapshotId ? [mapping.Ebs.SnapshotId] : []);

function assertLicensed(traits: Image['traits']): void {
  if (traits.ProductCodes?.some((code) => code.ProductCodeType === 'marketplace')) {
    throw refused('Images from AWS Marketplace cannot be copied to another AWS account');
  }
  // Linux/UNIX is plain `RunInstances`; whatever is billed has a product after the colon.
  if (traits.UsageOperation?.includes(':')) throw refused('Images with EC2 BillingProduct codes cannot be copied to another AWS account');
}

function readable(caller: Caller, region: Region, image: Image, snapshotId: string): Snapshot {
  const snapshot = region.snapshots.get(snapshotId);
  if (!snapshot || snapshot.status.latest.state === 'deleted') throw notFound(snapshotId);
  // Launching needs the image alone; copying needs its storage as well (4.3).
  const granted = image.ownerId === caller.account.id || isRestorable(caller, snapshot);
  if (!granted) throw refused('You do not have permission to access the storage of this ami');
  if (snapshot.archived) throw refused(`Snapshot ${snapshotId} is archived. Restore it to the standard tier first.`);
  return snapshot;
}

/** Whether the source can still be read while the copy runs (row 14). */
export function sourceRemains(caller: Caller, { image, region, snapshots }: CopySource): boolean {
  const { state } = image.status.latest;
  const isOwner = image.ownerId === caller.account.id;
  if (state === 'deregistered' || region.images.get(image.id) !== image) return false;
  return snapshots.every((snapshot) => snapshot.status.latest.state === 'completed' && (isOwner || isRestorable(caller, snapshot)));
}
