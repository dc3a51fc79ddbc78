/**
 * Takes images away, and their snapshots, or says why not. Serves Delete, and the clean-up of what came to nothing.
 *
 * Nothing without our tags is ever a candidate (the callers see to it, and the policy of the role does). What something
 * still uses stays: under a stack's deletion that is a failure with the names of the users, in a clean-up the image is
 * kept and marked. Every call may have been made before: a removal that was cut short simply goes on. It is done when
 * EC2 does not show any more what was removed, so that nobody finds it there, and takes it for alive.
 */
import { CopyPorts } from './copy-ports';
import { belongsTo, Image, imageIdIn, isAlive, isFinished, jobOf } from './image';
import { Owner } from './image-copies';
import { runSnapshotRemoval, unlessRemoved } from './run-snapshot-removal';
import { Memo, Turn } from '../cloudformation/step';
import { ORPHANED_TAG } from '../contract';

/** A reference may outlive what referred: a deleted instance or launch template, as EC2 sees it. */
const REFERENCES_SETTLE_SECONDS = 120;
const PAUSE_SECONDS = 15;
/** The snapshots of an image that was removed unfinished may appear for so long. */
const APPEARANCE_SECONDS = 120;

export type RemovalResult =
  /** `memo`: for the next turn, if the caller wants one. */
  | { readonly do: 'removed'; readonly orphaned: readonly string[]; readonly memo: Memo }
  | { readonly do: 'again'; readonly afterSeconds: number; readonly because: string; readonly memo: Memo }
  | { readonly do: 'refuse'; readonly because: string };

export interface RemovalOrder {
  readonly owner: Owner;
  /** The image that CloudFormation wants to be removed. Any other goes only if CloudFormation does not know it. */
  readonly namedImageId?: string;
  readonly remove: readonly Image[];
  /** Whatever else was made for the resource. */
  readonly staying: readonly Image[];
  /** The jobs whose snapshots go as well, besides those of the images. */
  readonly jobs: readonly string[];
  /** Absent: whenever those snapshots were made. */
  readonly madeBefore?: Date;
  /** What to do with an image that is in use: keep it and mark it, or refuse. */
  readonly whenUsed: 'keep' | 'refuse';
}

export async function runRemoval(ports: CopyPorts, order: RemovalOrder, turn: Turn): Promise<RemovalResult> {
  const wanted = await withoutKnown(ports, order);
  const held = await holders(ports, wanted);
  if (held.size > 0 && turn.elapsedSeconds < REFERENCES_SETTLE_SECONDS) {
    return { do: 'again', afterSeconds: 30, because: sentence(held), memo: turn.memo };
  }
  if (held.size > 0 && order.whenUsed === 'refuse') return { do: 'refuse', because: sentence(held) };
  for (const [image, users] of held) await ports.images.tag([image.imageId], { [ORPHANED_TAG]: users[0].slice(0, 256) });

  const going = wanted.filter(image => !held.has(image));
  const foreign = await foreignSnapshots(ports, order.owner, going);
  const removed = going.map(image => ({ ...image, snapshots: image.snapshots.filter(each => !foreign.includes(each.snapshotId)) }));
  const { shown, gone } = await deregister(ports, removed, foreign.length === 0, turn.memo);
  const { left, memo: leftMemo } = await runSnapshotRemoval(ports, {
    removed,
    removedIds: [...(order.namedImageId ? [order.namedImageId] : []), ...removed.map(image => image.imageId)],
    staying: [...order.staying, ...order.remove.filter(image => !going.includes(image))],
    jobs: [...order.jobs, ...removed.flatMap(image => jobOf(image) ?? [])],
    snapshots: (await ports.images.snapshotsMadeFor(order.owner)).filter(each => !isLater(each.startedAt, order.madeBefore)),
  }, gone, turn);
  const memo = { ...turn.memo, ...leftMemo, ...(removed.every(isFinished) ? {} : { unfinishedAt: turn.elapsedSeconds }) };
  return shown.length + left.length === 0
    ? { do: 'removed', orphaned: [...held.keys()].map(image => image.imageId), memo }
    : { do: 'again', afterSeconds: PAUSE_SECONDS, because: `EC2 has not let go of ${[...shown, ...left].join(', ')}`, memo };
}

export const isLater = (madeAt: Date | undefined, than: Date | undefined) => madeAt !== undefined && than !== undefined && madeAt > than;

/** Whether snapshots of what was removed may still appear. */
export const mayStillAppear = (memo: Memo, elapsedSeconds: number) =>
  typeof memo.unfinishedAt === 'number' && elapsedSeconds - memo.unfinishedAt < APPEARANCE_SECONDS;

/** Snapshots that somebody's image was registered from. They are not ours, though the image is. */
export async function foreignSnapshots(ports: CopyPorts, { stackId }: Owner, images: readonly Image[]): Promise<readonly string[]> {
  const shown = await ports.images.snapshots(images.flatMap(image => image.snapshots.map(each => each.snapshotId)));
  return shown.filter(each => !belongsTo(each, stackId)).map(each => each.snapshotId);
}

/** `shown`: what EC2 still shows as alive, or did not know though it was shown. `gone`: what it took away, with the snapshots that went along. */
async function deregister(
  ports: CopyPorts, images: readonly Image[], withSnapshots: boolean, memo: Memo,
): Promise<{ readonly shown: readonly string[]; readonly gone: readonly string[] }> {
  const shown: string[] = [];
  const gone: string[] = [];
  for (const { imageId } of images) {
    const result = await ports.images.deregister(imageId, withSnapshots).catch(unlessRemoved(imageId, memo));
    if (result !== 'unseen') gone.push(imageId, ...result);
    const image = await ports.images.find(imageId);
    if (result === 'unseen' || (image && isAlive(image))) shown.push(imageId);
  }
  return { shown, gone };
}

/** A rolled-back update may have taken an image over that no waiter has marked: CloudFormation itself knows. */
async function withoutKnown(ports: CopyPorts, { owner, namedImageId, remove }: RemovalOrder): Promise<readonly Image[]> {
  if (remove.every(image => image.imageId === namedImageId)) return remove;
  const known = imageIdIn(await ports.stack.physicalIdOf(owner.logicalResourceId));
  return remove.filter(image => image.imageId === namedImageId || image.imageId !== known);
}

async function holders(ports: CopyPorts, images: readonly Image[]): Promise<ReadonlyMap<Image, string[]>> {
  const held = new Map<Image, string[]>();
  for (const image of images.filter(each => each.state !== 'pending')) {
    const users = [...(image.protected ? ['its deregistration protection'] : []), ...await ports.images.usersOf(image.imageId)];
    if (users.length > 0) held.set(image, users);
  }
  return held;
}

function sentence(held: ReadonlyMap<Image, string[]>): string {
  const reasons = [...held].map(([image, users]) => `${image.imageId} is kept by ${users.join(', ')}`);
  const advice = [...held.keys()].filter(image => image.protected).map(image =>
    `. To disable the protection: aws ec2 disable-image-deregistration-protection --image-id ${image.imageId}; if it has a cooldown, it ends a day later`);
  return `${reasons.join('; ')}. Take those away first, then try again, or keep the image with removalPolicy RETAIN${advice.join('')}`;
}
