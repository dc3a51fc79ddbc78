/**
 * Watches copies that have outlasted their deployment, in all their Regions, on behalf of `Custom::AmiWaiter`: after its
 * answer, in the same execution. It does for each what the wait would have done, and fails when one of them did, which an
 * alarm on the state machine tells. A failure is in the log at once; the end comes when there is nothing left to watch, so
 * that the others get what they were promised. It acts while no deployment is going on, and on nothing that the stack has
 * no more.
 */
import { explainElsewhere } from './closed-region';
import { CopyPorts, CopyWorld, portsIn } from './copy-ports';
import { Image, isDead, isGone, physicalIdOf } from './image';
import { explain, finish, isOfLater, Look } from './look-at-image';
import { LONGEST_WATCH_PAUSE_SECONDS, pauseAfter } from './wait-plan';
import { AwaitedImage, parseWaitRequest, WaitRequest } from './wait-request';
import { Memo, Turn, Watch, WatchStep } from '../cloudformation/step';
import { OWNERSHIP_TAG, WATCH_SECONDS } from '../contract';

export const watchImages = (world: CopyWorld): Watch => ({ run: turn => runWatch(world, turn), deadlineSeconds: WATCH_SECONDS });

async function runWatch(world: CopyWorld, turn: Turn): Promise<WatchStep> {
  const afterSeconds = pauseAfter(turn.elapsedSeconds, LONGEST_WATCH_PAUSE_SECONDS);
  const stackStatus = await world.stack.status();
  if (!isAtRest(stackStatus)) return { do: 'again', afterSeconds, because: `the stack is in ${stackStatus ?? 'a status that CloudFormation does not tell'}`, memo: turn.memo };

  const wish = parseWaitRequest(turn.request);
  const finished = listIn(turn.memo.finished);
  const open = wish.images.filter(each => !finished.includes(each.imageId));
  const looks = await Promise.all(open.map(each => lookIn(portsIn(world, each.region), each, wish, turn, afterSeconds)));

  const because = looks.map(each => each.because).join('; ');
  const failures = [...listIn(turn.memo.failures), ...looks.filter(each => each.do === 'fail').map(each => each.because)];
  const waits = looks.filter(each => each.do === 'wait');
  if (waits.length === 0) return failures.length > 0 ? { do: 'fail', because: failures.join('; ') } : { do: 'over', because };
  const ended = open.filter((_, index) => looks[index].do !== 'wait').map(each => each.imageId);
  return { do: 'again', afterSeconds: Math.min(...waits.map(each => each.afterSeconds)), because, memo: { ...turn.memo, finished: [...finished, ...ended], failures } };
}

/** Between deployments: one that goes on may yet replace the image, or say otherwise what it shall be like. */
const isAtRest = (stackStatus: string | undefined) => /_(COMPLETE|FAILED)$/.test(stackStatus ?? '');

async function lookIn(ports: CopyPorts, awaited: AwaitedImage, wish: WaitRequest, turn: Turn, afterSeconds: number): Promise<Look> {
  const result = await look(ports, awaited, wish, turn, afterSeconds).catch(error => { throw explainElsewhere(error, ports); });
  return { ...result, because: `${physicalIdOf(awaited.region, awaited.imageId)}: ${result.because}` };
}

async function look(ports: CopyPorts, awaited: AwaitedImage, wish: WaitRequest, turn: Turn, afterSeconds: number): Promise<Look> {
  const image = await ports.images.find(awaited.imageId);
  if (!image || isGone(image)) return { do: 'done', because: 'the image is gone' };
  if (isOfLater(image, wish, turn)) return { do: 'done', because: 'a later request has taken it over' };
  if (!await isOfStack(ports, image)) return { do: 'done', because: 'the stack has gone on without it' };
  if (isDead(image)) return explain(ports, image, awaited.keys.encryptionKeyArn);
  switch (image.state) {
    case 'available': return finish(ports, image, awaited, wish, async () => true);
    case 'pending':
    case 'transient': return { do: 'wait', afterSeconds, because: `it is still ${image.state}` };
    default: return { do: 'done', because: `it is ${image.state}: somebody changed it` };
  }
}

async function isOfStack({ stack, region }: CopyPorts, { imageId, tags }: Image): Promise<boolean> {
  const logicalId = tags[OWNERSHIP_TAG.logicalId];
  return logicalId !== undefined && await stack.physicalIdOf(logicalId) === physicalIdOf(region, imageId);
}

const listIn = (entry: Memo[string] | undefined) => (Array.isArray(entry) ? entry as readonly string[] : []);
