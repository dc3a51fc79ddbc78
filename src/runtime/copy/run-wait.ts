/**
 * Waits for a copy on behalf of `Custom::AmiWaiter`: one call to EC2 per turn. Its first deed is to mark the image as
 * accepted, because CloudFormation names it here only after it took it over. It answers success or failure, and no
 * value that anybody uses: who could read its response URL in the state machine's history could not name another image.
 */
import { CopyPorts } from './copy-ports';
import { Image, isAccepted, jobOf } from './image';
import { explainFailure, findPlaintext, nextWaitStep, pauseAfter } from './wait-plan';
import { ResourceRequest } from '../cloudformation/request';
import { Family, Step, Turn } from '../cloudformation/step';
import { ACCEPTED_TAG, CompletionMode, OWNERSHIP_TAG } from '../contract';
import { oneOf, positiveNumber, text } from '../properties';

const MODES: readonly CompletionMode[] = ['IN_DEPLOY', 'PENDING'];

const waitId = (request: ResourceRequest) => `wait:${request.logicalResourceId}`;

export const waiterFamily = (ports: CopyPorts): Family => ({
  placeholderId: waitId,
  deadlineSeconds: request => positiveNumber(request.properties, 'TimeoutMinutes') * 60,
  run: async turn => {
    if (turn.request.requestType === 'Delete') return done(turn, 'there is nothing to remove');
    const step = await runWait(ports, turn);
    return step.do === 'fail' && await isRollingBack(ports) ? done(turn, `a rollback goes on although ${step.because}`) : step;
  },
  giveUp: (turn, because) => oneOf(turn.request.properties, 'OnTimeout', ['FAIL', 'CONTINUE']) === 'CONTINUE'
    ? done(turn, `the time is over, and the copy goes on without us: ${because}`)
    : { do: 'fail', because: `${because} after ${text(turn.request.properties, 'TimeoutMinutes')} minutes; give CopyCompletion.inDeploy a longer timeout, let it CONTINUE, or use CopyCompletion.pending()` },
});

/** Its stack wants to be where it was; when the image is not, a failure here would only leave the stack in between. */
const isRollingBack = async (ports: CopyPorts) => (await ports.stack.status()) === 'UPDATE_ROLLBACK_IN_PROGRESS';

async function runWait(ports: CopyPorts, turn: Turn): Promise<Step> {
  const { properties } = turn.request;
  const imageId = text(properties, 'ImageId');
  const image = await ports.images.find(imageId);
  if (image && !isAccepted(image)) await ports.images.tag([imageId], { [ACCEPTED_TAG]: 'true' });

  const step = nextWaitStep(image, turn.elapsedSeconds, oneOf(properties, 'Completion', MODES));
  switch (step.do) {
    case 'wait':
      return { do: 'again', afterSeconds: pauseAfter(turn.elapsedSeconds), because: image ? `${imageId} is still ${image.state}` : `EC2 does not show ${imageId} yet` };
    case 'go-on':
      return done(turn, step.because);
    case 'fail':
      return { do: 'fail', because: step.because };
    case 'explain':
      return { do: 'fail', because: explainFailure(image!, await snapshotsOf(ports, image!), text(properties, 'EncryptionKeyArn')) };
    case 'verify':
      return verify(ports, image!, text(properties, 'EncryptionKeyArn'), turn);
  }
}

async function verify(ports: CopyPorts, image: Image, keyArn: string, turn: Turn): Promise<Step> {
  const snapshots = await ports.images.snapshots(image.snapshots.map(each => each.snapshotId));
  if (snapshots.length < image.snapshots.length) return { do: 'again', afterSeconds: 15, because: `EC2 does not show all snapshots of ${image.imageId} yet` };
  const plaintext = findPlaintext(image, snapshots, keyArn);
  return plaintext === undefined ? done(turn, `${image.imageId} is available, and encrypted`) : { do: 'fail', because: plaintext };
}

/** Of a failed image the mapping may be empty: its snapshots carry the tags of the same job. */
async function snapshotsOf(ports: CopyPorts, image: Image) {
  const owner = { stackId: image.tags[OWNERSHIP_TAG.stackId] ?? '', logicalResourceId: image.tags[OWNERSHIP_TAG.logicalId] ?? '' };
  return (await ports.images.snapshotsMadeFor(owner)).filter(each => jobOf(each) === jobOf(image));
}

const done = (turn: Turn, because: string): Step => ({ do: 'succeed', physicalId: waitId(turn.request), because });
