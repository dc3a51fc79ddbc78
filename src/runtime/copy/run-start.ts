/**
 * Orders a copy from EC2, and sees to it that what EC2 answers is one: EC2 remembers a token for longer than the image
 * that it stood for, and may not show a new image at once. Ends with the image, or with the turn.
 */
import { assertCopyable, assertNameIsFree, assertUsableKey, explainKey, explainRefusal } from './copy-checks';
import { isStillWanted } from './copy-plan';
import { CopyPorts } from './copy-ports';
import { CopyRequest, imageNameOf, ownershipTags, tokenOf } from './copy-request';
import { Image, isAlive, isDead } from './image';
import { CopyOrder } from './image-copies';
import { NOT_MADE } from './run-delete';
import { runTakeBack } from './run-take-back';
import { explainFailure } from './wait-plan';
import { AwsFailure, Refusal } from '../aws-failure';
import { Step, Turn } from '../cloudformation/step';

/** EC2 may not show a new image for so long. */
const INVISIBLE_SECONDS = 180;
/** Dead images whose token EC2 remembers. More than this many failures within its memory is somebody's loop. */
const MAX_ATTEMPTS = 20;

export async function runStart(ports: CopyPorts, request: CopyRequest, turn: Turn): Promise<Image | Step> {
  // Before anything is made: who outlives the stack has lost the right to remove by the time that it is made.
  const stackStatus = await ports.stack.status();
  if (!isStillWanted(stackStatus, turn.memo.startedIn)) return runTakeBack(ports, request, `the stack is in ${stackStatus}`, turn);
  const startedIn = turn.memo.startedIn ?? stackStatus ?? 'unknown';
  try {
    const ending = await firstLiving(ports, request, turn);
    return 'do' in ending && ending.do === 'again' ? { ...ending, memo: { ...turn.memo, ...ending.memo, startedIn } } : ending;
  } catch (error) {
    throw error instanceof AwsFailure ? error.remembering({ ...turn.memo, startedIn }) : error;
  }
}

async function firstLiving(ports: CopyPorts, request: CopyRequest, turn: Turn): Promise<Image | Step> {
  for (let attempt = Number(turn.memo.attempt ?? 0); attempt < MAX_ATTEMPTS; attempt++) {
    const imageId = rememberedImage(turn, attempt) ?? await order(ports, request, attempt, turn);
    if (typeof imageId !== 'string') return imageId;
    const image = await ports.images.find(imageId);
    if (image && isAlive(image)) return image;
    if (image && isDead(image)) return { do: 'fail', because: explainFailure(image, [], request.wish.encryptionKeyArn) };

    // Not to be seen yet, or what EC2 remembers for this token is long gone.
    const since = turn.memo.imageId === imageId ? Number(turn.memo.since) : turn.elapsedSeconds;
    if (!image && turn.elapsedSeconds - since < INVISIBLE_SECONDS) {
      return { do: 'again', afterSeconds: 10, because: `EC2 does not show ${imageId} yet`, memo: { attempt, imageId, since } };
    }
  }
  return { do: 'fail', because: `EC2 answered ${MAX_ATTEMPTS} times with an image that is gone` };
}

const rememberedImage = (turn: Turn, attempt: number) =>
  turn.memo.attempt === attempt && typeof turn.memo.imageId === 'string' ? turn.memo.imageId : undefined;

/** The id of the copy that EC2 makes, or how the turn ends without one. */
async function order(ports: CopyPorts, request: CopyRequest, attempt: number, turn: Turn): Promise<string | Step> {
  const { wish } = request;
  try {
    const source = await ports.sources.find(wish.sourceImageId);
    if (source?.state === 'pending') return { do: 'again', afterSeconds: 30, because: `the source ${source.imageId} is still pending` };
    assertCopyable(wish.sourceImageId, source);
    if (wish.encryptionKeyArn !== undefined) await checkKey(ports, wish.encryptionKeyArn);
    assertNameIsFree(wish, await ports.images.named(imageNameOf(wish)));
    return await ports.images.start(orderFor(ports, request, attempt)).catch(error => {
      throw error instanceof AwsFailure ? explainRefusal(error, source) : error;
    });
  } catch (error) {
    if (!isFinal(error)) throw error;
    const isNothingMade = turn.request.requestType === 'Create' && attempt === 0;
    return { do: 'fail', physicalId: isNothingMade ? NOT_MADE : undefined, because: error.message };
  }
}

async function checkKey(ports: CopyPorts, keyArn: string): Promise<void> {
  assertUsableKey(keyArn, await ports.keys.find(keyArn).catch(error => {
    throw error instanceof AwsFailure ? explainKey(keyArn, error) : error;
  }));
}

const orderFor = ({ sourceRegion }: CopyPorts, { wish, owner }: CopyRequest, attempt: number): CopyOrder => ({
  sourceImageId: wish.sourceImageId,
  sourceRegion,
  name: imageNameOf(wish),
  description: wish.description,
  encryptionKeyArn: wish.encryptionKeyArn,
  tags: { ...wish.tags, ...ownershipTags(owner, wish) },
  token: tokenOf(wish, attempt),
});

const isFinal = (error: unknown): error is Error => error instanceof Refusal || (error instanceof AwsFailure && error.hope === 'never');
