import type { Image as Ec2Image, Snapshot as Ec2Snapshot, Tag } from '@aws-sdk/client-ec2';
import { Image, Snapshot } from '../copy/image';

/** EC2's shapes in ours, where every field is there or has a meaning when it is not. */
export const toImage = (image: Ec2Image): Image => ({
  imageId: image.ImageId ?? '',
  state: image.State ?? 'pending',
  stateReason: image.StateReason?.Message,
  ownerId: image.OwnerId,
  name: image.Name,
  description: image.Description,
  createdAt: image.CreationDate ? new Date(image.CreationDate) : undefined,
  rootDeviceType: image.RootDeviceType,
  rootDeviceName: image.RootDeviceName || undefined,
  snapshots: (image.BlockDeviceMappings ?? []).flatMap(({ DeviceName, Ebs }) =>
    (Ebs?.SnapshotId ? [{ device: DeviceName ?? '', snapshotId: Ebs.SnapshotId }] : [])),
  protected: isProtected(image.DeregistrationProtection),
  requiresImdsV2: image.ImdsSupport === 'v2.0',
  deprecatedFrom: image.DeprecationTime ? new Date(image.DeprecationTime) : undefined,
  tags: fromTags(image.Tags),
});

export const toSnapshot = (snapshot: Ec2Snapshot): Snapshot => ({
  snapshotId: snapshot.SnapshotId ?? '',
  startedAt: snapshot.StartTime,
  state: snapshot.State ?? 'pending',
  stateMessage: snapshot.StateMessage,
  description: snapshot.Description,
  encrypted: snapshot.Encrypted === true,
  keyArn: snapshot.KmsKeyId,
  tags: fromTags(snapshot.Tags),
});

export const toTags = (tags: Readonly<Record<string, string>>): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const fromTags = (tags: readonly Tag[] = []) => Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));

/** `disabled`, or `disabled after <time>` while a cooldown still protects. */
const isProtected = (protection = 'disabled') => protection !== 'disabled';
