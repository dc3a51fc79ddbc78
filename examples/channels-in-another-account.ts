/**
 * A fleet in another account that follows a channel: the images stay where they are built, and are shared; the account learns the name, hears of moves, and may use the key.
 *
 * In the account that builds, parameters have to be advanced ones, or they cannot be shared:
 * `aws ssm update-service-setting --setting-id /ssm/parameter-store/default-parameter-tier --setting-value Advanced`.
 * Deploy `WebImages` there; then, when the channel has a release, `WebName`. Deploy `WebFleet` into the other account, with the key's ARN:
 * `npx cdk deploy --app 'npx tsx examples/channels-in-another-account.ts' WebFleet --context key=arn:…`.
 */
import { Annotations, App, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as ram from 'aws-cdk-lib/aws-ram';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BaseImage, GoldenAmiPipeline, GoldenAmiRollout, SharedAmi, SharedAmiAccess, ShareTarget } from '../src';

export const app = new App();
const env = { region: 'eu-central-1' };
const [factory, consumer] = ['111111111111', '222222222222'];

const images = new Stack(app, 'WebImages', { env });
const web = new GoldenAmiPipeline(images, 'Web', {
  imageName: 'web',
  baseImage: BaseImage.amazonLinux2023(),
  channels: [{ name: 'stable' }],
  sharedWith: [ShareTarget.account(consumer)],
});
// This account has a default VPC to build in.
Annotations.of(web).acknowledgeWarning('cdk-golden-ami:GoldenAmiPipeline.defaultVpc');

const theirBus = events.EventBus.fromEventBusArn(images, 'TheirBus', images.formatArn({ service: 'events', account: consumer, resource: 'event-bus', resourceName: 'default' }));
web.onChannelMoved('Told', 'stable', { target: new targets.EventBus(theirBus) });

// There is a parameter to share when there was a release.
const name = new Stack(app, 'WebName', { env });
new ram.CfnResourceShare(name, 'Stable', {
  name: 'golden-web-stable',
  principals: [consumer],
  resourceArns: [name.formatArn({ service: 'ssm', resource: `parameter${web.parameterName()}` })],
});

const fleet = new Stack(app, 'WebFleet', { env });
new events.CfnEventBusPolicy(fleet, 'Hears', {
  statementId: 'moves-of-golden-images',
  statement: {
    Effect: 'Allow',
    Principal: { AWS: factory },
    Action: 'events:PutEvents',
    Resource: fleet.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' }),
    Condition: { StringEquals: { 'events:source': 'golden-ami' } },
  },
});
const golden = GoldenAmiPipeline.fromAttributes(fleet, 'Web', { imageName: 'web', ownerAccount: factory, channels: ['stable'] });
const access = new SharedAmiAccess(fleet, 'Access', {
  image: SharedAmi.machineImage(golden.machineImage({ atLaunch: true })),
  encryptionKey: kms.Key.fromKeyArn(fleet, 'Key', app.node.tryGetContext('key') ?? `arn:aws:kms:${env.region}:${factory}:key/1234abcd-12ab-34cd-56ef-1234567890ab`),
});

const vpc = ec2.Vpc.fromVpcAttributes(fleet, 'Vpc', {
  vpcId: 'vpc-0123456789abcdef0',
  availabilityZones: ['eu-central-1a'],
  privateSubnetIds: ['subnet-0123456789abcdef0'],
  privateSubnetRouteTableIds: ['rtb-0123456789abcdef0'],
});
const group = new autoscaling.AutoScalingGroup(fleet, 'Fleet', {
  vpc,
  launchTemplate: new ec2.LaunchTemplate(fleet, 'Template', {
    machineImage: access.machineImage(),
    instanceType: new ec2.InstanceType('t3.small'),
    requireImdsv2: true,
    blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(20, { encrypted: true }) }],
    securityGroup: new ec2.SecurityGroup(fleet, 'Group', { vpc }),
  }),
  notifications: [{ topic: sns.Topic.fromTopicArn(fleet, 'Scaling', fleet.formatArn({ service: 'sns', resource: 'scaling' })) }],
});
// Nothing starts before the key may be used.
group.node.addDependency(access);
new GoldenAmiRollout(fleet, 'Rollout', { goldenAmi: golden, autoScalingGroup: group });
