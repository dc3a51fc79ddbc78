import { RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';

/**
 * How the Lambda function that does the work is set up, for accounts that demand it.
 *
 * A stack has one such function for all its copies, and one for all its sharings, so the options are given to one of them: the one defined first.
 */
export interface HandlerOptions {
  /**
   * A network to run in. It needs a way to EC2, KMS, CloudFormation, Step Functions and S3, over NAT or endpoints; for copies in
   * other Regions, to EC2 and KMS there, and to Systems Manager for their parameters.
   *
   * @default - not in a network of yours
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Which subnets of the network.
   *
   * @default - its private subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The function's security groups.
   *
   * @default - a new one that allows all outgoing traffic
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * The function's role. It gets the rights it needs; give `role.withoutPolicyUpdates()` to see to them yourself.
   *
   * @default - a new role
   */
  readonly role?: iam.IRole;

  /**
   * The boundary of the roles that are made for the function and the state machine.
   *
   * @default - the one of the scope, if `iam.PermissionsBoundary.of(scope)` set one
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;

  /**
   * A key for the function's environment, its log group and the data of the state machine, which holds CloudFormation's
   * response URLs while a copy runs. The key's policy must let CloudWatch Logs use it.
   *
   * @default - keys of AWS
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How long logs are kept.
   *
   * @default logs.RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What becomes of the log group when the stack is deleted.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly logRemovalPolicy?: RemovalPolicy;
}
