/**
 * A golden image in three lines: Amazon Linux 2023, patched, hardened, stripped of secrets, proven to be, scanned, tested, encrypted, and published under a name;
 * built with the deployment, and each week when there is a new base image. Somebody hears when it fails, and old images are retired.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/golden-pipeline-minimal.ts'`. The first image is there half an hour later.
 */
import { Annotations, App, Stack } from 'aws-cdk-lib';
import { BaseImage, GoldenAmiPipeline } from '../src';

export const app = new App();
const stack = new Stack(app, 'Images');

new GoldenAmiPipeline(stack, 'Al2023', {
  baseImage: BaseImage.amazonLinux2023(),
});

// This account has a default VPC.
Annotations.of(stack).acknowledgeWarning('cdk-golden-ami:GoldenAmiPipeline.defaultVpc');
