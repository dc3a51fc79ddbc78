import { DescribeImagesCommand, DescribeSnapshotsCommand, Tag } from '@aws-sdk/client-ec2';
import { Ec2 } from './place';

export interface ImageFacts {
  readonly imageId: string;
  readonly name: string;
  readonly owner: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly volumes: readonly VolumeFacts[];
}

export interface VolumeFacts {
  readonly device: string;
  readonly sizeGiB: number;
  readonly snapshotId: string;
  readonly encrypted: boolean;
  readonly keyArn?: string;
  readonly owner: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** An image as EC2 shows it, volume by volume. */
export async function imageFacts(ec2: Ec2, imageId: string): Promise<ImageFacts> {
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
  const [image] = Images;
  const mappings = (image.BlockDeviceMappings ?? []).filter(({ Ebs }) => Ebs?.SnapshotId);
  const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: mappings.map(({ Ebs }) => Ebs!.SnapshotId!) }));
  const volumes = mappings.map(({ DeviceName, Ebs }) => {
    const snapshot = Snapshots.find(({ SnapshotId }) => SnapshotId === Ebs!.SnapshotId)!;
    return {
      device: DeviceName!,
      sizeGiB: snapshot.VolumeSize!,
      snapshotId: snapshot.SnapshotId!,
      encrypted: snapshot.Encrypted === true,
      keyArn: snapshot.KmsKeyId,
      owner: snapshot.OwnerId!,
      tags: tagsOf(snapshot),
    };
  });
  return { imageId, name: image.Name!, owner: image.OwnerId!, tags: tagsOf(image), volumes };
}

const tagsOf = ({ Tags = [] }: { Tags?: Tag[] }) => Object.fromEntries(Tags.map(({ Key, Value }) => [Key!, Value ?? '']));

/** Which of these images and snapshots there still are. A filter finds less where an id would be an error. */
export async function stillThere(ec2: Ec2, ids: readonly string[]): Promise<string[]> {
  const [images, snapshots] = ['ami-', 'snap-'].map(prefix => ids.filter(id => id.startsWith(prefix)));
  const { Images = [] } = images.length > 0
    ? await ec2.send(new DescribeImagesCommand({ IncludeDisabled: true, Filters: [{ Name: 'image-id', Values: images }] }))
    : {};
  const { Snapshots = [] } = snapshots.length > 0
    ? await ec2.send(new DescribeSnapshotsCommand({ Filters: [{ Name: 'snapshot-id', Values: snapshots }] }))
    : {};
  return [...Images.map(({ ImageId }) => ImageId!), ...Snapshots.map(({ SnapshotId }) => SnapshotId!)];
}
