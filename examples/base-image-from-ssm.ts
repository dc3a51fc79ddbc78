/**
 * An encrypted base image, remade when Amazon Linux has a newer one, and another stack that starts from it.
 *
 * The second stack takes the image by the name of a parameter. It is a weak reference: the first stack may replace its
 * image whenever it wants. An export would hold on to it.
 *
 * Deploy it with `npx cdk deploy --all --app 'npx tsx examples/base-image-from-ssm.ts'`.
 */
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { EncryptedRootCopy, RootSource } from '../src';

export const app = new App();

const images = new Stack(app, 'BaseImages');
new EncryptedRootCopy(images, 'AmazonLinux', {
  source: RootSource.ssmParameter('/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64'),
  description: 'Amazon Linux 2023, encrypted',
  parameterName: '/images/amazon-linux',
});

const fleet = new Stack(app, 'Fleet');
new ec2.LaunchTemplate(fleet, 'Template', {
  machineImage: ec2.MachineImage.fromSsmParameter('/images/amazon-linux'),
  requireImdsv2: true,
});
fleet.addDependency(images);
