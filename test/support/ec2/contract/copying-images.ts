import { strict as assert } from 'assert';
import type { CopyImageRequest } from '@aws-sdk/client-ec2';
import { aCopy, anImage, aSnapshot, aTaggedImage, image, registration, ROOT, snapshot, snapshotsOf, tagged, tags, tagsOf } from './beginnings';
import { api, Clause, ERROR_CODES, facts, FAR, guide, HERE, IDEMPOTENCY, OTHER, OWNER, refused, shows, World } from './clause';
import { ACCEPTS, ANEW, AT_ONCE, SHELL, UNTAGGED } from './moto';

const COPY = api('CopyImage');
const HOW = guide('CopyingAMIs');

/** The one snapshot of an image. */
const storage = async (ec2: World['ec2'], imageId: string) => snapshot(ec2, (await snapshotsOf(ec2, imageId))[0]);

const copyRefused = async (world: World, change: Partial<CopyImageRequest>, code?: string) =>
  refused(world.ec2.copyImage({ Name: 'a copy', SourceImageId: await anImage(world), SourceRegion: HERE, ...change }), code);

export const copyingImages: readonly Clause[] = [
  {
    title: 'a copy of an image is pending when CopyImage answers',
    source: HOW,
    moto: AT_ONCE,
    run: async world => {
      const { ImageId } = await world.ec2.copyImage({ Name: 'a copy', SourceImageId: await anImage(world), SourceRegion: HERE });
      shows(await image(world.ec2, ImageId!), { State: 'pending' });
    },
  },
  {
    title: 'a copy of an image has a name and a description of its own, and becomes available',
    source: COPY,
    run: async world => {
      const copy = await aCopy(world, await anImage(world), { Name: 'web 2', Description: 'copied' });
      shows(await image(world.ec2, copy), { Name: 'web 2', Description: 'copied', State: 'available', OwnerId: OWNER });
    },
  },
  {
    title: 'a copy of an image names its source',
    source: guide('ami-ancestry'),
    moto: 'says nothing of the source',
    run: async world => {
      const SourceImageId = await anImage(world);
      shows(await image(world.far, await aCopy(world, SourceImageId, {}, world.far)), { SourceImageId, SourceImageRegion: HERE });
    },
  },
  {
    title: 'a copy of an image has snapshots of its own',
    source: HOW,
    run: async world => {
      const source = await anImage(world);
      const [before] = await snapshotsOf(world.ec2, source);
      const [own] = await snapshotsOf(world.ec2, await aCopy(world, source));
      assert.notEqual(own, before);
      shows(await snapshot(world.ec2, own), { State: 'completed', OwnerId: OWNER });
    },
  },
  {
    title: 'the snapshots of a copy say what they were copied for',
    source: facts('1.4'),
    moto: 'describes them as it does those of any image',
    run: async world => {
      const source = await anImage(world);
      const [before] = await snapshotsOf(world.ec2, source);
      const copy = await aCopy(world, source);
      const { Description } = await storage(world.ec2, copy);
      assert.ok(Description!.startsWith(`Copied for DestinationAmi ${copy} from SourceAmi ${source} for SourceSnapshot ${before}.`), Description);
    },
  },
  {
    title: 'a copy of an image has the architecture, the virtualization and the root device of its source',
    source: HOW,
    run: async world => {
      const { Architecture, VirtualizationType, RootDeviceName, RootDeviceType } = await image(world.ec2, await anImage(world));
      const copy = await image(world.ec2, await aCopy(world, await anImage(world, { Name: 'another' })));
      shows(copy, { Architecture, VirtualizationType, RootDeviceName, RootDeviceType });
    },
  },
  {
    title: 'a copy of an image has the boot mode, the TPM, the network and the metadata support of its source',
    source: HOW,
    moto: SHELL,
    run: async world => {
      const support = { BootMode: 'uefi', TpmSupport: 'v2.0', EnaSupport: true, ImdsSupport: 'v2.0' } as const;
      shows(await image(world.ec2, await aCopy(world, await anImage(world, support))), support);
    },
  },
  {
    title: 'a copy of an image has the devices of its source',
    source: HOW,
    moto: SHELL,
    run: async world => {
      const { BlockDeviceMappings: [root] = [] } = registration(await aSnapshot(world));
      const data = { DeviceName: '/dev/sdf', Ebs: { SnapshotId: await aSnapshot(world, { Size: 3 }), VolumeType: 'gp3', DeleteOnTermination: false } } as const;
      const copy = await image(world.ec2, await aCopy(world, await anImage(world, { BlockDeviceMappings: [root, data] })));
      const mappings = new Map(copy.BlockDeviceMappings!.map(({ DeviceName, Ebs }) => [DeviceName, Ebs]));
      shows(mappings.get(ROOT), { VolumeSize: 8, DeleteOnTermination: true });
      shows(mappings.get('/dev/sdf'), { VolumeSize: 3, VolumeType: 'gp3', DeleteOnTermination: false });
    },
  },
  {
    title: 'a copy of an image is shared with nobody, whoever its source is shared with',
    source: HOW,
    run: async world => {
      const source = await anImage(world);
      await world.ec2.modifyImageAttribute({ ImageId: source, LaunchPermission: { Add: [{ UserId: OTHER }] } });
      const { LaunchPermissions } = await world.ec2.describeImageAttribute({ ImageId: await aCopy(world, source), Attribute: 'launchPermission' });
      assert.deepEqual(LaunchPermissions, []);
    },
  },
  {
    title: 'a copy of an image has none of its tags unless the request says so',
    source: COPY,
    run: async world => assert.deepEqual(await tagsOf(world.ec2, await aCopy(world, await aTaggedImage(world, { team: 'red' }))), {}),
  },
  {
    title: 'a copy of an image has its tags when the request says so, and the tags of the request above them',
    source: COPY,
    moto: UNTAGGED,
    run: async world => {
      const source = await aTaggedImage(world, { team: 'red', tier: 'front' });
      const copy = await aCopy(world, source, { CopyImageTags: true, TagSpecifications: tagged({ team: 'blue' }, 'image') });
      assert.deepEqual(await tagsOf(world.ec2, copy), { team: 'blue', tier: 'front' });
    },
  },
  {
    title: 'a copy of an image has the tags of the request at once, before it is available',
    source: COPY,
    moto: UNTAGGED,
    run: async world => {
      const SourceImageId = await anImage(world);
      const request: CopyImageRequest = { Name: 'a copy', SourceImageId, SourceRegion: HERE, TagSpecifications: tagged({ team: 'red' }, 'image') };
      assert.deepEqual(await tagsOf(world.ec2, (await world.ec2.copyImage(request)).ImageId!), { team: 'red' });
    },
  },
  {
    title: 'the snapshots of a copy have the tags that the request gives to snapshots',
    source: COPY,
    moto: UNTAGGED,
    run: async world => {
      const source = await anImage(world);
      await world.ec2.createTags({ Resources: await snapshotsOf(world.ec2, source), Tags: tags({ of: 'the source' }) });
      const copy = await aCopy(world, source, { TagSpecifications: tagged({ team: 'red' }, 'image', 'snapshot') });
      shows(await storage(world.ec2, copy), { Tags: tags({ team: 'red' }) });
    },
  },
  {
    title: 'tags for anything but image and snapshots fail the copy of an image',
    source: COPY,
    moto: ACCEPTS,
    run: world => copyRefused(world, { TagSpecifications: tagged({ team: 'red' }, 'volume') }, 'InvalidParameterValue'),
  },
  {
    title: 'the same client token gives the same copy, also once that is available',
    source: IDEMPOTENCY,
    moto: ANEW,
    run: async world => {
      const source = await anImage(world);
      assert.equal(await aCopy(world, source, { ClientToken: 'once' }), await aCopy(world, source, { ClientToken: 'once' }));
    },
  },
  {
    title: 'a client token with other parameters is refused for a copy of an image',
    source: IDEMPOTENCY,
    moto: ANEW,
    run: async world => {
      const source = await anImage(world);
      await aCopy(world, source, { ClientToken: 'once' });
      await refused(aCopy(world, source, { ClientToken: 'once', Name: 'another' }), 'IdempotentParameterMismatch');
    },
  },
  {
    title: 'a client token means nothing in another Region',
    source: IDEMPOTENCY,
    run: async world => {
      const source = await anImage(world);
      assert.notEqual(await aCopy(world, source, { ClientToken: 'once' }), await aCopy(world, source, { ClientToken: 'once' }, world.far));
    },
  },
  {
    title: 'a copy of an image cannot have a name that is taken',
    source: ERROR_CODES,
    moto: 'makes two images of one name',
    run: world => copyRefused(world, { Name: 'an image' }, 'InvalidAMIName.Duplicate'),
  },
  {
    title: 'a copy of an image can have the name of its source in another Region',
    source: HOW,
    run: async world => shows(await image(world.far, await aCopy(world, await anImage(world), { Name: 'an image' }, world.far)), { Name: 'an image' }),
  },
  ...([
    ['of two characters', 'ab'], ['of 129 characters', 'a'.repeat(129)], ['with a colon', 'a:b'], ['with a line break', 'a\nb'],
  ] as const).map(([title, Name]): Clause => ({
    title: `a copy of an image cannot have a name ${title}`,
    source: ERROR_CODES,
    moto: ACCEPTS,
    run: world => copyRefused(world, { Name }, 'InvalidAMIName.Malformed'),
  })),
  {
    title: 'a name may have letters, digits, and ( ) [ ] space . / - \' @ _',
    source: COPY,
    run: async world => {
      const Name = "aZ09()[] ./-'@_";
      shows(await image(world.ec2, await aCopy(world, await anImage(world), { Name })), { Name });
    },
  },
  {
    title: 'an image that is not there cannot be copied',
    source: ERROR_CODES,
    run: world => copyRefused(world, { SourceImageId: 'ami-0ffffffffffffffff' }, 'InvalidAMIID.NotFound'),
  },
  {
    title: 'an image cannot be copied from a Region where it is not',
    source: ERROR_CODES,
    run: world => copyRefused(world, { SourceRegion: FAR }, 'InvalidAMIID.NotFound'),
  },
  {
    title: 'the duration of a copy of an image comes in steps of 15 minutes',
    source: COPY,
    moto: ACCEPTS,
    run: world => copyRefused(world, { SnapshotCopyCompletionDurationMinutes: 20 }, 'InvalidParameterValue'),
  },
  {
    title: 'the snapshots of a copy that was given a duration say so',
    source: api('Snapshot'),
    moto: 'leaves both members out',
    run: async world => {
      const copy = await aCopy(world, await anImage(world), { SnapshotCopyCompletionDurationMinutes: 30 });
      shows(await storage(world.ec2, copy), { TransferType: 'time-based', CompletionDurationMinutes: 30 });
    },
  },
  {
    title: 'a copy that is deregistered while it is pending never becomes available',
    source: HOW,
    run: async world => {
      const { ImageId } = await world.ec2.copyImage({ Name: 'a copy', SourceImageId: await anImage(world), SourceRegion: HERE });
      await world.ec2.deregisterImage({ ImageId });
      await world.settled();
      const { Images } = await world.ec2.describeImages({ Owners: ['self'], Filters: [{ Name: 'name', Values: ['a copy'] }] });
      assert.deepEqual(Images, []);
    },
  },
];
