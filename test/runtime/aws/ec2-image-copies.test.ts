import { RegisterImageCommand } from '@aws-sdk/client-ec2';
import { ACCOUNT, anEc2, anOrder, DENIED, OWNER, REGION, TAGS, UNKNOWN } from './an-ec2';
import { OWNERSHIP_TAG } from '../../../src/runtime/contract';

describe('looking', () => {
  test('finds an image in whatever state, a disabled one too', async () => {
    const { seed, copies } = anEc2();
    for (const state of ['available', 'failed', 'disabled'] as const) {
      const imageId = seed.image({ state });
      expect(await copies.find(imageId)).toMatchObject({ imageId, state });
    }
  });

  test('finds nothing where EC2 knows no such image', async () => expect(await anEc2().copies.find(UNKNOWN)).toBeUndefined());

  test('finds by its name an image of this account only', async () => {
    const { simulator, seed, copies } = anEc2();
    simulator.seed('222222222222', REGION).image({ name: 'theirs', sharedWith: [ACCOUNT] });
    const imageId = seed.image({ name: 'ours' });
    const found = [await copies.named('ours'), await copies.named('theirs'), await copies.named('our')];
    expect(found.map(image => image?.imageId)).toEqual([imageId, undefined, undefined]);
  });

  test('finds what was made for a resource, and nothing of its neighbours', async () => {
    const { simulator, seed, copies } = anEc2();
    const mine = [seed.image({ tags: TAGS, snapshotTags: TAGS }), seed.image({ tags: TAGS, state: 'disabled' })];
    seed.image({ tags: { ...TAGS, [OWNERSHIP_TAG.logicalId]: 'Other' }, snapshotTags: { ...TAGS, [OWNERSHIP_TAG.logicalId]: 'Other' } });
    seed.image({ tags: { ...TAGS, [OWNERSHIP_TAG.stackId]: 'arn:other' } });
    simulator.seed('222222222222', REGION).image({ tags: TAGS, snapshotTags: TAGS, sharedWith: [ACCOUNT], snapshotsSharedWith: [ACCOUNT] });
    expect((await copies.madeFor(OWNER)).map(image => image.imageId).sort()).toEqual([...mine].sort());
    const ofTheFirst = simulator.images().find(image => image.imageId === mine[0])?.snapshotIds;
    expect((await copies.snapshotsMadeFor(OWNER)).map(each => each.snapshotId)).toEqual(ofTheFirst);
  });

  test('leaves out snapshots that are gone, and asks nothing about none', async () => {
    const { simulator, seed, copies } = anEc2();
    const snapshotId = seed.snapshot({});
    expect((await copies.snapshots([snapshotId, 'snap-00000000000000000'])).map(each => each.snapshotId)).toEqual([snapshotId]);
    const before = simulator.calls.length;
    expect(await copies.snapshots([])).toEqual([]);
    expect(simulator.calls).toHaveLength(before);
  });

  test('finds the images of this account that are made of a snapshot', async () => {
    const { simulator, seed, copies } = anEc2();
    seed.image({});
    const [{ snapshotIds: [root] }] = simulator.images();
    const { ImageId } = await simulator.ec2(ACCOUNT, REGION).send(new RegisterImageCommand({
      Name: 'again', RootDeviceName: '/dev/xvda', BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: root } }],
    }));
    seed.image({});
    expect((await copies.madeOf([root])).map(image => image.imageId).sort()).toEqual([simulator.images()[0].imageId, ImageId].sort());
  });

  test('fails when EC2 refuses to say', async () => {
    const { copies } = anEc2({}, { DescribeImages: DENIED });
    await expect(copies.find(UNKNOWN)).rejects.toMatchObject({ code: 'UnauthorizedOperation', hope: 'soon' });
  });
});

describe('the users of an image', () => {
  test('are living instances, launch templates in old versions too, and parameters', async () => {
    const { seed, copies } = anEc2();
    const [imageId, other] = [seed.image({}), seed.image({})];
    const running = seed.instance({ imageId });
    const stopped = seed.instance({ imageId, state: 'stopped' });
    seed.instance({ imageId, state: 'terminated' });
    seed.instance({ imageId: other });
    const template = seed.launchTemplate({ imageIds: [imageId, ...Array(30).fill(other)] });
    seed.parameter('/images/web', imageId);
    expect([...await copies.usersOf(imageId)].sort()).toEqual([
      `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${running}`,
      `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${stopped}`,
      `arn:aws:ec2:${REGION}:${ACCOUNT}:launch-template/${template}`,
      `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/images/web`,
    ].sort());
  });

  test('are none when nobody uses it', async () => {
    const { seed, copies } = anEc2();
    expect(await copies.usersOf(seed.image({}))).toEqual([]);
  });
});

describe('a copy', () => {
  test('is encrypted with the key, and it and its snapshots carry the tags from the start', async () => {
    const ec2 = anEc2();
    const order = anOrder(ec2);
    const imageId = await ec2.copies.start(order);
    expect(ec2.simulator.images().find(image => image.imageId === imageId)).toMatchObject({
      name: 'web-1', description: 'the web', state: 'pending', tags: TAGS, sourceImageId: order.sourceImageId,
    });
    ec2.pass(60);
    const snapshots = ec2.simulator.snapshots().filter(each => each.madeFor === imageId);
    expect(snapshots).toHaveLength(2);
    for (const each of snapshots) expect(each).toMatchObject({ encrypted: true, keyArn: order.encryptionKeyArn, tags: TAGS });
  });

  test('is one, however often it is ordered under its token', async () => {
    const ec2 = anEc2();
    const order = anOrder(ec2);
    expect(new Set([await ec2.copies.start(order), await ec2.copies.start(order)]).size).toBe(1);
  });

  test('fails when EC2 refuses it', async () => {
    const ec2 = anEc2();
    ec2.seed.image({ name: 'web-1' });
    await expect(ec2.copies.start(anOrder(ec2))).rejects.toMatchObject({ code: 'InvalidAMIName.Duplicate', hope: 'later' });
  });
});

describe('changing', () => {
  test('sets and takes away tags of images and snapshots, and leaves the others', async () => {
    const { simulator, seed, copies } = anEc2();
    const imageId = seed.image({ tags: { team: 'web', stage: 'test' } });
    const { snapshotIds: [snapshotId] } = simulator.images().find(image => image.imageId === imageId)!;
    await copies.tag([imageId, snapshotId], { team: 'data', golden: '' });
    await copies.untag([imageId, snapshotId], ['stage', 'unknown']);
    expect([(await copies.find(imageId))?.tags, (await copies.snapshots([snapshotId]))[0].tags]).toEqual(Array(2).fill({ team: 'data', golden: '' }));
  });

  test('sets a description', async () => {
    const { seed, copies } = anEc2();
    const imageId = seed.image({ description: 'old' });
    await copies.describe(imageId, 'new');
    expect((await copies.find(imageId))?.description).toBe('new');
  });

  test('fails when there is nothing to change, with the hope that it appears', async () => {
    const { copies } = anEc2();
    const failure = { code: 'InvalidAMIID.NotFound', hope: 'soon' };
    await expect(copies.tag([UNKNOWN], { team: 'web' })).rejects.toMatchObject(failure);
    await expect(copies.untag([UNKNOWN], ['team'])).rejects.toMatchObject(failure);
    await expect(copies.describe(UNKNOWN, 'new')).rejects.toMatchObject(failure);
  });
});
