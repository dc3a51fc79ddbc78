import { App, CfnResource, Size, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { BackupFrequency } from '../../src/snapshots/frequency';
import { ImagePolicy } from '../../src/snapshots/image-policy';
import { BackupRetention } from '../../src/snapshots/retention';
import { SnapshotPolicy } from '../../src/snapshots/snapshot-policy';
import { SnapshotScripts } from '../../src/snapshots/snapshot-scripts';
import { SnapshotTarget } from '../../src/snapshots/snapshot-target';
import { TimeOfDay } from '../../src/snapshots/time-of-day';

const TAG = { Key: 'Backup', Value: 'daily' };
const IMAGE = ec2.MachineImage.genericLinux({ 'eu-central-1': 'ami-0123456789abcdef0' });
const SCHEDULE = { name: 'daily', frequency: BackupFrequency.daily(TimeOfDay.utc(3)), retention: BackupRetention.count(7) };

function home(context?: Record<string, unknown>) {
  const stack = new Stack(new App({ context }), 'Data', { env: { account: '111111111111', region: 'eu-central-1' } });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-central-1a'], privateSubnetIds: ['subnet-1'] });
  return { stack, vpc };
}

type Home = ReturnType<typeof home>;
const onVolumes = (stack: Stack) => new SnapshotPolicy(stack, 'Policy', { target: SnapshotTarget.volumesTagged('Backup', 'daily'), schedules: [SCHEDULE] });
const onInstances = (stack: Stack) => new SnapshotPolicy(stack, 'Policy', { target: SnapshotTarget.instancesTagged('Backup', 'daily'), schedules: [SCHEDULE] });
const images = (stack: Stack) => new ImagePolicy(stack, 'Policy', { targetTags: [{ key: 'Backup', value: 'daily' }], schedules: [SCHEDULE] });

const volume = ({ stack }: Home) => new ec2.Volume(stack, 'Volume', { availabilityZone: 'eu-central-1a', size: Size.gibibytes(1) });
const instance = (props: Partial<ec2.InstanceProps> = {}) => ({ stack, vpc }: Home) => new ec2.Instance(stack, 'Instance', {
  vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }, instanceType: new ec2.InstanceType('m7g.large'), machineImage: IMAGE, ...props,
});
const template = ({ stack, vpc }: Home) => new ec2.LaunchTemplate(stack, 'Template', {
  machineImage: IMAGE, instanceType: new ec2.InstanceType('m7g.large'), securityGroup: new ec2.SecurityGroup(stack, 'Group', { vpc }),
});
const group = ({ stack, vpc }: Home) => new autoscaling.AutoScalingGroup(stack, 'Fleet', {
  vpc, machineImage: IMAGE, instanceType: new ec2.InstanceType('m7g.large'),
});
const groupOf = (given: Home) => new autoscaling.AutoScalingGroup(given.stack, 'Fleet', { vpc: given.vpc, launchTemplate: template(given) });

type Protecting = (stack: Stack) => { protect(resource: IConstruct): void };

const inTemplate = (type: 'instance' | 'volume') => ({
  LaunchTemplateData: { TagSpecifications: Match.arrayWith([{ ResourceType: type, Tags: Match.arrayWith([TAG]) }]) },
});
const TAGGED = { Tags: Match.arrayWith([TAG]) };

test.each<[string, Protecting, (given: Home) => IConstruct, string, object]>([
  ['a volume, for a policy on volumes', onVolumes, volume, 'AWS::EC2::Volume', TAGGED],
  ['a plain volume', onVolumes, given => volume(given).node.defaultChild!, 'AWS::EC2::Volume', TAGGED],
  ['an instance, for a policy on instances', onInstances, instance(), 'AWS::EC2::Instance', TAGGED],
  ['an instance, for a policy that makes AMIs', images, instance(), 'AWS::EC2::Instance', TAGGED],
  ['an instance whose volumes get its tags, for a policy on volumes', onVolumes, instance({ propagateTagsToVolumeOnCreation: true }),
    'AWS::EC2::Instance', TAGGED],
  ['the instances of a launch template', images, template, 'AWS::EC2::LaunchTemplate', inTemplate('instance')],
  ['the volumes of a launch template', onVolumes, template, 'AWS::EC2::LaunchTemplate', inTemplate('volume')],
  ['the instances of a group', onInstances, groupOf, 'AWS::AutoScaling::AutoScalingGroup', { Tags: Match.arrayWith([{ ...TAG, PropagateAtLaunch: true }]) }],
])('the tag reaches %s', (_title, policy, make, type, properties) => {
  const given = home();
  policy(given.stack).protect(make(given));
  Template.fromStack(given.stack).hasResourceProperties(type, properties);
});

test('the volumes of a group get the tag through the launch template that the group makes', () => {
  const given = home({ '@aws-cdk/aws-autoscaling:generateLaunchTemplateInsteadOfLaunchConfig': true });
  onVolumes(given.stack).protect(group(given));
  Template.fromStack(given.stack).hasResourceProperties('AWS::EC2::LaunchTemplate', inTemplate('volume'));
});

test('the tag stays on what carries it', () => {
  const given = home();
  onInstances(given.stack).protect(instance()(given));
  const { Resources } = Template.fromStack(given.stack).toJSON() as { Resources: Record<string, { Type: string; Properties?: { Tags?: object[] } }> };
  const tagged = Object.values(Resources).filter(({ Properties }) => JSON.stringify(Properties?.Tags ?? []).includes('"Backup"'));
  expect(tagged.map(({ Type }) => Type)).toEqual(['AWS::EC2::Instance']);
});

test('a tag of the app with the same key does not win', () => {
  const given = home();
  const made = volume(given);
  Tags.of(given.stack).add('Backup', 'no');
  onVolumes(given.stack).protect(made);
  Template.fromStack(given.stack).hasResourceProperties('AWS::EC2::Volume', TAGGED);
});

test.each<[string, Protecting, (given: Home) => IConstruct, string]>([
  ['a group whose launch template is elsewhere, for volumes', onVolumes, groupOf,
    'got Data/Fleet, AWS::AutoScaling::AutoScalingGroup; give its launch template: volumes do not get the tags of a group'],
  ['a plain launch template, which hands no tags on', images, given => template(given).node.defaultChild!,
    'AWS::EC2::LaunchTemplate; give the ec2.LaunchTemplate, whose tags instances and volumes get'],
  ['something else', onVolumes, ({ stack }) => new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue' }),
    'resource must be a volume, or what makes volumes, as the policy targets volumes, got Data/Queue, CfnResource'],
])('fails for %s', (_title, policy, make, sentence) => {
  const given = home();
  expect(() => policy(given.stack).protect(make(given))).toThrow(sentence);
});

test('another stack may be in the same place for all that is known', () => {
  const { stack } = home();
  const elsewhere = new Stack(stack.node.root as App, 'Elsewhere');
  expect(() => onVolumes(stack).protect(new ec2.CfnVolume(elsewhere, 'Volume', { availabilityZone: 'eu-central-1a', size: 1 }))).not.toThrow();
});

describe('Windows VSS', () => {
  test('fails on a small instance whichever comes first, the script or the instance', () => {
    const given = home();
    const policy = onInstances(given.stack);
    policy.protect(instance({ instanceType: new ec2.InstanceType('t3a.nano') })(given));
    policy.addSchedule({ ...SCHEDULE, name: 'vss', scripts: SnapshotScripts.windowsVss() });
    expect(() => Template.fromStack(given.stack)).toThrow('Data/Instance must not be a t3a.nano');
  });

  test.each(['t3.small', 't3.medium', 't4g.micro', 'm7i.large'])('is no matter on %s', type => {
    const given = home();
    const policy = onInstances(given.stack);
    policy.addSchedule({ ...SCHEDULE, name: 'vss', scripts: SnapshotScripts.windowsVss() });
    policy.protect(new ec2.CfnInstance(given.stack, 'Instance', { instanceType: type }));
    expect(() => Template.fromStack(given.stack)).not.toThrow();
  });

  test('is not asked for by a policy without it', () => {
    const given = home();
    onInstances(given.stack).protect(instance({ instanceType: new ec2.InstanceType('t3.micro') })(given));
    expect(() => Template.fromStack(given.stack)).not.toThrow();
  });
});
