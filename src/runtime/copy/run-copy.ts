/**
 * Makes the wished copy exist, and answers with it. Called for Create and Update of `Custom::AmiCopy`, any number of times
 * for the same wish: looks for the copy first, so a repeated delivery, a retry and a rolled-back update all find the same.
 * What is in the way of a copy, or came to nothing, is removed; what EC2 cannot copy is refused before anything is made.
 */
import { copyImage } from './copy-image';
import { CopyPlan, isStillWanted, planCopy } from './copy-plan';
import { CopyPorts } from './copy-ports';
import { CopyRequest } from './copy-request';
import { belongsTo, Image, imageIdIn, isAccepted, isGone, jobOf } from './image';
import { runKeep } from './run-keep';
import { offering } from './run-offer';
import { mayStillAppear, runRemoval } from './run-removal';
import { rememberedSnapshots } from './run-snapshot-removal';
import { inItsExecution, runStart } from './run-start';
import { runTakeBack } from './run-take-back';
import { explainFailure } from './wait-plan';
import { Step, Turn } from '../cloudformation/step';
import { ACCEPTED_TAG } from '../contract';

/** Lambda repeats a failed delivery for so long: what a rolled-back update makes, it has made and shown by then. */
const LATE_SECONDS = 240;

/** How a wished image comes into being. */
export interface Making {
  /** Begins, or goes on; the image when there is one. */
  make(): Promise<Image | Step>;
  /** What is to be done about the image before CloudFormation hears of it, while there is something. */
  finish(image: Image): Promise<Step | undefined>;
}

export const runCopy = (ports: CopyPorts, request: CopyRequest, turn: Turn): Promise<Step> => runMaking(ports, request, turn, {
  make: () => copyImage(ports, request, turn),
  finish: async () => undefined,
});

export async function runMaking(ports: CopyPorts, request: CopyRequest, turn: Turn, making: Making): Promise<Step> {
  if (typeof turn.memo.takenBack === 'string') return runTakeBack(ports, request, turn.memo.takenBack, turn);
  const currentImageId = imageIdIn(turn.request.physicalResourceId);
  const images = await takenOver(ports, await allImages(ports, request, currentImageId), currentImageId);
  const isVanished = currentImageId !== undefined && !images.some(image => image.imageId === currentImageId);
  const isRollingBack = isVanished && await ports.stack.status() === 'UPDATE_ROLLBACK_IN_PROGRESS';
  const plan = planCopy({ wish: request.wish, before: request.before, currentImageId, images, isRollingBack });
  if (plan.do === 'fail') return explain(ports, request, plan.image);
  const cleared = await clear(ports, request, plan, images, turn);
  if (cleared) return cleared;

  const copy = plan.do === 'keep' ? plan.image : await runStart(ports, request, turn, () => making.make());
  if ('do' in copy) return copy;
  const answer = async () => await making.finish(copy) ?? runKeep(ports, request, copy, turn);
  if (isAccepted(copy)) return answer();
  const stackStatus = await ports.stack.status();
  if (turn.memo.startedIn === undefined) return inItsExecution(turn, stackStatus);
  const isWanted = isStillWanted(stackStatus, turn.memo.startedIn) || await isKnown(ports, request, copy);
  return isWanted ? offering(await answer(), copy, stackStatus, turn) : runTakeBack(ports, request, `the stack is in ${stackStatus}`, turn);
}

/** By tag; and the one that CloudFormation names, in case its tags are not to be seen yet. */
async function allImages(ports: CopyPorts, request: CopyRequest, currentImageId: string | undefined): Promise<readonly Image[]> {
  const images = await ports.images.madeFor(request.owner);
  if (!currentImageId || images.some(image => image.imageId === currentImageId)) return images;
  const current = await ports.images.find(currentImageId);
  return current && belongsTo(current, request.owner.stackId) ? [...images, current] : images;
}

/**
 * A rollback may have made the image that CloudFormation has, when somebody had taken the one before away: no waiter marks that.
 * The next update does, before it replaces what a policy may keep.
 */
async function takenOver(ports: CopyPorts, images: readonly Image[], currentImageId: string | undefined): Promise<readonly Image[]> {
  const current = images.find(image => image.imageId === currentImageId);
  if (!current || isAccepted(current) || await ports.stack.status() !== 'UPDATE_IN_PROGRESS') return images;
  const mark = { [ACCEPTED_TAG]: 'true' };
  await ports.images.tag([current.imageId], mark);
  return images.map(image => (image === current ? { ...image, tags: { ...image.tags, ...mark } } : image));
}

const isKnown = async ({ stack }: CopyPorts, { owner }: CopyRequest, { imageId }: Image) =>
  imageIdIn(await stack.physicalIdOf(owner.logicalResourceId)) === imageId;

async function clear(
  ports: CopyPorts, request: CopyRequest, plan: Exclude<CopyPlan, { do: 'fail' }>, images: readonly Image[], turn: Turn,
): Promise<Step | undefined> {
  const jobs = plan.cameToNothing ? [plan.cameToNothing] : [];
  if (plan.remove.length + jobs.length === 0 && rememberedSnapshots(turn.memo).length === 0) return undefined;
  const staying = images.filter(image => !plan.remove.includes(image) && !isGone(image));
  const result = await runRemoval(ports, { owner: request.owner, remove: plan.remove, staying, jobs, whenUsed: 'keep' }, turn);
  if (result.do !== 'removed') return result.do === 'again' ? result : undefined;
  const isLate = jobs.length > 0 && turn.elapsedSeconds < LATE_SECONDS;
  if (!isLate && !mayStillAppear(result.memo, turn.elapsedSeconds)) return undefined;
  return { do: 'again', afterSeconds: 30, because: 'what came to nothing may not be visible yet', memo: result.memo };
}

async function explain(ports: CopyPorts, { owner, wish }: CopyRequest, image: Image): Promise<Step> {
  const snapshots = (await ports.images.snapshotsMadeFor(owner)).filter(each => jobOf(each) === wish.job);
  return { do: 'fail', because: explainFailure(image, snapshots, wish.encryptionKeyArn) };
}
