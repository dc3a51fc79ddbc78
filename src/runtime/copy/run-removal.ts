/**
 * Takes images away, and their snapshots, or says why not. Serves Delete, and the clean-up of what came to nothing.
 *
 * Nothing without our tags is ever a candidate (the callers see to it, and the policy of the role does). What something
 * still uses stays: under a stack's deletion that is a failure with the names of the users, in a clean-up the image is
 * kept and marked. Every call may have been made before: a removal that was cut short simply goes on.
 */
import { CopyPorts } from './copy-ports';
import { Image, jobOf } from './image';
import { Owner } from './image-copies';
import { snapshotsToRemove } from './removal-plan';
import { Memo, Turn } from '../cloudformation/step';
import { ORPHANED_TAG } from '../contract';

/** A reference may outlive what referred: a deleted instance or launch template, as EC2 sees it. */
const REFERENCES_SETTLE_SECONDS = 120;
const SNAPSHOTS_SETTLE_SECONDS = 15;

export type RemovalResult =
  | { readonly do: 'removed'; readonly orphaned: readonly string[] }
  | { readonly do: 'again'; readonly afterSeconds: number; readonly because: string; readonly memo: Memo }
  | { readonly do: 'refuse'; readonly because: string };

export interface RemovalOrder {
  readonly owner: Owner;
  readonly remove: readonly Image[];
  /** Whatever else was made for the resource. */
  readonly staying: readonly Image[];
  /** The jobs whose snapshots go as well, besides those of the images. */
  readonly jobs: readonly string[];
  /** What to do with an image that is in use: keep it and mark it, or refuse. */
  readonly whenUsed: 'keep' | 'refuse';
}

export async function runRemoval(ports: CopyPorts, order: RemovalOrder, turn: Turn): Promise<RemovalResult> {
  const held = await holders(ports, order.remove);
  if (held.size > 0 && turn.elapsedSeconds < REFERENCES_SETTLE_SECONDS) {
    return { do: 'again', afterSeconds: 30, because: sentence(held), memo: turn.memo };
  }
  if (held.size > 0 && order.whenUsed === 'refuse') return { do: 'refuse', because: sentence(held) };
  for (const [image, users] of held) await ports.images.tag([image.imageId], { [ORPHANED_TAG]: users[0].slice(0, 256) });

  const free = order.remove.filter(image => !held.has(image));
  for (const image of free) await ports.images.deregister(image.imageId);
  const left = await removeSnapshots(ports, { ...order, remove: free, staying: [...order.staying, ...held.keys()] }, turn.memo);
  return left.length === 0
    ? { do: 'removed', orphaned: [...held.keys()].map(image => image.imageId) }
    : { do: 'again', afterSeconds: SNAPSHOTS_SETTLE_SECONDS, because: `still in use for EC2: ${left.join(', ')}`, memo: { ...turn.memo, snapshots: left } };
}

/** Those snapshots that could not be removed yet. */
async function removeSnapshots(ports: CopyPorts, order: RemovalOrder, memo: Memo): Promise<string[]> {
  const jobs = [...order.jobs, ...order.remove.flatMap(image => jobOf(image) ?? [])];
  const made = await ports.images.snapshotsMadeFor(order.owner);
  const remembered = Array.isArray(memo.snapshots) ? memo.snapshots as readonly string[] : [];
  const left: string[] = [];
  for (const snapshotId of new Set([...remembered, ...snapshotsToRemove(order.remove, order.staying, made, jobs)])) {
    if (await ports.images.deleteSnapshot(snapshotId) === 'kept') left.push(snapshotId);
  }
  return left;
}

async function holders(ports: CopyPorts, images: readonly Image[]): Promise<ReadonlyMap<Image, string[]>> {
  const held = new Map<Image, string[]>();
  for (const image of images.filter(each => each.state !== 'pending')) {
    const users = [...(image.protected ? ['its deregistration protection'] : []), ...await ports.images.usersOf(image.imageId)];
    if (users.length > 0) held.set(image, users);
  }
  return held;
}

const sentence = (held: ReadonlyMap<Image, string[]>) => [...held]
  .map(([image, users]) => `${image.imageId} is kept by ${users.join(', ')}`)
  .join('; ') + '. Replace or delete those first, then try again, or keep the image with removalPolicy RETAIN';
