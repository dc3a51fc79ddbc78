import { DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { addCopy, copyOf, CopyLab, CopyWish, HOUR, MINUTE } from './copy-lab';
import { CopyCompletion, CopyTimeoutAction } from '../../../src';
import { Faults, NO_FAULTS } from '../../support/cloudformation/faults';
import { calm, hard } from '../../support/ec2/rules';

/** The life of a copy, from its creation through its changes: whole stacks with the real handler. `run-end.test.ts` goes on from there. */

const slow = (hours: number) => ({ ...calm, copyDuration: () => hours * HOUR });
const made = (lab: CopyLab) => lab.calls('CopyImage').filter(({ error }) => !error).length;

describe('a new copy', () => {
  test('has all volumes of its source, each under the key, and says whose it is on image and snapshots', async () => {
    const lab = new CopyLab();
    const keyArn = lab.seed.key();
    const source = lab.seed.image({ volumes: [{ sizeGiB: 8 }, { device: '/dev/sdf', sizeGiB: 20 }] });
    expect(await lab.deploy(copyOf({ source, keyArn, tags: { team: 'web' }, description: 'The web image' }))).toBe('CREATE_COMPLETE');

    const [copy] = lab.copies;
    expect(copy).toMatchObject({ sourceImageId: source, state: 'available', description: 'The web image', name: expect.stringMatching(/^web-[0-9a-f]{12}$/) });
    expect(lab.snapshotsOfCopies).toMatchObject([{ sizeGiB: 8, encrypted: true, keyArn }, { sizeGiB: 20, encrypted: true, keyArn }]);
    for (const { tags } of [copy, ...lab.snapshotsOfCopies]) {
      expect(tags).toMatchObject({
        'team': 'web',
        'cdk-golden-ami:stack-id': lab.stack.identity.id,
        'cdk-golden-ami:logical-id': expect.stringMatching(/^Copy/),
        'cdk-golden-ami:job': expect.stringMatching(/^[0-9a-f]{64}$/),
        'cdk-golden-ami:source': source,
        'cdk-golden-ami:part': 'result',
      });
    }
  });

  test('that EC2 fails before CloudFormation took it over is not made again', async () => {
    // The function dies of the call; Lambda calls it again a minute later, when EC2 has found out about the key.
    let deaths = 0;
    const ofCall: Faults['ofCall'] = ({ operation }) => (operation === 'CopyImage' && deaths++ === 0 ? 'crash-after' : undefined);
    const lab = new CopyLab({ faults: { ...NO_FAULTS, ofCall }, rules: { ...calm, keyFailsAfter: [0, 0] } });
    const keyArn = lab.seed.key({ deniesUse: true });
    expect(await lab.deploy(copyOf({ source: lab.seed.image(), keyArn }))).toBe('ROLLBACK_COMPLETE');
    expect(lab.sentence).toMatch(/the copy ami-\S+ failed: .*snap-\S+: Given key ID is not accessible/);
    expect(made(lab)).toBe(1);
    expect(lab.left).toEqual([]);
  });

  test('is not taken for one that an earlier deployment left, however often its request comes', async () => {
    const lab = new CopyLab({ faults: { ...NO_FAULTS, redeliveries: () => [1, 700] }, rules: calm });
    await lab.deploy(copyThatWaits({ source: lab.seed.image() }));
    expect(lab.cloud.lambda.events[0].attempts).toHaveLength(3);
    expect(lab.copies[0].tags).not.toHaveProperty('cdk-golden-ami:kept');
  });

  test('is marked as accepted by its waiter, not by the call that makes it', async () => {
    const lab = new CopyLab();
    await lab.deploy(copyOf({ source: lab.seed.image() }));
    expect(JSON.stringify(lab.calls('CopyImage'))).not.toContain('cdk-golden-ami:accepted');
    expect(lab.copies[0].tags).toMatchObject({ 'cdk-golden-ami:accepted': 'true' });
  });

  test.each([10, 50])('that takes %d minutes is available before anything that uses its id is made', async minutes => {
    const lab = new CopyLab({ rules: { ...calm, copyDuration: () => minutes * MINUTE } });
    const start = lab.timeline.now();
    expect(await lab.deploy(withInstance(lab.seed.image()))).toBe('CREATE_COMPLETE');
    const begun = lab.stack.events.find(({ logicalId, status }) => logicalId.startsWith('Web') && status === 'CREATE_IN_PROGRESS');
    expect(begun!.at - start).toBeGreaterThan(minutes * MINUTE);
    expect(lab.stack.resources.get('Web')!.properties.ImageId).toBe(lab.copies[0].imageId);
  });

  test('tells its root snapshot and root device', async () => {
    const lab = new CopyLab();
    const source = lab.seed.image({ volumes: [{ device: '/dev/sda1' }, { device: '/dev/sdf' }] });
    await lab.deploy(stack => {
      const copy = addCopy(stack, 'Copy', { source });
      new ec2.CfnVolume(stack, 'Volume', { availabilityZone: 'eu-central-1a', snapshotId: copy.rootSnapshotId, tags: [{ key: 'device', value: copy.rootDeviceName }] });
    });
    const [{ snapshotIds: [root] }] = lab.copies;
    expect(lab.stack.resources.get('Volume')!.properties).toMatchObject({ SnapshotId: root, Tags: [{ Value: '/dev/sda1' }] });
  });
});

describe('a copy that takes longer than its deployment', () => {
  test('goes on when the timeout says CONTINUE, and becomes available', async () => {
    const lab = new CopyLab({ rules: slow(3) });
    const completion = CopyCompletion.inDeploy({ onTimeout: CopyTimeoutAction.CONTINUE });
    expect(await lab.deploy(copyOf({ source: lab.seed.image(), completion }))).toBe('CREATE_COMPLETE');
    expect(lab.copies).toMatchObject([{ state: 'pending', tags: { 'cdk-golden-ami:accepted': 'true' } }]);
    await lab.pass(3 * HOUR);
    expect(lab.copies).toMatchObject([{ state: 'available' }]);
  });

  test('lets its deployment end within minutes when it may be pending', async () => {
    const lab = new CopyLab({ rules: slow(3) });
    const start = lab.timeline.now();
    expect(await lab.deploy(copyOf({ source: lab.seed.image(), completion: CopyCompletion.pending() }))).toBe('CREATE_COMPLETE');
    expect(lab.timeline.now() - start).toBeLessThan(5 * MINUTE);
    expect(lab.copies).toMatchObject([{ state: 'pending', tags: { 'cdk-golden-ami:accepted': 'true' } }]);
  });

  test('fails its deployment, pending or not, when EC2 fails it within two minutes', async () => {
    const lab = new CopyLab({ rules: slow(3) });
    const keyArn = lab.seed.key({ deniesUse: true });
    expect(await lab.deploy(copyOf({ source: lab.seed.image(), keyArn, completion: CopyCompletion.pending() }))).toBe('ROLLBACK_COMPLETE');
    expect(lab.sentence).toContain('Given key ID is not accessible');
    expect(lab.left).toEqual([]);
  });
});

describe('a change in place', () => {
  test.each<[what: string, change: Partial<CopyWish>, seen: object]>([
    ['a tag', { tags: { team: 'blue', tier: 'front' } }, { tags: { team: 'blue', tier: 'front' }, description: 'old' }],
    ['the description', { description: 'new' }, { tags: { team: 'red' }, description: 'new' }],
    ['the removal policy', { removalPolicy: RemovalPolicy.RETAIN }, { tags: { team: 'red' }, description: 'old' }],
  ])('of %s keeps image and snapshots', async (_what, change, seen) => {
    const lab = new CopyLab();
    const wish = { source: lab.seed.image(), tags: { team: 'red' }, description: 'old' };
    await lab.deploy(copyOf(wish));
    const before = lab.left;
    expect(await lab.deploy(copyOf({ ...wish, ...change }))).toBe('UPDATE_COMPLETE');
    expect(lab.left).toEqual(before);
    expect(lab.copies).toMatchObject([seen]);
    expect(made(lab)).toBe(1);
  });

  test('takes tags off image and snapshots, but for those that others set', async () => {
    const lab = new CopyLab();
    const source = lab.seed.image();
    await lab.deploy(copyOf({ source, tags: { team: 'red', tier: 'front' } }));
    const [{ imageId }] = lab.copies;
    await lab.tagByHand(imageId, { audited: 'yes' });
    expect(await lab.deploy(copyOf({ source, tags: { tier: 'front' } }))).toBe('UPDATE_COMPLETE');
    for (const { tags } of [...lab.copies, ...lab.snapshotsOfCopies]) expect(tags).not.toHaveProperty('team');
    expect(lab.copies[0].tags).toMatchObject({ tier: 'front', audited: 'yes' });
    expect(lab.snapshotsOfCopies).toMatchObject([{ tags: { tier: 'front' } }]);
  });
});

describe('a replacement', () => {
  const changes: [what: string, change: (lab: CopyLab) => Partial<CopyWish>][] = [
    ['source', lab => ({ source: lab.seed.image() })],
    ['key', lab => ({ keyArn: lab.seed.key() })],
    ['name prefix', () => ({ prefix: 'site' })],
  ];

  test.each(changes)('by another %s has another id and name, and the old copy goes under DESTROY', async (_what, change) => {
    const lab = new CopyLab();
    const wish = { source: lab.seed.image(), keyArn: lab.seed.key() };
    await lab.deploy(copyOf(wish));
    const [old] = lab.copies;
    expect(await lab.deploy(copyOf({ ...wish, ...change(lab) }))).toBe('UPDATE_COMPLETE');
    expect(lab.copies).toHaveLength(1);
    const [{ imageId, name, snapshotIds }] = lab.copies;
    expect(imageId).not.toBe(old.imageId);
    expect(name).not.toBe(old.name);
    expect(lab.left).toEqual([imageId, ...snapshotIds]);
  });

  test.each(changes)('by another %s leaves the old copy alone under the default policy', async (_what, change) => {
    const lab = new CopyLab();
    const wish = { source: lab.seed.image(), keyArn: lab.seed.key(), removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE };
    await lab.deploy(copyOf(wish));
    const old = lab.left;
    expect(await lab.deploy(copyOf({ ...wish, ...change(lab) }))).toBe('UPDATE_COMPLETE');
    expect(lab.copies.map(({ state }) => state)).toEqual(['available', 'available']);
    expect(lab.left).toEqual(expect.arrayContaining(old));
  });

  test('keeps the old copy while it is in use, marks it with its user, and says so in the log', async () => {
    const lab = new CopyLab();
    await lab.deploy(copyOf({ source: lab.seed.image() }));
    const [old] = lab.copies;
    const user = lab.seed.instance({ imageId: old.imageId });
    expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('UPDATE_COMPLETE');
    expect(lab.copies.find(({ imageId }) => imageId === old.imageId)).toMatchObject({
      state: 'available', tags: { 'cdk-golden-ami:orphaned-in-use': `arn:aws:ec2:eu-central-1:111111111111:instance/${user}` },
    });
    expect(lab.left).toEqual(expect.arrayContaining(old.snapshotIds.slice()));
    expect(lab.log).toContainEqual(expect.objectContaining({ request: 'Delete', because: `kept, because in use: ${old.imageId}` }));
  });

  test('does not take the image of an instance that the same update replaces for one in use', async () => {
    const lab = new CopyLab();
    await lab.deploy(withInstance(lab.seed.image()));
    const [old] = lab.copies;
    expect(await lab.deploy(withInstance(lab.seed.image()))).toBe('UPDATE_COMPLETE');
    expect(lab.copies).toHaveLength(1);
    expect(lab.left).not.toContain(old.imageId);
  });
});

describe('an image that somebody removed', () => {
  test.each<[title: string, change: Partial<CopyWish>]>([
    ['for other tags', { tags: { team: 'blue' } }],
    ['for the same order, whose token EC2 remembers', { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE }],
  ])('is made again by the next update, %s', async (_title, change) => {
    const lab = new CopyLab();
    const source = lab.seed.image();
    await lab.deploy(copyOf({ source }));
    const [{ imageId: ImageId }] = lab.copies;
    await lab.somebody.send(new DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots: true }));
    expect(await lab.deploy(copyOf({ source, ...change }))).toBe('UPDATE_COMPLETE');
    expect(lab.copies).toMatchObject([{ sourceImageId: source, state: 'available' }]);
    expect(lab.copies[0].imageId).not.toBe(ImageId);
  });

  test.each<[title: string, removalPolicy: RemovalPolicy, change: Partial<CopyWish>]>([
    ['for the same wish', RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, { tags: { team: 'blue' } }],
    ['for another wish', RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, { prefix: 'site' }],
    ['for another wish, under plain RETAIN', RemovalPolicy.RETAIN, { prefix: 'site' }],
  ])('leaves its snapshots where the policy keeps them, when it is made again %s', async (_title, removalPolicy, change) => {
    const lab = new CopyLab();
    const wish = { source: lab.seed.image(), keyArn: lab.seed.key(), removalPolicy };
    await lab.deploy(copyOf(wish));
    const [ImageId, ...snapshotIds] = lab.left;
    await lab.somebody.send(new DeregisterImageCommand({ ImageId }));
    expect(await lab.deploy(copyOf({ ...wish, ...change }))).toBe('UPDATE_COMPLETE');
    expect(lab.left).toEqual(expect.arrayContaining(snapshotIds));
  });
});

test.each([['calm', calm], ['hard', { ...hard, copyDuration: calm.copyDuration, faults: {} }]])('every request may be delivered twice, in a %s EC2', async (_name, rules) => {
  const lab = new CopyLab({ rules, faults: { ...NO_FAULTS, redeliveries: () => [1, 40] } });
  const [source, next] = [lab.seed.image(), lab.seed.image()];
  expect(await lab.deploy(copyOf({ source, tags: { team: 'red' } }))).toBe('CREATE_COMPLETE');
  expect(await lab.deploy(copyOf({ source, tags: { team: 'blue' } }))).toBe('UPDATE_COMPLETE');
  expect(lab.copies).toHaveLength(1);
  expect(await lab.deploy(copyOf({ source: next, tags: { team: 'blue' } }))).toBe('UPDATE_COMPLETE');
  await lab.pass(HOUR);
  expect(lab.copies).toMatchObject([{ sourceImageId: next, state: 'available', tags: { team: 'blue' } }]);
  expect(await lab.destroy()).toBe('DELETE_COMPLETE');
  await lab.timeline.run();
  expect(lab.left).toEqual([]);
});

/** The deployment goes on for a while after the copy is available. */
const copyThatWaits = (wish: CopyWish) => (stack: Stack) => {
  const { imageId } = addCopy(stack, 'Copy', wish);
  new CfnResource(stack, 'User', { type: 'Test::Sibling', properties: { ImageId: imageId, Seconds: 300 } });
};

const withInstance = (source: string) => (stack: Stack) => {
  const { imageId } = addCopy(stack, 'Copy', { source });
  new ec2.CfnInstance(stack, 'Web', { imageId, instanceType: 't4g.nano' });
};
