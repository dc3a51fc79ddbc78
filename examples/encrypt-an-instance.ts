/**
 * The disks of an instance that runs already, encrypted: an image of all of them to start its successor from, and a volume to put in the place of its data disk.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/encrypt-an-instance.ts' --context instance=i-…`.
 */
import { App, CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { EncryptedRootCopy, RootSource } from '../src';

export const app = new App();
const stack = new Stack(app, 'EncryptedInstance', { env: { region: 'eu-central-1' } });

const instance = ec2.CfnInstance.fromInstanceId(stack, 'Plain', app.node.tryGetContext('instance') ?? 'i-0123456789abcdef0');

const encrypted = new EncryptedRootCopy(stack, 'Encrypted', {
  source: RootSource.instance(instance, { reboot: true }),
  imageNamePrefix: 'web-encrypted',
});
new ec2.LaunchTemplate(stack, 'Successor', { machineImage: encrypted.machineImage(), requireImdsv2: true });

const data = encrypted.createVolume('Data', { device: '/dev/sdf', availabilityZone: Fn.select(0, Fn.getAzs()) });
new CfnOutput(stack, 'DataVolume', { value: data.volumeId });
