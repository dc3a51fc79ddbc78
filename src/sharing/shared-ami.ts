import { Fn, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AmiMachineImage, AmiMachineImageOptions } from '../ami/ami-machine-image';
import { imageIdProblem } from '../private/names';

/** An image of another account, as its users find it. */
export class SharedAmi {
  /**
   * By its id, in the stack's own Region. Needs no look-up, so that a StackSet can carry it.
   *
   * @param imageId like `ami-0123456789abcdef0`
   */
  public static amiId(imageId: string): SharedAmi {
    const problem = imageIdProblem('imageId', imageId);
    if (problem) throw new Error(problem);
    return new SharedAmi((grants, options) => new AmiMachineImage(grants.length === 0 ? imageId : Fn.select(0, [imageId, ...grants]), options));
  }

  /**
   * The newest of a name. Looked up at synth, and then kept in `cdk.context.json`; the stack needs an `env` for that.
   *
   * @param name the name; `*` stands for any text
   * @param ownerId the account that shares it
   */
  public static named(name: string, ownerId: string): SharedAmi {
    if (!Token.isUnresolved(ownerId) && !/^\d{12}$/.test(ownerId)) throw new Error(`ownerId must have 12 digits, got '${ownerId}'`);
    return new SharedAmi((_grants, { os, userData } = {}) =>
      ec2.MachineImage.lookup({ name, owners: [ownerId], windows: os === ec2.OperatingSystemType.WINDOWS, userData }));
  }

  /**
   * What something else says: the channel of a golden AMI, for one. Whatever starts from it has to depend on the access.
   *
   * @param image what to start instances from; it knows its operating system
   */
  public static machineImage(image: ec2.IMachineImage): SharedAmi {
    return new SharedAmi((_grants, { userData } = {}) => (userData ? { getImage: scope => ({ ...image.getImage(scope), userData }) } : image));
  }

  private constructor(
    /**
     * What to start instances from, once there are the grants.
     *
     * @internal
     */
    public readonly _machineImage: (grants: readonly string[], options?: AmiMachineImageOptions) => ec2.IMachineImage,
  ) {}
}
