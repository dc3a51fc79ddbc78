import { strict as assert } from 'assert';
import { RemovalPolicy } from 'aws-cdk-lib';
import { copyOf } from './a-copy';
import { ORPHANED_TAG } from '../../../src/runtime/contract';
import { Scenario } from '../stage';

const { RETAIN_ON_UPDATE_OR_DELETE } = RemovalPolicy;

/** What deployments that go well do to a copy. */
export const life: readonly Scenario[] = [
  {
    title: 'a copy is made, encrypted under the key of the stack, and goes with its stack under DESTROY',
    run: async stage => {
      const source = stage.seed.image({ volumes: [{ sizeGiB: 8 }, { device: '/dev/sdf', sizeGiB: 20 }] });
      await stage.deploy(copyOf({ source }), 'CREATE_COMPLETE');
      const { imageId, state, sourceImageId } = stage.copy;
      assert.deepEqual([imageId, state, sourceImageId], [await stage.output('ImageId'), 'available', source]);
      assert.equal(stage.snapshots.length, 2);
      assert.ok(stage.snapshots.every(({ encrypted, keyArn }) => encrypted && keyArn), 'every snapshot is encrypted');
      await stage.destroy();
      assert.deepEqual([...stage.copies, ...stage.snapshots], []);
    },
  },
  {
    title: 'tags change in place, on the same image and its snapshots',
    run: async stage => {
      const source = stage.seed.image();
      await stage.deploy(copyOf({ source, tags: { team: 'red', tier: 'front' } }), 'CREATE_COMPLETE');
      const { imageId } = stage.copy;
      await stage.deploy(copyOf({ source, tags: { team: 'blue' } }), 'UPDATE_COMPLETE');
      assert.equal(stage.copy.imageId, imageId);
      for (const { tags } of [stage.copy, ...stage.snapshots]) assert.deepEqual([tags.team, tags.tier], ['blue', undefined]);
      await stage.destroy();
    },
  },
  {
    title: 'another source replaces the copy, and DESTROY removes the old one',
    run: async stage => {
      const [first, second] = [stage.seed.image(), stage.seed.image()];
      await stage.deploy(copyOf({ source: first }), 'CREATE_COMPLETE');
      const { imageId } = stage.copy;
      await stage.deploy(copyOf({ source: second }), 'UPDATE_COMPLETE');
      assert.notEqual(stage.copy.imageId, imageId);
      assert.deepEqual([stage.copy.sourceImageId, stage.copy.imageId], [second, await stage.output('ImageId')]);
      await stage.destroy();
      assert.deepEqual([...stage.copies, ...stage.snapshots], []);
    },
  },
  {
    title: 'images that the policy keeps outlive their replacement, and their stack',
    run: async stage => {
      const [first, second] = [stage.seed.image(), stage.seed.image()];
      await stage.deploy(copyOf({ source: first, removalPolicy: RETAIN_ON_UPDATE_OR_DELETE }), 'CREATE_COMPLETE');
      await stage.deploy(copyOf({ source: second, removalPolicy: RETAIN_ON_UPDATE_OR_DELETE }), 'UPDATE_COMPLETE');
      assert.deepEqual(stage.copies.map(({ sourceImageId }) => sourceImageId), [first, second]);
      await stage.destroy();
      assert.deepEqual(stage.copies.map(({ sourceImageId, state }) => [sourceImageId, state]), [[first, 'available'], [second, 'available']]);
      assert.equal(stage.snapshots.length, 2);
    },
  },
  {
    title: 'a replaced image that an instance uses stays and says so; a stack is not deleted while one uses its image',
    run: async stage => {
      const [first, second] = [stage.seed.image(), stage.seed.image()];
      await stage.deploy(copyOf({ source: first }), 'CREATE_COMPLETE');
      const old = stage.copy.imageId;
      const instance = stage.seed.instance({ imageId: old });
      await stage.deploy(copyOf({ source: second }), 'UPDATE_COMPLETE');
      const orphan = stage.copies.find(({ imageId }) => imageId === old);
      assert.match(orphan?.tags[ORPHANED_TAG] ?? '', new RegExp(instance));
      const user = stage.seed.instance({ imageId: await stage.output('ImageId') });
      assert.match(await stage.failToDestroy(), new RegExp(`is kept by .*${user}`));
      stage.seed.setInstanceState(user, 'terminated');
      await stage.destroy();
      assert.deepEqual(stage.copies.map(({ imageId }) => imageId), [old]);
    },
  },
  {
    title: 'a copy that is taken out of the template is removed, after its rights have gone from the policy',
    run: async stage => {
      const source = stage.seed.image();
      const keyArn = await stage.newKey();
      await stage.deploy(stack => { copyOf({ source, keyArn })(stack); copyOf({ source: stage.seed.image(), keyArn, id: 'Other' })(stack); }, 'CREATE_COMPLETE');
      assert.equal(stage.copies.length, 2);
      await stage.deploy(copyOf({ source, keyArn }), 'UPDATE_COMPLETE');
      assert.equal(stage.copy.sourceImageId, source);
      assert.equal(stage.snapshots.length, 1);
      await stage.destroy();
    },
  },
  {
    title: 'a second Region holds copies of its own',
    home: { account: '111111111111', region: 'eu-west-1' },
    run: lifeElsewhere,
  },
  {
    title: 'a second account holds copies of its own, deployed through the roles that cdk bootstrap made there',
    home: { account: '333333333333', region: 'us-east-1' },
    run: lifeElsewhere,
  },
];

async function lifeElsewhere(stage: Parameters<Scenario['run']>[0]): Promise<void> {
  const source = stage.seed.image();
  await stage.deploy(copyOf({ source }), 'CREATE_COMPLETE');
  assert.deepEqual([stage.copy.account, stage.copy.region], [stage.home.account, stage.home.region]);
  await stage.destroy();
  assert.deepEqual([...stage.copies, ...stage.snapshots], []);
}
