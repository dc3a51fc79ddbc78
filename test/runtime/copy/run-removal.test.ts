import { aWorld } from './a-world';
import { anImage, tagsOfJob } from './an-image';
import { mayStillAppear, RemovalOrder, runRemoval } from '../../../src/runtime/copy/run-removal';
import { removedIn } from '../../../src/runtime/copy/run-snapshot-removal';
import { anEc2, anOrder, DENIED, OWNER, TAGS, UNKNOWN } from '../aws/an-ec2';
import { aRequest } from '../cloudformation/an-event';

/** One turn of a removal in front of the EC2 simulator. */
function aRemoval(stack: Parameters<typeof aWorld>[1] = {}, refuses: Parameters<typeof anEc2>[1] = {}) {
  const ec2 = anEc2({}, refuses);
  const { ports } = aWorld(ec2, stack);
  const remove = (order: Partial<RemovalOrder>, elapsedSeconds = 0, memo = {}) => runRemoval(
    ports, { owner: OWNER, remove: [], staying: [], jobs: [], whenUsed: 'keep', ...order }, { request: aRequest(), elapsedSeconds, memo });
  const image = async (imageId: string) => (await ec2.copies.find(imageId))!;
  return { ec2, remove, image };
}

describe('an image that EC2 lists and does not know', () => {
  test('may be back in the next list: the removal goes on, and does not take it for removed', async () => {
    const { remove } = aRemoval();
    const result = await remove({ remove: [anImage({ imageId: UNKNOWN, snapshots: [] })], namedImageId: UNKNOWN });
    expect(result).toMatchObject({ do: 'again', because: `EC2 has not let go of ${UNKNOWN}`, memo: { removed: [] } });
  });

  test('is gone when it is not listed any more', async () => {
    const { remove } = aRemoval();
    expect(await remove({ namedImageId: UNKNOWN }, 15)).toMatchObject({ do: 'removed', orphaned: [] });
  });
});

test('what an earlier turn has removed, EC2 may list still, and IAM refuse: it has no tags any more', async () => {
  const { ec2, remove, image } = aRemoval({}, { DeregisterImage: DENIED, DeleteSnapshot: DENIED });
  const imageId = ec2.seed.image({ tags: TAGS, snapshotTags: TAGS });
  const order = { remove: [await image(imageId)], namedImageId: imageId };
  await expect(remove(order, 200)).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
  const [{ snapshotId }] = ec2.simulator.snapshots();
  expect(await remove(order, 200, { removed: [imageId, snapshotId] })).toMatchObject({ do: 'again', because: `EC2 has not let go of ${imageId}, ${snapshotId}` });
});

describe('the snapshots of an image', () => {
  test('cannot appear when it was finished', async () => {
    const { ec2, remove, image } = aRemoval();
    const imageId = ec2.seed.image({ tags: TAGS, snapshotTags: TAGS });
    const result = await remove({ remove: [await image(imageId)], namedImageId: imageId }, 60);
    expect(result.do === 'removed' && mayStillAppear(result.memo, 60)).toBe(false);
    expect(result.do === 'removed' && removedIn(result.memo)).toEqual([imageId, expect.stringMatching(/^snap-/)]);
  });

  test('may appear for two minutes when it was removed unfinished', async () => {
    const { ec2, remove, image } = aRemoval();
    const imageId = await ec2.copies.start(anOrder(ec2));
    const result = await remove({ remove: [await image(imageId)], namedImageId: imageId }, 60);
    const memo = result.do === 'refuse' ? {} : result.memo;
    expect([60, 179, 180].map(seconds => mayStillAppear(memo, seconds))).toEqual([true, true, false]);
  });
});

test('the snapshots that somebody had an image registered from stay when it goes', async () => {
  const { ec2, remove, image } = aRemoval();
  const imageId = ec2.seed.image({ tags: TAGS });
  expect(await remove({ remove: [await image(imageId)], namedImageId: imageId }, 60)).toMatchObject({ do: 'removed', memo: { removed: [imageId] } });
  expect([ec2.simulator.images().length, ec2.simulator.snapshots().length]).toEqual([0, 1]);
});

describe('an image that the request does not name', () => {
  const tags = { ...tagsOfJob('job-1'), ...TAGS };

  test('stays, with its snapshots, when it is the one that CloudFormation knows', async () => {
    let known = '';
    const { ec2, remove, image } = aRemoval({ physicalIdOf: async () => `eu-central-1/${known}` });
    known = ec2.seed.image({ tags, snapshotTags: tags });
    expect(await remove({ remove: [await image(known)], jobs: ['job-1'] })).toMatchObject({ do: 'removed', memo: { removed: [] } });
    expect(ec2.simulator.snapshots()).toHaveLength(1);
  });

  test('goes when CloudFormation knows another one, or none', async () => {
    for (const known of ['eu-central-1/ami-0', undefined]) {
      const { ec2, remove, image } = aRemoval({ physicalIdOf: async () => known });
      const imageId = ec2.seed.image({ tags, snapshotTags: tags });
      await remove({ remove: [await image(imageId)], jobs: ['job-1'] });
      expect([ec2.simulator.images(), ec2.simulator.snapshots()]).toEqual([[], []]);
    }
  });

  test('fails when CloudFormation cannot be asked, rather than to take away what it may know', async () => {
    const { ec2, remove, image } = aRemoval({ physicalIdOf: () => Promise.reject(new Error('connect ETIMEDOUT')) });
    const imageId = ec2.seed.image({ tags });
    await expect(remove({ remove: [await image(imageId)] })).rejects.toThrow('connect ETIMEDOUT');
    expect(ec2.simulator.images()).toHaveLength(1);
  });
});
