/**
 * The copying function in a network of yours, under a permissions boundary, with a key for its logs and its data.
 *
 * The network is one that exists: it needs a way to EC2, KMS, CloudFormation, Step Functions and S3, over NAT or endpoints.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/handler-in-a-vpc.ts'`.
 */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { EncryptedRootCopy, RootSource } from '../src';

export const app = new App();
const stack = new Stack(app, 'RegulatedImages');

const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
  vpcId: 'vpc-0123456789abcdef0',
  availabilityZones: ['eu-central-1a', 'eu-central-1b'],
  privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
});

const handlerKey = new kms.Key(stack, 'HandlerKey', { enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });
handlerKey.addToResourcePolicy(new iam.PolicyStatement({
  principals: [new iam.ServicePrincipal(`logs.${stack.region}.${stack.urlSuffix}`)],
  actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:DescribeKey'],
  resources: ['*'],
  conditions: {
    ArnLike: { 'kms:EncryptionContext:aws:logs:arn': stack.formatArn({ service: 'logs', resource: '*' }) },
  },
}));

new EncryptedRootCopy(stack, 'Web', {
  source: RootSource.amiId(app.node.tryGetContext('source') ?? 'ami-0123456789abcdef0'),
  handlerOptions: {
    vpc,
    permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'workload-boundary'),
    encryptionKey: handlerKey,
    logRetention: logs.RetentionDays.ONE_YEAR,
    logRemovalPolicy: RemovalPolicy.RETAIN,
  },
});
