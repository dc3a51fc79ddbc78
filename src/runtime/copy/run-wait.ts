/**
 * Waits for copies on behalf of `Custom::AmiWaiter`, in all their Regions at once: one call to EC2 per Region and turn. Its
 * first deed is to mark each image as accepted, because CloudFormation names it here only after it took it over. It answers
 * success or failure, and no value that anybody uses: who could read its response URL in the state machine's history could
 * not name another image.
 */
import { explainElsewhere } from './closed-region';
import { CopyPorts, CopyWorld, portsIn } from './copy-ports';
import { Image, isAccepted, jobOf, physicalIdOf } from './image';
import { explainFailure, findPlaintext, nextWaitStep, pauseAfter } from './wait-plan';
import { AwaitedImage, parseWaitRequest } from './wait-request';
import { ResourceRequest } from '../cloudformation/request';
import { Family, Memo, Step, Turn } from '../cloudformation/step';
import { ACCEPTED_TAG, CompletionMode, OWNERSHIP_TAG } from '../contract';
import { oneOf, positiveNumber, text } from '../properties';

/** What a look at one image means for the wait. */
type Look =
  | { readonly do: 'wait'; readonly afterSeconds: number; readonly because: string }
  | { readonly do: 'done'; readonly because: string }
  | { readonly do: 'fail'; readonly because: string };

const waitId = (request: ResourceRequest) => `wait:${request.logicalResourceId}`;

export const waiterFamily = (world: CopyWorld): Family => ({
  placeholderId: waitId,
  deadlineSeconds: request => positiveNumber(request.properties, 'TimeoutMinutes') * 60,
  run: async turn => {
    if (turn.request.requestType === 'Delete') return done(turn, 'there is nothing to remove');
    const step = await runWait(world, turn);
    return step.do === 'fail' && await isRollingBack(world) ? done(turn, `a rollback goes on although ${step.because}`) : step;
  },
  giveUp: (turn, because) => oneOf(turn.request.properties, 'OnTimeout', ['FAIL', 'CONTINUE']) === 'CONTINUE'
    ? done(turn, `the time is over, and the copy goes on without us: ${because}`)
    : { do: 'fail', because: `${because} after ${text(turn.request.properties, 'TimeoutMinutes')} minutes; give CopyCompletion.inDeploy a longer timeout, let it CONTINUE, or use CopyCompletion.pending()` },
});

/** Its stack wants to be where it was; when the image is not, a failure here would only leave the stack in between. */
const isRollingBack = async (world: CopyWorld) => (await world.stack.status()) === 'UPDATE_ROLLBACK_IN_PROGRESS';

async function runWait(world: CopyWorld, turn: Turn): Promise<Step> {
  const { images, completion } = parseWaitRequest(turn.request.properties);
  const finished = finishedIn(turn.memo);
  const open = images.filter(each => !finished.includes(each.imageId));
  const looks = await Promise.all(open.map(each => lookElsewhere(portsIn(world, each.region), each, completion, turn)));

  const failed = looks.find(each => each.do === 'fail');
  if (failed) return failed;
  const waits = looks.filter(each => each.do === 'wait');
  if (waits.length === 0) return done(turn, looks.map(each => each.because).join('; '));
  const memo = { finished: [...finished, ...open.filter((_, index) => looks[index].do === 'done').map(each => each.imageId)] };
  return { do: 'again', afterSeconds: Math.min(...waits.map(each => each.afterSeconds)), because: waits.map(each => each.because).join('; '), memo };
}

/** Those that an earlier turn has found available, and encrypted. */
const finishedIn = ({ finished }: Memo) => (Array.isArray(finished) ? finished as readonly string[] : []);

/** Names the Region of an image that is not in the stack's own. */
async function lookElsewhere(ports: CopyPorts, awaited: AwaitedImage, mode: CompletionMode, turn: Turn): Promise<Look> {
  const step = await look(ports, awaited, mode, turn).catch(error => { throw explainElsewhere(error, ports); });
  return ports.region === ports.sourceRegion ? step : { ...step, because: `${physicalIdOf(ports.region, awaited.imageId)}: ${step.because}` };
}

async function look(ports: CopyPorts, { imageId, encryptionKeyArn }: AwaitedImage, mode: CompletionMode, { elapsedSeconds }: Turn): Promise<Look> {
  const image = await ports.images.find(imageId);
  if (image && !isAccepted(image)) await ports.images.tag([imageId], { [ACCEPTED_TAG]: 'true' });

  const step = nextWaitStep(image, elapsedSeconds, mode);
  switch (step.do) {
    case 'wait':
      return { do: 'wait', afterSeconds: pauseAfter(elapsedSeconds), because: image ? `${imageId} is still ${image.state}` : `EC2 does not show ${imageId} yet` };
    case 'go-on':
      return { do: 'done', because: step.because };
    case 'fail':
      return step;
    case 'explain':
      return { do: 'fail', because: explainFailure(image!, await snapshotsOf(ports, image!), encryptionKeyArn) };
    case 'verify':
      return verify(ports, image!, encryptionKeyArn);
  }
}

async function verify(ports: CopyPorts, image: Image, keyArn: string | undefined): Promise<Look> {
  const snapshots = await ports.images.snapshots(image.snapshots.map(each => each.snapshotId));
  if (snapshots.length < image.snapshots.length) return { do: 'wait', afterSeconds: 15, because: `EC2 does not show all snapshots of ${image.imageId} yet` };
  const plaintext = findPlaintext(image, snapshots, keyArn);
  return plaintext === undefined ? { do: 'done', because: `${image.imageId} is available, and encrypted` } : { do: 'fail', because: plaintext };
}

/** Of a failed image the mapping may be empty: its snapshots carry the tags of the same job. */
async function snapshotsOf(ports: CopyPorts, image: Image) {
  const owner = { stackId: image.tags[OWNERSHIP_TAG.stackId] ?? '', logicalResourceId: image.tags[OWNERSHIP_TAG.logicalId] ?? '' };
  return (await ports.images.snapshotsMadeFor(owner)).filter(each => jobOf(each) === jobOf(image));
}

const done = (turn: Turn, because: string): Step => ({ do: 'succeed', physicalId: waitId(turn.request), because });
