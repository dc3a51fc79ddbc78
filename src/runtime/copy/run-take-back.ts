import { CopyPorts } from './copy-ports';
import { CopyRequest } from './copy-request';
import { imageIdIn, isAccepted, isGone, jobOf } from './image';
import { isLater, runRemoval } from './run-removal';
import { Step, Turn } from '../cloudformation/step';

/** EC2 may not show what was just made for so long. */
const QUIET_SECONDS = 180;
/** EC2's clock may be ahead by so much. */
const CLOCK_MARGIN_SECONDS = 30;

/**
 * Removes what was made for a wish that nobody waits for any more, also what appears of it later. Its turns go on being
 * this, so that nothing is made again when it is gone. What is made after that is another deployment's, which may wish the same.
 */
export async function runTakeBack(ports: CopyPorts, { owner, wish, before }: CopyRequest, because: string, turn: Turn): Promise<Step> {
  // What there was before was the same wish, so the rollback wishes for it, too. In the end CloudFormation says whose image it is.
  if (before?.job === wish.job && await ports.stack.status() === 'UPDATE_ROLLBACK_IN_PROGRESS') {
    return { do: 'again', afterSeconds: 60, because: 'the rollback may want the same copy', memo: { ...turn.memo, takenBack: because } };
  }
  const takenBackAt = Number(turn.memo.takenBackAt ?? turn.elapsedSeconds);
  const elapsedSeconds = turn.elapsedSeconds - takenBackAt;
  const madeBefore = new Date(ports.now().getTime() + (CLOCK_MARGIN_SECONDS - elapsedSeconds) * 1000);
  const current = imageIdIn(turn.request.physicalResourceId);
  const images = (await ports.images.madeFor(owner)).filter(image => !isGone(image));
  const remove = images.filter(image =>
    jobOf(image) === wish.job && !isAccepted(image) && image.imageId !== current && !isLater(image.createdAt, madeBefore));
  const staying = images.filter(image => !remove.includes(image));
  const result = await runRemoval(ports, { owner, remove, staying, jobs: [wish.job], madeBefore, whenUsed: 'keep' }, { ...turn, elapsedSeconds });
  const memo = { ...(result.do === 'refuse' ? turn.memo : result.memo), takenBack: because, takenBackAt };
  if (result.do === 'again') return { ...result, memo };
  return elapsedSeconds < QUIET_SECONDS
    ? { do: 'again', afterSeconds: 30, because: 'what was made may not be visible yet', memo }
    : { do: 'fail', because: `nothing waits for this copy any more: ${because}` };
}
