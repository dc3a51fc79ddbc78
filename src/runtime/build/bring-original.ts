/**
 * Sees to what the image is made from, and tells all about it. An instance becomes an image first and a volume a snapshot, and
 * so does an image of others that EC2 does not tell all about: each tagged as intermediate, and found again by that.
 */
import { Blueprint, isBilled, snapshotsOf } from './blueprint';
import { BuildRequest, BuildWish } from './build-request';
import { makeNamed } from './make-named';
import { still } from './patience';
import { seeing, unlessSeen } from './seen';
import { Refusal } from '../aws-failure';
import { Step, Turn } from '../cloudformation/step';
import { assertCopyable } from '../copy/copy-checks';
import { copyImage } from '../copy/copy-image';
import { CopyPorts } from '../copy/copy-ports';
import { ownershipTags, sourceOf } from '../copy/copy-request';
import { Image, isDead, isGone, isIntermediate, jobOf, Snapshot } from '../copy/image';
import { explainFailure } from '../copy/wait-plan';

/** What the image is made from, when it is there to be copied. */
export interface Original {
  readonly blueprint: Blueprint;
  /** Where it is. */
  readonly region: string;
  /** Of an image. */
  readonly imageId?: string;
}

export async function bringOriginal(ports: CopyPorts, request: BuildRequest, turn: Turn): Promise<Original | Step> {
  switch (request.wish.origin.kind) {
    case 'IMAGE':
      return bringImage(ports, request, turn);
    case 'INSTANCE':
      return bringIntermediate(ports, request, turn, () => imageOfInstance(ports, request, intermediate(request).wish, turn));
    case 'VOLUME':
      return bringVolume(ports, request, turn);
    case 'SNAPSHOT':
      return bringSnapshots(ports, request);
  }
}

/** Of an instance; EC2 answers with the id at once. */
export const imageOfInstance = (ports: CopyPorts, { owner }: BuildRequest, wish: BuildWish, turn: Turn) =>
  makeNamed(ports, wish, turn, name => ports.parts.createImage({
    instanceId: wish.origin.id,
    name,
    description: wish.description,
    reboot: wish.origin.reboot,
    tags: { ...wish.tags, ...ownershipTags(owner, wish) },
  }));

/** The same wish, for an image on the way to it. */
const intermediate = (request: BuildRequest): BuildRequest => ({ ...request, wish: { ...request.wish, part: 'intermediate' } });

async function bringImage(ports: CopyPorts, request: BuildRequest, turn: Turn): Promise<Original | Step> {
  const { wish } = request;
  const { id, region } = wish.origin;
  const source = await sourceOf(ports, wish);
  if (source?.state === 'pending') return { do: 'again', afterSeconds: 30, because: `the source ${id} is still pending` };
  assertCopyable(id, source);
  const blueprint = await ports.partsIn(region).blueprint(id);
  if (blueprint === undefined) return { do: 'again', afterSeconds: 15, because: `EC2 does not show ${id} any more` };
  if (blueprint === 'hidden') return bringIntermediate(ports, request, turn, () => copyImage(ports, intermediate(request), turn));
  assertRegistrable(wish, blueprint);
  await assertReadable(ports, wish, blueprint, source);
  return { blueprint, region, imageId: id };
}

/** An image may be shared for its use alone. EC2 would begin to copy what it does not show, and fail a while later. */
async function assertReadable(ports: CopyPorts, { origin }: BuildWish, blueprint: Blueprint, { ownerId = '' }: Image): Promise<void> {
  const wanted = snapshotsOf(blueprint).map(each => each.snapshotId);
  const shown = await ports.imagesIn(origin.region).snapshots(wanted);
  const hidden = wanted.filter(each => !shown.some(({ snapshotId }) => snapshotId === each));
  if (hidden.length > 0) throw new Refusal(`the source ${origin.id} cannot be copied without its snapshots: its owner ${ownerId} has to share ${hidden.join(', ')} with this account, too`);
}

/** Registering tells EC2 nothing of what is billed: it has to find out by itself, and may not. */
function assertRegistrable({ encryption, sourceId }: BuildWish, { billing }: Blueprint): void {
  if (!billing || !isBilled(billing) || !encryption || encryption.volumeKeys.size === 0 || encryption.registerBilled) return;
  const what = [billing.platformDetails, ...billing.productCodes].filter(each => each).join(', ');
  throw new Refusal(`the use of ${sourceId} is billed (${what}), and an image with volumeKeys is registered anew, which may lose that; use one encryptionKey for all volumes, or let it be tried with registerBilledImage: true`);
}

async function bringIntermediate(
  ports: CopyPorts, request: BuildRequest, turn: Turn, make: () => Promise<Image | Step>,
): Promise<Original | Step> {
  const { wish } = intermediate(request);
  const image = await findIntermediate(ports, request) ?? await unlessSeen(ports, wish, turn, make);
  if ('do' in image) return image;
  if (isDead(image)) return { do: 'fail', because: explainFailure(image, await partsOf(ports, request), request.wish.encryptionKeyArn) };
  if (image.state !== 'available') return still([image.imageId], turn, seeing(wish, image));
  const blueprint = await ports.parts.blueprint(image.imageId);
  if (blueprint === undefined || blueprint === 'hidden') return { do: 'again', afterSeconds: 15, because: `EC2 does not show all of ${image.imageId} yet` };
  assertRegistrable(request.wish, blueprint);
  return { blueprint, region: ports.region, imageId: image.imageId };
}

export const findIntermediate = async (ports: CopyPorts, { owner, wish }: BuildRequest): Promise<Image | undefined> =>
  (await ports.images.madeFor(owner)).find(each => jobOf(each) === wish.job && isIntermediate(each) && !isGone(each));

async function bringVolume(ports: CopyPorts, request: BuildRequest, turn: Turn): Promise<Original | Step> {
  const { origin, description, tags } = request.wish;
  const volume = await ports.parts.volume(origin.id);
  if (!volume) throw new Refusal(`the source ${origin.id} is not to be seen: there is no such volume in ${ports.region}`);
  const known = (await partsOf(ports, request)).find(isIntermediate);
  if (known?.state === 'error') return { do: 'fail', because: `the snapshot ${known.snapshotId} of ${origin.id} failed: ${known.stateMessage ?? 'EC2 does not say why'}` };
  if (known?.state === 'completed') return { blueprint: registering(request.wish, known.snapshotId, volume), region: ports.region };
  const made = typeof turn.memo.snapshotId === 'string' ? turn.memo.snapshotId : undefined;
  const snapshotId = known?.snapshotId ?? made ?? await ports.parts.createSnapshot({
    volumeId: origin.id, description, tags: { ...tags, ...ownershipTags(request.owner, intermediate(request).wish) },
  });
  return still([snapshotId], turn, { snapshotId });
}

async function bringSnapshots(ports: CopyPorts, { wish }: BuildRequest): Promise<Original | Step> {
  const { id, region, dataSnapshots } = wish.origin;
  const wanted = [id, ...dataSnapshots.values()];
  const found = await ports.imagesIn(region).snapshots(wanted);
  const missing = wanted.filter(each => !found.some(({ snapshotId }) => snapshotId === each));
  if (missing.length > 0) throw new Refusal(`the source ${missing.join(', ')} is not to be seen: it is in another Region than ${region}, deleted, or not shared with this account`);
  const unfit = found.filter(({ state }) => state !== 'completed' && state !== 'pending');
  if (unfit.length > 0) throw new Refusal(`the source ${unfit.map(each => `${each.snapshotId} is ${each.state}`).join(', ')}; only a completed snapshot can be copied`);
  const pending = found.filter(({ state }) => state === 'pending');
  if (pending.length > 0) return { do: 'again', afterSeconds: 30, because: `the source ${pending.map(each => each.snapshotId).join(', ')} is still pending` };
  return { blueprint: registering(wish, id), region };
}

function registering({ origin }: BuildWish, snapshotId: string, volume: object = {}): Blueprint {
  const registration = origin.registration!;
  return {
    registration,
    mappings: [
      { device: registration.rootDeviceName, volume: { ...volume, snapshotId } },
      ...[...origin.dataSnapshots].map(([device, dataId]) => ({ device, volume: { snapshotId: dataId } })),
    ],
  };
}

/** The snapshots that were made for the wish. */
export const partsOf = async (ports: CopyPorts, { owner, wish }: BuildRequest): Promise<readonly Snapshot[]> =>
  (await ports.images.snapshotsMadeFor(owner)).filter(each => jobOf(each) === wish.job);

