import { makeNamed } from '../../../src/runtime/build/make-named';
import { anEc2 } from '../aws/an-ec2';
import { aRequest } from '../cloudformation/an-event';
import { aWorld } from '../copy/a-world';
import { anImage, aWish } from '../copy/an-image';

const turn = { request: aRequest(), elapsedSeconds: 60, memo: {} };

test('a name that EC2 still lists for an image that is gone is tried again', async () => {
  const { ports } = aWorld(anEc2());
  const held = anImage({ imageId: 'ami-0123456789abcdef0' });
  const stale = { ...ports, images: { ...ports.images, named: async () => held, find: async () => ({ ...held, state: 'deregistered' }) } };
  expect(await makeNamed(stale as unknown as typeof ports, aWish(), turn, async () => 'ami-2')).toEqual({
    do: 'again', afterSeconds: 10, because: 'EC2 has not let go of ami-0123456789abcdef0',
  });
});
