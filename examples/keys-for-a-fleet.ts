/**
 * A key of your own for two copies, one of them from a source that is encrypted already, and Auto Scaling may start from them.
 *
 * Auto Scaling's service-linked role has no right to customer managed keys, and its rights cannot be extended: the key's
 * policy has to name it. The role must exist before the key does; it does once the account has had an Auto Scaling group.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/keys-for-a-fleet.ts'`.
 */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EncryptedRootCopy, RootSource } from '../src';

export const app = new App();
const stack = new Stack(app, 'FleetImages');

const fleetKey = new kms.Key(stack, 'FleetKey', { enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });
const autoScaling = new iam.ArnPrincipal(stack.formatArn({
  service: 'iam',
  region: '',
  resource: 'role',
  resourceName: 'aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling',
}));
fleetKey.addToResourcePolicy(new iam.PolicyStatement({
  principals: [autoScaling],
  actions: ['kms:DescribeKey', 'kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
  resources: ['*'],
}));
fleetKey.addToResourcePolicy(new iam.PolicyStatement({
  principals: [autoScaling],
  actions: ['kms:CreateGrant'],
  resources: ['*'],
  conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
}));

new EncryptedRootCopy(stack, 'Web', {
  source: RootSource.amiId(app.node.tryGetContext('source') ?? 'ami-0123456789abcdef0'),
  encryptionKey: fleetKey,
});

const vendorKey = kms.Key.fromKeyArn(stack, 'VendorKey', `arn:${stack.partition}:kms:${stack.region}:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab`);
new EncryptedRootCopy(stack, 'Scanner', {
  source: RootSource.amiId(app.node.tryGetContext('vendor') ?? 'ami-0fedcba9876543210', { encryptionKey: vendorKey }),
  encryptionKey: fleetKey,
});
