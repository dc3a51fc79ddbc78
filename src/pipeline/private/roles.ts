import { Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeManagedPolicies, acknowledgeStars } from './nag';
import { parameterArns } from '../../private/parameter-arns';
import { EC2_KEY_ACTIONS } from '../../runtime/contract';

export interface InstanceRoleOptions {
  readonly logBucket?: s3.IBucket;
  readonly statements: readonly iam.PolicyStatement[];
}

/** What the instances that build and test may do. */
export function createInstanceRole(scope: Construct, { logBucket, statements }: InstanceRoleOptions): iam.Role {
  const role = new iam.Role(scope, 'InstanceRole', {
    description: 'What builds and tests images',
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    managedPolicies: ['EC2InstanceProfileForImageBuilder', 'AmazonSSMManagedInstanceCore'].map(name => iam.ManagedPolicy.fromAwsManagedPolicyName(name)),
  });
  // AWS's policy lets the instance read ISO images from every bucket that lets it.
  role.addToPolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['s3:GetObject'], resources: [`arn:${Aws.PARTITION}:s3:::*/*.iso`] }));
  statements.forEach(statement => role.addToPolicy(statement));
  logBucket?.grantPut(role);
  acknowledgeManagedPolicies(role);
  acknowledgeStars(role);
  return role;
}

/** A parameter, in a Region of the pipeline's account. */
export interface ParameterPlace {
  readonly region: string;
  readonly name: string;
}

export interface ExecutionRoleOptions {
  /** As they stand in the ARNs of pipelines and images. */
  readonly lineNames: readonly string[];
  readonly instanceRole: iam.IRole;
  readonly published: readonly ParameterPlace[];
  /** Names of parameters that have base images. */
  readonly parents: readonly string[];
  /** The keys of images and of what they are built from, which are in these Regions. */
  readonly keyArns: readonly string[];
  readonly regions: readonly string[];
}

/**
 * What Image Builder does in the account's name. Without a role of its own it publishes below `/imagebuilder/` only, and fails with any other
 * parameter once the image is ready.
 */
export function createExecutionRole(scope: Construct, options: ExecutionRoleOptions): iam.Role {
  const stack = Stack.of(scope);
  const resources = options.lineNames.flatMap(name => [
    stack.formatArn({ service: 'imagebuilder', resource: 'image-pipeline', resourceName: name }),
    stack.formatArn({ service: 'imagebuilder', resource: 'image', resourceName: `${name}/*` }),
  ]);
  const role = new iam.Role(scope, 'ExecutionRole', {
    description: 'Lets Image Builder run one pipeline',
    assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID }, ArnLike: { 'aws:SourceArn': resources } },
    }),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('EC2ImageBuilderExecutionPolicy')],
  });
  executionStatements(stack, options).forEach(statement => role.addToPolicy(statement));
  acknowledgeManagedPolicies(role);
  acknowledgeStars(role);
  return role;
}

function executionStatements(stack: Stack, options: ExecutionRoleOptions): iam.PolicyStatement[] {
  const { instanceRole, published, parents, keyArns, regions } = options;
  // The parameters that AWS publishes belong to no account.
  const arnsOf = (name: string, region?: string) => parameterArns(stack, name, { region, account: name.startsWith('/aws/') ? '' : undefined });
  const viaEc2 = { 'kms:ViaService': regions.flatMap(region => [`ec2.${region}.amazonaws.com`, `ec2.${region}.${Aws.URL_SUFFIX}`]) };
  const keys = [...new Set(keyArns)];
  return [
    // AWS's policy lets EC2 get any role from Image Builder.
    new iam.PolicyStatement({ sid: 'NoOtherRole', effect: iam.Effect.DENY, actions: ['iam:PassRole'], notResources: [instanceRole.roleArn] }),
    new iam.PolicyStatement({ sid: 'Publish', actions: ['ssm:PutParameter'], resources: published.flatMap(({ name, region }) => arnsOf(name, region)) }),
    // Parameter Store asks in the caller's name whether there is such an image.
    new iam.PolicyStatement({ sid: 'SeeImages', actions: ['ec2:DescribeImages'], resources: ['*'] }),
    ...(parents.length === 0 ? [] : [
      new iam.PolicyStatement({ sid: 'SeeBaseImages', actions: ['ssm:GetParameter', 'ssm:GetParameters'], resources: parents.flatMap(name => arnsOf(name)) }),
    ]),
    new iam.PolicyStatement({ sid: 'DescribeKeys', actions: ['kms:DescribeKey'], resources: keys }),
    new iam.PolicyStatement({ sid: 'UseKeys', actions: [...EC2_KEY_ACTIONS], resources: keys, conditions: { StringEquals: viaEc2 } }),
    new iam.PolicyStatement({
      sid: 'LendKeys', actions: ['kms:CreateGrant'], resources: keys, conditions: { StringEquals: viaEc2, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  ];
}
