import { Memo, Step, Turn } from '../cloudformation/step';
import { INVISIBLE_SECONDS } from '../copy/copy-image';
import { CopyPorts } from '../copy/copy-ports';
import { CopyWish, imageNameOf } from '../copy/copy-request';
import { Image, isAlive } from '../copy/image';

const nameOf = (wish: CopyWish) => `seen ${imageNameOf(wish)}`;

/** For the turns to come: that EC2 has shown the image. */
export const seeing = (wish: CopyWish, { imageId }: Image): Memo => ({ [nameOf(wish)]: imageId, missingSince: -1 });

/**
 * Makes an image, but not again what an earlier turn has seen. Who takes it away may be the rollback of this very request, which came late
 * and cannot tell: the two would make and remove until their time is over.
 */
export async function unlessSeen(ports: CopyPorts, wish: CopyWish, turn: Turn, make: () => Promise<Image | Step>): Promise<Image | Step> {
  const imageId = turn.memo[nameOf(wish)];
  if (typeof imageId !== 'string') return make();
  const image = await ports.images.find(imageId);
  if (image && isAlive(image)) return image;
  const missingSince = Number(turn.memo.missingSince) < 0 ? turn.elapsedSeconds : Number(turn.memo.missingSince);
  return turn.elapsedSeconds - missingSince < INVISIBLE_SECONDS
    ? { do: 'again', afterSeconds: 30, because: `EC2 does not show ${imageId} any more`, memo: { ...turn.memo, missingSince } }
    : { do: 'fail', because: `${imageId} is gone: somebody deregistered it` };
}
