import { planTags } from './copy-plan';
import { CopyPorts } from './copy-ports';
import { CopyRequest, sourceOf } from './copy-request';
import { Image, imageIdIn, isAccepted, jobOf, physicalIdOf } from './image';
import { foreignSnapshots } from './run-removal';
import { Step, Turn } from '../cloudformation/step';
import { COPY_ATTRIBUTE, KEPT_TAG } from '../contract';

/** EC2 may not show a tag for so long. */
const TAGS_SETTLE_SECONDS = 60;

/** Answers with a copy that is there, after it has made its tags and description what the template says. */
export async function runKeep(ports: CopyPorts, request: CopyRequest, image: Image, turn: Turn): Promise<Step> {
  const { wish, before } = request;
  if (await isFound(ports, request, image, turn)) {
    await ports.images.tag([image.imageId], { [KEPT_TAG]: 'true' });
    // Before there is an answer, and with it a rollback that must see the tag.
    return { do: 'again', afterSeconds: TAGS_SETTLE_SECONDS, because: `${image.imageId} was left by an earlier deployment, and is marked as such`, memo: turn.memo };
  }
  const { set, unset } = planTags(wish, before, image.tags);
  if (Object.keys(set).length + unset.length > 0) {
    const ids = [image.imageId, ...await snapshotIdsOf(ports, request, image)];
    if (Object.keys(set).length > 0) await ports.images.tag(ids, set);
    if (unset.length > 0) await ports.images.untag(ids, unset);
  }
  if (image.description !== wish.description) {
    const because = `the description of ${image.imageId} cannot be changed while it is pending`;
    if (image.state === 'pending') return { do: 'again', afterSeconds: 60, because, memo: turn.memo };
    await ports.images.describe(image.imageId, wish.description);
  }
  const rootDeviceName = image.rootDeviceName ?? (await sourceOf(ports, wish))?.rootDeviceName;
  return {
    do: 'succeed',
    physicalId: physicalIdOf(ports.region, image.imageId),
    data: { [COPY_ATTRIBUTE.imageId]: image.imageId, ...(rootDeviceName ? { [COPY_ATTRIBUTE.rootDeviceName]: rootDeviceName } : {}) },
    because: `${image.imageId} is made from ${wish.sourceId}`,
  };
}

/** An image that CloudFormation took over once, and does not know when it asks for it now: an earlier deployment left it. */
async function isFound(ports: CopyPorts, request: CopyRequest, image: Image, { request: { physicalResourceId } }: Turn): Promise<boolean> {
  if (!isAccepted(image) || KEPT_TAG in image.tags || imageIdIn(physicalResourceId) === image.imageId) return false;
  if (imageIdIn(await ports.stack.physicalIdOf(request.owner.logicalResourceId)) === image.imageId) return false;
  // Only then: in a rollback CloudFormation names what it has made no more.
  return ['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS'].includes(await ports.stack.status() ?? '');
}

/** Those of the mapping, which is empty while the copy is pending, and those that carry its job. None of somebody else. */
async function snapshotIdsOf(ports: CopyPorts, request: CopyRequest, image: Image): Promise<string[]> {
  const made = await ports.images.snapshotsMadeFor(request.owner);
  const foreign = await foreignSnapshots(ports, request.owner, [image]);
  const mapped = image.snapshots.map(each => each.snapshotId).filter(each => !foreign.includes(each));
  return [...new Set([...mapped, ...made.filter(each => jobOf(each) === request.wish.job).map(each => each.snapshotId)])];
}
