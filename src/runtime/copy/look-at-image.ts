/** One look at an awaited image: what it means for the wait, and what the image gets when it is there. */
import { planAttributes } from './attributes';
import { CopyPorts } from './copy-ports';
import { Image, isAccepted, isFinished, jobOf } from './image';
import { explainFailure, findPlaintext, nextWaitStep, pauseAfter } from './wait-plan';
import { AwaitedImage, isSame, WaitRequest } from './wait-request';
import { Turn } from '../cloudformation/step';
import { ACCEPTED_TAG, OWNERSHIP_TAG, WATCHED_TAG } from '../contract';

export type Look =
  | { readonly do: 'wait'; readonly afterSeconds: number; readonly because: string }
  /** Nobody waits any longer, though EC2 still works on it. */
  | { readonly do: 'leave'; readonly because: string }
  | { readonly do: 'done'; readonly because: string }
  | { readonly do: 'fail'; readonly because: string };

/** `isWanted`: whether the deployment that asked still goes on. `seen`: the mark that the image bore, if it bore one. */
export async function lookAt(
  ports: CopyPorts, awaited: AwaitedImage, wish: WaitRequest, turn: Turn, isWanted: () => Promise<boolean>,
): Promise<Look & { readonly seen?: string }> {
  const image = await ports.images.find(awaited.imageId);
  if (image && hasMarked(turn) && isOfLater(image, wish, turn)) return { do: 'done', because: `a later request has taken ${image.imageId} over` };
  if (image) await mark(ports, image, wish, turn);
  return { ...await judge(ports, image, awaited, wish, turn, isWanted), seen: image?.tags[WATCHED_TAG] };
}

async function judge(
  ports: CopyPorts, image: Image | undefined, awaited: AwaitedImage, wish: WaitRequest, { elapsedSeconds }: Turn, isWanted: () => Promise<boolean>,
): Promise<Look> {
  const { imageId, keys } = awaited;
  const step = nextWaitStep(image, elapsedSeconds, wish.completion);
  switch (step.do) {
    case 'wait':
      return { do: 'wait', afterSeconds: pauseAfter(elapsedSeconds), because: image ? `${imageId} is still ${image.state}` : `EC2 does not show ${imageId} yet` };
    case 'go-on':
      return { do: 'leave', because: step.because };
    case 'fail':
      return step;
    case 'explain':
      return explain(ports, image!, keys.encryptionKeyArn);
    case 'verify':
      return finish(ports, image!, awaited, wish, isWanted);
  }
}

/** Marks are made once, and the ones before are remembered: EC2 may show them for a while. */
const hasMarked = ({ memo }: Turn) => memo.former !== undefined;

/** Whether a later request of the waiter has marked the image as its own. */
export function isOfLater({ tags }: Image, { mark: own }: WaitRequest, { memo: { former } }: Turn): boolean {
  const shown = tags[WATCHED_TAG];
  return shown !== undefined && shown !== own && !(Array.isArray(former) && former.includes(shown));
}

/**
 * Says that CloudFormation has taken the image over; and whose it is to watch, if that matters. The latter by an
 * execution's own turns: an event that is delivered again must not take the image from a later request.
 */
async function mark(ports: CopyPorts, image: Image, { mayEndPending, mark: own }: WaitRequest, turn: Turn): Promise<void> {
  const isOpen = mayEndPending && !isFinished(image);
  const isItsTurn = !hasMarked(turn) && (turn.elapsedSeconds > 0 || isFinished(image));
  const tags = {
    ...(isAccepted(image) ? {} : { [ACCEPTED_TAG]: 'true' }),
    ...(isItsTurn && (isOpen || WATCHED_TAG in image.tags) && image.tags[WATCHED_TAG] !== own ? { [WATCHED_TAG]: own } : {}),
  };
  if (Object.keys(tags).length > 0) await ports.images.tag([image.imageId], tags);
}

export async function explain(ports: CopyPorts, image: Image, keyArn: string | undefined): Promise<Look> {
  return { do: 'fail', because: explainFailure(image, await snapshotsOf(ports, image), keyArn) };
}

/** What becomes of an available image: it is as it was asked for, or it is made so, or it cannot be. */
export async function finish(
  ports: CopyPorts, image: Image, awaited: AwaitedImage, wish: WaitRequest, isWanted: () => Promise<boolean>,
): Promise<Look> {
  const { imageId } = image;
  if (awaited.keys.encrypted) {
    const snapshots = await ports.images.snapshots(image.snapshots.map(each => each.snapshotId));
    if (snapshots.length < image.snapshots.length) return { do: 'wait', afterSeconds: 15, because: `EC2 does not show all snapshots of ${imageId} yet` };
    const plaintext = findPlaintext(image, snapshots, awaited.keys);
    if (plaintext !== undefined) return { do: 'fail', because: plaintext };
  }
  const before = wish.before?.images.some(each => isSame(each, awaited)) ? wish.before.attributes : undefined;
  const changes = planAttributes({ wanted: wish.attributes, before, image, now: ports.now() });
  if (changes.length > 0 && !await isWanted()) return { do: 'done', because: `nobody waits for ${imageId} any more` };
  for (const change of changes) {
    await ports.images.change(imageId, change);
    ports.log({ image: imageId, ...change });
  }
  return { do: 'done', because: `${imageId} is available${awaited.keys.encrypted ? ', and encrypted' : ''}` };
}

/** Of a failed image the mapping may be empty: its snapshots carry the tags of the same job. */
async function snapshotsOf(ports: CopyPorts, image: Image) {
  const owner = { stackId: image.tags[OWNERSHIP_TAG.stackId] ?? '', logicalResourceId: image.tags[OWNERSHIP_TAG.logicalId] ?? '' };
  return (await ports.images.snapshotsMadeFor(owner)).filter(each => jobOf(each) === jobOf(image));
}
