/** An image as DescribeImages shows it to one caller (ec2-semantics 1.3, 4.1, 5). */
import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, seen } from '../caller';
import type { Image, Protection, Tags } from '../resources';
import { renderTags } from '../tag-rules';

export function imageView(caller: Caller, image: Image): sdk.Image {
  const { state, reason } = seen(caller, image.status);
  const { traits } = image;
  const isOwner = image.ownerId === caller.account.id;
  const deprecatedFrom = seen(caller, image.deprecatedFrom);
  // One literal, for speed: this is what random histories spend their time on.
  return {
    Architecture: traits.Architecture,
    BootMode: traits.BootMode,
    EnaSupport: traits.EnaSupport,
    Hypervisor: traits.Hypervisor,
    ImageType: traits.ImageType,
    KernelId: traits.KernelId,
    Platform: traits.Platform,
    PlatformDetails: traits.PlatformDetails,
    ProductCodes: traits.ProductCodes?.map((code) => ({ ...code })),
    RamdiskId: traits.RamdiskId,
    RootDeviceName: traits.RootDeviceName,
    RootDeviceType: traits.RootDeviceType,
    SriovNetSupport: traits.SriovNetSupport,
    TpmSupport: traits.TpmSupport,
    UsageOperation: traits.UsageOperation,
    VirtualizationType: traits.VirtualizationType,
    ImdsSupport: image.imdsSupport,
    ImageId: image.id,
    ImageLocation: `${image.ownerId}/${image.name}`,
    Name: image.name,
    Description: image.description,
    OwnerId: image.ownerId,
    State: state,
    StateReason: reason === undefined ? undefined : { Code: 'Server.InternalError', Message: reason },
    CreationDate: new Date(image.createdAt).toISOString(),
    Public: seen(caller, image.launchPermissions).some((permission) => permission.Group === 'all'),
    BlockDeviceMappings: image.mappings.map(mappingView),
    DeprecationTime: deprecatedFrom === undefined ? undefined : new Date(deprecatedFrom).toISOString(),
    DeregistrationProtection: isOwner ? protectionText(image.protection, caller.world.time) : undefined,
    SourceImageId: image.source?.imageId,
    SourceImageRegion: image.source?.region,
    SourceInstanceId: image.sourceInstanceId,
    Tags: renderTags(isOwner ? seen(caller, image.tags) : sharedTags(seen(caller, image.tags))),
  };
}

const mappingView = ({ DeviceName, VirtualName, NoDevice, Ebs }: sdk.BlockDeviceMapping): sdk.BlockDeviceMapping =>
  ({ DeviceName, VirtualName, NoDevice, Ebs: Ebs && { ...Ebs } });

const sharedTags = (tags: Tags): Tags => new Map([...tags].filter(([key]) => key.startsWith('ec2:SharedTag/')));

export function protectionText(protection: Protection, now: number): string {
  if (protection.kind !== 'cooling-down') return protection.kind;
  return protection.until <= now ? 'disabled' : `disabled after ${new Date(protection.until).toISOString()}`;
}
