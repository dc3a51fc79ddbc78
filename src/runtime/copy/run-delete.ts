/** Answers CloudFormation's Delete of a copy: finds what there is to remove, also under an id that CloudFormation invented. */
import { CopyPorts } from './copy-ports';
import { CopyRequest } from './copy-request';
import { belongsTo, Image, imageIdIn, jobOf } from './image';
import { isCleanUp, planRemoval } from './removal-plan';
import { runRemoval } from './run-removal';
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
  const plan = planRemoval({ named, job, removalPolicy, images, stackStatus, now: ports.clock() });
  for (const { image, because } of plan.keep) ports.log({ kept: image.imageId, because });

  const staying = images.filter(image => !plan.remove.includes(image));
  const jobs = staying.some(image => jobOf(image) === job) ? [] : [job];
  const result = await runRemoval(ports, {
    owner: request.owner, remove: plan.remove, staying, jobs, whenUsed: isCleanUp(stackStatus) ? 'keep' : 'refuse',
  }, turn);
  if (result.do === 'again') return { ...result, memo: { ...result.memo, ...settledMemo(named) } };
  if (result.do === 'refuse') return { do: 'fail', because: result.because };

  const sawAll = physicalId === NOT_MADE || plan.keep.length > 0 || turn.memo.settled === 1 || settledMemo(named).settled === 1;
  if (!sawAll && turn.elapsedSeconds < QUIET_SECONDS) {
    return { do: 'again', afterSeconds: 30, because: 'what was just made may not be visible yet', memo: turn.memo };
  }
  return gone(physicalId, result.orphaned.length > 0 ? `kept, because in use: ${result.orphaned.join(', ')}` : 'nothing of it is left to remove');
}

const gone = (physicalId: string, because: string): Step => ({ do: 'succeed', physicalId, because });

async function findNamed(ports: CopyPorts, physicalId: string): Promise<Image | undefined> {
  const imageId = imageIdIn(physicalId);
  return imageId === undefined ? undefined : ports.images.find(imageId);
}

const withNamed = (images: readonly Image[], named: Image | undefined) =>
  named && !images.some(image => image.imageId === named.imageId) ? [...images, named] : images;

/** Nothing more can appear of an image that is no longer pending. */
const settledMemo = (named: Image | undefined): Memo => (named && named.state !== 'pending' ? { settled: 1 } : {});
