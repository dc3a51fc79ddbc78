/** Removes the snapshots of images that are gone, as far as EC2 lets go of them; a later turn goes on where this one ended. */
import { CopyPorts } from './copy-ports';
import { isGone } from './image';
import { SnapshotSituation, snapshotsToRemove } from './removal-plan';
import { Memo, Turn } from '../cloudformation/step';

/** EC2 may not know for so long what was just made. After that, counted from the first look, what it neither knows nor shows is gone. */
const UNSEEN_SECONDS = 180;
/** For so long EC2 may take an image that is gone for one that needs its snapshots. */
const HELD_SECONDS = 300;

/** `gone`: the images, and what went with them already. The answer: those that are still there, and what the next turn needs to know. */
export async function runSnapshotRemoval(
  ports: CopyPorts, situation: SnapshotSituation, gone: readonly string[], { memo, elapsedSeconds }: Turn,
): Promise<{ readonly left: readonly string[]; readonly memo: Memo }> {
  const remembered = rememberedSnapshots(memo);
  const unseenSince = remembered.length > 0 ? Number(memo.unseenSince) : elapsedSeconds;
  const left: string[] = [];
  const removed = [...removedIn(memo), ...gone];
  const refusals: unknown[] = [];
  for (const snapshotId of new Set([...remembered, ...snapshotsToRemove(situation)])) {
    if (gone.includes(snapshotId)) continue;
    try {
      const result = await ports.images.deleteSnapshot(snapshotId).catch(unlessRemoved(snapshotId, memo));
      if (result === 'deleted') removed.push(snapshotId);
      const isShown = situation.snapshots.some(each => each.snapshotId === snapshotId);
      if (result === 'kept' || (result === 'unseen' && (isShown || elapsedSeconds - unseenSince < UNSEEN_SECONDS))) left.push(snapshotId);
    } catch (error) {
      refusals.push(error);
    }
  }
  // One that cannot go, a locked one perhaps, does not keep the others.
  if (refusals.length > 0) throw refusals[0];
  const ours = elapsedSeconds < HELD_SECONDS ? left : await withoutThoseOfOthers(ports, left);
  return { left: ours, memo: { snapshots: ours, unseenSince, removed: [...new Set(removed)] } };
}

/** Those that an earlier turn could not remove. */
export const rememberedSnapshots = (memo: Memo) => listIn(memo.snapshots);
/** The images and snapshots that this turn and those before have removed; for the log. */
export const removedIn = (memo: Memo) => listIn(memo.removed);

/** IAM refuses to remove what has no tags. EC2 may list for a while what an earlier turn has removed, and it has none. */
export const unlessRemoved = (id: string, memo: Memo) => (error: unknown): 'unseen' => {
  if (!removedIn(memo).includes(id)) throw error;
  return 'unseen';
};

const listIn = (entry: Memo[string] | undefined) => (Array.isArray(entry) ? entry as readonly string[] : []);

/** A snapshot of which somebody has made another image belongs to that image now. */
async function withoutThoseOfOthers(ports: CopyPorts, snapshotIds: readonly string[]): Promise<readonly string[]> {
  if (snapshotIds.length === 0) return [];
  const images = (await ports.images.madeOf(snapshotIds)).filter(image => !isGone(image));
  const taken = images.flatMap(image => image.snapshots.map(each => each.snapshotId));
  const theirs = snapshotIds.filter(each => taken.includes(each));
  if (theirs.length > 0) ports.log({ kept: theirs, because: 'another image is made of them' });
  return snapshotIds.filter(each => !taken.includes(each));
}
