/**
 * A golden image with something of your own in it, in two Regions, each with its key. A launch template starts instances from whatever image is the newest.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/golden-pipeline.ts' -c farKey=arn:…`, with a key of the other Region.
 */
import { Annotations, App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BaseImage, GoldenAmiPipeline, GoldenComponent, GoldenTest, PipelineDestination } from '../src';

export const app = new App();
const stack = new Stack(app, 'WebImages', { env: { region: 'eu-central-1' } });

const farKey = kms.Key.fromKeyArn(stack, 'FarKey',
  app.node.tryGetContext('farKey') ?? `arn:${stack.partition}:kms:us-east-1:${stack.account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`);

const web = new GoldenAmiPipeline(stack, 'Web', {
  imageName: 'web',
  baseImage: BaseImage.amazonLinux2023(),
  components: [
    GoldenComponent.managed('amazon-corretto-21-headless'),
    GoldenComponent.shell('app-user', ['useradd --system --home-dir /opt/app app']),
  ],
  tests: [GoldenTest.shell('java', ['java -version 2>&1 | grep -q "21\\."'])],
  destinations: [PipelineDestination.region('us-east-1', { encryptionKey: farKey })],
});
// This account has a default VPC to build in.
Annotations.of(web).acknowledgeWarning('cdk-golden-ami:GoldenAmiPipeline.defaultVpc');

new ec2.LaunchTemplate(stack, 'Template', { machineImage: web.machineImage({ atLaunch: true }), requireImdsv2: true });
new CfnOutput(stack, 'Candidate', { value: web.parameterName() });
