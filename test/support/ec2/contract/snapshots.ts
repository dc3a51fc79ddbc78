import { strict as assert } from 'assert';
import { aKey, anImage, anInstance, asObject, aSnapshot, aVolume, registration, snapshot, snapshotsOf, tagged } from './beginnings';
import { api, Clause, ERROR_CODES, guide, OWNER, PAGINATION, recorded, refused, sameMembers, shows } from './clause';
import { AT_ONCE, KEYLESS, ONE_PAGE } from './moto';

export const snapshots: readonly Clause[] = [
  {
    title: 'a new snapshot is pending when CreateSnapshot answers',
    source: api('CreateSnapshot'),
    moto: AT_ONCE,
    run: async world => shows(await world.ec2.createSnapshot({ VolumeId: await aVolume(world) }), { State: 'pending' }),
  },
  {
    title: 'a snapshot is what its volume was, in the answer and when it is complete',
    source: api('CreateSnapshot'),
    run: async world => {
      const VolumeId = await aVolume(world, { Size: 12 });
      const made = await world.ec2.createSnapshot({ VolumeId, Description: 'nightly' });
      shows(made, { VolumeId, VolumeSize: 12, Description: 'nightly', OwnerId: OWNER, Encrypted: false });
      await world.settled();
      shows(await snapshot(world.ec2, made.SnapshotId!), { State: 'completed', Progress: '100%', VolumeId, VolumeSize: 12, StorageTier: 'standard' });
    },
  },
  {
    title: 'a snapshot of an encrypted volume is encrypted',
    source: api('CreateSnapshot'),
    run: async world => shows(await snapshot(world.ec2, await aSnapshot(world, { Encrypted: true })), { Encrypted: true }),
  },
  {
    title: 'a snapshot of an encrypted volume is encrypted with its key',
    source: api('CreateSnapshot'),
    moto: KEYLESS,
    run: async world => {
      const KmsKeyId = await aKey(world);
      shows(await snapshot(world.ec2, await aSnapshot(world, { Encrypted: true, KmsKeyId })), { Encrypted: true, KmsKeyId });
    },
  },
  {
    title: 'a snapshot has the tags of the creating call, in the answer too',
    source: api('CreateSnapshot'),
    run: async world => {
      const VolumeId = await aVolume(world, { TagSpecifications: tagged({ of: 'the volume' }, 'volume') });
      const { SnapshotId, Tags } = await world.ec2.createSnapshot({ VolumeId, TagSpecifications: tagged({ team: 'red' }, 'snapshot') });
      assert.deepEqual(asObject(Tags), { team: 'red' });
      await world.settled();
      assert.deepEqual(asObject((await snapshot(world.ec2, SnapshotId!)).Tags), { team: 'red' });
    },
  },
  {
    title: 'whoever asks twice for a snapshot gets two',
    source: recorded('ebs/volume_data_snapshot_controls_contract'),
    run: async world => {
      const VolumeId = await aVolume(world);
      const [first, second] = [await world.ec2.createSnapshot({ VolumeId }), await world.ec2.createSnapshot({ VolumeId })];
      assert.notEqual(first.SnapshotId, second.SnapshotId);
    },
  },
  {
    title: 'CreateSnapshot refuses a volume that it does not know',
    source: ERROR_CODES,
    run: ({ ec2 }) => refused(ec2.createSnapshot({ VolumeId: 'vol-0ffffffffffffffff' }), 'InvalidVolume.NotFound'),
  },
  {
    title: 'no more than five snapshots of a volume are on their way at a time',
    source: ERROR_CODES,
    moto: AT_ONCE,
    run: async world => {
      const VolumeId = await aVolume(world);
      for (let count = 0; count < 5; count++) await world.ec2.createSnapshot({ VolumeId });
      await refused(world.ec2.createSnapshot({ VolumeId }), 'ConcurrentSnapshotLimitExceeded');
    },
  },
  {
    title: 'CreateSnapshots makes a snapshot of each volume of an instance, with the same tags',
    source: api('CreateSnapshots'),
    moto: 'gives an instance no root volume when the request has a mapping of its own',
    run: async world => {
      const InstanceId = await anInstance(world, await anImage(world), { BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { VolumeSize: 3 } }] });
      const made = await world.ec2.createSnapshots({ InstanceSpecification: { InstanceId }, TagSpecifications: tagged({ team: 'red' }, 'snapshot') });
      await world.settled();
      const { Snapshots } = await world.ec2.describeSnapshots({ OwnerIds: ['self'], Filters: [{ Name: 'tag:team', Values: ['red'] }] });
      sameMembers(Snapshots!.map(({ SnapshotId }) => SnapshotId), made.Snapshots!.map(({ SnapshotId }) => SnapshotId));
      sameMembers(Snapshots!.map(({ VolumeSize }) => String(VolumeSize)), ['8', '3']);
    },
  },
  {
    title: 'CreateSnapshots leaves out the root volume when it is told to',
    source: api('CreateSnapshots'),
    run: async world => {
      const InstanceId = await anInstance(world, await anImage(world), { BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { VolumeSize: 3 } }] });
      const { Snapshots } = await world.ec2.createSnapshots({ InstanceSpecification: { InstanceId, ExcludeBootVolume: true } });
      assert.deepEqual(Snapshots!.map(({ VolumeSize }) => VolumeSize), [3]);
    },
  },
  {
    title: 'a deleted snapshot is not found',
    source: ERROR_CODES,
    run: async world => {
      const SnapshotId = await aSnapshot(world);
      await world.ec2.deleteSnapshot({ SnapshotId });
      await world.settled();
      await refused(snapshot(world.ec2, SnapshotId), 'InvalidSnapshot.NotFound');
      await refused(world.ec2.deleteSnapshot({ SnapshotId }), 'InvalidSnapshot.NotFound');
    },
  },
  {
    title: 'a snapshot that an image is made of cannot be deleted, and the refusal names the image',
    source: ERROR_CODES,
    run: async world => {
      const imageId = await anImage(world);
      const [SnapshotId] = await snapshotsOf(world.ec2, imageId);
      await refused(world.ec2.deleteSnapshot({ SnapshotId }), 'InvalidSnapshot.InUse');
      await assert.rejects(world.ec2.deleteSnapshot({ SnapshotId }), { message: new RegExp(imageId) });
    },
  },
  {
    title: 'the refusal to delete a snapshot names every image that is made of it',
    source: recorded('ec2/images_controls'),
    moto: 'ties no image to the snapshot that it is registered of, and deletes that',
    run: async world => {
      const SnapshotId = await aSnapshot(world);
      const [first, second] = [
        await world.ec2.registerImage({ ...registration(SnapshotId), Name: 'the first' }),
        await world.ec2.registerImage({ ...registration(SnapshotId), Name: 'the second' }),
      ];
      await world.settled();
      const error = await world.ec2.deleteSnapshot({ SnapshotId }).then(() => assert.fail('the snapshot was deleted'), (reason: Error) => reason);
      for (const { ImageId } of [first, second]) assert.ok(error.message.includes(ImageId!), error.message);
    },
  },
  {
    title: 'a snapshot of a volume that is no root, too, is kept by its image',
    source: recorded('ec2/images_snapshot_references'),
    moto: 'ties no image to the snapshots that it is registered of, and deletes them',
    run: async world => {
      const data = await aSnapshot(world);
      const { BlockDeviceMappings: [root] = [] } = registration(await aSnapshot(world));
      await anImage(world, { BlockDeviceMappings: [root, { DeviceName: '/dev/sdf', Ebs: { SnapshotId: data } }] });
      await refused(world.ec2.deleteSnapshot({ SnapshotId: data }), 'InvalidSnapshot.InUse');
    },
  },
  {
    title: 'a disabled image keeps its snapshots, too',
    source: guide('disable-an-ami'),
    run: async world => {
      const ImageId = await anImage(world);
      const [SnapshotId] = await snapshotsOf(world.ec2, ImageId);
      await world.ec2.disableImage({ ImageId });
      await world.settled();
      await refused(world.ec2.deleteSnapshot({ SnapshotId }), 'InvalidSnapshot.InUse');
    },
  },
  {
    title: 'once its image is deregistered, a snapshot can be deleted',
    source: api('DeleteSnapshot'),
    run: async world => {
      const ImageId = await anImage(world);
      const [SnapshotId] = await snapshotsOf(world.ec2, ImageId);
      await world.ec2.deregisterImage({ ImageId });
      await world.settled();
      await world.ec2.deleteSnapshot({ SnapshotId });
    },
  },
  {
    title: 'an id of the wrong length is malformed for a snapshot',
    source: ERROR_CODES,
    moto: 'says that it is not found',
    run: ({ ec2 }) => refused(ec2.deleteSnapshot({ SnapshotId: 'snap-123' }), 'InvalidSnapshotID.Malformed'),
  },
  {
    title: 'what is no id of a snapshot at all is an invalid value',
    source: recorded('ebs/volume_controls_snapshot_ids_contract'),
    moto: 'says that it is not found',
    run: ({ ec2 }) => refused(ec2.describeSnapshots({ SnapshotIds: ['ami-0ffffffffffffffff'] }), 'InvalidParameterValue'),
  },
  {
    title: 'one unknown id fails DescribeSnapshots, and a filter by id just finds less',
    source: ERROR_CODES,
    run: async world => {
      const known = await aSnapshot(world);
      const SnapshotIds = [known, 'snap-0ffffffffffffffff'];
      await refused(world.ec2.describeSnapshots({ SnapshotIds }), 'InvalidSnapshot.NotFound');
      const { Snapshots } = await world.ec2.describeSnapshots({ Filters: [{ Name: 'snapshot-id', Values: SnapshotIds }] });
      assert.deepEqual(Snapshots!.map(({ SnapshotId }) => SnapshotId), [known]);
    },
  },
  ...([
    ['description', '*for the night*'], ['encrypted', 'true'], ['owner-id', OWNER], ['status', 'completed'], ['volume-size', '20'],
    ['tag:team', 'red'], ['tag-key', 'team'], ['storage-tier', 'standard'],
  ] as const).map(([Name, value]): Clause => ({
    title: `DescribeSnapshots finds snapshots by ${Name}`,
    source: api('DescribeSnapshots'),
    run: async world => {
      const { SnapshotId } = await world.ec2.createSnapshot({
        VolumeId: await aVolume(world, { Size: 20, Encrypted: true }),
        Description: 'one for the night of May 1',
        TagSpecifications: tagged({ team: 'red' }, 'snapshot'),
      });
      await world.settled();
      const others = ['owner-id', 'status', 'storage-tier'].includes(Name) ? [] : [await aSnapshot(world)];
      const { Snapshots } = await world.ec2.describeSnapshots({ OwnerIds: ['self'], Filters: [{ Name, Values: [value] }] });
      const found = Snapshots!.map(each => each.SnapshotId);
      assert.ok(found.includes(SnapshotId), 'it was not found');
      assert.ok(!others.some(other => found.includes(other)), 'another one was found');
    },
  })),
  {
    title: 'DescribeSnapshots gives every snapshot once over all its pages',
    source: PAGINATION,
    moto: ONE_PAGE,
    run: async world => {
      const VolumeId = await aVolume(world);
      const made: (string | undefined)[] = [];
      for (let count = 0; count < 7; count++) {
        made.push((await world.ec2.createSnapshot({ VolumeId })).SnapshotId);
        await world.settled();
      }
      const found: (string | undefined)[] = [];
      let NextToken: string | undefined;
      do {
        const page = await world.ec2.describeSnapshots({ OwnerIds: ['self'], MaxResults: 5, NextToken });
        assert.ok(page.Snapshots!.length <= 5, `a page has ${page.Snapshots!.length}`);
        found.push(...page.Snapshots!.map(({ SnapshotId }) => SnapshotId));
        NextToken = page.NextToken;
      } while (NextToken);
      sameMembers(found, made);
    },
  },
];
