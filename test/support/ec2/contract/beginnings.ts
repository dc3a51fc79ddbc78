/** What a clause begins with, made with EC2's own calls, and finished. */
import type * as sdk from '@aws-sdk/client-ec2';
import { HERE, World } from './clause';

/** A volume of 8 GiB. */
export async function aVolume({ ec2, settled }: World, more: Partial<sdk.CreateVolumeRequest> = {}): Promise<string> {
  const { VolumeId } = await ec2.createVolume({ AvailabilityZone: `${HERE}a`, Size: 8, VolumeType: 'gp3', ...more });
  await settled();
  return VolumeId!;
}

/** A completed snapshot of such a volume. */
export async function aSnapshot(world: World, more: Partial<sdk.CreateVolumeRequest> = {}): Promise<string> {
  const { SnapshotId } = await world.ec2.createSnapshot({ VolumeId: await aVolume(world, more) });
  await world.settled();
  return SnapshotId!;
}

export const ROOT = '/dev/xvda';

/** What registers an image of a snapshot that anything modern can launch. */
export const registration = (SnapshotId: string): sdk.RegisterImageRequest => ({
  Name: 'an image',
  Architecture: 'x86_64',
  VirtualizationType: 'hvm',
  EnaSupport: true,
  RootDeviceName: ROOT,
  BlockDeviceMappings: [{ DeviceName: ROOT, Ebs: { SnapshotId } }],
});

/** An available image of a snapshot of its own. */
export async function anImage(
  world: World, more: Partial<sdk.RegisterImageRequest> = {}, volume: Partial<sdk.CreateVolumeRequest> = {},
): Promise<string> {
  const { ImageId } = await world.ec2.registerImage({ ...registration(await aSnapshot(world, volume)), ...more });
  await world.settled();
  return ImageId!;
}

/** Such an image, with tags. They come afterwards, so that a clause about something else does not fail by them. */
export async function aTaggedImage(
  world: World, values: Readonly<Record<string, string>>, more: Partial<sdk.RegisterImageRequest> = {},
): Promise<string> {
  const imageId = await anImage(world, more);
  await world.ec2.createTags({ Resources: [imageId], Tags: tags(values) });
  return imageId;
}

/** A running instance of an image. */
export async function anInstance({ ec2, settled }: World, ImageId: string, more: Partial<sdk.RunInstancesRequest> = {}): Promise<string> {
  const { Instances } = await ec2.runInstances({ ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, ...more });
  await settled();
  return Instances![0].InstanceId!;
}

/** A finished copy of an image. */
export async function aCopy(world: World, SourceImageId: string, more: Partial<sdk.CopyImageRequest> = {}, to = world.ec2): Promise<string> {
  const { ImageId } = await to.copyImage({ Name: 'a copy', SourceImageId, SourceRegion: HERE, ...more });
  await world.settled();
  return ImageId!;
}

/** A finished copy of a snapshot. */
export async function aSnapshotCopy(
  world: World, SourceSnapshotId: string, more: Partial<sdk.CopySnapshotRequest> = {}, to = world.ec2,
): Promise<string> {
  const { SnapshotId } = await to.copySnapshot({ SourceSnapshotId, SourceRegion: HERE, ...more });
  await world.settled();
  return SnapshotId!;
}

/** The ARN of a new customer managed key. */
export async function aKey({ kms }: Pick<World, 'kms'>): Promise<string> {
  return (await kms.createKey({})).KeyMetadata!.Arn!;
}

export const image = async (ec2: sdk.EC2, imageId: string): Promise<sdk.Image> => (await ec2.describeImages({ ImageIds: [imageId] })).Images![0];

export const snapshot = async (ec2: sdk.EC2, snapshotId: string): Promise<sdk.Snapshot> =>
  (await ec2.describeSnapshots({ SnapshotIds: [snapshotId] })).Snapshots![0];

export const volume = async (ec2: sdk.EC2, volumeId: string): Promise<sdk.Volume> =>
  (await ec2.describeVolumes({ VolumeIds: [volumeId] })).Volumes![0];

/** The snapshots that an image is made of. */
export const snapshotsOf = async (ec2: sdk.EC2, imageId: string): Promise<string[]> =>
  (await image(ec2, imageId)).BlockDeviceMappings!.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);

/** The tags of an image, as an object. */
export const tagsOf = async (ec2: sdk.EC2, imageId: string): Promise<Record<string, string>> => asObject((await image(ec2, imageId)).Tags);

export const asObject = (tags: sdk.Tag[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key!, Value!]));

export const tags = (values: Readonly<Record<string, string>>): sdk.Tag[] => Object.entries(values).map(([Key, Value]) => ({ Key, Value }));

/** Tags for what a call makes. */
export const tagged = (values: Readonly<Record<string, string>>, ...types: sdk.ResourceType[]): sdk.TagSpecification[] =>
  types.map(ResourceType => ({ ResourceType, Tags: tags(values) }));
