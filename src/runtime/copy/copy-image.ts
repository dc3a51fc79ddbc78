/**
 * Orders a copy from EC2, and sees to it that what EC2 answers is one: EC2 remembers a token for longer than the image
 * that it stood for, and may not show a new image at once. Ends with the image, or with the turn.
 */
import { assertCopyable, assertKeyWorks, assertNameIsFree, explainRefusal } from './copy-checks';
import { CopyPorts } from './copy-ports';
import { CopyRequest, CopyWish, imageNameOf, ownershipTags, sourceOf, tokenOf } from './copy-request';
import { Image, isAlive, isDead } from './image';
import { CopyOrder } from './image-copies';
import { NOT_MADE } from './run-delete';
import { explainFailure } from './wait-plan';
import { AwsFailure, isHopeless } from '../aws-failure';
import { Step, Turn } from '../cloudformation/step';

/** EC2 may not show a new image for so long. */
export const INVISIBLE_SECONDS = 180;
/** Dead images whose token EC2 remembers. More than this many failures within its memory is somebody's loop. */
const MAX_ATTEMPTS = 20;

export async function copyImage(ports: CopyPorts, request: CopyRequest, turn: Turn): Promise<Image | Step> {
  for (let attempt = Number(turn.memo.attempt ?? 0); attempt < MAX_ATTEMPTS; attempt++) {
    const imageId = (turn.memo.attempt === attempt ? rememberedImage(request.wish, turn) : undefined) ?? await order(ports, request, attempt, turn);
    if (typeof imageId !== 'string') return imageId;
    const image = await ports.images.find(imageId);
    if (image && isAlive(image)) return image;
    if (image && isDead(image)) return { do: 'fail', because: explainFailure(image, [], request.wish.encryptionKeyArn) };

    // Not to be seen yet, or what EC2 remembers for this token is long gone.
    const since = turn.memo.imageId === imageId ? Number(turn.memo.since) : turn.elapsedSeconds;
    if (!image && turn.elapsedSeconds - since < INVISIBLE_SECONDS) {
      return { do: 'again', afterSeconds: 10, because: `EC2 does not show ${imageId} yet`, memo: { name: imageNameOf(request.wish), attempt, imageId, since } };
    }
  }
  return { do: 'fail', because: `EC2 answered ${MAX_ATTEMPTS} times with an image that is gone` };
}

/** What an earlier turn has made for the wish, and EC2 did not show then. */
export const rememberedImage = (wish: CopyWish, { memo }: Turn) =>
  memo.name === imageNameOf(wish) && typeof memo.imageId === 'string' ? memo.imageId : undefined;

/** The id of the copy that EC2 makes, or how the turn ends without one. */
async function order(ports: CopyPorts, request: CopyRequest, attempt: number, turn: Turn): Promise<string | Step> {
  const { wish } = request;
  try {
    const source = await sourceOf(ports, wish);
    if (source?.state === 'pending') return { do: 'again', afterSeconds: 30, because: `the source ${source.imageId} is still pending` };
    assertCopyable(wish.sourceId, source);
    if (wish.encryptionKeyArn !== undefined) await assertKeyWorks(ports.keys, wish.encryptionKeyArn);
    return await ports.images.start(orderFor(ports, request, attempt)).catch(async error => {
      if (isNameTaken(error)) assertNameIsFree(wish, await ports.images.named(imageNameOf(wish)));
      throw error instanceof AwsFailure ? explainRefusal(error, source) : error;
    });
  } catch (error) {
    if (!isHopeless(error)) throw error;
    const isNothingMade = turn.request.requestType === 'Create' && attempt === 0;
    return { do: 'fail', physicalId: isNothingMade ? NOT_MADE : undefined, because: error.message };
  }
}

const isNameTaken = (error: unknown) => error instanceof AwsFailure && error.code === 'InvalidAMIName.Duplicate';

const orderFor = ({ home }: CopyPorts, { wish, owner }: CopyRequest, attempt: number): CopyOrder => ({
  sourceImageId: wish.sourceId,
  sourceRegion: wish.sourceRegion ?? home,
  name: imageNameOf(wish),
  description: wish.description,
  encryptionKeyArn: wish.encryptionKeyArn,
  durationMinutes: wish.durationMinutes,
  tags: { ...wish.tags, ...ownershipTags(owner, wish) },
  token: tokenOf(wish, attempt),
});
