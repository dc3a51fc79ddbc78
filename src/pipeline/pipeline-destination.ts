import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';

/** A launch template that gets a new version with each image. */
export interface PipelineLaunchTemplate {
  /** Its id, like `lt-0123456789abcdef0`, in the Region of the destination. */
  readonly launchTemplateId: string;

  /**
   * Which architecture's images it gets.
   *
   * @default - the pipeline's, when it has one only
   */
  readonly architecture?: ec2.InstanceArchitecture;

  /**
   * The account that it is in: one of `copyToAccounts`.
   *
   * @default - the pipeline's
   */
  readonly accountId?: string;

  /**
   * Whether the new version becomes the default one.
   *
   * @default true
   */
  readonly setDefaultVersion?: boolean;
}

/** Snapshots from which Windows instances start in a fraction of the time. EC2 keeps them ready, and charges for them. */
export interface FastLaunchOptions {
  /**
   * How many instances EC2 starts at a time to prepare snapshots, at least 6.
   *
   * @default 6
   */
  readonly maxParallelLaunches?: number;

  /**
   * How many snapshots are kept ready, at least 1.
   *
   * @default 5
   */
  readonly snapshotCount?: number;
}

/** How images are kept in a Region, and what is done with them there. */
export interface PipelineDestinationOptions {
  /**
   * The key for the snapshots: a symmetric key in that Region, itself, not an alias of it. Not for the pipeline's own Region, whose key is the `encryptionKey`
   * of the pipeline. A key of another Region is imported by its ARN, with `kms.Key.fromKeyArn`.
   *
   * @default - the replica in that Region of the key that the pipeline makes, which you have to make, with a warning
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Accounts that get a copy of their own, with its parameter, 12 digits each, at most 1,536. They pay for it. Each needs a `GoldenAmiTargetAccount` first.
   *
   * @default - none: an image is shared where it is
   */
  readonly copyToAccounts?: string[];

  /**
   * Launch templates that get a new version with each image, at most 100.
   *
   * @default - none
   */
  readonly launchTemplates?: PipelineLaunchTemplate[];

  /**
   * License configurations of License Manager that images are under, by their ARNs, at most 50.
   *
   * @default - none
   */
  readonly licenseConfigurationArns?: string[];

  /**
   * Makes instances of the images start faster. For Windows only.
   *
   * @default - they start as others do
   */
  readonly fastLaunch?: FastLaunchOptions;
}

/** Where images are brought to. */
export class PipelineDestination {
  /**
   * The pipeline's own Region, which images are always in: to say more of it.
   *
   * @param options what is done with images there
   */
  public static ownRegion(options: PipelineDestinationOptions = {}): PipelineDestination {
    return new PipelineDestination(undefined, options);
  }

  /**
   * Another Region of the stack's partition, or its own by name. It has to be enabled for the account.
   *
   * @param region the Region's name, like `eu-west-1`
   * @param options how images are kept there, and what is done with them
   */
  public static region(region: string, options: PipelineDestinationOptions = {}): PipelineDestination {
    return new PipelineDestination(region, options);
  }

  private constructor(
    /**
     * Undefined for the pipeline's own.
     *
     * @internal
     */
    public readonly _region: string | undefined,
    /** @internal */
    public readonly _options: PipelineDestinationOptions,
  ) {}
}
