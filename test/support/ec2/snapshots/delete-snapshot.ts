import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, ownSnapshot } from '../caller';
import { ApiError, notPermitted } from '../errors';
import type { Snapshot } from '../resources';
import { remove } from './snapshot-life';

/** The images that keep a snapshot from being deleted: disabled ones as much as available ones (ec2-semantics 5.2). */
export function holdersOf({ region }: Caller, snapshot: Snapshot): string[] {
  const holders: string[] = [];
  for (const image of region.images.values()) {
    const { state } = image.status.latest;
    const holds = state === 'available' || state === 'disabled' || (state === 'pending' && snapshot.status.latest.state === 'completed');
    if (holds && image.mappings.some((mapping) => mapping.Ebs?.SnapshotId === snapshot.id)) holders.push(image.id);
  }
  return holders;
}

export function deleteSnapshot(caller: Caller, input: sdk.DeleteSnapshotRequest): void {
  const snapshot = ownSnapshot(caller, input.SnapshotId!);
  if (snapshot.locked) throw notPermitted(`The snapshot ${snapshot.id} is locked.`);
  const holders = holdersOf(caller, snapshot);
  if (snapshot.heldBy && snapshot.heldUntil > caller.world.time) holders.push(snapshot.heldBy);
  if (holders.length > 0) throw new ApiError('InvalidSnapshot.InUse', `The snapshot ${snapshot.id} is currently in use by ${holders.join(', ')}`);
  if (snapshot.status.latest.state === 'pending') {
    snapshot.deleteWhenDone = true;
    return;
  }
  remove(caller, snapshot);
}
