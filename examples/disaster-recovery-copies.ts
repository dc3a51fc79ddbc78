/**
 * An encrypted image, and copies of it in two other Regions, so that instances can be started there when this Region is out of reach. One copy is under a key of
 * your own in its Region, one under the account's default key for EBS. In each Region a parameter holds the id.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/disaster-recovery-copies.ts'`.
 */
import { App, CfnOutput, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AmiCopy, AmiDestination, EncryptedRootCopy, RootSource } from '../src';

export const app = new App();
const stack = new Stack(app, 'RecoveryImages', { env: { region: 'eu-central-1' } });

const web = new EncryptedRootCopy(stack, 'Web', {
  source: RootSource.amiId(app.node.tryGetContext('source') ?? 'ami-0123456789abcdef0'),
});

const irelandKey = kms.Key.fromKeyArn(stack, 'IrelandKey', 'arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555');

const abroad = new AmiCopy(stack, 'Abroad', {
  source: web,
  destinations: [
    AmiDestination.region('eu-west-1', { encryptionKey: irelandKey }),
    AmiDestination.region('eu-north-1'),
  ],
  imageNamePrefix: 'web',
  parameterName: '/images/web',
  removalPolicy: RemovalPolicy.DESTROY,
});
Tags.of(abroad).add('purpose', 'recovery');

for (const region of abroad.regions) {
  new CfnOutput(stack, `ImageIn${region.replaceAll('-', '')}`, { value: abroad.imageIdIn(region) });
}
