/**
 * Makes the wished image of parts, for Create and Update of `Custom::AmiBuild`. Lives as a copy does (`run-copy.ts`), only that making takes
 * many turns: what the image is made from, its snapshots each under their key, the image. CloudFormation is answered when the image
 * can be used and is what was wished, and nothing that was only on the way to it is left.
 *
 * Most of the calls know no token. That nothing is made twice is because a request has one execution (`run-start.ts`).
 */
import { Blueprint, differencesFrom, withSnapshots } from './blueprint';
import { bringCopies } from './bring-copies';
import { bringOriginal, findIntermediate, imageOfInstance, partsOf } from './bring-original';
import { BuildRequest } from './build-request';
import { makeNamed } from './make-named';
import { isEarly, still } from './patience';
import { seeing, unlessSeen } from './seen';
import { Refusal } from '../aws-failure';
import { Step, Turn } from '../cloudformation/step';
import { copyImage } from '../copy/copy-image';
import { isStillWanted } from '../copy/copy-plan';
import { CopyPorts } from '../copy/copy-ports';
import { ownershipTags } from '../copy/copy-request';
import { Image, isAccepted, isGone, isIntermediate, jobOf } from '../copy/image';
import { runMaking } from '../copy/run-copy';
import { NOT_MADE } from '../copy/run-delete';
import { runRemoval } from '../copy/run-removal';
import { rememberedSnapshots } from '../copy/run-snapshot-removal';
import { runTakeBack } from '../copy/run-take-back';

export async function runBuild(ports: CopyPorts, request: BuildRequest, turn: Turn): Promise<Step> {
  if (await isEarly(ports, turn) && isStillWanted(await ports.stack.status(), turn.memo.startedIn)) {
    return still(turn.memo.awaited as readonly string[], turn);
  }
  return runMaking(ports, request, turn, {
    make: () => unlessSeen(ports, request.wish, turn, () => make(ports, request, turn)),
    finish: image => finish(ports, request, image, turn),
  });
}

async function make(ports: CopyPorts, request: BuildRequest, turn: Turn): Promise<Image | Step> {
  const { wish } = request;
  try {
    return await makeOf(ports, request, turn);
  } catch (error) {
    // Nothing is made before a refusal, but of a volume: so there is nothing to wait for when this is deleted.
    const isFirst = turn.request.requestType === 'Create' && wish.origin.kind !== 'VOLUME' && !Object.keys(turn.memo).some(key => key !== 'startedIn');
    if (!isFirst || !(error instanceof Refusal)) throw error;
    return { do: 'fail', physicalId: NOT_MADE, because: error.message };
  }
}

async function makeOf(ports: CopyPorts, request: BuildRequest, turn: Turn): Promise<Image | Step> {
  const { wish } = request;
  if (isPlainImage(request)) return imageOfInstance(ports, request, wish, turn);
  const original = await bringOriginal(ports, request, turn);
  if ('do' in original) return original;
  if (wish.encryption && wish.encryption.volumeKeys.size === 0 && original.imageId) {
    return copyImage(ports, { ...request, wish: { ...wish, sourceId: original.imageId, sourceRegion: original.region } }, turn);
  }
  if (!wish.encryption) return register(ports, request, original.blueprint, turn);
  const result = await bringCopies(ports, request, original, turn);
  return 'do' in result ? result : register(ports, request, withSnapshots(original.blueprint, result.copies), turn);
}

/** Of an instance, as it is: EC2 tells the id at once, and the waiter does the rest. */
const isPlainImage = ({ wish }: BuildRequest) => wish.origin.kind === 'INSTANCE' && !wish.encryption;

const register = (ports: CopyPorts, { owner, wish }: BuildRequest, blueprint: Blueprint, turn: Turn) =>
  makeNamed(ports, wish, turn, name => ports.parts.register({
    name, description: wish.description, blueprint, tags: { ...wish.tags, ...ownershipTags(owner, wish) },
  }));

async function finish(ports: CopyPorts, request: BuildRequest, image: Image, turn: Turn): Promise<Step | undefined> {
  if (isPlainImage(request)) return undefined;
  if (image.state === 'pending') return still([image.imageId], turn, seeing(request.wish, image));
  const isUnproved = isRegisteredAnew(request) && !isAccepted(image) && turn.memo.proved !== image.imageId;
  return isUnproved ? prove(ports, request, image, turn) : sweep(ports, request, image, turn);
}

const isRegisteredAnew = ({ wish: { origin, encryption } }: BuildRequest) =>
  (origin.kind === 'IMAGE' || origin.kind === 'INSTANCE') && encryption !== undefined && encryption.volumeKeys.size > 0;

/**
 * Holds what EC2 made of a registration against the image that it was told of. One that was only on the way goes after that, in turns that
 * remember the proof.
 */
async function prove(ports: CopyPorts, request: BuildRequest, image: Image, turn: Turn): Promise<Step> {
  const { origin } = request.wish;
  const between = await findIntermediate(ports, request);
  const original = between ? await ports.parts.blueprint(between.imageId) : origin.kind === 'IMAGE' && await ports.partsIn(origin.region).blueprint(origin.id);
  const actual = await ports.parts.blueprint(image.imageId);
  if (!original || !actual || original === 'hidden' || actual === 'hidden') {
    return { do: 'again', afterSeconds: 15, because: `EC2 does not show all that ${image.imageId} has to be compared with`, memo: turn.memo };
  }
  const wrong = differencesFrom(original, actual);
  if (wrong.length > 0) return runTakeBack(ports, request, `${image.imageId} is not what it was made from: ${wrong.join('; ')}. It was discarded`, turn);
  return { do: 'again', afterSeconds: 1, because: `${image.imageId} is what it was made from`, memo: { ...turn.memo, proved: image.imageId } };
}

/** Takes away what was only on the way to the image. */
async function sweep(ports: CopyPorts, request: BuildRequest, image: Image, turn: Turn): Promise<Step | undefined> {
  const images = (await ports.images.madeFor(request.owner)).filter(each => !isGone(each));
  const remove = images.filter(each => jobOf(each) === request.wish.job && isIntermediate(each));
  const mapped = image.snapshots.map(each => each.snapshotId);
  const spare = (await partsOf(ports, request)).filter(each => !mapped.includes(each.snapshotId));
  if (remove.length + spare.length + rememberedSnapshots(turn.memo).length === 0) return undefined;
  // EC2 may not list yet what it shows by its id.
  const staying = [image, ...images.filter(each => !remove.includes(each) && each.imageId !== image.imageId)];
  // How long EC2 holds on to what goes counts from here.
  const sweptSince = Number(turn.memo.sweptSince ?? turn.elapsedSeconds);
  const order = { owner: request.owner, remove, staying, jobs: [request.wish.job], whenUsed: 'keep' } as const;
  const result = await runRemoval(ports, order, { ...turn, elapsedSeconds: turn.elapsedSeconds - sweptSince });
  return result.do === 'again' ? { ...result, memo: { ...result.memo, sweptSince } } : undefined;
}
