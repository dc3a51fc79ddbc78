import { Properties } from '../properties';

/** What EC2 does about permissions, in one Region. Every method may be called twice. */
export interface Shares {
  /** Those of the images that EC2 shows, in whatever state. */
  images(imageIds: readonly string[]): Promise<readonly SharedImage[]>;
  /** Those of the snapshots that EC2 shows. */
  snapshots(snapshotIds: readonly string[]): Promise<readonly SharedSnapshot[]>;
  /** Whom it is shared with; nobody when it is gone. */
  sharedWith(of: Shareable): Promise<readonly string[]>;
  /** Adds what may be there, and removes what may be gone. At most 500 at once. */
  change(of: Shareable, how: ShareChange['do'], principals: readonly string[]): Promise<void>;
  /** Whether the account keeps what is its own from becoming public. */
  blocksPublic(kind: Shareable['kind']): Promise<boolean>;
}

/** What has permissions. */
export interface Shareable {
  readonly kind: 'image' | 'snapshot';
  readonly id: string;
}

/** Principals: account ids, ARNs of organizations and units, `all`. */
export interface ShareChange {
  readonly do: 'add' | 'remove';
  readonly principals: readonly string[];
}

export interface SharedImage {
  readonly imageId: string;
  readonly ownerId: string;
  /** EC2's word: pending, available, failed, disabled, deregistered… */
  readonly state: string;
  readonly snapshotIds: readonly string[];
  readonly encrypted: boolean;
  /** Sold, or billed, by somebody. */
  readonly hasProductCodes: boolean;
}

export interface SharedSnapshot {
  readonly snapshotId: string;
  readonly ownerId: string;
  readonly encrypted: boolean;
  readonly keyArn?: string;
  readonly archived: boolean;
}

/** KMS, in one Region. */
export interface KeyManagers {
  /** Whether AWS manages the key. Undefined when KMS cannot be asked, or does not say. */
  isManagedByAws(keyArn: string): Promise<boolean | undefined>;
}

/** CloudFormation, about a resource of the handler's own stack. Throws when it only has no time to answer. */
export interface ResourceProgress {
  /** Undefined when it cannot be asked. */
  of(logicalResourceId: string): Promise<Progress | undefined>;
  /** What its events say that the resource is being brought to, and what it last had; undefined when they do not. */
  courseOf(logicalResourceId: string): Promise<Course | undefined>;
}

export interface Course {
  readonly from: Properties;
  readonly to: Properties;
}

export interface Progress {
  /** CREATE_IN_PROGRESS, UPDATE_COMPLETE… */
  readonly status: string;
  readonly since: Date;
}
