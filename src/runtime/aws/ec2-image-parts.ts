import {
  ArchitectureValues, BlockDeviceMapping, BootModeValues, CopySnapshotCommand, CreateImageCommand, CreateSnapshotCommand,
  DescribeImageAttributeCommand, DescribeImagesCommand, DescribeVolumesCommand, EC2Client, Image as Ec2Image, RegisterImageCommand, Tag,
  TpmSupportValues, VolumeType,
} from '@aws-sdk/client-ec2';
import { isGoneError, toFailure } from './failures';
import { toTags } from './images';
import { AwsFailure } from '../aws-failure';
import { Blueprint, Mapping, VolumeMapping } from '../build/blueprint';
import { ImageParts, InstanceOrder, RegisterOrder, SnapshotOrder, VolumeOrder } from '../build/image-parts';

/** EC2, in one Region. */
export class Ec2ImageParts implements ImageParts {
  constructor(private readonly ec2: Pick<EC2Client, 'send'>) {}

  public async blueprint(imageId: string): Promise<Blueprint | 'hidden' | undefined> {
    const answer = await this.ec2.send(new DescribeImagesCommand({ ImageIds: [imageId], IncludeDeprecated: true })).catch(unlessGone);
    const image = answer?.Images?.[0];
    if (!image) return undefined;
    const uefiData = await this.uefiDataOf(image);
    return uefiData === 'hidden' ? 'hidden' : toBlueprint(image, uefiData);
  }

  public async volume(volumeId: string): Promise<VolumeMapping | undefined> {
    const answer = await this.ec2.send(new DescribeVolumesCommand({ VolumeIds: [volumeId] })).catch(unlessGone);
    const volume = answer?.Volumes?.[0];
    return volume && {
      sizeGiB: volume.Size,
      type: volume.VolumeType,
      iops: withIops(volume.VolumeType) ? volume.Iops : undefined,
      throughput: volume.Throughput,
    };
  }

  public async createImage(order: InstanceOrder): Promise<string> {
    const tags = toTags(order.tags);
    const answer = await this.ec2.send(new CreateImageCommand({
      InstanceId: order.instanceId,
      Name: order.name,
      Description: order.description,
      NoReboot: !order.reboot,
      TagSpecifications: [{ ResourceType: 'image', Tags: tags }, { ResourceType: 'snapshot', Tags: tags }],
    })).catch(rethrow);
    return answer.ImageId!;
  }

  public async createSnapshot(order: VolumeOrder): Promise<string> {
    const answer = await this.ec2.send(new CreateSnapshotCommand({
      VolumeId: order.volumeId, Description: order.description, TagSpecifications: snapshotTags(order.tags),
    })).catch(rethrow);
    return answer.SnapshotId!;
  }

  public async copySnapshot(order: SnapshotOrder): Promise<string> {
    const answer = await this.ec2.send(new CopySnapshotCommand({
      SourceSnapshotId: order.snapshotId,
      SourceRegion: order.sourceRegion,
      Description: order.description,
      Encrypted: true,
      KmsKeyId: order.encryptionKeyArn,
      CompletionDurationMinutes: order.durationMinutes,
      TagSpecifications: snapshotTags(order.tags),
    })).catch(rethrow);
    return answer.SnapshotId!;
  }

  public async register({ name, description, tags, blueprint: { registration, mappings } }: RegisterOrder): Promise<string> {
    const answer = await this.ec2.send(new RegisterImageCommand({
      Name: name,
      Description: description,
      Architecture: registration.architecture as ArchitectureValues,
      VirtualizationType: registration.virtualizationType,
      RootDeviceName: registration.rootDeviceName,
      EnaSupport: registration.enaSupport || undefined,
      SriovNetSupport: registration.sriovNetSupport,
      BootMode: registration.bootMode as BootModeValues | undefined,
      TpmSupport: registration.tpmSupport as TpmSupportValues | undefined,
      UefiData: registration.uefiData,
      ImdsSupport: registration.imdsSupport === 'v2.0' ? 'v2.0' : undefined,
      KernelId: registration.kernelId,
      RamdiskId: registration.ramdiskId,
      BlockDeviceMappings: mappings.map(fromMapping),
      TagSpecifications: [{ ResourceType: 'image', Tags: toTags(tags) }],
    })).catch(rethrow);
    return answer.ImageId!;
  }

  /** Only images that boot by UEFI can have such data, and EC2 tells it to their owner alone. */
  private async uefiDataOf({ ImageId, BootMode }: Ec2Image): Promise<string | 'hidden' | undefined> {
    if (!BootMode?.startsWith('uefi')) return undefined;
    try {
      const answer = await this.ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute: 'uefiData' }));
      return answer.UefiData?.Value || undefined;
    } catch (error) {
      const failure = toFailure(error);
      if (isForOwners(failure)) return 'hidden';
      throw failure;
    }
  }
}

const isForOwners = ({ code }: AwsFailure) => code === 'AuthFailure';

const snapshotTags = (tags: Readonly<Record<string, string>>): { ResourceType: 'snapshot'; Tags: Tag[] }[] =>
  [{ ResourceType: 'snapshot', Tags: toTags(tags) }];

const toBlueprint = (image: Ec2Image, uefiData: string | undefined): Blueprint => ({
  registration: {
    architecture: image.Architecture ?? '',
    rootDeviceName: image.RootDeviceName ?? '',
    virtualizationType: image.VirtualizationType ?? '',
    enaSupport: image.EnaSupport === true,
    bootMode: image.BootMode,
    tpmSupport: image.TpmSupport,
    imdsSupport: image.ImdsSupport,
    uefiData,
    sriovNetSupport: image.SriovNetSupport,
    kernelId: image.KernelId || undefined,
    ramdiskId: image.RamdiskId || undefined,
  },
  mappings: image.BlockDeviceMappings?.map(toMapping) ?? [],
  billing: {
    platformDetails: image.PlatformDetails,
    usageOperation: image.UsageOperation,
    productCodes: image.ProductCodes?.map(each => each.ProductCodeId ?? '') ?? [],
  },
});

const toMapping = ({ DeviceName, VirtualName, NoDevice, Ebs }: BlockDeviceMapping): Mapping => ({
  device: DeviceName ?? '',
  virtualName: VirtualName,
  noDevice: NoDevice,
  volume: Ebs && {
    snapshotId: Ebs.SnapshotId,
    sizeGiB: Ebs.VolumeSize,
    type: Ebs.VolumeType,
    iops: withIops(Ebs.VolumeType) ? Ebs.Iops : undefined,
    throughput: Ebs.Throughput,
    deleteOnTermination: Ebs.DeleteOnTermination,
    encrypted: Ebs.Encrypted,
  },
});

/** Whether a volume is encrypted EC2 takes of its snapshot, and refuses to be told. */
const fromMapping = ({ device, virtualName, noDevice, volume }: Mapping): BlockDeviceMapping => ({
  DeviceName: device,
  VirtualName: virtualName,
  NoDevice: noDevice,
  Ebs: volume && {
    SnapshotId: volume.snapshotId,
    VolumeSize: volume.sizeGiB,
    VolumeType: volume.type as VolumeType | undefined,
    Iops: volume.iops,
    Throughput: volume.throughput,
    DeleteOnTermination: volume.deleteOnTermination,
    Encrypted: volume.snapshotId === undefined ? volume.encrypted : undefined,
  },
});

/** EC2 shows a number for others, too, and refuses to be told it. */
const withIops = (type: string | undefined) => type === 'gp3' || type === 'io1' || type === 'io2';

function rethrow(error: unknown): never {
  throw toFailure(error);
}

function unlessGone(error: unknown): undefined {
  if (!isGoneError(error)) throw toFailure(error);
  return undefined;
}
