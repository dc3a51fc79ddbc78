/**
 * A golden image that other accounts get as their own: each of them has a copy, pays for it, and finds it under the same parameter. The accounts come first.
 *
 * Deploy `WebTarget` into each of the accounts, with `npx cdk deploy WebTarget --app 'npx tsx examples/golden-pipeline-accounts.ts'`, or give its template to a
 * StackSet. Then deploy `WebImages` into the account that builds, and `WebFleet` into one of the others when the first image is there.
 */
import { Annotations, App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { BaseImage, GoldenAmiPipeline, GoldenAmiTargetAccount, PipelineDestination } from '../src';

export const app = new App();
const env = { region: 'eu-central-1' };

const target = new Stack(app, 'WebTarget', { env });
new GoldenAmiTargetAccount(target, 'FromFactory', { sourceAccountId: '111111111111', imageNames: ['web'] });

const images = new Stack(app, 'WebImages', { env });
const web = new GoldenAmiPipeline(images, 'Web', {
  imageName: 'web',
  baseImage: BaseImage.amazonLinux2023(),
  destinations: [PipelineDestination.ownRegion({ copyToAccounts: ['222222222222', '333333333333'] })],
});
// This account has a default VPC to build in.
Annotations.of(web).acknowledgeWarning('cdk-golden-ami:GoldenAmiPipeline.defaultVpc');

const fleet = new Stack(app, 'WebFleet', { env });
const copy = GoldenAmiPipeline.fromAttributes(fleet, 'Web', { imageName: 'web' });
new ec2.LaunchTemplate(fleet, 'Template', { machineImage: copy.machineImage({ atLaunch: true }), requireImdsv2: true });
