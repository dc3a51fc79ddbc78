/** The turns in a snapshot's life. A snapshot that was deleted while pending goes as soon as it is anything else (ec2-semantics 5.2). */
import type { Caller } from '../caller';
import type { Snapshot } from '../resources';

export function complete(caller: Caller, snapshot: Snapshot): void {
  turn(caller, snapshot, 'completed');
}

export function fail(caller: Caller, snapshot: Snapshot, message: string): void {
  turn(caller, snapshot, 'error', message);
}

function turn(caller: Caller, snapshot: Snapshot, state: 'completed' | 'error', message?: string): void {
  if (snapshot.status.latest.state !== 'pending') return;
  if (snapshot.deleteWhenDone) return remove(caller, snapshot);
  snapshot.status.change({ state, message }, caller.world.visible());
}

/** It is gone at once; describes may show it a little longer. */
export function remove({ world, region }: Caller, snapshot: Snapshot): void {
  const unseenFrom = snapshot.status.change({ state: 'deleted' }, world.visible());
  world.later(unseenFrom - world.time, () => region.snapshots.delete(snapshot.id));
}
