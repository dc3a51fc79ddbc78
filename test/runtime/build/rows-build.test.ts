import { DeleteSnapshotCommand, DeregisterImageCommand, DescribeImagesCommand, DescribeImagesRequest, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { BuildsLab, BuildWish, DATA, OTHER_ACCOUNT, SourceIn } from './builds-lab';
import { AmiFromSnapshot, RootSource } from '../../../src';
import { OWNERSHIP_TAG } from '../../../src/runtime/contract';
import { HOME } from '../../support/cloudformation/cloud';
import { calm } from '../../support/ec2/rules';
import { LINUX, MARKETPLACE, PARAVIRTUAL, WINDOWS } from '../../support/ec2/seed-specs';
import { HOUR, MINUTE, SECOND } from '../copy/copy-lab';

/** Rows of the failure table that only an image of parts can meet, and those that it meets in another way than a copy. */

const UEFI = { ...LINUX, BootMode: 'uefi' as const, TpmSupport: 'v2.0' as const, uefiData: 'QU1aTlVFRkk=' };

/** Deploys an image that cannot be made, and gives the sentence that CloudFormation shows. Nothing may be left. */
async function refusalOf(lab: BuildsLab, source: SourceIn, wish: BuildWish = {}): Promise<string> {
  expect(await lab.deploy(lab.buildOf(source, wish))).toBe('ROLLBACK_COMPLETE');
  await lab.timeline.run();
  expect(lab.remains).toEqual([]);
  return lab.sentence;
}

describe('calls that know no token', () => {
  test.each(['CopySnapshot', 'CreateSnapshot', 'CreateImage', 'RegisterImage'])('row 2: the answer of %s is lost: there is one image in the end, and no snapshot too many', async action => {
    const lab = new BuildsLab({ rules: { ...calm, lagChance: 1, lagMax: MINUTE } });
    lab.ec2.inject({ action, fault: 'lost-answer' });
    const kind = action === 'CreateSnapshot' ? 'volume' : 'instance';
    expect(await lab.deploy(lab.buildOf(lab.source(kind), { oneKey: kind === 'volume' }))).toBe('CREATE_COMPLETE');
    expect(lab.copies).toHaveLength(1);
    expect(lab.snapshotsOfCopies).toHaveLength(lab.copies[0].snapshotIds.length);
  });

  test('row 3: the same wish on the same day copies another intermediate image, which is another order for EC2, never a mismatch', async () => {
    const lab = new BuildsLab();
    const [instance, snapshot] = [lab.source('instance'), lab.source('snapshot')];
    for (const source of [instance, snapshot, instance]) expect(await lab.deploy(lab.buildOf(source, { oneKey: true }))).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
    expect(lab.copies).toHaveLength(1);
  });

  test('row 23: one of several copies fails: the others go, and no image is registered', async () => {
    const lab = new BuildsLab();
    const dataKeyArn = lab.seed.key({ deniesUse: true });
    const sentence = await refusalOf(lab, lab.source('image'), { dataKeyArn });
    expect(sentence).toMatch(/the copy snap-\S+ of snap-\S+ for \/dev\/sdf failed: Given key ID is not accessible/);
    expect(sentence).toContain(`If this is about the key ${dataKeyArn}`);
    expect(lab.calls('RegisterImage')).toEqual([]);
  });

  test('row 24: RegisterImage fails for a while: the copies stay, and are not made again', async () => {
    const lab = new BuildsLab();
    for (let times = 0; times < 5; times++) lab.ec2.inject({ action: 'RegisterImage', fault: 'server-error' });
    expect(await lab.deploy(lab.buildOf(lab.source('image')))).toBe('CREATE_COMPLETE');
    expect(lab.calls('CopySnapshot')).toHaveLength(2);
  });

  test('row 24: RegisterImage is refused: the copies go', async () => {
    const lab = new BuildsLab();
    lab.deny('RegisterImage');
    expect(await refusalOf(lab, lab.source('image'))).toContain('UnauthorizedOperation');
  });

  test('row 17: somebody takes the name meanwhile: the image is not made, and the sentence names the holder', async () => {
    const lab = new BuildsLab();
    let holder = '';
    lab.after(5 * MINUTE, () => { holder = lab.seed.image({ name: `web-${lab.snapshotsOfCopies[0].tags[OWNERSHIP_TAG.job].slice(0, 12)}` }); });
    expect(await refusalOf(lab, lab.source('image'))).toMatch(new RegExp(`the name web-\\S+ is taken by ${holder}, which is not this copy`));
  });
});

describe('what somebody removes while it is made', () => {
  test.each<[string, (lab: BuildsLab) => (stack: Stack) => void, string]>([
    ['an image on the way to another', lab => lab.buildOf(lab.source('instance')), 'CreateImage'],
    ['the image itself', lab => {
      const rootSnapshotId = lab.seed.snapshot({});
      return stack => void new AmiFromSnapshot(stack, 'Image', { rootSnapshotId });
    }, 'RegisterImage'],
  ])('%s is not made again: a rollback may have removed it, and would again', async (_title, source, action) => {
    const lab = new BuildsLab();
    const build = source(lab);
    const removeFirst = async (): Promise<unknown> => (lab.copies.length === 0
      ? lab.after(SECOND, removeFirst)
      : lab.after(5 * SECOND, () => lab.somebody.send(new DeregisterImageCommand({ ImageId: lab.copies[0].imageId }))));
    void removeFirst();
    expect(await lab.deploy(build)).toBe('ROLLBACK_COMPLETE');
    expect(lab.sentence).toMatch(/ami-\S+ is gone: somebody deregistered it/);
    expect(lab.calls(action)).toHaveLength(1);
    await lab.timeline.run();
    expect(lab.remains).toEqual([]);
  });
});

describe('limits', () => {
  test('row 19: twenty snapshots are being copied: the rest wait for their turn', async () => {
    const lab = new BuildsLab({ rules: { ...calm, limits: { ...calm.limits, snapshotCopiesInProgress: 1 } } });
    expect(await lab.deploy(lab.buildOf(lab.source('image')))).toBe('CREATE_COMPLETE');
    expect(lab.calls('CopySnapshot').filter(({ error }) => !error)).toHaveLength(2);
  });

  test('row 6: nothing is left either where CloudFormation asks for no deletion, because the policy says RETAIN', async () => {
    const lab = new BuildsLab({ rules: { ...calm, copyDuration: () => 3 * HOUR } });
    const [rootSnapshotId, source] = [lab.seed.snapshot({}), lab.source('instance')];
    const before = (stack: Stack) => void new AmiFromSnapshot(stack, 'Other', { rootSnapshotId });
    await lab.deploy(before);
    const { remains } = lab;
    expect(await lab.deploy(stack => {
      before(stack);
      lab.buildOf(source, { removalPolicy: RemovalPolicy.RETAIN })(stack);
    })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(lab.calls('CopySnapshot')).toHaveLength(2);
    await lab.timeline.run();
    expect(lab.remains).toEqual(remains);
  });

  test('row 6: copies that take hours fail the deployment when its time is over, and nothing is left', async () => {
    const lab = new BuildsLab({ rules: { ...calm, copyDuration: () => 3 * HOUR } });
    expect(await refusalOf(lab, lab.source('image'))).toMatch(/not done in 55 minutes: snap-\S+, snap-\S+ is still pending/);
  });
});

describe('a bill', () => {
  test.each<[string, object, string]>([
    ['Windows', WINDOWS, 'Windows'],
    ['a product of AWS Marketplace', MARKETPLACE, 'Linux/UNIX, 8vxx3v3rq5gc9ot3qcxwc4s6a'],
  ])('row 25: of %s is not risked unless somebody says so', async (_title, billing, what) => {
    const lab = new BuildsLab();
    const sentence = await refusalOf(lab, lab.imageSource({ traits: { ...LINUX, ...billing } }));
    expect(sentence).toContain(`is billed (${what})`);
    expect(sentence).toContain('registerBilledImage: true');
    expect(lab.calls('CopySnapshot')).toEqual([]);
  });

  test('row 25: that registering has lost is found out, and the image discarded', async () => {
    const lab = new BuildsLab({ rules: { ...calm, copiedSnapshotKeepsLicence: 0 } });
    const sentence = await refusalOf(lab, lab.imageSource({ traits: { ...LINUX, ...WINDOWS } }), { registerBilledImage: true });
    expect(sentence).toMatch(/ami-\S+ is not what it was made from: .*usageOperation is 'RunInstances' instead of 'RunInstances:0002'.*It was discarded/);
  });

  test('row 25: that registering has lost is found out, though EC2 does not show the image at once', async () => {
    const lab = new BuildsLab({ rules: { ...calm, copiedSnapshotKeepsLicence: 0 } });
    const source = lab.imageSource({ traits: { ...LINUX, ...WINDOWS } });
    const door = lab.ec2.ec2;
    let looks = 0;
    lab.ec2.ec2 = (account, region) => ({
      send: async (command: { readonly input: DescribeImagesRequest }) => {
        const isProof = lab.copies.some(each => each.state === 'available' && command.input.ImageIds?.[0] === each.imageId) && !command.input.IncludeDisabled;
        return isProof && looks++ === 0 ? { Images: [] } : door(account, region).send(command as DescribeImagesCommand);
      },
    }) as ReturnType<typeof door>;
    expect(await refusalOf(lab, source, { registerBilledImage: true })).toContain("usageOperation is 'RunInstances' instead of 'RunInstances:0002'");
    expect(looks).toBeGreaterThan(1);
  });

  test('row 25: that registering has kept is as it was', async () => {
    const lab = new BuildsLab();
    expect(await lab.deploy(lab.buildOf(lab.imageSource({ traits: { ...LINUX, ...WINDOWS } }), { registerBilledImage: true }))).toBe('CREATE_COMPLETE');
  });
});

describe('what decides whether it boots', () => {
  test.each<[string, Parameters<BuildsLab['imageSource']>[0]]>([
    ['row 26: UEFI data, a TPM and the boot mode', { traits: UEFI }],
    ['row 26: kernel and RAM disk', { traits: { ...LINUX, ...PARAVIRTUAL } }],
    ['row 27: disks of the host', { ephemeral: { '/dev/sdb': 'ephemeral0', '/dev/sdc': 'ephemeral1' } }],
    ['row 27: volumes that begin empty, and devices that are not to be there', {
      otherMappings: [{ DeviceName: '/dev/sdg', Ebs: { VolumeSize: 20, VolumeType: 'gp3', DeleteOnTermination: true, Encrypted: false } }, { DeviceName: '/dev/sdh', NoDevice: '' }],
    }],
  ])('%s are in the new image, too', async (_title, image) => {
    const lab = new BuildsLab();
    expect(await lab.deploy(lab.buildOf(lab.imageSource(image)))).toBe('CREATE_COMPLETE');
  });

  test('row 26: an image of others that boots by UEFI is copied as a whole first, because EC2 tells its variables to its owner alone', async () => {
    const lab = new BuildsLab();
    const imageId = lab.foreignImage({ traits: UEFI });
    expect(await lab.deploy(lab.buildOf(() => RootSource.amiId(imageId)))).toBe('CREATE_COMPLETE');
    expect(lab.keys).toEqual({ '/dev/xvda': lab.rootKey, [DATA]: lab.dataKey });
    expect([lab.calls('CopyImage').length, lab.copies.length, lab.snapshotsOfCopies.length]).toEqual([1, 1, 2]);
  });
});

describe('a source', () => {
  test('row 12: that is pending is waited for', async () => {
    const lab = new BuildsLab();
    const pending = lab.seed.snapshot({ state: 'pending' });
    expect(await refusalOf(lab, () => RootSource.snapshot(pending), { oneKey: true })).toMatch(/not done in 55 minutes: the source snap-\S+ is still pending/);
  });

  test.each<[string, (lab: BuildsLab) => SourceIn, RegExp]>([
    ['an image', () => () => RootSource.amiId('ami-00000000000000abc'), /the source ami-00000000000000abc is not to be seen/],
    ['a snapshot', () => () => RootSource.snapshot('snap-00000000000000abc'), /the source snap-00000000000000abc is not to be seen/],
    ['an instance', lab => lab.instanceSource('i-00000000000000abc'), /The instance ID '\[?i-00000000000000abc\]?' does not exist/],
  ])('row 13: %s that is not there fails the deployment, in a sentence', async (_title, source, says) => {
    const lab = new BuildsLab();
    const made = source(lab);
    expect(await refusalOf(lab, made, { oneKey: true })).toMatch(says);
  });

  test('row 14: an image whose snapshots are deleted while they are copied fails the deployment, and nothing is left', async () => {
    const lab = new BuildsLab();
    const imageId = lab.seed.image({ volumes: [{}, { device: DATA }] });
    const { snapshotIds } = lab.ec2.images().find(each => each.imageId === imageId)!;
    lab.after(5 * MINUTE, async () => {
      await lab.somebody.send(new DeregisterImageCommand({ ImageId: imageId }));
      for (const SnapshotId of snapshotIds) await lab.somebody.send(new DeleteSnapshotCommand({ SnapshotId }));
    });
    await refusalOf(lab, () => RootSource.amiId(imageId));
  });

  test('row 14: an instance that is terminated while its image is made', async () => {
    const lab = new BuildsLab();
    const instanceId = lab.instance();
    lab.after(20_000, () => lab.somebody.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] })));
    const status = await lab.deploy(lab.buildOf(lab.instanceSource(instanceId)));
    await lab.timeline.run();
    expect(lab.copies).toHaveLength(status === 'CREATE_COMPLETE' ? 1 : 0);
    expect(lab.snapshotsOfCopies).toHaveLength(status === 'CREATE_COMPLETE' ? 2 : 0);
  });

  test('row 16: an image of others whose snapshots are not shared fails the deployment before anything is made', async () => {
    const lab = new BuildsLab();
    const imageId = lab.foreignImage({ snapshotsSharedWith: [] });
    expect(await refusalOf(lab, () => RootSource.amiId(imageId))).toMatch(new RegExp(`its owner ${OTHER_ACCOUNT} has to share snap-\\S+, snap-\\S+ with this account, too`));
    expect(lab.calls('CopySnapshot')).toEqual([]);
  });

  test('row 16: a snapshot of others that is not shared is not to be seen', async () => {
    const lab = new BuildsLab();
    const snapshotId = lab.ec2.seed(OTHER_ACCOUNT, HOME.region).snapshot({});
    expect(await refusalOf(lab, () => RootSource.snapshot(snapshotId), { oneKey: true })).toContain('not shared with this account');
  });
});

test('row 37: a snapshot that somebody registered an image from stays when that image goes, whatever the policy', async () => {
  const lab = new BuildsLab();
  const rootSnapshotId = lab.seed.snapshot({});
  await lab.deploy(stack => void new AmiFromSnapshot(stack, 'Image', { rootSnapshotId, removalPolicy: RemovalPolicy.DESTROY }));
  await lab.destroy();
  expect(lab.ec2.snapshots()).toMatchObject([{ snapshotId: rootSnapshotId }]);
  expect(lab.calls('DeleteSnapshot')).toEqual([]);
});
