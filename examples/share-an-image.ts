/**
 * An encrypted image that other accounts can really launch: two accounts by their ids, which may copy it as well, and what an account
 * with an Auto Scaling group needs on its side.
 *
 * Deploy the first stack with `npx cdk deploy SharedImage --app 'npx tsx examples/share-an-image.ts'`, and the second one in the other
 * account, with what the first one's outputs say: `-c image=ami-… -c key=arn:…`.
 */
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AmiSharing, EncryptedRootCopy, RootSource, SharedAmi, SharedAmiAccess, ShareTarget, SnapshotAccess } from '../src';

export const app = new App();
const stack = new Stack(app, 'SharedImage');

const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
const web = new EncryptedRootCopy(stack, 'Web', {
  source: RootSource.amiId(app.node.tryGetContext('source') ?? 'ami-0123456789abcdef0'),
  encryptionKey,
});
new AmiSharing(stack, 'Sharing', {
  image: web,
  sharedWith: [ShareTarget.account('222222222222'), ShareTarget.account('333333333333')],
  snapshots: SnapshotAccess.COPY,
});
new CfnOutput(stack, 'ImageId', { value: web.imageId });
new CfnOutput(stack, 'KeyArn', { value: encryptionKey.keyArn });

const consumer = new Stack(app, 'Consumer');
const access = new SharedAmiAccess(consumer, 'Access', {
  image: SharedAmi.amiId(app.node.tryGetContext('image') ?? 'ami-0123456789abcdef0'),
  encryptionKey: kms.Key.fromKeyArn(consumer, 'Key',
    app.node.tryGetContext('key') ?? `arn:${consumer.partition}:kms:${consumer.region}:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab`),
});
new ec2.LaunchTemplate(consumer, 'Template', { machineImage: access.machineImage(), requireImdsv2: true });
