import { Aws, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AmiMachineImage, AmiMachineImageOptions } from './ami-machine-image';
import { imageIdProblem } from '../private/names';

/** An Amazon Machine Image that others can copy, share, watch and retire. */
export interface IAmi {
  /**
   * The id in the Region of the stack that uses it.
   *
   * Resolves when the image can be used.
   */
  readonly imageId: string;

  /** The Regions that it is known in. The stack's own may be a token. */
  readonly regions: string[];

  /**
   * The id in a Region.
   *
   * Throws for a Region that is not one of `regions`.
   *
   * @param region the Region's name, like `eu-west-1`
   */
  imageIdIn(region: string): string;

  /**
   * The key that encrypts the image's snapshots in a Region. Undefined when they are not encrypted, or when the key is not known.
   *
   * @param region the Region's name, like `eu-west-1`
   */
  encryptionKeyIn(region: string): kms.IKey | undefined;

  /**
   * What to start instances from.
   *
   * @param options the operating system, and user data
   */
  machineImage(options?: AmiMachineImageOptions): ec2.IMachineImage;
}

/** An image that exists, in one Region or several. */
export interface AmiAttributes {
  /** The id in each Region, like `{ 'eu-west-1': 'ami-0123456789abcdef0' }`. At least one. */
  readonly imageIds: { [region: string]: string };

  /**
   * The customer managed key of the image's snapshots, in each Region that has one.
   *
   * @default - the snapshots are not encrypted, or nobody who uses the image here needs the key
   */
  readonly encryptionKeys?: { [region: string]: kms.IKey };
}

/** Images that exist already. */
export class Ami {
  /**
   * An image in the Region of the stack that uses it.
   *
   * Throws when the id is not one of an AMI.
   *
   * @param imageId like `ami-0123456789abcdef0`
   */
  public static fromImageId(imageId: string): IAmi {
    const problem = imageIdProblem('imageId', imageId);
    if (problem) throw new Error(problem);
    return new ExistingAmi({ [Aws.REGION]: imageId }, {}, imageId);
  }

  /**
   * An image that is known in several Regions.
   *
   * Throws when an id is not one of an AMI, or when there is none.
   *
   * @param attributes its ids and keys
   */
  public static fromAttributes(attributes: AmiAttributes): IAmi {
    const { imageIds, encryptionKeys = {} } = attributes;
    const problems = Object.entries(imageIds).flatMap(([region, imageId]) => imageIdProblem(`imageIds['${region}']`, imageId) ?? []);
    if (Object.keys(imageIds).length === 0) problems.push('imageIds must name at least one Region');
    if (problems.length > 0) throw new Error(problems.join('\n'));
    const ami: ExistingAmi = new ExistingAmi(imageIds, encryptionKeys, Lazy.uncachedString({
      produce: context => ami.imageIdIn(Stack.of(context.scope).region),
    }));
    return ami;
  }

  private constructor() {}
}

class ExistingAmi implements IAmi {
  constructor(
    private readonly imageIds: { [region: string]: string },
    private readonly encryptionKeys: { [region: string]: kms.IKey },
    public readonly imageId: string,
  ) {}

  public get regions(): string[] {
    return Object.keys(this.imageIds);
  }

  public imageIdIn(region: string): string {
    const imageId = this.imageIds[region];
    if (imageId !== undefined) return imageId;
    const known = this.regions.map(each => (Token.isUnresolved(each) ? "the stack's own" : each)).join(', ');
    const wanted = Token.isUnresolved(region) ? 'a Region that is not known yet; give the stack an env with a region' : region;
    throw new Error(`the image is known in ${known}, not in ${wanted}; name its ids with Ami.fromAttributes`);
  }

  public encryptionKeyIn(region: string): kms.IKey | undefined {
    return this.encryptionKeys[region];
  }

  public machineImage(options?: AmiMachineImageOptions): ec2.IMachineImage {
    return new AmiMachineImage(this.imageId, options);
  }
}
