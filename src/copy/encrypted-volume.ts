import { RemovalPolicy, Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** How a volume is made from a copy's snapshot. */
export interface EncryptedVolumeOptions {
  /** Where the volume is, like `eu-central-1a`: a zone of the stack's Region. */
  readonly availabilityZone: string;

  /**
   * Whose content the volume starts with, by device name, like `/dev/sdf`.
   *
   * @default - the root device
   */
  readonly device?: string;

  /**
   * The volume's size.
   *
   * @default - the size of the snapshot, which is the least
   */
  readonly size?: Size;

  /**
   * The kind of disk.
   *
   * @default ec2.EbsDeviceVolumeType.GP3
   */
  readonly volumeType?: ec2.EbsDeviceVolumeType;

  /**
   * Input and output operations per second.
   *
   * @default - the least that the kind of disk has; io1 and io2 need a number
   */
  readonly iops?: number;

  /**
   * Throughput in MiB/s, 125 to 1,000. For gp3 only.
   *
   * @default - 125 MiB/s for gp3
   */
  readonly throughput?: number;

  /**
   * What becomes of the volume when it is replaced, or removed with its stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
