/**
 * Waits for copies on behalf of `Custom::AmiWaiter`, in all their Regions at once: one call to EC2 per Region and turn. Its
 * first deed is to mark each image as accepted, because CloudFormation names it here only after it took it over; its last
 * to give it the attributes that it was asked for. It answers success or failure, and no value that anybody uses: who could
 * read its response URL in the state machine's history could not name another image. What is still pending when it
 * answers, it goes on watching.
 */
import { isNothing } from './attributes';
import { explainElsewhere } from './closed-region';
import { isStillWanted } from './copy-plan';
import { CopyPorts, CopyWorld, portsIn } from './copy-ports';
import { physicalIdOf } from './image';
import { lookAt } from './look-at-image';
import { runRelease } from './run-release';
import { watchImages } from './run-watch';
import { LONGEST_WATCH_PAUSE_SECONDS, pauseAfter } from './wait-plan';
import { AwaitedImage, goesOnWhenLate, parseUndone, parseWaitRequest, WaitRequest } from './wait-request';
import { AwsFailure } from '../aws-failure';
import { ResourceRequest } from '../cloudformation/request';
import { Family, Memo, Step, Turn } from '../cloudformation/step';
import { positiveNumber, text } from '../properties';

/** The end of a Delete, which only ever waits for a call that is on its way. */
const DELETE_SECONDS = 150;

const waitId = (request: ResourceRequest) => `wait:${request.logicalResourceId}`;

export const waiterFamily = (world: CopyWorld): Family => ({
  placeholderId: waitId,
  deadlineSeconds: ({ requestType, properties }) => (requestType === 'Delete' ? DELETE_SECONDS : positiveNumber(properties, 'TimeoutMinutes') * 60),
  run: async first => {
    const turn = await withStart(world, first);
    try {
      return await runTurn(world, turn);
    } catch (error) {
      throw error instanceof AwsFailure ? error.remembering(turn.memo) : error;
    }
  },
  giveUp: (turn, because) => {
    if (turn.request.requestType === 'Delete') return done(turn, because);
    return goesOnWhenLate(turn.request.properties)
      ? left(turn, `the time is over, and the copy goes on without us: ${because}`, turn.memo)
      : { do: 'fail', because: `${because} after ${text(turn.request.properties, 'TimeoutMinutes')} minutes; give CopyCompletion.inDeploy a longer timeout, let it CONTINUE, or use CopyCompletion.pending()` };
  },
  watch: watchImages(world),
});

/** A turn that knows in which status of the stack its request came, if that matters: a request may outlive its deployment. */
async function withStart(world: CopyWorld, turn: Turn): Promise<Turn> {
  const wish = turn.request.requestType === 'Delete' ? undefined : parseWaitRequest(turn.request);
  const mayChange = [wish, wish?.before, parseUndone(turn.request)].some(each => each && !isNothing(each.attributes));
  if (!mayChange || turn.memo.startedIn !== undefined) return turn;
  return { ...turn, memo: { ...turn.memo, startedIn: await world.stack.status() ?? 'unknown' } };
}

async function runTurn(world: CopyWorld, turn: Turn): Promise<Step> {
  const released = await runRelease(world, parseUndone(turn.request), turn);
  if (released) return released;
  if (turn.request.requestType === 'Delete') return done(turn, 'there is nothing to remove');
  const step = await runWait(world, turn);
  return step.do === 'fail' && await isRollingBack(world) ? done(turn, `a rollback goes on although ${step.because}`) : step;
}

/** Its stack wants to be where it was; when the image is not, a failure here would only leave the stack in between. */
const isRollingBack = async (world: CopyWorld) => (await world.stack.status()) === 'UPDATE_ROLLBACK_IN_PROGRESS';

async function runWait(world: CopyWorld, turn: Turn): Promise<Step> {
  const wish = parseWaitRequest(turn.request);
  const isWanted = async () => isStillWanted(await world.stack.status(), turn.memo.startedIn);
  const open = wish.images.filter(each => !finishedIn(turn.memo).includes(each.imageId));
  const looks = await Promise.all(open.map(each => lookElsewhere(portsIn(world, each.region), each, wish, turn, isWanted)));

  const failed = looks.find(each => each.do === 'fail');
  if (failed) return failed;
  const waits = looks.filter(each => each.do === 'wait');
  const because = (waits.length > 0 ? waits : looks).map(each => each.because).join('; ');
  const finished = [...finishedIn(turn.memo), ...open.filter((_, index) => looks[index].do === 'done').map(each => each.imageId)];
  const former = turn.memo.former ?? looks.flatMap(each => each.seen ?? []);
  const memo: Memo = { ...turn.memo, finished, ...(turn.elapsedSeconds > 0 ? { former } : {}) };
  if (waits.length > 0) return { do: 'again', afterSeconds: Math.min(...waits.map(each => each.afterSeconds)), because, memo };
  return looks.some(each => each.do === 'leave') ? left(turn, because, memo) : done(turn, because);
}

/** Those that an earlier turn has found available, and encrypted. */
const finishedIn = ({ finished }: Memo) => (Array.isArray(finished) ? finished as readonly string[] : []);

/** Names the Region of an image that is not in the stack's own. */
async function lookElsewhere(
  ports: CopyPorts, awaited: AwaitedImage, wish: WaitRequest, turn: Turn, isWanted: () => Promise<boolean>,
): ReturnType<typeof lookAt> {
  const look = await lookAt(ports, awaited, wish, turn, isWanted).catch(error => { throw explainElsewhere(error, ports); });
  return ports.region === ports.home ? look : { ...look, because: `${physicalIdOf(ports.region, awaited.imageId)}: ${look.because}` };
}

const done = (turn: Turn, because: string): Step => ({ do: 'succeed', physicalId: waitId(turn.request), because });

/** The deployment goes on, and the watch begins. */
const left = (turn: Turn, because: string, memo: Memo): Step => ({
  do: 'succeed',
  physicalId: waitId(turn.request),
  because,
  watch: { afterSeconds: pauseAfter(turn.elapsedSeconds, LONGEST_WATCH_PAUSE_SECONDS), memo },
});
