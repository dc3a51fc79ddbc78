import { strict as assert } from 'assert';
import { aKey, asObject, aSnapshot, aVolume, tagged, volume } from './beginnings';
import { api, Clause, ebsGuide, ERROR_CODES, HERE, IDEMPOTENCY, recorded, refused, sameMembers, shows } from './clause';
import { ACCEPTS, ANEW, AT_ONCE, HTML, KEYLESS, ONE_PAGE } from './moto';

const AvailabilityZone = `${HERE}a`;

export const volumes: readonly Clause[] = [
  {
    title: 'a new volume is still being created when CreateVolume answers',
    source: recorded('ebs/volume_controls_contract'),
    moto: AT_ONCE,
    run: async ({ ec2 }) => shows(await ec2.createVolume({ AvailabilityZone, Size: 1 }), { State: 'creating' }),
  },
  {
    title: 'a volume becomes available, as it was ordered',
    source: recorded('ebs/volume_controls_contract'),
    run: async world => shows(await volume(world.ec2, await aVolume(world, { Size: 1 })), { State: 'available', Size: 1, AvailabilityZone, Encrypted: false }),
  },
  {
    title: 'a volume is of type gp2 unless it says otherwise',
    source: api('CreateVolume'),
    run: async world => shows(await volume(world.ec2, await aVolume(world, { VolumeType: undefined })), { VolumeType: 'gp2' }),
  },
  {
    title: 'a gp3 volume has 3,000 IOPS and 125 MiB/s unless it says otherwise',
    source: api('CreateVolume'),
    moto: 'gives it no throughput',
    run: async world => shows(await volume(world.ec2, await aVolume(world, { VolumeType: 'gp3' })), { Iops: 3000, Throughput: 125 }),
  },
  {
    title: 'IOPS cannot be asked of a gp2 volume',
    source: api('CreateVolume'),
    run: ({ ec2 }) => refused(ec2.createVolume({ AvailabilityZone, Size: 8, VolumeType: 'gp2', Iops: 3000 })),
  },
  {
    title: 'a throughput can be asked of gp3 volumes only',
    source: api('CreateVolume'),
    run: ({ ec2 }) => refused(ec2.createVolume({ AvailabilityZone, Size: 8, VolumeType: 'gp2', Throughput: 125 })),
  },
  {
    title: 'an io2 volume must say how many IOPS it wants',
    source: api('CreateVolume'),
    run: ({ ec2 }) => refused(ec2.createVolume({ AvailabilityZone, Size: 8, VolumeType: 'io2' })),
  },
  {
    title: 'a volume of a snapshot has its size, and names it',
    source: api('CreateVolume'),
    run: async world => {
      const SnapshotId = await aSnapshot(world, { Size: 20 });
      shows(await volume(world.ec2, await aVolume(world, { SnapshotId, Size: undefined })), { Size: 20, SnapshotId });
    },
  },
  {
    title: 'a volume of an encrypted snapshot is encrypted without being asked',
    source: api('CreateVolume'),
    run: async world => {
      const SnapshotId = await aSnapshot(world, { Encrypted: true });
      shows(await volume(world.ec2, await aVolume(world, { SnapshotId })), { Encrypted: true });
    },
  },
  {
    title: 'a volume of an encrypted snapshot of one\'s own keeps its key',
    source: ebsGuide('encryption-examples'),
    moto: KEYLESS,
    run: async world => {
      const KmsKeyId = await aKey(world);
      const SnapshotId = await aSnapshot(world, { Encrypted: true, KmsKeyId });
      shows(await volume(world.ec2, await aVolume(world, { SnapshotId })), { KmsKeyId });
    },
  },
  {
    title: 'an unencrypted snapshot gives an encrypted volume when a key is told',
    source: ebsGuide('encryption-examples'),
    run: async world => {
      const KmsKeyId = await aKey(world);
      const SnapshotId = await aSnapshot(world);
      shows(await volume(world.ec2, await aVolume(world, { SnapshotId, Encrypted: true, KmsKeyId })), { Encrypted: true, KmsKeyId });
    },
  },
  {
    title: 'a volume that is encrypted without a key is encrypted with the key aws/ebs',
    source: api('CreateVolume'),
    run: async world => {
      const { KmsKeyId } = await volume(world.ec2, await aVolume(world, { Encrypted: true }));
      shows((await world.kms.describeKey({ KeyId: 'alias/aws/ebs' })).KeyMetadata, { Arn: KmsKeyId });
    },
  },
  {
    title: 'a key without encryption is refused for a volume',
    source: api('CreateVolume'),
    run: async ({ ec2, kms }) => refused(ec2.createVolume({ AvailabilityZone, Size: 1, KmsKeyId: await aKey({ kms }) })),
  },
  {
    title: 'a volume has the tags of the creating call, in the answer too',
    source: api('CreateVolume'),
    run: async ({ ec2, settled }) => {
      const { VolumeId, Tags } = await ec2.createVolume({ AvailabilityZone, Size: 1, TagSpecifications: tagged({ team: 'red' }, 'volume') });
      assert.deepEqual(asObject(Tags), { team: 'red' });
      await settled();
      assert.deepEqual(asObject((await volume(ec2, VolumeId!)).Tags), { team: 'red' });
    },
  },
  {
    title: 'tags for anything but the volume fail the creation of a volume',
    source: recorded('ebs/volume_controls_contract'),
    moto: ACCEPTS,
    run: ({ ec2 }) => refused(
      ec2.createVolume({ AvailabilityZone, Size: 1, TagSpecifications: tagged({ team: 'red' }, 'snapshot') }), 'InvalidParameterValue'),
  },
  {
    title: 'the same client token gives the same volume',
    source: IDEMPOTENCY,
    moto: ANEW,
    run: async ({ ec2 }) => {
      const first = await ec2.createVolume({ AvailabilityZone, Size: 1, ClientToken: 'once' });
      const second = await ec2.createVolume({ AvailabilityZone, Size: 1, ClientToken: 'once' });
      assert.equal(second.VolumeId, first.VolumeId);
    },
  },
  {
    title: 'a client token with other parameters is refused for a volume',
    source: IDEMPOTENCY,
    moto: ANEW,
    run: async ({ ec2 }) => {
      await ec2.createVolume({ AvailabilityZone, Size: 1, ClientToken: 'once' });
      await refused(ec2.createVolume({ AvailabilityZone, Size: 2, ClientToken: 'once' }), 'IdempotentParameterMismatch');
    },
  },
  {
    title: 'a volume needs a size or a snapshot',
    source: recorded('ebs/volume_controls_contract'),
    run: ({ ec2 }) => refused(ec2.createVolume({ AvailabilityZone }), 'MissingParameter'),
  },
  {
    title: 'a volume cannot be made in a zone of another Region',
    source: recorded('ebs/volume_controls_contract'),
    moto: 'makes it in no zone at all',
    run: ({ ec2 }) => refused(ec2.createVolume({ AvailabilityZone: 'us-east-1a', Size: 1 }), 'InvalidZone.NotFound'),
  },
  {
    title: 'a volume cannot be made of a snapshot that is gone',
    source: ERROR_CODES,
    run: async world => {
      const SnapshotId = await aSnapshot(world);
      await world.ec2.deleteSnapshot({ SnapshotId });
      await world.settled();
      await refused(world.ec2.createVolume({ AvailabilityZone, SnapshotId }), 'InvalidSnapshot.NotFound');
    },
  },
  {
    title: 'DescribeVolumes refuses an id that it does not know',
    source: ERROR_CODES,
    run: ({ ec2 }) => refused(ec2.describeVolumes({ VolumeIds: ['vol-0ffffffffffffffff'] }), 'InvalidVolume.NotFound'),
  },
  ...([['size', '20'], ['encrypted', 'true'], ['volume-type', 'gp3'], ['tag:team', 'red'], ['tag-key', 'te?m']] as const).map(([Name, value]): Clause => ({
    title: `DescribeVolumes finds volumes by ${Name}`,
    source: api('DescribeVolumes'),
    run: async world => {
      const found = await aVolume(world, { Size: 20, Encrypted: true, TagSpecifications: tagged({ team: 'red' }, 'volume') });
      await aVolume(world, { VolumeType: 'gp2' });
      const { Volumes } = await world.ec2.describeVolumes({ Filters: [{ Name, Values: [value] }] });
      sameMembers(Volumes!.map(({ VolumeId }) => VolumeId), [found]);
    },
  })),
  {
    title: 'DescribeVolumes refuses a filter that it does not know',
    source: recorded('ebs/volume_controls_contract'),
    moto: HTML,
    run: async world => {
      await aVolume(world);
      await refused(world.ec2.describeVolumes({ Filters: [{ Name: 'colour', Values: ['red'] }] }), 'InvalidParameterValue');
    },
  },
  {
    title: 'DescribeVolumes gives no fewer than five to a page',
    source: recorded('ebs/volume_controls_contract'),
    moto: ONE_PAGE,
    run: ({ ec2 }) => refused(ec2.describeVolumes({ MaxResults: 4 }), 'InvalidParameterValue'),
  },
  {
    title: 'DescribeVolumes gives either pages or what it is asked for by id',
    source: recorded('ebs/volume_controls_contract'),
    moto: ONE_PAGE,
    run: async world => refused(world.ec2.describeVolumes({ VolumeIds: [await aVolume(world)], MaxResults: 5 }), 'InvalidParameterCombination'),
  },
];
