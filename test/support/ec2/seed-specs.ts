/** What a test may say about the things that are there before it begins, and what they are when it says nothing. */
import type * as sdk from '@aws-sdk/client-ec2';
import type { ImageTraits, Key, Licence, Protection, Snapshot } from './resources';
import type { Region } from './world';

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
  /** What it remembers of the software on it. @default - plain Linux */
  readonly licence?: Licence;
  /** @default 'completed' */
  readonly state?: sdk.SnapshotState;
  /** Moved to the archive tier, from where nothing is copied. @default false */
  readonly archived?: boolean;
}

export interface SeedDataVolume extends SeedVolume {
  readonly tags?: SeedTags;
  /** What its snapshots will remember of the software on it. @default - plain Linux */
  readonly licence?: Licence;
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
  /** Entries for what has no snapshot: blank volumes, and devices that are left out. */
  readonly otherMappings?: readonly sdk.BlockDeviceMapping[];
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
  /** Its snapshots are in the archive tier. EC2 has it so for disabled images only. @default false */
  readonly archived?: boolean;
}

export interface SeedInstance {
  readonly imageId: string;
  /** @default 'running' */
  readonly state?: sdk.InstanceStateName;
  /** @default - those of the image */
  readonly volumes?: readonly SeedVolume[];
  /** Instance store volumes: device and virtual name. @default - those of the image */
  readonly ephemeral?: Readonly<Record<string, string>>;
  readonly tags?: SeedTags;
}

export type SeedKey = Partial<Pick<Key, 'id' | 'manager' | 'spec' | 'usage' | 'multiRegion' | 'state' | 'deniesUse' | 'policy'>> & {
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

/** What differs from `LINUX`, for `traits` of an image and `licence` of a snapshot or volume. */
export const WINDOWS = { Platform: 'Windows', PlatformDetails: 'Windows', UsageOperation: 'RunInstances:0002' } as const;
export const RED_HAT = { PlatformDetails: 'Red Hat Enterprise Linux', UsageOperation: 'RunInstances:0010' } as const;
export const MARKETPLACE = { ProductCodes: [{ ProductCodeId: '8vxx3v3rq5gc9ot3qcxwc4s6a', ProductCodeType: 'marketplace' as const }] };
export const PARAVIRTUAL = {
  Architecture: 'x86_64', EnaSupport: undefined, KernelId: 'aki-919dcaf8', RamdiskId: 'ari-a51cf9cc', VirtualizationType: 'paravirtual',
} as const;
/** With `volumes: []`: its files are in S3. */
export const INSTANCE_STORE = { RootDeviceType: 'instance-store', RootDeviceName: '/dev/sda1' } as const;

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

/** The volumes that an instance of these mappings starts with, under the keys of their snapshots. */
export function volumesOf(region: Region, mappings: readonly sdk.BlockDeviceMapping[]): SeedVolume[] {
  return mappings.flatMap(({ DeviceName: device, Ebs: ebs }) => {
    if (!ebs) return [];
    const snapshot = ebs.SnapshotId ? region.snapshots.get(ebs.SnapshotId) : undefined;
    const { VolumeSize: sizeGiB, VolumeType: type, Iops: iops, Throughput: throughput, DeleteOnTermination: deleteOnTermination } = ebs;
    const encrypted = snapshot?.encrypted ?? ebs.Encrypted;
    return [{ device, sizeGiB, type, iops, throughput, deleteOnTermination, encrypted, kmsKeyId: snapshot?.keyArn }];
  });
}

export const ephemeralOf = (mappings: readonly sdk.BlockDeviceMapping[]): Readonly<Record<string, string>> =>
  Object.fromEntries(mappings.flatMap(({ DeviceName, VirtualName }) => DeviceName && VirtualName ? [[DeviceName, VirtualName]] : []));

export const ephemeralMappings = (ephemeral: Readonly<Record<string, string>> = {}): sdk.BlockDeviceMapping[] =>
  Object.entries(ephemeral).map(([DeviceName, VirtualName]) => ({ DeviceName, VirtualName }));

export function launchPermission(who: string): sdk.LaunchPermission {
  if (who === 'all') return { Group: 'all' };
  if (/^\d{12}$/.test(who)) return { UserId: who };
  return who.includes(':ou/') ? { OrganizationalUnitArn: who } : { OrganizationArn: who };
}

export const createVolumePermission = (who: string): sdk.CreateVolumePermission => who === 'all' ? { Group: 'all' } : { UserId: who };
