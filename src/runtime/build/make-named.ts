import { Step, Turn } from '../cloudformation/step';
import { assertNameIsFree } from '../copy/copy-checks';
import { INVISIBLE_SECONDS, rememberedImage } from '../copy/copy-image';
import { CopyPorts } from '../copy/copy-ports';
import { CopyWish, imageNameOf } from '../copy/copy-request';
import { Image, isAlive, isGone } from '../copy/image';
import { explainFailure } from '../copy/wait-plan';

/**
 * CreateImage and RegisterImage know no token. The name, which is this wish's alone, keeps a second call from making a second
 * image: EC2 refuses it, and a later turn finds the first.
 */
export async function makeNamed(ports: CopyPorts, wish: CopyWish, turn: Turn, make: (name: string) => Promise<string>): Promise<Image | Step> {
  const name = imageNameOf(wish);
  const remembered = rememberedImage(wish, turn);
  const imageId = remembered ?? await makeUnlessThere(ports, wish, make);
  const image = await ports.images.find(imageId);
  // EC2 may go on naming for a while what was just deregistered.
  if (image && isGone(image) && !remembered) return { do: 'again', afterSeconds: 10, because: `EC2 has not let go of ${imageId}` };
  if (image) return isAlive(image) ? image : { do: 'fail', because: explainFailure(image, [], wish.encryptionKeyArn) };
  const since = remembered ? Number(turn.memo.since) : turn.elapsedSeconds;
  return turn.elapsedSeconds - since < INVISIBLE_SECONDS
    ? { do: 'again', afterSeconds: 10, because: `EC2 does not show ${imageId} yet`, memo: { ...turn.memo, name, imageId, since } }
    : { do: 'fail', because: `EC2 does not show ${imageId}, which it has made` };
}

async function makeUnlessThere(ports: CopyPorts, wish: CopyWish, make: (name: string) => Promise<string>): Promise<string> {
  const holder = await ports.images.named(imageNameOf(wish));
  assertNameIsFree(wish, holder);
  return holder && isAlive(holder) ? holder.imageId : make(imageNameOf(wish));
}
