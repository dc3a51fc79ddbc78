import {
  CopyImageCommand, type CopyImageCommandInput, DeleteSnapshotCommand, DeregisterImageCommand, DescribeImagesCommand, DescribeSnapshotsCommand,
  ModifySnapshotAttributeCommand,
} from '@aws-sdk/client-ec2';
import { FAR, HERE, Lab, OTHER, OWNER } from '../lab';
import type { SeedKey } from '../seed-specs';

const FAILED = { state: 'failed', reason: 'Copy image failed with an internal error' };

async function copy(lab: Lab, SourceImageId: string, more: Partial<CopyImageCommandInput> = {}, ec2 = lab.ec2): Promise<string> {
  const { ImageId } = await ec2.send(new CopyImageCommand({ Name: 'copy', SourceImageId, SourceRegion: HERE, ...more }));
  return ImageId!;
}

const image = (lab: Lab, imageId: string) => lab.simulator.images().find((each) => each.imageId === imageId);
const snapshotsOf = (lab: Lab, imageId: string) => lab.simulator.snapshots().filter((snapshot) => snapshot.madeFor === imageId);
const described = async (lab: Lab, imageId: string) => (await lab.ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }))).Images![0];

describe('a copy that succeeds', () => {
  test('is pending for as long as the rule says, then available', async () => {
    const lab = new Lab({ copyDuration: ({ sizeGiB }) => sizeGiB * 60_000 });
    const imageId = await copy(lab, lab.seed.image({ volumes: [{ sizeGiB: 8 }, { device: '/dev/sdf', sizeGiB: 4 }] }));
    lab.pass(11.9);
    expect(await described(lab, imageId)).toMatchObject({ State: 'pending' });
    lab.pass(0.1);
    expect(await described(lab, imageId)).toMatchObject({ State: 'available' });
  });

  test('takes no longer than a time-based copy may (1.5)', async () => {
    const lab = new Lab({ copyDuration: () => 6 * 3_600_000 });
    const imageId = await copy(lab, lab.seed.image(), { SnapshotCopyCompletionDurationMinutes: 15 });
    lab.pass(15);
    expect(image(lab, imageId)).toMatchObject({ state: 'available' });
  });

  test('is like its source in what makes it boot, and its own in all else (1.3)', async () => {
    const lab = new Lab();
    const traits = {
      Architecture: 'arm64',
      BootMode: 'uefi',
      EnaSupport: true,
      ImdsSupport: 'v2.0',
      PlatformDetails: 'Red Hat Enterprise Linux',
      RootDeviceName: '/dev/sda1',
      SriovNetSupport: 'simple',
      TpmSupport: 'v2.0',
      UsageOperation: 'RunInstances:0010',
      VirtualizationType: 'hvm',
      uefiData: 'secret',
    } as const;
    const sourceId = lab.seed.image({
      traits,
      description: 'of the source',
      tags: { from: 'source' },
      snapshotTags: { from: 'source' },
      sharedWith: [OTHER],
      volumes: [{ device: '/dev/sda1', type: 'io2', iops: 400, deleteOnTermination: false }],
      protection: { kind: 'enabled-without-cooldown' },
      deprecatedFrom: lab.now + 1,
    });
    const imageId = await copy(lab, sourceId);
    lab.pass(10);
    const { uefiData: _hidden, ...shown } = traits;
    const view = await described(lab, imageId);
    expect(view).toMatchObject({
      ...shown,
      SourceImageId: sourceId,
      SourceImageRegion: HERE,
      OwnerId: OWNER,
      Public: false,
      DeregistrationProtection: 'disabled',
      BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeType: 'io2', Iops: 400, DeleteOnTermination: false } }],
    });
    expect(view).toMatchObject({ Description: undefined, Tags: undefined, DeprecationTime: undefined });
    expect(image(lab, imageId)).toMatchObject({ sharedWith: [], tags: {} });
    expect(snapshotsOf(lab, imageId)).toMatchObject([{ tags: {} }]);
  });

  test('carries the tags of the request, on the image and on each snapshot, from the start', async () => {
    const lab = new Lab();
    const imageId = await copy(lab, lab.seed.image({ volumes: [{}, { device: '/dev/sdf' }] }), {
      TagSpecifications: [{ ResourceType: 'image', Tags: [{ Key: 'on', Value: 'image' }] }, { ResourceType: 'snapshot', Tags: [{ Key: 'on', Value: 'both' }] }],
    });
    expect(image(lab, imageId)).toMatchObject({ state: 'pending', tags: { on: 'image' } });
    expect(snapshotsOf(lab, imageId)).toMatchObject([{ state: 'pending', tags: { on: 'both' } }, { state: 'pending', tags: { on: 'both' } }]);
  });

  test('takes over the tags of its source on request; those of another account only if they are meant to be shared', async () => {
    const lab = new Lab();
    const tags = { 'plain': '1', 'ec2:SharedTag/version': '2', 'aws:secret': '3' };
    const sourceId = lab.seed.image({ tags, sharedWith: [OTHER], snapshotsSharedWith: [OTHER] });
    const TagSpecifications = [{ ResourceType: 'image' as const, Tags: [{ Key: 'plain', Value: 'requested' }] }];
    const own = await copy(lab, sourceId, { CopyImageTags: true, TagSpecifications });
    const foreign = await copy(lab, sourceId, { CopyImageTags: true }, lab.simulator.ec2(OTHER, HERE));
    expect(image(lab, own)?.tags).toEqual({ 'plain': 'requested', 'ec2:SharedTag/version': '2' });
    expect(image(lab, foreign)?.tags).toEqual({ 'ec2:SharedTag/version': '2' });
  });

  test('describes its snapshots as EC2 does (1.4), with a volume id that means nothing (2.4)', async () => {
    const lab = new Lab();
    const sourceId = lab.seed.image();
    const [{ snapshotIds: [sourceSnapshot] }] = lab.simulator.images();
    const imageId = await copy(lab, sourceId);
    const { Snapshots } = await lab.ec2.send(new DescribeSnapshotsCommand({
      OwnerIds: ['self'], Filters: [{ Name: 'description', Values: [`Copied for DestinationAmi ${imageId}*`] }],
    }));
    expect(Snapshots).toMatchObject([{
      VolumeId: 'vol-ffffffff',
      State: 'pending',
      Progress: '0%',
      Description: `Copied for DestinationAmi ${imageId} from SourceAmi ${sourceId} for SourceSnapshot ${sourceSnapshot}. Task created on 1,767,225,600,000.`,
    }]);
  });

  test('makes its snapshots some time after the call', async () => {
    const lab = new Lab({ snapshotsAppearAfter: [60_000, 60_000] });
    const imageId = await copy(lab, lab.seed.image());
    expect(snapshotsOf(lab, imageId)).toHaveLength(0);
    lab.pass(1);
    expect(snapshotsOf(lab, imageId)).toHaveLength(1);
  });

  test.each([false, true])('shows the ids of its snapshots while it is pending if the rule says so: %s', async (pendingCopyShowsSnapshots) => {
    const lab = new Lab({ pendingCopyShowsSnapshots });
    const imageId = await copy(lab, lab.seed.image());
    const id = async () => (await described(lab, imageId)).BlockDeviceMappings?.[0].Ebs?.SnapshotId;
    expect(await id()).toBe(pendingCopyShowsSnapshots ? snapshotsOf(lab, imageId)[0].snapshotId : undefined);
    lab.pass(10);
    expect(await id()).toBe(snapshotsOf(lab, imageId)[0].snapshotId);
  });

  test('of an instance-store image has no snapshots', async () => {
    const lab = new Lab();
    const imageId = await copy(lab, lab.seed.image({ volumes: [], traits: { RootDeviceType: 'instance-store' } }));
    lab.pass(10);
    expect(image(lab, imageId)).toMatchObject({ state: 'available', snapshotIds: [] });
  });
});

describe('a copy whose key does not serve (rows 7 to 9)', () => {
  const inaccessible = { state: 'error', message: 'Given key ID is not accessible' };

  test.each<[string, SeedKey]>([
    ['is disabled', { state: 'Disabled' }],
    ['is pending deletion', { state: 'PendingDeletion' }],
    ['is asymmetric', { spec: 'RSA_2048' }],
    ['is for signing', { usage: 'SIGN_VERIFY' }],
    ['is one the role may not use', { deniesUse: true }],
  ])('is accepted, and fails later, when the key %s', async (_title, key) => {
    const lab = new Lab();
    const imageId = await copy(lab, lab.seed.image(), { Encrypted: true, KmsKeyId: lab.seed.key(key) });
    expect(image(lab, imageId)).toMatchObject({ state: 'pending' });
    lab.pass(1);
    expect(image(lab, imageId)).toMatchObject(FAILED);
    expect(snapshotsOf(lab, imageId)).toMatchObject([inaccessible]);
    expect(await described(lab, imageId)).toMatchObject({ State: 'failed', StateReason: { Message: FAILED.reason } });
    const { Snapshots } = await lab.ec2.send(new DescribeSnapshotsCommand({ Filters: [{ Name: 'status', Values: ['error'] }] }));
    expect(Snapshots).toMatchObject([{ StateMessage: 'Given key ID is not accessible' }]);
  });

  test.each<[string, (lab: Lab) => string]>([
    ['does not exist', () => '11111111-2222-3333-4444-555555555555'],
    ['is in another Region', (lab) => lab.simulator.seed(OWNER, FAR).key()],
    ['belongs to another account', (lab) => lab.simulator.seed(OTHER, HERE).key()],
    ['is an alias of nothing', () => 'alias/nothing'],
  ])('fails later when the key %s', async (_title, keyOf) => {
    const lab = new Lab();
    const imageId = await copy(lab, lab.seed.image(), { Encrypted: true, KmsKeyId: keyOf(lab) });
    lab.pass(1);
    expect(image(lab, imageId)).toMatchObject(FAILED);
    expect(snapshotsOf(lab, imageId)).toMatchObject([inaccessible]);
  });

  test('a key of another account serves if its policy says so', async () => {
    const lab = new Lab();
    const imageId = await copy(lab, lab.seed.image(), { Encrypted: true, KmsKeyId: lab.simulator.seed(OTHER, HERE).key({ sharedWith: [OWNER] }) });
    lab.pass(10);
    expect(image(lab, imageId)).toMatchObject({ state: 'available' });
  });

  test('fails when the key of the source cannot be used', async () => {
    const lab = new Lab();
    const sourceKey = lab.seed.key();
    const sourceId = lab.seed.image({ volumes: [{ kmsKeyId: sourceKey }] });
    lab.simulator.key(sourceKey).state = 'Disabled';
    const imageId = await copy(lab, sourceId, { Encrypted: true, KmsKeyId: lab.seed.key() });
    lab.pass(1);
    expect(image(lab, imageId)).toMatchObject(FAILED);
  });

  test('fails when the key is disabled in the middle (row 8)', async () => {
    const lab = new Lab();
    const keyArn = lab.seed.key();
    const imageId = await copy(lab, lab.seed.image(), { Encrypted: true, KmsKeyId: keyArn });
    lab.pass(5);
    lab.simulator.key(keyArn).state = 'Disabled';
    lab.pass(5);
    expect(image(lab, imageId)).toMatchObject(FAILED);
    expect(snapshotsOf(lab, imageId)).toMatchObject([inaccessible]);
  });

  test('leaves the snapshots that were not in trouble behind, completed', async () => {
    const lab = new Lab();
    const dead = lab.seed.key();
    const sourceId = lab.seed.image({ volumes: [{}, { device: '/dev/sdf', kmsKeyId: dead }] });
    lab.simulator.key(dead).state = 'Disabled';
    const imageId = await copy(lab, sourceId);
    lab.pass(10);
    expect(snapshotsOf(lab, imageId)).toMatchObject([{ state: 'completed' }, inaccessible]);
  });
});

describe('a copy that loses what it copies, or is cancelled', () => {
  test.each([true, false])('fails when its source is deregistered in the middle, with its snapshots: %s (row 14)', async (DeleteAssociatedSnapshots) => {
    const lab = new Lab();
    const sourceId = lab.seed.image();
    const imageId = await copy(lab, sourceId);
    await lab.ec2.send(new DeregisterImageCommand({ ImageId: sourceId, DeleteAssociatedSnapshots }));
    lab.pass(10);
    expect(image(lab, imageId)).toMatchObject(FAILED);
    expect(snapshotsOf(lab, imageId)).toMatchObject([{ state: 'error' }]);
  });

  test('fails when the storage of its source is no longer shared (row 14)', async () => {
    const lab = new Lab();
    const sourceId = lab.seed.image({ sharedWith: [OTHER], snapshotsSharedWith: [OTHER] });
    const [{ snapshotIds: [SnapshotId] }] = lab.simulator.images();
    const imageId = await copy(lab, sourceId, {}, lab.simulator.ec2(OTHER, HERE));
    await lab.ec2.send(new ModifySnapshotAttributeCommand({ SnapshotId, CreateVolumePermission: { Remove: [{ UserId: OTHER }] } }));
    lab.pass(10);
    expect(image(lab, imageId)).toMatchObject(FAILED);
  });

  test('fails when one of its own snapshots is deleted in the middle', async () => {
    const lab = new Lab();
    const imageId = await copy(lab, lab.seed.image());
    await lab.ec2.send(new DeleteSnapshotCommand({ SnapshotId: snapshotsOf(lab, imageId)[0].snapshotId }));
    expect(snapshotsOf(lab, imageId)).toMatchObject([{ state: 'pending', goes: true }]);
    lab.pass(10);
    expect(image(lab, imageId)).toMatchObject(FAILED);
    expect(snapshotsOf(lab, imageId)).toHaveLength(0);
  });

  test.each([['keeps-snapshots', 1], ['deletes-snapshots', 0]] as const)('that is cancelled %s, if that is the rule (row 6)', async (cancelledCopy, left) => {
    const lab = new Lab({ cancelledCopy });
    const imageId = await copy(lab, lab.seed.image());
    const cancel = new DeregisterImageCommand({ ImageId: imageId, DeleteAssociatedSnapshots: true });
    expect(await lab.ec2.send(cancel)).toMatchObject({ DeleteSnapshotResults: [] });
    lab.pass(10);
    expect(image(lab, imageId)).toBeUndefined();
    expect(snapshotsOf(lab, imageId)).toHaveLength(left);
  });

  test('that is cancelled before its snapshots appear makes none', async () => {
    const lab = new Lab({ snapshotsAppearAfter: [60_000, 60_000] });
    const imageId = await copy(lab, lab.seed.image());
    await lab.ec2.send(new DeregisterImageCommand({ ImageId: imageId }));
    lab.pass(10);
    expect(snapshotsOf(lab, imageId)).toHaveLength(0);
  });
});
