/** Everything that exists in a Region, as plain data. Names of the SDK's own fields are kept where a field is theirs. */
import type * as sdk from '@aws-sdk/client-ec2';
import type { Lagging } from './lagging';
import type { Statement } from '../iam/policy';

export type Tags = ReadonlyMap<string, string>;

/** What a copy takes over from its source unchanged (ec2-semantics 1.3). */
export type ImageTraits = Pick<sdk.Image, 'Architecture' | 'BootMode' | 'EnaSupport' | 'Hypervisor' | 'ImageType' | 'ImdsSupport' | 'KernelId'
| 'Platform' | 'PlatformDetails' | 'ProductCodes' | 'RamdiskId' | 'RootDeviceName' | 'RootDeviceType' | 'SriovNetSupport' | 'TpmSupport'
| 'UsageOperation' | 'VirtualizationType'> & { readonly uefiData?: string };

/** What a snapshot remembers of the software on it, from which RegisterImage derives the bill (3.2). */
export type Licence = Pick<sdk.Image, 'Platform' | 'PlatformDetails' | 'ProductCodes' | 'UsageOperation'>;

export type Protection =
  | { readonly kind: 'disabled' }
  | { readonly kind: 'enabled-without-cooldown' }
  | { readonly kind: 'enabled-with-cooldown' }
  | { readonly kind: 'cooling-down'; readonly until: number };

export interface ImageStatus {
  readonly state: sdk.ImageState;
  readonly reason?: string;
}

export interface Image {
  readonly id: string;
  readonly ownerId: string;
  readonly region: string;
  readonly name: string;
  readonly createdAt: number;
  /** From when on describes show it. */
  readonly visibleFrom: number;
  readonly traits: ImageTraits;
  readonly source?: { readonly imageId: string; readonly region: string };
  readonly sourceInstanceId?: string;
  description?: string;
  imdsSupport?: sdk.ImdsSupportValues;
  mappings: readonly sdk.BlockDeviceMapping[];
  protection: Protection;
  readonly status: Lagging<ImageStatus>;
  readonly tags: Lagging<Tags>;
  readonly launchPermissions: Lagging<readonly sdk.LaunchPermission[]>;
  readonly deprecatedFrom: Lagging<number | undefined>;
}

export interface SnapshotStatus {
  /** `deleted` is no state of EC2's: it is how a removal that is not yet visible is kept. */
  readonly state: sdk.SnapshotState | 'deleted';
  readonly message?: string;
}

export interface Snapshot {
  readonly id: string;
  readonly ownerId: string;
  readonly region: string;
  readonly volumeId: string;
  readonly sizeGiB: number;
  readonly encrypted: boolean;
  readonly keyArn?: string;
  readonly description: string;
  readonly startedAt: number;
  readonly visibleFrom: number;
  readonly licence: Licence;
  /** The image whose making made it, whatever became of that image. */
  readonly madeFor?: string;
  /** CopySnapshot counts these against its limit; the snapshots of a CopyImage not. */
  readonly copiedAlone: boolean;
  /** Of a copy that was asked to be done by a time. */
  readonly completionMinutes?: number;
  readonly status: Lagging<SnapshotStatus>;
  readonly tags: Lagging<Tags>;
  readonly createVolumePermissions: Lagging<readonly sdk.CreateVolumePermission[]>;
  /** When it completes, if all goes well. */
  endsAt: number;
  /** Deleted while pending: it goes when it completes (5.2). */
  deleteWhenDone: boolean;
  /** Still in use, as far as DeleteSnapshot knows, because of an image that is gone. */
  heldUntil: number;
  heldBy?: string;
  locked: boolean;
  archived: boolean;
}

export interface Volume {
  readonly id: string;
  readonly ownerId: string;
  readonly region: string;
  readonly zone: string;
  readonly sizeGiB: number;
  readonly type: sdk.VolumeType;
  readonly iops?: number;
  readonly throughput?: number;
  readonly encrypted: boolean;
  readonly keyArn?: string;
  readonly snapshotId?: string;
  readonly createdAt: number;
  readonly visibleFrom: number;
  readonly licence: Licence;
  readonly state: Lagging<sdk.VolumeState>;
  readonly tags: Lagging<Tags>;
}

export interface Instance {
  readonly id: string;
  readonly ownerId: string;
  readonly region: string;
  readonly imageId: string;
  readonly launchedAt: number;
  readonly traits: ImageTraits;
  /** The volume at each device. */
  readonly volumes: readonly { readonly device: string; readonly volumeId: string; readonly deleteOnTermination: boolean }[];
  /** Its instance store volumes, which no snapshot keeps. */
  readonly ephemeral: readonly sdk.BlockDeviceMapping[];
  readonly tags: Lagging<Tags>;
  state: sdk.InstanceStateName;
  /** How often CreateImage has restarted it. */
  restarts: number;
}

export interface LaunchTemplate {
  readonly id: string;
  readonly ownerId: string;
  readonly region: string;
  readonly name: string;
  readonly createdAt: number;
  readonly tags: Lagging<Tags>;
  /** The image of each version, oldest first; undefined where a version names none. */
  readonly versions: (string | undefined)[];
  defaultVersion: number;
}

export interface Parameter {
  readonly ownerId: string;
  readonly region: string;
  readonly name: string;
  value: string;
}

/** A KMS key, as far as EBS and DescribeKey care. */
/** Lets a principal do some things with a key. */
export interface Grant {
  readonly id: string;
  readonly name?: string;
  readonly grantee: string;
  readonly retiring?: string;
  readonly operations: readonly string[];
}

export interface Key {
  readonly arn: string;
  readonly id: string;
  readonly ownerId: string;
  readonly region: string;
  readonly createdAt: number;
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly spec: string;
  readonly usage: string;
  readonly multiRegion: boolean;
  state: 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport' | 'Unavailable';
  /** Other accounts that the key policy lets use it. */
  readonly sharedWith: Set<string>;
  /** What decides about other accounts, besides `sharedWith`. */
  policy: readonly Statement[];
  readonly grants: Grant[];
  /** Whether callers of the own account lack an action that EBS needs. Never told but by a failing copy (1.4, row 9). */
  deniesUse: boolean;
}
