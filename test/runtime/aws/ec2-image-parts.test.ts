import { ACCOUNT, anEc2, REGION, TAGS } from './an-ec2';
import { Ec2ImageParts } from '../../../src/runtime/aws/ec2-image-parts';
import { Blueprint, differencesFrom, snapshotsOf } from '../../../src/runtime/build/blueprint';
import { LINUX } from '../../support/ec2/seed-specs';

const VOLUMES = [
  { sizeGiB: 8, type: 'gp3' as const, iops: 4000, throughput: 250 },
  { device: '/dev/sdf', sizeGiB: 100, type: 'io2' as const, iops: 9000, deleteOnTermination: false },
];
const EPHEMERAL = { '/dev/sdb': 'ephemeral0', '/dev/sdc': 'ephemeral1' };
const UEFI = { ...LINUX, BootMode: 'uefi' as const, TpmSupport: 'v2.0' as const, ImdsSupport: 'v2.0' as const, SriovNetSupport: 'simple', uefiData: 'QU1aTlVFRkk=' };
const PV = { ...LINUX, EnaSupport: undefined, VirtualizationType: 'paravirtual' as const, KernelId: 'aki-12345678', RamdiskId: 'ari-12345678' };

test.each([
  ['boots by UEFI, with a TPM', { traits: UEFI, volumes: VOLUMES, ephemeral: EPHEMERAL }],
  ['is paravirtual', { traits: PV, volumes: VOLUMES }],
  ['has nothing special', {}],
])('an image that %s is registered anew as it was, field by field', async (_title, source) => {
  const ec2 = anEc2();
  const blueprint = await ec2.parts.blueprint(ec2.seed.image(source)) as Blueprint;
  const imageId = await ec2.parts.register({ name: 'again', description: 'the same again', tags: TAGS, blueprint });
  ec2.pass(5);
  const actual = await ec2.parts.blueprint(imageId) as Blueprint;
  expect(actual).toEqual(blueprint);
  expect(differencesFrom(blueprint, actual)).toEqual([]);
  expect(ec2.simulator.images().find(each => each.imageId === imageId)).toMatchObject({ state: 'available', name: 'again', tags: TAGS });
});

test('an image of others that boots by UEFI does not tell all', async () => {
  const ec2 = anEc2();
  const shared = ec2.simulator.seed('222222222222', REGION).image({ traits: UEFI, sharedWith: [ACCOUNT], snapshotsSharedWith: [ACCOUNT] });
  expect(await ec2.parts.blueprint(shared)).toBe('hidden');
});

test('what is not there is not there', async () => {
  const ec2 = anEc2();
  expect(await ec2.parts.blueprint('ami-00000000000000abc')).toBeUndefined();
  expect(await ec2.parts.volume('vol-00000000000000abc')).toBeUndefined();
});

test('a volume tells what a mapping needs', async () => {
  const ec2 = anEc2();
  expect(await ec2.parts.volume(ec2.seed.volume({ sizeGiB: 20, type: 'gp3' }))).toMatchObject({ sizeGiB: 20, type: 'gp3' });
});

test('an image of an instance carries its tags from the start, and so do its snapshots', async () => {
  const ec2 = anEc2();
  const instanceId = ec2.seed.instance({ imageId: ec2.seed.image({ volumes: VOLUMES }) });
  const imageId = await ec2.parts.createImage({ instanceId, name: 'of-a-server', description: 'of a server', reboot: false, tags: TAGS });
  ec2.pass(10);
  const { snapshotId } = snapshotsOf(await ec2.parts.blueprint(imageId) as Blueprint)[0];
  expect(ec2.simulator.images().find(each => each.imageId === imageId)?.tags).toEqual(TAGS);
  expect(ec2.simulator.snapshots().find(each => each.snapshotId === snapshotId)?.tags).toEqual(TAGS);
});

test('a copy of a snapshot of a volume is encrypted under the key, and carries its tags from the start', async () => {
  const ec2 = anEc2();
  const snapshotId = await ec2.parts.createSnapshot({ volumeId: ec2.seed.volume({}), description: 'of a volume', tags: TAGS });
  ec2.pass(10);
  const encryptionKeyArn = ec2.seed.key({});
  const copyId = await ec2.parts.copySnapshot({ snapshotId, sourceRegion: REGION, description: 'the copy', encryptionKeyArn, tags: TAGS });
  ec2.pass(15);
  expect(await ec2.copies.snapshots([copyId])).toMatchObject([{ state: 'completed', encrypted: true, keyArn: encryptionKeyArn, tags: TAGS }]);
});

test.each([
  ['the instance is unknown', (parts: Ec2ImageParts) => parts.createImage({ instanceId: 'i-00000000000000abc', name: 'web', description: '-', reboot: false, tags: {} }), 'InvalidInstanceID.NotFound'],
  ['the volume is unknown', (parts: Ec2ImageParts) => parts.createSnapshot({ volumeId: 'vol-00000000000000abc', description: '-', tags: {} }), 'InvalidVolume.NotFound'],
])('fails when %s', async (_title, call, code) => {
  await expect(call(anEc2().parts)).rejects.toMatchObject({ code, hope: 'never' });
});
