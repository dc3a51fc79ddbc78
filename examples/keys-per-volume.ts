/**
 * An image whose data volume is under a key of its own, so that those who run the system cannot read the data.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/keys-per-volume.ts'`.
 */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EncryptedRootCopy, RootSource } from '../src';

export const app = new App();
const stack = new Stack(app, 'DatabaseImages');

const dataKey = new kms.Key(stack, 'DataKey', { enableKeyRotation: true, removalPolicy: RemovalPolicy.RETAIN });

new EncryptedRootCopy(stack, 'Database', {
  source: RootSource.amiId(app.node.tryGetContext('source') ?? 'ami-0123456789abcdef0'),
  volumeKeys: { '/dev/sdf': dataKey },
  imageNamePrefix: 'database',
  parameterName: '/images/database',
});
