import { aWorld } from './a-world';
import { aWish, tagsOfJob } from './an-image';
import { ACCEPTED_TAG, KEPT_TAG } from '../../../src/runtime/contract';
import { runKeep } from '../../../src/runtime/copy/run-keep';
import { anEc2, OWNER, TAGS } from '../aws/an-ec2';
import { aRequest } from '../cloudformation/an-event';

/** The tags of an image that CloudFormation has taken over, after a request asks for it that does not name it. */
async function tagsAfter(stackOf: (imageId: string) => Parameters<typeof aWorld>[1]) {
  const ec2 = anEc2();
  const imageId = ec2.seed.image({ description: 'the web', tags: { ...tagsOfJob('job-1'), ...TAGS, [ACCEPTED_TAG]: 'true' } });
  const { ports } = aWorld(ec2, stackOf(imageId));
  const image = await ec2.copies.find(imageId);
  await runKeep(ports, { owner: OWNER, wish: aWish() }, image!, { request: aRequest(), elapsedSeconds: 0, memo: {} });
  return ec2.simulator.images()[0].tags;
}

test('an image that CloudFormation does not name was left by an earlier deployment, and is marked as such', async () => {
  expect(await tagsAfter(() => ({ status: async () => 'UPDATE_IN_PROGRESS', physicalIdOf: async () => undefined }))).toHaveProperty([KEPT_TAG], 'true');
});

test('one that it names was made by this deployment', async () => {
  expect(await tagsAfter(imageId => ({ status: async () => 'UPDATE_IN_PROGRESS', physicalIdOf: async () => `eu-central-1/${imageId}` })))
    .not.toHaveProperty([KEPT_TAG]);
});

test('one that it names no more is not, when a rollback has begun meanwhile: that takes back what the deployment has made', async () => {
  let isRollingBack = false;
  expect(await tagsAfter(imageId => ({
    status: async () => {
      const status = isRollingBack ? 'UPDATE_ROLLBACK_IN_PROGRESS' : 'UPDATE_IN_PROGRESS';
      isRollingBack = true;
      return status;
    },
    physicalIdOf: async () => {
      const physicalId = isRollingBack ? undefined : `eu-central-1/${imageId}`;
      isRollingBack = true;
      return physicalId;
    },
  }))).not.toHaveProperty([KEPT_TAG]);
});
