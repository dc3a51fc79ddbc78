import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

/** How instances are started from an image. */
export interface AmiMachineImageOptions {
  /**
   * The operating system of the image; it decides what user data is written in.
   *
   * @default ec2.OperatingSystemType.LINUX
   */
  readonly os?: ec2.OperatingSystemType;

  /**
   * What instances run when they start for the first time.
   *
   * @default - empty user data for the operating system
   */
  readonly userData?: ec2.UserData;
}

/** An image as the constructs of aws-ec2 and aws-autoscaling take it. */
export class AmiMachineImage implements ec2.IMachineImage {
  constructor(private readonly imageId: string, private readonly options: AmiMachineImageOptions = {}) {}

  public getImage(_scope: Construct): ec2.MachineImageConfig {
    const osType = this.options.os ?? ec2.OperatingSystemType.LINUX;
    return { imageId: this.imageId, osType, userData: this.options.userData ?? ec2.UserData.forOperatingSystem(osType) };
  }
}
