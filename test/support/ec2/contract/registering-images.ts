import { strict as assert } from 'assert';
import type { RegisterImageRequest } from '@aws-sdk/client-ec2';
import { anImage, aSnapshot, image, registration, ROOT, tagged, tagsOf } from './beginnings';
import { api, Clause, ERROR_CODES, guide, OTHER, OWNER, recorded, refused, shows, World } from './clause';
import { ACCEPTS, HTML, SHELL, UNTAGGED } from './moto';

const REGISTER = api('RegisterImage');

/** A request that is refused: a good one, changed. */
const refuses = (code: string, change: (snapshotId: string) => Partial<RegisterImageRequest>) => async (world: World) => {
  const snapshotId = await aSnapshot(world);
  await refused(world.ec2.registerImage({ ...registration(snapshotId), ...change(snapshotId) }), code);
};

export const registeringImages: readonly Clause[] = [
  {
    title: 'a registered image has the name, the description and the owner that it must have, and becomes available',
    source: REGISTER,
    run: async world => shows(await image(world.ec2, await anImage(world, { Name: 'web 1', Description: 'a web server' })), {
      Name: 'web 1', Description: 'a web server', OwnerId: OWNER, State: 'available', Public: false, ImageType: 'machine',
    }),
  },
  {
    title: 'a registered image is made of the snapshot that the request names',
    source: REGISTER,
    moto: SHELL,
    run: async world => {
      const SnapshotId = await aSnapshot(world);
      const { ImageId } = await world.ec2.registerImage(registration(SnapshotId));
      const { BlockDeviceMappings, RootDeviceName, RootDeviceType } = await image(world.ec2, ImageId!);
      assert.deepEqual([RootDeviceName, RootDeviceType], [ROOT, 'ebs']);
      assert.deepEqual(BlockDeviceMappings!.map(({ DeviceName, Ebs }) => [DeviceName, Ebs!.SnapshotId]), [[ROOT, SnapshotId]]);
    },
  },
  {
    title: 'a mapping has the size of its snapshot, is gp2, and goes with its instance, unless it says otherwise',
    source: recorded('ec2/images_controls'),
    moto: SHELL,
    run: async world => {
      const [{ Ebs }] = (await image(world.ec2, await anImage(world, {}, { Size: 20 }))).BlockDeviceMappings!;
      shows(Ebs, { VolumeSize: 20, VolumeType: 'gp2', DeleteOnTermination: true, Encrypted: false });
    },
  },
  {
    title: 'a mapping of an encrypted snapshot is encrypted',
    source: REGISTER,
    moto: SHELL,
    run: async world => {
      const [{ Ebs }] = (await image(world.ec2, await anImage(world, {}, { Encrypted: true }))).BlockDeviceMappings!;
      shows(Ebs, { Encrypted: true });
    },
  },
  {
    title: 'a mapping keeps what it says of its volume',
    source: REGISTER,
    moto: SHELL,
    run: async world => {
      const Ebs = { SnapshotId: await aSnapshot(world), VolumeSize: 30, VolumeType: 'gp3', Iops: 4000, Throughput: 250, DeleteOnTermination: false } as const;
      const imageId = await anImage(world, { BlockDeviceMappings: [{ DeviceName: ROOT, Ebs }] });
      shows((await image(world.ec2, imageId)).BlockDeviceMappings![0].Ebs, Ebs);
    },
  },
  {
    title: 'a registered image keeps its blank and its instance store devices',
    source: REGISTER,
    moto: SHELL,
    run: async world => {
      const { BlockDeviceMappings: [root] = [] } = registration(await aSnapshot(world));
      const imageId = await anImage(world, {
        BlockDeviceMappings: [root, { DeviceName: '/dev/sdf', Ebs: { VolumeSize: 5 } }, { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' }],
      });
      const mappings = new Map((await image(world.ec2, imageId)).BlockDeviceMappings!.map(mapping => [mapping.DeviceName, mapping]));
      shows(mappings.get('/dev/sdf')?.Ebs, { VolumeSize: 5, SnapshotId: undefined });
      shows(mappings.get('/dev/sdb'), { VirtualName: 'ephemeral0' });
    },
  },
  {
    title: 'a registered image has the architecture and the virtualization that the request names',
    source: REGISTER,
    moto: SHELL,
    run: async world => shows(await image(world.ec2, await anImage(world, { Architecture: 'arm64' })), { Architecture: 'arm64', VirtualizationType: 'hvm' }),
  },
  {
    title: 'without them, a registered image is i386 and paravirtual',
    source: REGISTER,
    moto: SHELL,
    run: async world => shows(
      await image(world.ec2, await anImage(world, { Architecture: undefined, VirtualizationType: undefined, EnaSupport: undefined })),
      { Architecture: 'i386', VirtualizationType: 'paravirtual' }),
  },
  {
    title: 'a registered image has the boot mode, the TPM, the network and the metadata support that the request names',
    source: REGISTER,
    moto: SHELL,
    run: async world => {
      const support = { BootMode: 'uefi', TpmSupport: 'v2.0', EnaSupport: true, SriovNetSupport: 'simple', ImdsSupport: 'v2.0' } as const;
      shows(await image(world.ec2, await anImage(world, support)), support);
    },
  },
  {
    title: 'a registered paravirtual image has the kernel and the RAM disk that the request names',
    source: REGISTER,
    moto: SHELL,
    run: async world => {
      const software = { KernelId: 'aki-919dcaf8', RamdiskId: 'ari-a51cf9cc', VirtualizationType: 'paravirtual' } as const;
      shows(await image(world.ec2, await anImage(world, { ...software, EnaSupport: undefined })), software);
    },
  },
  {
    title: 'the UEFI data of a registered image can be read, as an attribute',
    source: REGISTER,
    moto: HTML,
    run: async world => {
      const ImageId = await anImage(world, { BootMode: 'uefi', UefiData: 'QU1aTlVFRkk=' });
      shows((await world.ec2.describeImageAttribute({ ImageId, Attribute: 'uefiData' })).UefiData, { Value: 'QU1aTlVFRkk=' });
    },
  },
  {
    title: 'a registered image of plain Linux is billed as such',
    source: REGISTER,
    moto: 'says nothing of the bill',
    run: async world => shows(await image(world.ec2, await anImage(world)), { PlatformDetails: 'Linux/UNIX', UsageOperation: 'RunInstances' }),
  },
  {
    title: 'a registered image has the tags of the request',
    source: REGISTER,
    moto: UNTAGGED,
    run: async world => assert.deepEqual(
      await tagsOf(world.ec2, await anImage(world, { TagSpecifications: tagged({ team: 'red' }, 'image') })), { team: 'red' }),
  },
  {
    title: 'tags for anything but the image fail the registration of an image',
    source: REGISTER,
    moto: ACCEPTS,
    run: refuses('InvalidParameterValue', () => ({ TagSpecifications: tagged({ team: 'red' }, 'snapshot') })),
  },
  {
    title: 'a name is taken once in an account and Region',
    source: ERROR_CODES,
    moto: 'registers two images of one name',
    run: async world => {
      await anImage(world, { Name: 'taken' });
      await refused(anImage(world, { Name: 'taken' }), 'InvalidAMIName.Duplicate');
    },
  },
  {
    title: 'a name of two characters is malformed',
    source: ERROR_CODES,
    moto: ACCEPTS,
    run: refuses('InvalidAMIName.Malformed', () => ({ Name: 'ab' })),
  },
  {
    title: 'an image cannot be registered of a snapshot that is gone',
    source: recorded('ec2/images_controls'),
    moto: ACCEPTS,
    run: async world => {
      const SnapshotId = await aSnapshot(world);
      await world.ec2.deleteSnapshot({ SnapshotId });
      await world.settled();
      await refused(world.ec2.registerImage(registration(SnapshotId)), 'InvalidSnapshotID.NotFound');
    },
  },
  {
    title: 'an image cannot be registered without a snapshot for its root device',
    source: recorded('ec2/images_controls'),
    moto: ACCEPTS,
    run: refuses('InvalidBlockDeviceMapping', () => ({ RootDeviceName: '/dev/sda1' })),
  },
  {
    title: 'a blank volume cannot be the root of a registered image',
    source: recorded('ec2/images_snapshot_references'),
    moto: ACCEPTS,
    run: refuses('InvalidBlockDeviceMapping', SnapshotId => ({
      BlockDeviceMappings: [{ DeviceName: ROOT, Ebs: { VolumeSize: 8 } }, { DeviceName: '/dev/sdf', Ebs: { SnapshotId } }],
    })),
  },
  {
    title: 'a mapping with a snapshot cannot say whether it is encrypted',
    source: recorded('ec2/images_controls'),
    moto: ACCEPTS,
    run: refuses('InvalidParameter', SnapshotId => ({ BlockDeviceMappings: [{ DeviceName: ROOT, Ebs: { SnapshotId, Encrypted: false } }] })),
  },
  ...([
    ['smaller than its snapshot', { VolumeSize: 4 }],
    ['under a key that the mapping names', { KmsKeyId: 'alias/aws/ebs' }],
    ['of type gp2 with IOPS of its own', { VolumeType: 'gp2', Iops: 3000 }],
    ['of type gp2 with a throughput', { VolumeType: 'gp2', Throughput: 125 }],
    ['of type io2 without IOPS', { VolumeType: 'io2' }],
  ] as const).map(([title, ebs]): Clause => ({
    title: `a mapping of a registered image cannot have a volume ${title}`,
    source: api('EbsBlockDevice'),
    moto: ACCEPTS,
    run: async world => {
      const SnapshotId = await aSnapshot(world);
      const BlockDeviceMappings = [{ DeviceName: ROOT, Ebs: { SnapshotId, ...ebs } }];
      await refused(world.ec2.registerImage({ ...registration(SnapshotId), BlockDeviceMappings }));
    },
  })),
  {
    title: 'a device is mapped once in a registered image',
    source: ERROR_CODES,
    moto: ACCEPTS,
    run: refuses('InvalidBlockDeviceMapping', SnapshotId => ({
      BlockDeviceMappings: [{ DeviceName: ROOT, Ebs: { SnapshotId } }, { DeviceName: ROOT, VirtualName: 'ephemeral0' }],
    })),
  },
  {
    title: 'an image with a TPM boots from UEFI',
    source: guide('enable-nitrotpm-support-on-ami'),
    moto: ACCEPTS,
    run: async world => refused(world.ec2.registerImage({ ...registration(await aSnapshot(world)), BootMode: 'legacy-bios', TpmSupport: 'v2.0' })),
  },
  {
    title: 'an image cannot be registered of a snapshot of another account, even of one that is shared',
    source: recorded('ec2/images_snapshot_references'),
    moto: ACCEPTS,
    run: async world => {
      const SnapshotId = await aSnapshot(world);
      await world.ec2.modifySnapshotAttribute({ SnapshotId, CreateVolumePermission: { Add: [{ UserId: OTHER }] } });
      await refused(world.other.registerImage(registration(SnapshotId)), 'InvalidParameterValue');
    },
  },
  {
    title: 'st1 and sc1 volumes cannot be the root of a registered image',
    source: ERROR_CODES,
    moto: ACCEPTS,
    run: refuses('BootForVolumeTypeUnsupported', SnapshotId => ({ BlockDeviceMappings: [{ DeviceName: ROOT, Ebs: { SnapshotId, VolumeType: 'st1', VolumeSize: 125 } }] })),
  },
];
