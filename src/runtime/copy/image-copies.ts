import { AttributeChange } from './attributes';
import { Image, Snapshot } from './image';

/** The resource that something was made for. */
export interface Owner {
  readonly stackId: string;
  readonly logicalResourceId: string;
}

export interface CopyOrder {
  readonly sourceImageId: string;
  readonly sourceRegion: string;
  readonly name: string;
  readonly description: string;
  /** Absent: the account's default key for EBS. */
  readonly encryptionKeyArn?: string;
  /** Absent: as fast as EC2 does it. */
  readonly durationMinutes?: number;
  /** For the image and each of its snapshots, in the creating call. */
  readonly tags: Readonly<Record<string, string>>;
  /** Equal orders under equal tokens make one image. */
  readonly token: string;
}

/** What EC2 does for a copy, in one Region. Every method may be called twice; what is gone already is a success. */
export interface ImageCopies {
  /** The image, in whatever state, or undefined when EC2 does not know it, or not yet. */
  find(imageId: string): Promise<Image | undefined>;
  /** The image in our account that holds the name. */
  named(name: string): Promise<Image | undefined>;
  /** All images in our account that were made for the resource. */
  madeFor(owner: Owner): Promise<readonly Image[]>;
  /** All snapshots in our account that were made for the resource. */
  snapshotsMadeFor(owner: Owner): Promise<readonly Snapshot[]>;
  /** The images in our account that are made of any of these snapshots. */
  madeOf(snapshotIds: readonly string[]): Promise<readonly Image[]>;
  snapshots(snapshotIds: readonly string[]): Promise<readonly Snapshot[]>;
  /** The ARNs of what refers to the image in this account and Region: living instances, launch templates, parameters, recipes. */
  usersOf(imageId: string): Promise<readonly string[]>;

  start(order: CopyOrder): Promise<string>;
  describe(imageId: string, description: string): Promise<void>;
  /** Of an image that is available. */
  change(imageId: string, change: AttributeChange): Promise<void>;
  tag(ids: readonly string[], tags: Readonly<Record<string, string>>): Promise<void>;
  untag(ids: readonly string[], keys: readonly string[]): Promise<void>;
  /** Ends a pending copy, too. The image's snapshots go with it if they should, and where EC2 can: those that did. `unseen` as for snapshots. */
  deregister(imageId: string, withSnapshots: boolean): Promise<readonly string[] | 'unseen'>;
  /** `kept`: an image still needs it, or did a moment ago. `unseen`: EC2 does not know it any more, or not yet. */
  deleteSnapshot(snapshotId: string): Promise<'deleted' | 'kept' | 'unseen'>;
}

/** What KMS says of a key. */
export interface EncryptionKeys {
  /** Undefined when KMS cannot be asked; throws when it refuses. */
  find(keyArn: string): Promise<EncryptionKey | undefined>;
}

export interface EncryptionKey {
  readonly enabled: boolean;
  readonly state: string;
  readonly symmetric: boolean;
}
