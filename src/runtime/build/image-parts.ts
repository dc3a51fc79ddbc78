import { Blueprint, VolumeMapping } from './blueprint';

type Tags = Readonly<Record<string, string>>;

/** What every image and snapshot is made with. */
interface Order {
  readonly description: string;
  /** In the creating call. */
  readonly tags: Tags;
}

export interface InstanceOrder extends Order {
  readonly instanceId: string;
  readonly name: string;
  readonly reboot: boolean;
}

export interface VolumeOrder extends Order {
  readonly volumeId: string;
}

export interface SnapshotOrder extends Order {
  readonly snapshotId: string;
  readonly sourceRegion: string;
  /** Absent: the account's default key for EBS. */
  readonly encryptionKeyArn?: string;
  readonly durationMinutes?: number;
}

export interface RegisterOrder extends Order {
  readonly name: string;
  readonly blueprint: Blueprint;
}

/** What EC2 does to make an image of parts, in one Region. None of the making calls has a token: who calls twice makes two. */
export interface ImageParts {
  /** Undefined when EC2 does not show the image; `hidden` when it does not show all of it, because somebody else owns it. */
  blueprint(imageId: string): Promise<Blueprint | 'hidden' | undefined>;
  volume(volumeId: string): Promise<VolumeMapping | undefined>;

  createImage(order: InstanceOrder): Promise<string>;
  createSnapshot(order: VolumeOrder): Promise<string>;
  copySnapshot(order: SnapshotOrder): Promise<string>;
  register(order: RegisterOrder): Promise<string>;
}
