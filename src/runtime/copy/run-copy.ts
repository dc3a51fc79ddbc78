/**
 * Makes the wished copy exist, and answers with it. Called for Create and Update of `Custom::AmiCopy`, any number of times
 * for the same wish: looks for the copy first, so a repeated delivery, a retry and a rolled-back update all find the same.
 * What is in the way of a copy, or came to nothing, is removed; what EC2 cannot copy is refused before anything is made.
 */
import { assertCopyable, assertNameIsFree, assertUsableKey, explainRefusal } from './copy-checks';
import { CopyPlan, isStillWanted, planCopy, planTags } from './copy-plan';
import { CopyPorts } from './copy-ports';
import { CopyRequest, imageNameOf, ownershipTags, tokenOf } from './copy-request';
import { belongsTo, Image, imageIdIn, isAccepted, isAlive, isDead, jobOf, physicalIdOf } from './image';
import { CopyOrder } from './image-copies';
import { NOT_MADE } from './run-delete';
import { runRemoval } from './run-removal';
import { AwsFailure, Refusal } from '../aws-failure';
import { Step, Turn } from '../cloudformation/step';
import { COPY_ATTRIBUTE } from '../contract';

/** EC2 may not show a new image for so long. */
const INVISIBLE_SECONDS = 180;
/** Dead images whose token EC2 remembers. More than this many failures within its memory is somebody's loop. */
const MAX_ATTEMPTS = 20;

export async function runCopy(ports: CopyPorts, request: CopyRequest, turn: Turn): Promise<Step> {
  const currentImageId = imageIdIn(turn.request.physicalResourceId);
  const images = await allImages(ports, request, currentImageId);
  const plan = planCopy({ wish: request.wish, before: request.before, currentImageId, images });
  const cleared = await clear(ports, request, plan, images, turn);
  if (cleared) return cleared;
  const current = images.find(image => image.imageId === currentImageId);
  return plan.do === 'keep' ? keep(ports, request, plan.image, current, turn) : start(ports, request, current, turn);
}

/** By tag; and the one that CloudFormation names, in case its tags are not to be seen yet. */
async function allImages(ports: CopyPorts, request: CopyRequest, currentImageId: string | undefined): Promise<readonly Image[]> {
  const images = await ports.images.madeFor(request.owner);
  if (!currentImageId || images.some(image => image.imageId === currentImageId)) return images;
  const current = await ports.images.find(currentImageId);
  return current && belongsTo(current, request.owner.stackId) ? [...images, current] : images;
}

async function clear(ports: CopyPorts, request: CopyRequest, plan: CopyPlan, images: readonly Image[], turn: Turn): Promise<Step | undefined> {
  if (plan.remove.length === 0 && turn.memo.snapshots === undefined) return undefined;
  const staying = images.filter(image => !plan.remove.includes(image));
  const result = await runRemoval(ports, { owner: request.owner, remove: plan.remove, staying, jobs: [], whenUsed: 'keep' }, turn);
  return result.do === 'again' ? result : undefined;
}

async function keep(ports: CopyPorts, request: CopyRequest, image: Image, current: Image | undefined, turn: Turn): Promise<Step> {
  if (!isAccepted(image)) {
    const stackStatus = await ports.stack.status();
    if (!isStillWanted(stackStatus, current)) return takeBack(ports, request, image, `the stack is in ${stackStatus}`, turn);
  }

  const { wish, before } = request;
  const { set, unset } = planTags(wish, before, image.tags);
  if (Object.keys(set).length + unset.length > 0) {
    const ids = [image.imageId, ...await snapshotIdsOf(ports, request, image)];
    if (Object.keys(set).length > 0) await ports.images.tag(ids, set);
    if (unset.length > 0) await ports.images.untag(ids, unset);
  }
  if (before && before.description !== wish.description) await ports.images.describe(image.imageId, wish.description ?? '');

  const rootDeviceName = image.rootDeviceName ?? (await ports.images.find(wish.sourceImageId))?.rootDeviceName;
  return {
    do: 'succeed',
    physicalId: physicalIdOf(ports.region, image.imageId),
    data: { [COPY_ATTRIBUTE.imageId]: image.imageId, ...(rootDeviceName ? { [COPY_ATTRIBUTE.rootDeviceName]: rootDeviceName } : {}) },
    because: `${image.imageId} is the copy of ${wish.sourceImageId}`,
  };
}

/** Those of the mapping, which is empty while the copy is pending, and those that carry its job. */
async function snapshotIdsOf(ports: CopyPorts, request: CopyRequest, image: Image): Promise<string[]> {
  const made = await ports.images.snapshotsMadeFor(request.owner);
  const mapped = image.snapshots.map(each => each.snapshotId);
  return [...new Set([...mapped, ...made.filter(each => jobOf(each) === request.wish.job).map(each => each.snapshotId)])];
}

async function takeBack(ports: CopyPorts, request: CopyRequest, image: Image, because: string, turn: Turn): Promise<Step> {
  const result = await runRemoval(ports, { owner: request.owner, remove: [image], staying: [], jobs: [], whenUsed: 'keep' }, turn);
  return result.do === 'again' ? result : { do: 'fail', because: `nothing waits for this copy any more: ${because}` };
}

async function start(ports: CopyPorts, request: CopyRequest, current: Image | undefined, turn: Turn): Promise<Step> {
  for (let attempt = Number(turn.memo.attempt ?? 0); attempt < MAX_ATTEMPTS; attempt++) {
    const imageId = rememberedImage(turn, attempt) ?? await order(ports, request, attempt);
    if (typeof imageId !== 'string') return imageId(turn);
    const image = await ports.images.find(imageId);
    if (image && isAlive(image)) return keep(ports, request, image, current, turn);
    if (image && isDead(image)) return { do: 'fail', because: `${imageId} became ${image.state}: ${image.stateReason ?? 'EC2 does not say why'}` };

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
async function order(ports: CopyPorts, request: CopyRequest, attempt: number): Promise<string | ((turn: Turn) => Step)> {
  const { wish } = request;
  try {
    const source = await ports.images.find(wish.sourceImageId);
    if (source?.state === 'pending') return () => ({ do: 'again', afterSeconds: 30, because: `the source ${source.imageId} is still pending` });
    assertCopyable(wish.sourceImageId, source);
    assertUsableKey(wish.encryptionKeyArn, await ports.keys.find(wish.encryptionKeyArn));
    assertNameIsFree(wish, await ports.images.named(imageNameOf(wish)));
    return await ports.images.start(orderFor(request, attempt)).catch(error => {
      throw isFinal(error) && error instanceof AwsFailure ? explainRefusal(error, source) : error;
    });
  } catch (error) {
    if (!isFinal(error)) throw error;
    const nothingMade = (turn: Turn) => turn.request.requestType === 'Create' && attempt === 0;
    return turn => ({ do: 'fail', physicalId: nothingMade(turn) ? NOT_MADE : undefined, because: error.message });
  }
}

const orderFor = ({ wish, owner }: CopyRequest, attempt: number): CopyOrder => ({
  sourceImageId: wish.sourceImageId,
  name: imageNameOf(wish),
  description: wish.description,
  encryptionKeyArn: wish.encryptionKeyArn,
  tags: { ...wish.tags, ...ownershipTags(owner, wish) },
  token: tokenOf(wish, attempt),
});

const isFinal = (error: unknown): error is Error => error instanceof Refusal || (error instanceof AwsFailure && error.hope === 'never');
