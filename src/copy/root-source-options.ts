import * as kms from 'aws-cdk-lib/aws-kms';
import { AmiRegistrationOptions } from './ami-registration';

/** More about what a copy is made from. */
export interface RootSourceOptions {
  /**
   * The key that the source's snapshots or volumes are encrypted with. The copy's handler gets the right to use it through EC2;
   * a key of another account has to allow that, too.
   *
   * @default - the source is not encrypted
   */
  readonly encryptionKey?: kms.IKey;
}

/** More about a source that may be in another Region. */
export interface RegionalSourceOptions extends RootSourceOptions {
  /**
   * Where the source is: a Region of the stack's partition, like `eu-west-1`.
   *
   * @default - the stack's own Region
   */
  readonly region?: string;
}

/** How the image of an instance is made. */
export interface InstanceSourceOptions extends RootSourceOptions {
  /**
   * Whether the instance is restarted while its image is made.
   *
   * Without it the image is crash-consistent: all volumes are of one moment, as if the power had gone then. What programs and the system
   * had not written to disk yet is not in it. File systems with a journal and databases recover from that; a restart spares them.
   *
   * @default false
   */
  readonly reboot?: boolean;
}

/** What is known of a volume that an image is made from. */
export interface VolumeSourceOptions extends AmiRegistrationOptions {
  /**
   * The key of the volume.
   *
   * @default - the one that the volume itself names, if it does
   */
  readonly encryptionKey?: kms.IKey;
}

/** What is known of snapshots that an image is made from. */
export interface SnapshotSourceOptions extends AmiRegistrationOptions {
  /**
   * Where the snapshots are: a Region of the stack's partition, like `eu-west-1`.
   *
   * @default - the stack's own Region
   */
  readonly region?: string;

  /**
   * The key of the snapshots.
   *
   * @default - they are not encrypted
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The snapshots of further volumes, by device name, like `{ '/dev/sdf': 'snap-0123456789abcdef0' }`.
   *
   * @default - the image has a root volume only
   */
  readonly dataSnapshots?: { [device: string]: string };
}
