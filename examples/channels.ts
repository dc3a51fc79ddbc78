/**
 * A golden image that comes to its users step by step: every new release to a canary fleet, a day later to all, and when somebody says so to those who move seldom.
 * Two fleets follow their channels, forward and back.
 *
 * The roles `on-call` and `web-owners` must be there. Deploy the images first, with `npx cdk deploy --app 'npx tsx examples/channels.ts' WebImages`; the fleets, when there is a release in their channels.
 */
import { Annotations, App, Duration, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BaseImage, ChannelPromotion, GoldenAmiPipeline, GoldenAmiRollout } from '../src';

export const app = new App();
const env = { region: 'eu-central-1' };
const images = new Stack(app, 'WebImages', { env });

const canaryErrors = new cloudwatch.Alarm(images, 'CanaryErrors', {
  metric: new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Errors', dimensionsMap: { Fleet: 'canary' } }),
  threshold: 5,
  evaluationPeriods: 3,
});
const web = new GoldenAmiPipeline(images, 'Web', {
  imageName: 'web',
  baseImage: BaseImage.amazonLinux2023(),
  channels: [
    { name: 'canary' },
    { name: 'stable', promotion: ChannelPromotion.automatic({ bakeTime: Duration.hours(24), guards: [canaryErrors] }) },
    { name: 'frozen', promotion: ChannelPromotion.approval() },
  ],
});
// This account has a default VPC to build in.
Annotations.of(web).acknowledgeWarning('cdk-golden-ami:GoldenAmiPipeline.defaultVpc');

web.grantOperate(iam.Role.fromRoleName(images, 'OnCall', 'on-call'));
web.grantApprove(iam.Role.fromRoleName(images, 'Owners', 'web-owners'));

const fleets = new Stack(app, 'WebFleets', { env });
const vpc = ec2.Vpc.fromVpcAttributes(fleets, 'Vpc', {
  vpcId: 'vpc-0123456789abcdef0',
  availabilityZones: ['eu-central-1a'],
  privateSubnetIds: ['subnet-0123456789abcdef0'],
  privateSubnetRouteTableIds: ['rtb-0123456789abcdef0'],
});
const topic = sns.Topic.fromTopicArn(fleets, 'Scaling', fleets.formatArn({ service: 'sns', resource: 'scaling' }));
for (const channel of ['canary', 'stable']) {
  const fleet = new autoscaling.AutoScalingGroup(fleets, `${channel}-fleet`, {
    vpc,
    launchTemplate: new ec2.LaunchTemplate(fleets, `${channel}-template`, {
      machineImage: web.machineImage({ channel, atLaunch: true }),
      instanceType: new ec2.InstanceType('t3.small'),
      requireImdsv2: true,
      blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(20, { encrypted: true }) }],
      securityGroup: new ec2.SecurityGroup(fleets, `${channel}-group`, { vpc }),
    }),
    notifications: [{ topic }],
  });
  new GoldenAmiRollout(fleets, `${channel}-rollout`, { goldenAmi: web, channel, autoScalingGroup: fleet, minHealthyPercentage: 90 });
}
