import { strict as assert } from 'assert';
import { anImage, anInstance, aSnapshot, image, registration, snapshot, snapshotsOf } from './beginnings';
import { api, Clause, ERROR_CODES, HERE, OWNER, refused, shows, World } from './clause';
import { UNKNOWN } from './moto';

const DEREGISTER = api('DeregisterImage');
const REFERENCES = api('DescribeImageReferences');

const referencesTo = async ({ ec2 }: World, imageId: string) =>
  (await ec2.describeImageReferences({ ImageIds: [imageId], IncludeAllResourceTypes: true })).ImageReferences!;

export const deregistering: readonly Clause[] = [
  {
    title: 'a deregistered image is listed no longer',
    source: DEREGISTER,
    run: async world => {
      const ImageId = await anImage(world);
      const kept = await anImage(world, { Name: 'kept' });
      shows(await world.ec2.deregisterImage({ ImageId }), { Return: true });
      await world.settled();
      assert.deepEqual((await world.ec2.describeImages({ Owners: ['self'] })).Images!.map(each => each.ImageId), [kept]);
    },
  },
  {
    title: 'whoever asks by id for an image that was deregistered a moment ago gets an empty list',
    source: api('DescribeImages'),
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.deregisterImage({ ImageId });
      assert.deepEqual((await world.ec2.describeImages({ ImageIds: [ImageId] })).Images, []);
    },
  },
  {
    title: 'an image is deregistered once',
    source: ERROR_CODES,
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.deregisterImage({ ImageId });
      await refused(world.ec2.deregisterImage({ ImageId }), 'InvalidAMIID.Unavailable');
    },
  },
  {
    title: 'an image that is not there is not deregistered',
    source: ERROR_CODES,
    run: ({ ec2 }) => refused(ec2.deregisterImage({ ImageId: 'ami-0ffffffffffffffff' }), 'InvalidAMIID.NotFound'),
  },
  {
    title: 'an image of another account is not deregistered',
    source: ERROR_CODES,
    run: async world => {
      const ImageId = await anImage(world);
      await refused(world.other.deregisterImage({ ImageId }));
      shows(await image(world.ec2, ImageId), { State: 'available' });
    },
  },
  {
    title: 'the snapshots of a deregistered image stay',
    source: DEREGISTER,
    run: async world => {
      const ImageId = await anImage(world);
      const [SnapshotId] = await snapshotsOf(world.ec2, ImageId);
      await world.ec2.deregisterImage({ ImageId });
      await world.settled();
      shows(await snapshot(world.ec2, SnapshotId), { State: 'completed' });
    },
  },
  {
    title: 'the snapshots of a deregistered image go with it when the request says so, and the answer says so',
    source: DEREGISTER,
    moto: 'ignores the wish, and says nothing of the snapshots',
    run: async world => {
      const ImageId = await anImage(world);
      const [SnapshotId] = await snapshotsOf(world.ec2, ImageId);
      const answer = await world.ec2.deregisterImage({ ImageId, DeleteAssociatedSnapshots: true });
      assert.deepEqual(answer.DeleteSnapshotResults, [{ SnapshotId, ReturnCode: 'success' }]);
      await world.settled();
      await refused(snapshot(world.ec2, SnapshotId), 'InvalidSnapshot.NotFound');
    },
  },
  {
    title: 'a snapshot of a deregistered image stays when another image is made of it, and the answer says so',
    source: DEREGISTER,
    moto: 'says nothing of the snapshots',
    run: async world => {
      const SnapshotId = await aSnapshot(world);
      const { ImageId } = await world.ec2.registerImage({ ...registration(SnapshotId), Name: 'the first' });
      await world.ec2.registerImage({ ...registration(SnapshotId), Name: 'the second' });
      await world.settled();
      const answer = await world.ec2.deregisterImage({ ImageId, DeleteAssociatedSnapshots: true });
      assert.deepEqual(answer.DeleteSnapshotResults, [{ SnapshotId, ReturnCode: 'skipped' }]);
      shows(await snapshot(world.ec2, SnapshotId), { State: 'completed' });
    },
  },
  {
    title: 'an instance outlives the image that it was launched from',
    source: DEREGISTER,
    run: async world => {
      const ImageId = await anImage(world);
      const InstanceId = await anInstance(world, ImageId);
      await world.ec2.deregisterImage({ ImageId });
      await world.settled();
      const { Reservations } = await world.ec2.describeInstances({ InstanceIds: [InstanceId] });
      assert.deepEqual(Reservations![0].Instances!.map(each => [each.State!.Name, each.ImageId]), [['running', ImageId]]);
    },
  },
  {
    title: 'nothing is launched from a deregistered image',
    source: DEREGISTER,
    moto: 'launches an instance of any image id',
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.deregisterImage({ ImageId });
      await world.settled();
      await refused(world.ec2.runInstances({ ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }));
    },
  },
];

export const references: readonly Clause[] = [
  {
    title: 'an image that nobody names has no references',
    source: REFERENCES,
    moto: UNKNOWN,
    run: async world => assert.deepEqual(await referencesTo(world, await anImage(world)), []),
  },
  {
    title: 'an instance is a reference to the image that it was launched from',
    source: REFERENCES,
    moto: UNKNOWN,
    run: async world => {
      const ImageId = await anImage(world);
      const instanceId = await anInstance(world, ImageId);
      const Arn = `arn:aws:ec2:${HERE}:${OWNER}:instance/${instanceId}`;
      assert.deepEqual(await referencesTo(world, ImageId), [{ ImageId, ResourceType: 'ec2:Instance', Arn }]);
    },
  },
  {
    title: 'references can be narrowed to instances in some states',
    source: api('ResourceTypeOption'),
    moto: UNKNOWN,
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.terminateInstances({ InstanceIds: [await anInstance(world, ImageId)] });
      await world.settled();
      assert.equal((await referencesTo(world, ImageId)).length, 1);
      const ResourceTypes = [{ ResourceType: 'ec2:Instance' as const, ResourceTypeOptions: [{ OptionName: 'state-name' as const, OptionValues: ['running'] }] }];
      assert.deepEqual((await world.ec2.describeImageReferences({ ImageIds: [ImageId], ResourceTypes })).ImageReferences, []);
    },
  },
  {
    title: 'a launch template is a reference to the image that it names',
    source: REFERENCES,
    moto: UNKNOWN,
    run: async world => {
      const ImageId = await anImage(world);
      const { LaunchTemplate } = await world.ec2.createLaunchTemplate({ LaunchTemplateName: 'web', LaunchTemplateData: { ImageId } });
      const Arn = `arn:aws:ec2:${HERE}:${OWNER}:launch-template/${LaunchTemplate!.LaunchTemplateId}`;
      assert.deepEqual(await referencesTo(world, ImageId), [{ ImageId, ResourceType: 'ec2:LaunchTemplate', Arn }]);
    },
  },
  {
    title: 'a request for references says which resource types it is about',
    source: REFERENCES,
    moto: UNKNOWN,
    run: async world => refused(world.ec2.describeImageReferences({ ImageIds: [await anImage(world)] })),
  },
];
