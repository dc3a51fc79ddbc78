/** What a test may say about the things that are there before it begins, and what they are when it says nothing. */
import type * as sdk from '@aws-sdk/client-ec2';
import type { ImageTraits, Key, Protection, Snapshot } from './resources';

export type SeedTags = Readonly<Record<string, string>>;

export interface SeedVolume {
  /** @default '/dev/xvda' */
  readonly device?: string;
  /** @default 8 */
  readonly sizeGiB?: number;
  /** @default 'gp3' */
  readonly type?: sdk.VolumeType;
  readonly iops?: number;
  readonly throughput?: number;
  /** @default - encrypted if there is a key */
  readonly encrypted?: boolean;
  /** The ARN of a key. @default - the account's `aws/ebs` key, if encrypted */
  readonly kmsKeyId?: string;
  /** @default true */
  readonly deleteOnTermination?: boolean;
}

export interface SeedSnapshot extends SeedVolume {
  readonly tags?: SeedTags;
  /** Accounts, or `all`. */
  readonly sharedWith?: readonly string[];
}

export interface SeedImage {
  /** @default - one that no other image has */
  readonly id?: string;
  /** @default - a name of its own */
  readonly name?: string;
  readonly description?: string;
  /** @default - one unencrypted root volume */
  readonly volumes?: readonly SeedVolume[];
  /** Instance store volumes: device and virtual name. */
  readonly ephemeral?: Readonly<Record<string, string>>;
  /** @default 'available' */
  readonly state?: sdk.ImageState;
  readonly tags?: SeedTags;
  readonly snapshotTags?: SeedTags;
  /** @default - an HVM x86_64 Linux image */
  readonly traits?: ImageTraits;
  readonly protection?: Protection;
  readonly deprecatedFrom?: number;
  /** Accounts, ARNs of organizations or units, or `all`. */
  readonly sharedWith?: readonly string[];
  /** Accounts that may read its snapshots, too. */
  readonly snapshotsSharedWith?: readonly string[];
}

export interface SeedInstance {
  readonly imageId: string;
  /** @default 'running' */
  readonly state?: sdk.InstanceStateName;
  /** @default - those of the image */
  readonly volumes?: readonly SeedVolume[];
  readonly tags?: SeedTags;
}

export type SeedKey = Partial<Pick<Key, 'id' | 'manager' | 'spec' | 'usage' | 'multiRegion' | 'state' | 'deniesUse'>> & {
  readonly alias?: string;
  readonly sharedWith?: readonly string[];
};

export const LINUX: ImageTraits = {
  Architecture: 'x86_64',
  EnaSupport: true,
  Hypervisor: 'xen',
  ImageType: 'machine',
  PlatformDetails: 'Linux/UNIX',
  RootDeviceName: '/dev/xvda',
  RootDeviceType: 'ebs',
  UsageOperation: 'RunInstances',
  VirtualizationType: 'hvm',
};

export function mappingOf(volume: SeedVolume, snapshot: Snapshot): sdk.BlockDeviceMapping {
  return {
    DeviceName: volume.device ?? '/dev/xvda',
    Ebs: {
      SnapshotId: snapshot.id,
      VolumeSize: snapshot.sizeGiB,
      VolumeType: volume.type ?? 'gp3',
      Iops: volume.iops,
      Throughput: volume.throughput,
      DeleteOnTermination: volume.deleteOnTermination ?? true,
      Encrypted: snapshot.encrypted,
    },
  };
}

/** The volumes that an instance of these mappings starts with. */
export const volumesOf = (mappings: readonly sdk.BlockDeviceMapping[]): SeedVolume[] => mappings.flatMap(({ DeviceName: device, Ebs: ebs }) => ebs
  ? [{ device, sizeGiB: ebs.VolumeSize, type: ebs.VolumeType, encrypted: ebs.Encrypted, deleteOnTermination: ebs.DeleteOnTermination }]
  : []);

export function launchPermission(who: string): sdk.LaunchPermission {
  if (who === 'all') return { Group: 'all' };
  if (/^\d{12}$/.test(who)) return { UserId: who };
  return who.includes(':ou/') ? { OrganizationalUnitArn: who } : { OrganizationArn: who };
}

export const createVolumePermission = (who: string): sdk.CreateVolumePermission => who === 'all' ? { Group: 'all' } : { UserId: who };
