import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';

/**
 * The network of the instances that build and test. It needs a way to Systems Manager, Image Builder, CloudWatch Logs and S3, and to where the
 * system's packages come from, over NAT or endpoints.
 */
export interface BuildNetworkOptions {
  /** The network. */
  readonly vpc: ec2.IVpc;

  /**
   * Which subnets; the first of them is used.
   *
   * @default - private subnets with a way out
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * The instances' security groups, at most five.
   *
   * @default - a new one that lets nothing in, and out HTTPS only; for Ubuntu, Debian and Windows also HTTP, which their updates come over
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
}

/** The instances that build and test images. */
export interface BuildEnvironmentOptions {
  /**
   * Instance types for all architectures of the pipeline, the one to try first in front.
   *
   * @default - two of the m family with two processors, for each architecture
   */
  readonly instanceTypes?: ec2.InstanceType[];

  /**
   * Where they run.
   *
   * @default - the account's default VPC, with a warning
   */
  readonly network?: BuildNetworkOptions;

  /**
   * Whether an instance goes when its build fails. One that stays can be looked at, and costs until you terminate it.
   *
   * @default true
   */
  readonly terminateOnFailure?: boolean;

  /**
   * How many hops instance metadata may travel, 1 to 64. Containers need two. Metadata is always served to sessions only (IMDSv2).
   *
   * @default 1
   */
  readonly metadataHopLimit?: number;

  /**
   * Whether builds collect an inventory of packages. Switch it off where State Manager collects inventory from all instances, with which it
   * collides.
   *
   * @default true
   */
  readonly collectInventory?: boolean;

  /**
   * A bucket for the full logs of components, below the image's name.
   *
   * @default - CloudWatch Logs only
   */
  readonly logBucket?: s3.IBucket;

  /**
   * How long logs are kept.
   *
   * @default logs.RetentionDays.THIRTEEN_MONTHS
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What the instances may do besides building: read from a bucket, perhaps.
   *
   * @default - nothing
   */
  readonly instanceStatements?: iam.PolicyStatement[];

  /**
   * Tags of the instances and their volumes, at most 30.
   *
   * @default - those of Image Builder
   */
  readonly instanceTags?: { [key: string]: string };
}
