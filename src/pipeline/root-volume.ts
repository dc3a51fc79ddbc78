import { Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** The root volume of an image. It is always encrypted. */
export interface RootVolumeOptions {
  /**
   * How large, 1 GiB to 16,000 GiB, and not smaller than that of the base image.
   *
   * @default - as large as that of the base image
   */
  readonly size?: Size;

  /**
   * Which kind.
   *
   * @default ec2.EbsDeviceVolumeType.GP3
   */
  readonly volumeType?: ec2.EbsDeviceVolumeType;

  /**
   * Operations a second, 100 to 64,000, for gp3, io1 and io2.
   *
   * @default - the kind's own: 3,000 for gp3
   */
  readonly iops?: number;

  /**
   * MiB a second, 125 to 1,000, for gp3.
   *
   * @default - 125 for gp3
   */
  readonly throughput?: number;
}
