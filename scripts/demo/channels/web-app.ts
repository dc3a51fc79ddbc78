import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BaseImage, BuildOnDeploy, ChannelPromotion, GoldenAmiPipeline, GoldenAmiRollout, IGoldenAmi, PipelineDestination } from '../../../src';

/** Where copies go. */
export const FAR_REGION = 'us-east-1';
export const CHANNEL = 'stable';
export const FLEET_SIZE = 3;
/** What the guard listens to. */
export const ERRORS = { namespace: 'Shop', metricName: 'Errors' };
const MOST_ERRORS = 5;

export interface ImagesOptions {
  readonly imageName: string;
  /** Of the copies, in their Region. */
  readonly farKey: string;
  readonly bakeTime: Duration;
}

/** An image in two Regions, whose releases come to `stable` by themselves when they have baked, unless errors are many. */
export function addImages(stack: Stack, { imageName, farKey, bakeTime }: ImagesOptions): GoldenAmiPipeline {
  const guard = new cloudwatch.Alarm(stack, 'Guard', {
    metric: new cloudwatch.Metric({
      ...ERRORS, dimensionsMap: { Image: imageName }, statistic: cloudwatch.Stats.MAXIMUM, period: Duration.minutes(1),
    }),
    threshold: MOST_ERRORS,
    evaluationPeriods: 1,
  });
  const images = new GoldenAmiPipeline(stack, 'Images', {
    imageName,
    baseImage: BaseImage.amazonLinux2023(),
    buildOnDeploy: BuildOnDeploy.NEVER,
    destinations: [PipelineDestination.region(FAR_REGION, { encryptionKey: kms.Key.fromKeyArn(stack, 'FarKey', farKey) })],
    channels: [{ name: CHANNEL, promotion: ChannelPromotion.automatic({ bakeTime, guards: [guard] }) }],
    retention: { keepReleases: 1 },
  });
  Annotations.of(images).acknowledgeWarning('cdk-golden-ami:GoldenAmiPipeline.defaultVpc');
  return images;
}

/** A group that follows the channel. */
export function addFleet(stack: Stack, goldenAmi: IGoldenAmi): void {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: [`${stack.region}a`],
    privateSubnetIds: ['subnet-0123456789abcdef0'],
    privateSubnetRouteTableIds: ['rtb-0123456789abcdef0'],
  });
  const autoScalingGroup = new autoscaling.AutoScalingGroup(stack, 'Fleet', {
    vpc,
    minCapacity: FLEET_SIZE,
    maxCapacity: FLEET_SIZE,
    launchTemplate: new ec2.LaunchTemplate(stack, 'Template', {
      machineImage: goldenAmi.machineImage({ channel: CHANNEL, atLaunch: true }),
      instanceType: new ec2.InstanceType('t3.small'),
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0'),
    }),
  });
  new GoldenAmiRollout(stack, 'Rollout', { goldenAmi, channel: CHANNEL, autoScalingGroup });
}
