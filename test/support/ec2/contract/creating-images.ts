import { strict as assert } from 'assert';
import type { BlockDeviceMapping, CreateImageRequest } from '@aws-sdk/client-ec2';
import { anImage, anInstance, asObject, image, ROOT, snapshot, tagged, tagsOf } from './beginnings';
import { api, Clause, ERROR_CODES, guide, refused, shows, World } from './clause';
import { ACCEPTS, AT_ONCE, HTML, SHELL } from './moto';

const CREATE = api('CreateImage');
const DATA: BlockDeviceMapping[] = [{ DeviceName: '/dev/sdf', Ebs: { VolumeSize: 3, DeleteOnTermination: false } }];

/** An image of an instance with two volumes. */
async function created(
  world: World, more: Partial<CreateImageRequest> = {}, BlockDeviceMappings = DATA,
): Promise<{ imageId: string; instanceId: string; answeredWith: string }> {
  const instanceId = await anInstance(world, await anImage(world, { Name: 'the base' }), { BlockDeviceMappings });
  const { ImageId } = await world.ec2.createImage({ InstanceId: instanceId, Name: 'created', ...more });
  const answeredWith = (await image(world.ec2, ImageId!)).State!;
  await world.settled();
  return { imageId: ImageId!, instanceId, answeredWith };
}

export const creatingImages: readonly Clause[] = [
  {
    title: 'an image of an instance is pending when CreateImage answers',
    source: guide('creating-an-ami-ebs'),
    moto: AT_ONCE,
    run: async world => assert.equal((await created(world)).answeredWith, 'pending'),
  },
  {
    title: 'an image of an instance names the instance, and becomes available',
    source: CREATE,
    run: async world => {
      const { imageId, instanceId } = await created(world, { Description: 'of a server' });
      shows(await image(world.ec2, imageId), { Name: 'created', Description: 'of a server', State: 'available', SourceInstanceId: instanceId });
    },
  },
  {
    title: 'an image of an instance has the architecture and the virtualization of the image that the instance was launched from',
    source: CREATE,
    moto: SHELL,
    run: async world => shows(await image(world.ec2, (await created(world)).imageId), { Architecture: 'x86_64', VirtualizationType: 'hvm' }),
  },
  {
    title: 'an image of an instance has a mapping, with a new snapshot, for each of its volumes',
    source: CREATE,
    moto: SHELL,
    run: async world => {
      const { BlockDeviceMappings } = await image(world.ec2, (await created(world)).imageId);
      const mappings = new Map(BlockDeviceMappings!.map(({ DeviceName, Ebs }) => [DeviceName, Ebs]));
      shows(mappings.get('/dev/sdf'), { VolumeSize: 3, DeleteOnTermination: false });
      for (const Ebs of mappings.values()) shows(await snapshot(world.ec2, Ebs!.SnapshotId!), { State: 'completed', VolumeSize: Ebs!.VolumeSize });
      assert.equal(mappings.size, 2);
    },
  },
  {
    title: 'an image of an instance maps the instance store volumes of the instance, too',
    source: CREATE,
    moto: SHELL,
    run: async world => {
      const { imageId } = await created(world, {}, [...DATA, { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' }]);
      const { BlockDeviceMappings } = await image(world.ec2, imageId);
      shows(BlockDeviceMappings!.find(({ DeviceName }) => DeviceName === '/dev/sdb'), { VirtualName: 'ephemeral0', Ebs: undefined });
    },
  },
  {
    title: 'an image of an instance has no mapping for a device that the request leaves out',
    source: CREATE,
    moto: SHELL,
    run: async world => {
      const { imageId } = await created(world, { BlockDeviceMappings: [{ DeviceName: '/dev/sdf', NoDevice: '' }] });
      assert.deepEqual((await image(world.ec2, imageId)).BlockDeviceMappings!.map(({ DeviceName }) => DeviceName), [ROOT]);
    },
  },
  {
    title: 'CreateImage can change whether a volume goes with an instance, and nothing else of it',
    source: CREATE,
    moto: SHELL,
    run: async world => {
      const { imageId } = await created(world, { BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { DeleteOnTermination: true } }] });
      const { BlockDeviceMappings } = await image(world.ec2, imageId);
      shows(BlockDeviceMappings!.find(({ DeviceName }) => DeviceName === '/dev/sdf')?.Ebs, { DeleteOnTermination: true, VolumeSize: 3 });
      const InstanceId = await anInstance(world, imageId);
      await refused(world.ec2.createImage({ InstanceId, Name: 'larger', BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { VolumeSize: 9 } }] }));
    },
  },
  {
    title: 'an image of an instance is billed as the image that the instance was launched from',
    source: api('RegisterImage'),
    moto: 'says nothing of the bill',
    run: async world => shows(await image(world.ec2, (await created(world)).imageId), { PlatformDetails: 'Linux/UNIX', UsageOperation: 'RunInstances' }),
  },
  {
    title: 'an image of an instance has the tags of the creating call',
    source: CREATE,
    run: async world => {
      const { imageId } = await created(world, { TagSpecifications: tagged({ team: 'red' }, 'image') });
      assert.deepEqual(await tagsOf(world.ec2, imageId), { team: 'red' });
    },
  },
  {
    title: 'the snapshots of an image of an instance have the tags of the creating call',
    source: CREATE,
    moto: HTML,
    run: async world => {
      const { imageId } = await created(world, { TagSpecifications: tagged({ team: 'red' }, 'snapshot') });
      for (const { Ebs } of (await image(world.ec2, imageId)).BlockDeviceMappings!) {
        assert.deepEqual(asObject((await snapshot(world.ec2, Ebs!.SnapshotId!)).Tags), { team: 'red' });
      }
    },
  },
  {
    title: 'tags for anything but image and snapshots fail the creation of an image',
    source: CREATE,
    run: world => refused(created(world, { TagSpecifications: tagged({ team: 'red' }, 'volume') }), 'InvalidParameterValue'),
  },
  {
    title: 'CreateImage refuses a name that is taken',
    source: ERROR_CODES,
    moto: 'makes two images of one name',
    run: world => refused(created(world, { Name: 'the base' }), 'InvalidAMIName.Duplicate'),
  },
  {
    title: 'CreateImage refuses an instance that it does not know',
    source: ERROR_CODES,
    run: ({ ec2 }) => refused(ec2.createImage({ InstanceId: 'i-0ffffffffffffffff', Name: 'created' }), 'InvalidInstanceID.NotFound'),
  },
  {
    title: 'CreateImage refuses an instance that has ended',
    source: CREATE,
    moto: ACCEPTS,
    run: async world => {
      const InstanceId = await anInstance(world, await anImage(world));
      await world.ec2.terminateInstances({ InstanceIds: [InstanceId] });
      await refused(world.ec2.createImage({ InstanceId, Name: 'created' }));
    },
  },
  {
    title: 'an image of an instance outlives the instance',
    source: CREATE,
    run: async world => {
      const { imageId, instanceId } = await created(world);
      await world.ec2.terminateInstances({ InstanceIds: [instanceId] });
      await world.settled();
      shows(await image(world.ec2, imageId), { State: 'available' });
    },
  },
];
