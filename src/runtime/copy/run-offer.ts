/**
 * What becomes of an image once its request is answered. A delivery that comes late makes an image and answers like any other,
 * and only CloudFormation knows whether it still listened. So the request goes on until that shows: what CloudFormation did not
 * take is nobody's, and goes. What it took in a rollback is marked, because no waiter does.
 */
import { CopyPorts } from './copy-ports';
import { CopyRequest } from './copy-request';
import { Image, imageIdIn } from './image';
import { runTakeBack } from './run-take-back';
import { NextLook, Step, Turn, Watch, WatchStep } from '../cloudformation/step';
import { ACCEPTED_TAG } from '../contract';

/** Soon: the next deployment may take the resource out of its template, and then nothing says that CloudFormation had the image. */
const FIRST_LOOK_SECONDS = 5;
/** CloudFormation names by then what it took. */
const TAKEN_SECONDS = 180;
/** The answer comes within the hour that CloudFormation waits, and removing is done in another. */
const DEADLINE_SECONDS = 2 * 3600;

/** An answer with an image that CloudFormation has not taken over yet. */
export function offering(step: Step, { imageId }: Image, stackStatus: string | undefined, { memo, elapsedSeconds }: Turn): Step {
  if (step.do !== 'succeed') return step;
  return { ...step, watch: { afterSeconds: FIRST_LOOK_SECONDS, memo: { ...memo, offered: imageId, offeredAt: elapsedSeconds, offeredIn: stackStatus ?? 'unknown' } } };
}

/**
 * CloudFormation asks for no deletion of what a creation under plain `Retain` could not make, nor of what an update could not. A rollback
 * does away with the latter; but one that cannot do that fails itself, and what it began would stay.
 */
export function afterFailure({ request: { requestType, properties }, memo }: Turn, because: string): NextLook | undefined {
  const isNobodys = requestType === 'Update' || (requestType === 'Create' && properties.RemovalPolicy === 'Retain');
  const hasBegun = memo.startedIn !== undefined && memo.takenBack === undefined;
  return isNobodys && hasBegun ? { afterSeconds: FIRST_LOOK_SECONDS, memo: { ...memo, takenBack: because } } : undefined;
}

export const watchOffer = (open: (turn: Turn) => { readonly ports: CopyPorts; readonly request: CopyRequest }): Watch => ({
  run: turn => {
    const { ports, request } = open(turn);
    return runOffered(ports, request, turn);
  },
  deadlineSeconds: DEADLINE_SECONDS,
});

async function runOffered(ports: CopyPorts, request: CopyRequest, turn: Turn): Promise<WatchStep> {
  const { offered, offeredAt, offeredIn, takenBack } = turn.memo;
  const isTaken = takenBack === undefined && imageIdIn(await ports.stack.physicalIdOf(request.owner.logicalResourceId)) === offered;
  if (isTaken) {
    if (offeredIn === 'UPDATE_ROLLBACK_IN_PROGRESS') await ports.images.tag([offered], { [ACCEPTED_TAG]: 'true' });
    return { do: 'over', because: `CloudFormation has taken ${offered}` };
  }
  if (takenBack === undefined && turn.elapsedSeconds - Number(offeredAt) < TAKEN_SECONDS) {
    return { do: 'again', afterSeconds: 30, because: `CloudFormation does not name ${offered} yet`, memo: turn.memo };
  }
  const step = await runTakeBack(ports, request, 'CloudFormation did not take it', turn);
  return step.do === 'again' ? step : { do: 'over', because: step.because };
}
