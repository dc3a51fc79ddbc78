import { strict as assert } from 'assert';
import { anImage, anInstance, aSnapshot, aVolume, image, registration, snapshotsOf, tags } from './beginnings';
import { api, Clause, ERROR_CODES, HERE, recorded, refused, shows, World } from './clause';

const AvailabilityZone = `${HERE}a`;

/** Everything that an account has made, which the Region and the account of another client should not see. */
async function someOfEach(world: World): Promise<readonly [imageId: string, snapshotId: string, volumeId: string]> {
  const imageId = await anImage(world);
  return [imageId, (await snapshotsOf(world.ec2, imageId))[0], await aVolume(world)];
}

const elsewhere: readonly [string, (world: World) => World['ec2']][] = [['another Region', ({ far }) => far], ['another account', ({ other }) => other]];

export const apart: readonly Clause[] = elsewhere.flatMap(([title, client]): Clause[] => [
  {
    title: `an image is not seen in ${title}`,
    source: api('DescribeImages'),
    run: async world => {
      const [imageId] = await someOfEach(world);
      assert.deepEqual((await client(world).describeImages({ Filters: [{ Name: 'image-id', Values: [imageId] }] })).Images, []);
    },
  },
  {
    title: `a snapshot is not seen in ${title}`,
    source: api('DescribeSnapshots'),
    run: async world => {
      const [, snapshotId] = await someOfEach(world);
      assert.deepEqual((await client(world).describeSnapshots({ Filters: [{ Name: 'snapshot-id', Values: [snapshotId] }] })).Snapshots, []);
    },
  },
  {
    title: `a volume is not seen in ${title}`,
    source: api('DescribeVolumes'),
    run: async world => {
      await someOfEach(world);
      assert.deepEqual((await client(world).describeVolumes({})).Volumes, []);
    },
  },
  {
    title: `nothing is tagged from ${title}`,
    source: ERROR_CODES,
    run: async world => {
      const [imageId] = await someOfEach(world);
      await refused(client(world).createTags({ Resources: [imageId], Tags: tags({ team: 'red' }) }), 'InvalidAMIID.NotFound');
    },
  },
  {
    title: `no snapshot is deleted from ${title}`,
    source: ERROR_CODES,
    run: async world => refused(client(world).deleteSnapshot({ SnapshotId: await aSnapshot(world) }), 'InvalidSnapshot.NotFound'),
  },
]);

/** A call that would make or remove something. */
const CHANGES: readonly [action: string, (world: World) => Promise<unknown>][] = [
  ['CreateVolume', async ({ ec2 }) => ec2.createVolume({ AvailabilityZone, Size: 1, DryRun: true })],
  ['CreateSnapshot', async world => world.ec2.createSnapshot({ VolumeId: await aVolume(world), DryRun: true })],
  ['CopySnapshot', async world => world.ec2.copySnapshot({ SourceSnapshotId: await aSnapshot(world), SourceRegion: HERE, DryRun: true })],
  ['DeleteSnapshot', async world => world.ec2.deleteSnapshot({ SnapshotId: await aSnapshot(world), DryRun: true })],
  ['ModifySnapshotAttribute', async world => world.ec2.modifySnapshotAttribute(
    { SnapshotId: await aSnapshot(world), CreateVolumePermission: { Add: [{ UserId: '333333333333' }] }, DryRun: true })],
  ['RegisterImage', async world => world.ec2.registerImage({ ...registration(await aSnapshot(world)), DryRun: true })],
  ['CreateImage', async world => world.ec2.createImage({ InstanceId: await anInstance(world, await anImage(world)), Name: 'created', DryRun: true })],
  ['CopyImage', async world => world.ec2.copyImage({ Name: 'a copy', SourceImageId: await anImage(world), SourceRegion: HERE, DryRun: true })],
  ['DeregisterImage', async world => world.ec2.deregisterImage({ ImageId: await anImage(world), DryRun: true })],
  ['ModifyImageAttribute', async world => world.ec2.modifyImageAttribute({ ImageId: await anImage(world), Description: { Value: 'changed' }, DryRun: true })],
  ['ResetImageAttribute', async world => world.ec2.resetImageAttribute({ ImageId: await anImage(world), Attribute: 'launchPermission', DryRun: true })],
  ['CreateTags', async world => world.ec2.createTags({ Resources: [await anImage(world)], Tags: tags({ team: 'red' }), DryRun: true })],
  ['DeleteTags', async world => world.ec2.deleteTags({ Resources: [await anImage(world)], DryRun: true })],
  ['DisableImage', async world => world.ec2.disableImage({ ImageId: await anImage(world), DryRun: true })],
];

export const dryRuns: readonly Clause[] = [
  ...CHANGES.map(([action, call]): Clause => ({
    title: `a dry run of ${action} says that it would have succeeded`,
    source: api(action),
    run: world => refused(call(world), 'DryRunOperation'),
  })),
  {
    title: 'a dry run changes nothing',
    source: recorded('ec2/images_snapshot_references'),
    run: async world => {
      const ImageId = await anImage(world);
      await refused(world.ec2.deregisterImage({ ImageId, DryRun: true }), 'DryRunOperation');
      await refused(world.ec2.createVolume({ AvailabilityZone, Size: 99, DryRun: true }), 'DryRunOperation');
      shows(await image(world.ec2, ImageId), { State: 'available' });
      assert.deepEqual((await world.ec2.describeVolumes({ Filters: [{ Name: 'size', Values: ['99'] }] })).Volumes, []);
    },
  },
  {
    title: 'a dry run does not see that a snapshot is in use',
    source: recorded('ec2/images_snapshot_references'),
    run: async world => {
      const [SnapshotId] = await snapshotsOf(world.ec2, await anImage(world));
      await refused(world.ec2.deleteSnapshot({ SnapshotId, DryRun: true }), 'DryRunOperation');
    },
  },
  {
    title: 'a dry run of DescribeImages says that it would have succeeded',
    source: api('DescribeImages'),
    run: ({ ec2 }) => refused(ec2.describeImages({ DryRun: true }), 'DryRunOperation'),
  },
];
