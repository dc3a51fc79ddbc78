import { Ec2World } from './ec2-world';
import { Engine } from './model';
import { violationsOfParts } from './parts-invariants';
import { imageIdsIn, imagesOf, Stewardship } from './stewardship';
import { TrueImage } from '../../ec2/census';
import { Relinquished, Stack } from '../stack';

type Tags = { readonly [key: string]: string };

/** What the checks of what is there need to know of the history. */
export interface ImageWitness {
  readonly engine: Engine;
  readonly world: Ec2World;
  readonly stacks: readonly Stack[];
  readonly stewardship: Stewardship;
  /** When the last check was. */
  readonly since: number;
  /** A deletion of this image was asked for, and enough went wrong that no function could have seen to it. */
  couldNotBeDeleted(imageId: string): boolean;
  /** A deletion was asked for, with a policy that the same update changed: the image was deployed under one that keeps it. */
  keptByOwnPolicy(imageId: string): boolean;
}

/**
 * Invariant iii: every image is there for a reason, every resource of a settled stack has its image, and every snapshot stands behind one
 * of those. What was only on the way to an image has no such reason, nor has a snapshot too many.
 */
export function violationsOfLeftovers(witness: ImageWitness): string[] {
  const { world, stacks, stewardship } = witness;
  const wanted = new Set(stacks.flatMap(imagesOf));
  const copies = world.images();
  const violations = copies
    .filter(({ imageId, tags }) => !wanted.has(imageId) && !stewardship.kept.has(imageId) && !isOrphan(imageId, tags, witness))
    .filter(({ imageId, tags }) => !witness.keptByOwnPolicy(imageId) && !isInBetween(tags, witness) && !wasCutShort(tags, witness))
    .filter(({ imageId, tags }) => !witness.couldNotBeDeleted(imageId) && !isInPlaceOfRemoved(tags, witness))
    .filter(({ imageId, tags }) => !isStuck(imageId, witness) && !isToGo(tags, witness))
    .map(({ imageId, name }) => `iii: ${imageId} (${name}) is left, and nothing explains it`);

  const there = new Set(copies.map(copy => copy.imageId));
  violations.push(...stacks.flatMap(stack => [...violationsOfContents(stack, copies), ...violationsOfParts(stack, world)]));
  for (const stack of stacks.filter(({ status }) => /^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(status))) {
    for (const imageId of imagesOf(stack)) {
      if (!there.has(imageId) && !world.deregisteredByHand.has(imageId)) {
        violations.push(`iii: ${imageId} is gone, though ${stack.identity.name} (${stack.status}) has it`);
      }
    }
  }
  return [...violations, ...violationsOfSnapshots(witness, copies)];
}

function violationsOfSnapshots(witness: ImageWitness, images: readonly TrueImage[]): string[] {
  const { world, stewardship, engine: { orphanTag = '' } } = witness;
  const there = new Set(images.map(image => image.imageId));
  const behind = new Map([...[...world.deregisteredByHand], ...images.map(image => [image.imageId, image] as const)]
    .flatMap(([imageId, { snapshotIds }]) => snapshotIds.map(snapshotId => [snapshotId, imageId])));
  return world.snapshots().flatMap(({ snapshotId, madeFor, goes, tags }) => {
    const imageId = behind.get(snapshotId) ?? madeFor ?? '';
    if (goes || there.has(imageId) || witness.couldNotBeDeleted(imageId) || wasCutShort(tags, witness) || isToGo(tags, witness)) return [];
    const removed = world.deregisteredByHand.get(imageId);
    const stays = isInBetween(tags, witness) || ((removed || imageId === '') && isOfFailedRollback(tags, witness)) || (removed && (
      stewardship.kept.has(imageId) || hasResource(tags, witness) || isOfRetained(tags, witness)
      || witness.keptByOwnPolicy(imageId) || orphanTag in removed.tags
    ));
    return stays ? [] : [`iii: ${snapshotId} is left of ${imageId || 'nothing'}, which is gone`];
  });
}

/** A stack that has ended well has copies of what its template says. */
function violationsOfContents({ status, identity, resources }: Stack, copies: readonly TrueImage[]): string[] {
  if (!/^(CREATE|UPDATE)_COMPLETE$/.test(status)) return [];
  return [...resources.values()].flatMap(({ physicalId, properties: { SourceImageId, Region } }) => {
    const copy = copies.find(each => imageIdsIn(physicalId).includes(each.imageId));
    if (!copy || SourceImageId === undefined) return [];
    const isAsked = copy.sourceImageId === SourceImageId && (Region === undefined || copy.region === Region);
    return isAsked ? [] : [
      `iii: ${copy.imageId} is a copy of ${copy.sourceImageId} in ${copy.region}, though ${identity.name} wants one of ${String(SourceImageId)} in ${String(Region)}`,
    ];
  });
}

/** Snapshots of an image that somebody took away go with the resource that they were made for. */
function hasResource(tags: Tags, { engine: { ownerTag = '', resourceTag = '' }, stacks }: ImageWitness): boolean {
  return stacks.some(({ identity, resources }) => identity.id === tags[ownerTag] && resources.has(tags[resourceTag]));
}

/**
 * Somebody took a resource's image away by hand, and a request that CloudFormation had its answer to was delivered again:
 * it makes the image anew. The resource finds it by its job when it is next asked for anything, its deletion included.
 */
function isInPlaceOfRemoved(tags: Tags, { engine: { ownerTag = '', resourceTag = '', jobTag = '' }, stacks, world }: ImageWitness): boolean {
  const resource = stacks.find(({ identity }) => identity.id === tags[ownerTag])?.resources.get(tags[resourceTag]);
  return imageIdsIn(resource?.physicalId ?? '').some(imageId => world.deregisteredByHand.get(imageId)?.tags[jobTag] === (tags[jobTag] ?? 'none'));
}

/** A stack that could not be rolled back still has to clean up. */
function isInBetween(tags: Tags, { engine, stacks }: ImageWitness): boolean {
  return stacks.some(({ identity, status }) => status === 'UPDATE_ROLLBACK_FAILED' && tags[engine.ownerTag ?? ''] === identity.id);
}

/**
 * The deletion of a stack that could not be rolled back says what the update had wanted. Of the image before that it knows the id, which
 * tells nothing any more when somebody has taken it away, and of copies for it that a rollback has begun it knows nothing.
 */
const isOfFailedRollback = (tags: Tags, { engine: { ownerTag = '' }, stacks }: ImageWitness) =>
  stacks.some(({ identity, events }) => identity.id === tags[ownerTag] && events.some(({ status }) => status === 'UPDATE_ROLLBACK_FAILED'));

/**
 * The deletion of a stack that could not be rolled back asks for what the update had made, too, which is none of the stack's
 * resources any more. Where that is refused, the deletion has failed, and says why.
 */
function isStuck(imageId: string, { stacks }: ImageWitness): boolean {
  return stacks.some(({ status, events }) => status === 'DELETE_FAILED'
    && events.some(each => each.status === 'DELETE_FAILED' && imageIdsIn(each.physicalId ?? '').includes(imageId)));
}

/** A deletion that has failed says why, and a later one goes on with all that was made for the resource. */
function isToGo(tags: Tags, { engine: { ownerTag = '', resourceTag = '' }, stacks }: ImageWitness): boolean {
  return stacks.some(({ identity, status, resources }) =>
    identity.id === tags[ownerTag] && /^(ROLLBACK|DELETE)_FAILED$/.test(status) && resources.has(tags[resourceTag]));
}

/** Under plain `Retain` CloudFormation lets go of a resource whose creation it gave up, and never learns what was made. */
const isOfLostCreation = (tags: Tags, witness: ImageWitness) =>
  relinquishedFor(tags, witness).some(({ resource }) => imageIdsIn(resource.physicalId).length === 0);

/**
 * Nobody asks for the deletion of such a creation. Its own request takes back what it made, which lasts until EC2 lets go of the
 * snapshots of an image that is gone; when the creation was the stack's own, the function may be gone by then.
 */
const wasCutShort = (tags: Tags, witness: ImageWitness) => isOfLostCreation(tags, witness)
  && witness.stacks.some(({ identity, status }) => identity.id === tags[witness.engine.ownerTag ?? ''] && /^(ROLLBACK|DELETE)_COMPLETE$/.test(status));

const isOfRetained = (tags: Tags, witness: ImageWitness) => relinquishedFor(tags, witness).length > 0;

/** What CloudFormation let go of, for a policy, that this was made for. */
function relinquishedFor(tags: Tags, { engine: { ownerTag = '', resourceTag = '' }, stacks }: ImageWitness): Relinquished[] {
  return stacks.filter(({ identity }) => identity.id === tags[ownerTag])
    .flatMap(({ relinquished }) => relinquished.filter(({ resource, fate }) => fate === 'retained' && resource.logicalId === tags[resourceTag]));
}

/** An image that something used when it should have gone stays, if it says so. */
function isOrphan(imageId: string, tags: Tags, { engine, world, stewardship, since }: ImageWitness): boolean {
  if (engine.orphanTag === undefined || !(engine.orphanTag in tags) || !world.wasUsedSince(imageId, since)) return false;
  stewardship.kept.set(imageId, 'in use');
  return true;
}

/** Invariant iv: never two live images for one wish. What is on the way to one is another thing, and invariant iii sees that it goes. */
export function violationsOfUniqueness({ engine, world }: ImageWitness): string[] {
  const { jobTag, partTag = '' } = engine;
  if (jobTag === undefined) return [];
  const byJob = new Map<string, string[]>();
  for (const { imageId, tags, state } of world.images()) {
    if ((state !== 'pending' && state !== 'available') || tags[partTag] === 'intermediate') continue;
    byJob.set(tags[jobTag] ?? 'none', [...byJob.get(tags[jobTag] ?? 'none') ?? [], imageId]);
  }
  return [...byJob].filter(([, images]) => images.length > 1)
    .map(([job, images]) => `iv: ${images.join(' and ')} are both alive for the job ${job.slice(0, 12)}`);
}
