import { DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { CfnResource, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { BuildsLab, BuildWish, DATA, instanceOf, SourceKind } from './builds-lab';
import { AmiFromInstance, AmiFromSnapshot } from '../../../src';
import { OWNERSHIP_TAG } from '../../../src/runtime/contract';
import { hard } from '../../support/ec2/rules';
import { MINUTE } from '../copy/copy-lab';

const PAIRS: readonly (readonly [SourceKind, string, BuildWish])[] = [
  ['image', 'a key for each volume', {}],
  ['instance', 'a key for each volume', {}],
  ['instance', 'one key', { oneKey: true }],
  ['volume', 'one key', { oneKey: true }],
  ['snapshot', 'a key for each volume', {}],
  ['snapshot', 'one key', { oneKey: true }],
];

describe.each(PAIRS)('an image of a source of the kind %s, with %s', (kind, _keys, wish) => {
  test('is available, encrypted and alone when the deployment ends, and goes with its stack', async () => {
    const lab = new BuildsLab();
    const before = [...lab.ec2.images(), ...lab.ec2.snapshots()];
    expect(await lab.deploy(lab.buildOf(lab.source(kind), wish))).toBe('CREATE_COMPLETE');
    expect(lab.copies).toMatchObject([{ state: 'available', tags: { [OWNERSHIP_TAG.part]: 'result' } }]);
    expect(lab.keys).toEqual({ '/dev/xvda': lab.rootKey, ...(kind === 'volume' ? {} : { [DATA]: wish.oneKey ? lab.rootKey : lab.dataKey }) });
    expect(lab.snapshotsOfCopies.map(each => each.snapshotId).sort()).toEqual([...lab.copies[0].snapshotIds].sort());
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.remains).toEqual([]);
    expect([...lab.ec2.images(), ...lab.ec2.snapshots()]).toEqual(expect.arrayContaining(before));
  });

  test('stays the same while only its tags change', async () => {
    const lab = new BuildsLab();
    const source = lab.source(kind);
    await lab.deploy(lab.buildOf(source, { ...wish, tags: { team: 'red' } }));
    const [{ imageId }] = lab.copies;
    expect(await lab.deploy(lab.buildOf(source, { ...wish, tags: { team: 'blue' } }))).toBe('UPDATE_COMPLETE');
    expect(lab.copies).toMatchObject([{ imageId, tags: { team: 'blue' } }]);
    for (const { tags } of lab.snapshotsOfCopies) expect(tags.team).toBe('blue');
  });

  test('goes with a creation that is rolled back', async () => {
    const lab = new BuildsLab();
    expect(await lab.deploy(lab.rolledBack(lab.source(kind), 'create', wish))).toBe('ROLLBACK_COMPLETE');
    expect(lab.remains).toEqual([]);
  });

  test('is replaced by one of another source, and comes back when that update is rolled back', async () => {
    const lab = new BuildsLab();
    const source = lab.source(kind);
    await lab.deploy(lab.buildOf(source, wish));
    const [{ imageId }] = lab.copies;
    expect(await lab.deploy(lab.rolledBack(lab.source('image'), 'create'))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(lab.copies).toMatchObject([{ imageId, state: 'available' }]);
    expect(lab.snapshotsOfCopies).toHaveLength(lab.copies[0].snapshotIds.length);
    expect(await lab.deploy(lab.buildOf(lab.source('image')))).toBe('UPDATE_COMPLETE');
    expect(lab.copies).toHaveLength(1);
    expect(lab.copies[0].imageId).not.toBe(imageId);
  });

  test('is made once by a deployment that comes right after one that was rolled back meanwhile', async () => {
    const lab = new BuildsLab({ habits: { cancelAfterSeconds: 0 } });
    const [before, wanted] = [lab.buildOf(lab.source('image'), { prefix: 'before' }, 'Before'), lab.buildOf(lab.source(kind), wish)];
    await lab.deploy(before);
    expect(await lab.deploy(stack => {
      before(stack);
      wanted(stack);
      new CfnResource(stack, 'Failing', { type: 'Test::Sibling', properties: { Seconds: 10, FailOn: 'create' } });
    })).toBe('UPDATE_ROLLBACK_COMPLETE');
    const ordered = lab.orders.length;
    expect(await lab.deploy(stack => { before(stack); wanted(stack); })).toBe('UPDATE_COMPLETE');
    expect(new Set(lab.orders.slice(ordered)).size).toBe(lab.orders.length - ordered);
    expect(lab.copies).toHaveLength(2);
  });

  test('leaves nothing when its stack is deleted while it is made', async () => {
    for (const minutes of [1, 4, 7, 10]) {
      const lab = new BuildsLab();
      let deletion = Promise.resolve('');
      lab.after(minutes * MINUTE, () => { deletion = lab.stack.delete(); });
      await lab.deploy(lab.buildOf(lab.source(kind), wish));
      const ending = await lab.cloud.during(deletion);
      await lab.timeline.run();
      expect([minutes, ending, lab.remains]).toEqual([minutes, 'DELETE_COMPLETE', []]);
    }
  });

  test('is made, or nothing is, where EC2 is slow, forgetful and short of room', async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const lab = new BuildsLab({ seed, rules: hard });
      const status = await lab.deploy(lab.buildOf(lab.source(kind), wish));
      await lab.pass(60 * MINUTE);
      if (status === 'CREATE_COMPLETE') {
        expect([seed, lab.copies.length, lab.snapshotsOfCopies.length]).toEqual([seed, 1, lab.copies[0].snapshotIds.length]);
        expect(await lab.destroy()).toBe('DELETE_COMPLETE');
        await lab.pass(60 * MINUTE);
      }
      expect([seed, lab.remains]).toEqual([seed, []]);
    }
  });
});

describe('an image that is made of something as it is', () => {
  const ofInstance = (instanceId: string) => (stack: Stack) =>
    void new AmiFromInstance(stack, 'Image', { instance: instanceOf(stack, instanceId), imageNamePrefix: 'web', removalPolicy: RemovalPolicy.DESTROY });

  test('of an instance: it is not restarted, and its image goes with the stack', async () => {
    const lab = new BuildsLab();
    const instanceId = lab.instance();
    expect(await lab.deploy(ofInstance(instanceId))).toBe('CREATE_COMPLETE');
    expect(lab.copies).toMatchObject([{ state: 'available' }]);
    expect(lab.ec2.instances()).toMatchObject([{ instanceId, restarts: 0 }]);
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.remains).toEqual([]);
  });

  test('of a snapshot: that stays when the image goes', async () => {
    const lab = new BuildsLab();
    const [root, data] = [lab.seed.snapshot({}), lab.seed.snapshot({})];
    const image = (stack: Stack) => void new AmiFromSnapshot(stack, 'Image', {
      rootSnapshotId: root, dataSnapshots: { [DATA]: data }, imageNamePrefix: 'web', removalPolicy: RemovalPolicy.DESTROY,
    });
    expect(await lab.deploy(image)).toBe('CREATE_COMPLETE');
    expect(lab.copies).toMatchObject([{ state: 'available', snapshotIds: [root, data] }]);
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.remains).toEqual([]);
    expect(lab.ec2.snapshots().map(each => each.snapshotId)).toEqual([root, data]);
  });

  test('of a snapshot: that is not tagged when the tags of the image change', async () => {
    const lab = new BuildsLab();
    const rootSnapshotId = lab.seed.snapshot({ tags: { team: 'theirs' } });
    const imageTagged = (team: string) => (stack: Stack) =>
      Tags.of(new AmiFromSnapshot(stack, 'Image', { rootSnapshotId, imageNamePrefix: 'web' })).add('team', team);
    await lab.deploy(imageTagged('red'));
    expect(await lab.deploy(imageTagged('blue'))).toBe('UPDATE_COMPLETE');
    expect(lab.copies).toMatchObject([{ tags: { team: 'blue' } }]);
    expect(lab.ec2.snapshots()).toMatchObject([{ snapshotId: rootSnapshotId, tags: { team: 'theirs' } }]);
  });

  test('of an instance that is not there: nothing is made, and the sentence is the one of EC2', async () => {
    const lab = new BuildsLab();
    expect(await lab.deploy(ofInstance('i-00000000000000abc'))).toBe('ROLLBACK_COMPLETE');
    expect(lab.sentence).toContain('InvalidInstanceID.NotFound');
    expect(lab.remains).toEqual([]);
  });
});

test('a rollback that fails itself leaves nothing of what it has begun, though the policy keeps images', async () => {
  const lab = new BuildsLab();
  const wish = { oneKey: true, removalPolicy: RemovalPolicy.RETAIN };
  const source = lab.source('instance');
  await lab.deploy(lab.buildOf(source, wish));
  await lab.somebody.send(new DeregisterImageCommand({ ImageId: lab.copies[0].imageId, DeleteAssociatedSnapshots: true }));
  lab.after(MINUTE, () => { lab.ec2.key(lab.rootKey).state = 'Disabled'; });
  expect(await lab.deploy(lab.buildOf(source, { ...wish, tags: { team: 'red' } }))).toBe('UPDATE_ROLLBACK_FAILED');
  expect(lab.remains).not.toEqual([]);
  await lab.timeline.run();
  expect(lab.remains).toEqual([]);
});
