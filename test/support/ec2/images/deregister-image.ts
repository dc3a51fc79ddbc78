/**
 * DeregisterImage (ec2-semantics 5.1): the image goes whatever becomes of its snapshots. On a pending copy it is the way to cancel (1.4).
 */
import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, ownImage } from '../caller';
import { notPermitted } from '../errors';
import type { Image, Snapshot } from '../resources';
import { snapshotIdsOf } from './copy-source';
import { releaseName } from './image-names';
import { protectionText } from './image-view';
import { holdersOf } from '../snapshots/delete-snapshot';
import { remove } from '../snapshots/snapshot-life';

export function deregisterImage(caller: Caller, input: sdk.DeregisterImageRequest): sdk.DeregisterImageResult {
  const image = ownImage(caller, input.ImageId!);
  const protection = protectionText(image.protection, caller.world.time);
  if (protection !== 'disabled') {
    throw notPermitted(`The image ${image.id} is protected against deregistration (${protection}).`);
  }
  const snapshots = snapshotIdsOf(image.mappings).flatMap((id) => caller.region.snapshots.get(id) ?? []);
  if (image.status.latest.state === 'pending') cancel(caller, image);
  retire(caller, image, snapshots);
  return {
    Return: true,
    DeleteSnapshotResults: input.DeleteAssociatedSnapshots
      ? snapshots.map((snapshot) => ({ SnapshotId: snapshot.id, ReturnCode: deleteAssociated(caller, snapshot) }))
      : undefined,
  };
}

/** The copy goes no further. What it made so far stays, or so we must assume. */
function cancel({ world, region }: Caller, image: Image): void {
  if (world.rules.cancelledCopy === 'keeps-snapshots') return;
  for (const snapshot of region.snapshots.values()) {
    if (snapshot.madeFor === image.id) snapshot.deleteWhenDone = true;
  }
}

function retire(caller: Caller, image: Image, snapshots: readonly Snapshot[]): void {
  const { world, region } = caller;
  const shownFrom = image.status.change({ state: 'deregistered' }, world.visible());
  image.launchPermissions.change([], world.time);
  releaseName(caller, image.name);
  for (const snapshot of snapshots) {
    snapshot.heldUntil = world.time + world.within(world.rules.snapshotHeldAfterDeregistration);
    snapshot.heldBy = image.id;
  }
  world.later(shownFrom - world.time + world.within(world.rules.deregisteredLingersFor), () => {
    region.images.delete(image.id);
    region.deregistered.add(image.id);
    world.later(world.within(world.rules.deregisteredRememberedFor), () => region.deregistered.delete(image.id));
  });
}

function deleteAssociated(caller: Caller, snapshot: Snapshot): sdk.SnapshotReturnCodes {
  const { faults } = caller.world;
  if (holdersOf(caller, snapshot).length > 0) return 'skipped';
  if (snapshot.locked || snapshot.ownerId !== caller.account.id) return 'client-error';
  if (faults.strikes('snapshot-missing-permissions', 'DeregisterImage')) return 'missing-permissions';
  if (faults.strikes('snapshot-internal-error', 'DeregisterImage')) return 'internal-error';
  if (snapshot.status.latest.state === 'pending') snapshot.deleteWhenDone = true;
  else if (snapshot.status.latest.state !== 'deleted') remove(caller, snapshot);
  return 'success';
}
