/**
 * Takes the protection off images that a rolled-back deployment has protected: the waiter depends on the images, so that
 * its request comes before their own deletion, which would find them protected. What a deletion or a replacement leaves is
 * as protected as it was.
 */
import { CopyWorld, portsIn } from './copy-ports';
import { belongsTo, Image, isGone } from './image';
import { isRollback } from './removal-plan';
import { Awaited } from './wait-request';
import { Step, Turn } from '../cloudformation/step';
import { KEPT_TAG } from '../contract';

/** The request that protects an image may be running still, and its call on the way, when its rollback comes. */
const IN_FLIGHT_SECONDS = 120;

/** The step of a turn that has to look again; undefined when nothing is protected, or nothing is rolled back. */
export async function runRelease(world: CopyWorld, undone: Awaited | undefined, turn: Turn): Promise<Step | undefined> {
  if (!undone?.attributes.isProtected || undone.images.length === 0) return undefined;
  // An update may still be under way when its rollback begins; then it is not the one that rolls back.
  const stackStatus = turn.request.requestType === 'Update' ? String(turn.memo.startedIn) : await world.stack.status();
  if (stackStatus === undefined) return { do: 'again', afterSeconds: 15, because: 'CloudFormation does not say what becomes of the stack' };
  if (!isRollback(stackStatus)) return undefined;

  const unsettled = await Promise.all(undone.images.map(async ({ region, imageId }) => {
    const { images } = portsIn(world, region);
    const image = await images.find(imageId);
    if (!image || !isToRelease(image, turn)) return undefined;
    if (!image.protected) return image.state === 'available' ? imageId : undefined;
    await images.change(imageId, { do: 'unprotect' });
    world.log({ image: imageId, do: 'unprotect', because: `the stack is in ${stackStatus}` });
    return undefined;
  }));
  const left = unsettled.filter(each => each !== undefined);
  return left.length > 0 && turn.elapsedSeconds < IN_FLIGHT_SECONDS
    ? { do: 'again', afterSeconds: 30, because: `${left.join(', ')} may be about to be protected`, memo: turn.memo }
    : undefined;
}

/** An image that an earlier deployment left stays what it is. */
const isToRelease = (image: Image, { request }: Turn) => !isGone(image) && belongsTo(image, request.stackId) && !(KEPT_TAG in image.tags);
