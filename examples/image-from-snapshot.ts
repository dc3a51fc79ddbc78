/**
 * An image of snapshots that a backup left, to start a lost machine again. The snapshots stay what they are.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/image-from-snapshot.ts' --context root=snap-… --context data=snap-…`.
 */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AmiArchitecture, AmiBootMode, AmiFromSnapshot } from '../src';

export const app = new App();
const stack = new Stack(app, 'RestoredImages');

const restored = new AmiFromSnapshot(stack, 'Restored', {
  rootSnapshotId: app.node.tryGetContext('root') ?? 'snap-0123456789abcdef0',
  dataSnapshots: { '/dev/sdf': app.node.tryGetContext('data') ?? 'snap-0123456789abcdef1' },
  architecture: AmiArchitecture.ARM_64,
  bootMode: AmiBootMode.UEFI,
  imageNamePrefix: 'restored',
  removalPolicy: RemovalPolicy.DESTROY,
});

new ec2.LaunchTemplate(stack, 'Template', { machineImage: restored.machineImage(), requireImdsv2: true });
