/** Answers CloudFormation's Delete of a copy: finds what there is to remove, also under an id that CloudFormation invented. */
import { CopyPorts } from './copy-ports';
import { CopyRequest } from './copy-request';
import { belongsTo, Image, imageIdIn, isFinished, isGone } from './image';
import { isCleanUp, isKeeping, planRemoval } from './removal-plan';
import { mayStillAppear, runRemoval } from './run-removal';
import { removedIn } from './run-snapshot-removal';
import { Memo, Step, Turn } from '../cloudformation/step';

/** The physical id of a request that failed before it made anything. */
export const NOT_MADE = 'not-made';

/** EC2 may not show for so long what was just made; the request that makes it may be running still. */
const QUIET_SECONDS = 180;

export async function runDelete(ports: CopyPorts, request: CopyRequest, turn: Turn): Promise<Step> {
  const physicalId = turn.request.physicalResourceId ?? NOT_MADE;
  const named = await findNamed(ports, physicalId);
  if (named && !belongsTo(named, request.owner.stackId)) return gone(physicalId, `${named.imageId} is not ours: it does not carry this stack's tags`);

  const stackStatus = await ports.stack.status();
  const images = withNamed(await ports.images.madeFor(request.owner), named);
  const { job, removalPolicy } = request.wish;
  const plan = planRemoval({ namedImageId: imageIdIn(physicalId), job, removalPolicy, images, stackStatus });
  for (const { image, because } of plan.keep) ports.log({ kept: image.imageId, because });

  const keeps = isKeeping(removalPolicy, stackStatus);
  const staying = images.filter(image => !plan.remove.includes(image) && !isGone(image));
  const result = await runRemoval(ports, {
    owner: request.owner,
    namedImageId: keeps ? undefined : imageIdIn(physicalId),
    remove: plan.remove,
    staying,
    jobs: keeps ? [] : [job],
    whenUsed: isCleanUp(stackStatus) ? 'keep' : 'refuse',
  }, turn);
  if (result.do === 'again') return { ...result, memo: { ...result.memo, ...settledMemo(named) } };
  if (result.do === 'refuse') return { do: 'fail', because: result.because };

  const sawAll = physicalId === NOT_MADE || plan.keep.length > 0 || turn.memo.settled === 1 || settledMemo(named).settled === 1;
  if ((!sawAll && turn.elapsedSeconds < QUIET_SECONDS) || mayStillAppear(result.memo, turn.elapsedSeconds)) {
    return { do: 'again', afterSeconds: 30, because: 'what was just made may not be visible yet', memo: { ...result.memo, ...settledMemo(named) } };
  }
  return gone(physicalId, closing(removedIn(result.memo), result.orphaned));
}

function closing(removed: readonly string[], orphaned: readonly string[]): string {
  const words = [
    ...(orphaned.length > 0 ? [`kept, because in use: ${orphaned.join(', ')}`] : []),
    ...(removed.length > 0 ? [`removed ${removed.join(', ')}`] : []),
  ];
  return words.join('; ') || 'there was nothing to remove';
}

const gone = (physicalId: string, because: string): Step => ({ do: 'succeed', physicalId, because });

async function findNamed(ports: CopyPorts, physicalId: string): Promise<Image | undefined> {
  const imageId = imageIdIn(physicalId);
  const image = imageId === undefined ? undefined : await ports.images.find(imageId);
  // EC2 may show a deregistered image for a while, without its tags.
  return image && !isGone(image) ? image : undefined;
}

const withNamed = (images: readonly Image[], named: Image | undefined) =>
  named && !images.some(image => image.imageId === named.imageId) ? [...images, named] : images;

const settledMemo = (named: Image | undefined): Memo => (named && isFinished(named) ? { settled: 1 } : {});
