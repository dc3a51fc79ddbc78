import { Annotations as CdkAnnotations, App, Aspects, CfnResource, Size, Stack, Stage, Tags, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as dlm from 'aws-cdk-lib/aws-dlm';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { BackupCoverage } from '../../src/snapshots/backup-coverage';

const HOME = { account: '111111111111', region: 'eu-central-1' };
const DAILY = { key: 'Backup', value: 'daily' };
const IMAGE = ec2.MachineImage.genericLinux({ 'eu-central-1': 'ami-0123456789abcdef0' });

function home() {
  const app = new App();
  return { app, stack: new Stack(app, 'Data', { env: HOME }) };
}

const volumeIn = (stack: Construct, id = 'Volume') => new ec2.Volume(stack, id, { availabilityZone: 'eu-central-1a', size: Size.gibibytes(1) });

/** An L1: the check does not ask who made a policy. */
const policyIn = (stack: Construct, id: string, props: Partial<dlm.CfnLifecyclePolicyProps> & { policyDetails?: object }) =>
  new dlm.CfnLifecyclePolicy(stack, id, { state: 'ENABLED', executionRoleArn: 'arn:aws:iam::111111111111:role/backups', ...props });

const onVolumes = (stack: Construct, more: object = {}, id = 'OnVolumes') =>
  policyIn(stack, id, { policyDetails: { resourceTypes: ['VOLUME'], targetTags: [DAILY], schedules: [], ...more } });
const onInstances = (stack: Construct, more: object = {}, id = 'OnInstances') =>
  policyIn(stack, id, { policyDetails: { resourceTypes: ['INSTANCE'], targetTags: [DAILY], schedules: [], ...more } });
const images = (stack: Construct, more: object = {}) => onInstances(stack, { policyType: 'IMAGE_MANAGEMENT', ...more }, 'Images');

function instanceIn(stack: Stack, props: Partial<ec2.InstanceProps> = {}) {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-central-1a'], privateSubnetIds: ['subnet-1'] });
  return new ec2.Instance(stack, 'Instance', {
    vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }, instanceType: new ec2.InstanceType('m7g.large'), machineImage: IMAGE, ...props,
  });
}

const tagged = <T extends Construct>(construct: T, value = 'daily') => {
  Tags.of(construct).add('Backup', value);
  return construct;
};

/** Who backs up each resource, by path. */
function reportOf(app: App | Stage) {
  const coverage = BackupCoverage.check(app);
  app.synth();
  return Object.fromEntries(coverage.report().map(({ path, policies }) => [path, policies]));
}

describe('a volume', () => {
  test.each<[string, (stack: Stack) => void, string[]]>([
    ['by its tag', stack => { tagged(volumeIn(stack)); onVolumes(stack); }, ['Data/OnVolumes']],
    ['by a tag of the stack', stack => { volumeIn(stack); tagged(stack); onVolumes(stack); }, ['Data/OnVolumes']],
    ['by a tag that an Aspect adds', stack => {
      volumeIn(stack);
      Aspects.of(stack).add({ visit: node => { if (node instanceof ec2.CfnVolume) node.tags.setTag('Backup', 'daily'); } });
      onVolumes(stack);
    }, ['Data/OnVolumes']],
    ['by a tag that is known at deployment only', stack => { tagged(volumeIn(stack), Token.asString({ Ref: 'AWS::StackName' })); onVolumes(stack); },
      ['Data/OnVolumes']],
    ['by any one of the target tags', stack => {
      tagged(volumeIn(stack));
      onVolumes(stack, { targetTags: [{ key: 'Tier', value: 'gold' }, DAILY] });
    }, ['Data/OnVolumes']],
    ['by two policies', stack => { tagged(volumeIn(stack)); onVolumes(stack); onVolumes(stack, {}, 'Also'); }, ['Data/OnVolumes', 'Data/Also']],
    ['by the default policy', stack => { volumeIn(stack); policyIn(stack, 'SafetyNet', { defaultPolicy: 'VOLUME' }); }, ['Data/SafetyNet']],
    ['by a default policy in the other spelling', stack => {
      volumeIn(stack);
      policyIn(stack, 'SafetyNet', { policyDetails: { policyLanguage: 'SIMPLIFIED', resourceType: 'VOLUME' } });
    }, ['Data/SafetyNet']],
    ['by the policy of the instance that it is attached to', stack => {
      const volume = volumeIn(stack);
      const instance = tagged(instanceIn(stack));
      new ec2.CfnVolumeAttachment(stack, 'Attachment', { volumeId: volume.volumeId, instanceId: instance.instanceId, device: '/dev/sdf' });
      onInstances(stack);
    }, ['Data/OnInstances']],
    ['in a Local Zone, by a policy for those', stack => {
      tagged(new ec2.Volume(stack, 'Volume', { availabilityZone: 'us-west-2-lax-1a', size: Size.gibibytes(1) }));
      onVolumes(stack, { resourceLocations: ['LOCAL_ZONE'] });
      onVolumes(stack, {}, 'InRegion');
    }, ['Data/OnVolumes']],
  ])('is backed up %s', (_title, build, policies) => {
    const { app, stack } = home();
    build(stack);
    expect(reportOf(app)['Data/Volume']).toEqual(policies);
  });

  test.each<[string, (stack: Stack) => void]>([
    ['without the tag', stack => { volumeIn(stack); onVolumes(stack); }],
    ['with another value of the tag', stack => { tagged(volumeIn(stack), 'weekly'); onVolumes(stack); }],
    ['with the tag in another case', stack => { Tags.of(volumeIn(stack)).add('backup', 'daily'); onVolumes(stack); }],
    ['when the policy is disabled', stack => { tagged(volumeIn(stack)); onVolumes(stack).state = 'DISABLED'; }],
    ['when the policy is on instances', stack => { tagged(volumeIn(stack)); onInstances(stack); }],
    ['when the policy copies what others share', stack => { tagged(volumeIn(stack)); onVolumes(stack, { policyType: 'EVENT_BASED_POLICY' }); }],
    ['when the policy is for Outposts', stack => { tagged(volumeIn(stack)); onVolumes(stack, { resourceLocations: ['OUTPOST'] }); }],
    ['when the default policy leaves its type out', stack => {
      new ec2.Volume(stack, 'Volume', { availabilityZone: 'eu-central-1a', size: Size.tebibytes(1), volumeType: ec2.EbsDeviceVolumeType.COLD_HDD });
      policyIn(stack, 'SafetyNet', { defaultPolicy: 'VOLUME', exclusions: { excludeVolumeTypes: ['sc1'] } });
    }],
    ['when the default policy leaves its tag out, even by an override', stack => {
      tagged(volumeIn(stack), 'no');
      policyIn(stack, 'SafetyNet', { defaultPolicy: 'VOLUME' }).addPropertyOverride('Exclusions', { ExcludeTags: [{ Key: 'Backup', Value: 'no' }] });
    }],
    ['when the policy is in another Region', stack => {
      tagged(volumeIn(stack));
      onVolumes(new Stack(stack.node.root as App, 'Abroad', { env: { ...HOME, region: 'eu-west-1' } }));
    }],
    ['when the policy is in another account', stack => {
      tagged(volumeIn(stack));
      onVolumes(new Stack(stack.node.root as App, 'Other', { env: { ...HOME, account: '222222222222' } }));
    }],
  ])('is not backed up %s', (_title, build) => {
    const { app, stack } = home();
    build(stack);
    expect(reportOf(app)['Data/Volume']).toEqual([]);
    Annotations.fromStack(stack).hasWarning('/Data/Volume/Resource', Match.stringLikeRegexp('^Data/Volume is a volume that no policy of the app backs up'));
  });

  test('may be in a Region that is known at deployment only', () => {
    const { app } = home();
    const stack = new Stack(app, 'Somewhere');
    tagged(volumeIn(stack));
    onVolumes(stack);
    expect(reportOf(app)['Somewhere/Volume']).toEqual(['Somewhere/OnVolumes']);
  });
});

describe('an instance', () => {
  const withDataVolume: Partial<ec2.InstanceProps> = { blockDevices: [{ deviceName: '/dev/sdf', volume: ec2.BlockDeviceVolume.ebs(10) }] };

  test.each<[string, (stack: Stack) => void, string[]]>([
    ['by its tag', stack => { tagged(instanceIn(stack)); onInstances(stack); }, ['Data/OnInstances']],
    ['by an AMI policy', stack => { tagged(instanceIn(stack)); images(stack); }, ['Data/Images']],
    ['by the default AMI policy', stack => { instanceIn(stack); policyIn(stack, 'SafetyNet', { defaultPolicy: 'INSTANCE' }); }, ['Data/SafetyNet']],
    ['through its volumes, which get its tags', stack => { tagged(instanceIn(stack, { propagateTagsToVolumeOnCreation: true })); onVolumes(stack); },
      ['Data/OnVolumes']],
    ['through its data volume, where boot volumes are left out', stack => {
      tagged(instanceIn(stack, withDataVolume));
      onInstances(stack, { parameters: { excludeBootVolume: true } });
    }, ['Data/OnInstances']],
    ['not through volumes that do not get its tags', stack => { tagged(instanceIn(stack)); onVolumes(stack); }, []],
    ['not where boot volumes are left out and it has no other', stack => {
      tagged(instanceIn(stack));
      onInstances(stack, { parameters: { excludeBootVolume: true } });
    }, []],
    ['not where the default policy leaves boot volumes out and it has no other', stack => {
      instanceIn(stack);
      policyIn(stack, 'SafetyNet', { defaultPolicy: 'VOLUME', exclusions: { excludeBootVolumes: true } });
    }, []],
    ['not where the default AMI policy leaves its tag out', stack => {
      tagged(instanceIn(stack));
      policyIn(stack, 'SafetyNet', { defaultPolicy: 'INSTANCE' }).addPropertyOverride('Exclusions', { ExcludeTags: [{ Key: 'Backup', Value: 'daily' }] });
    }, []],
  ])('is backed up %s', (_title, build, policies) => {
    const { app, stack } = home();
    build(stack);
    expect(reportOf(app)['Data/Instance']).toEqual(policies);
  });
});

describe('a launch template', () => {
  const templateIn = (stack: Stack) => new ec2.LaunchTemplate(stack, 'Template', {
    machineImage: IMAGE,
    instanceType: new ec2.InstanceType('m7g.large'),
    blockDevices: [{ deviceName: '/dev/xvda', volume: ec2.BlockDeviceVolume.ebs(10) }],
    securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1'),
  });

  test.each<[string, (stack: Stack) => void, string[] | undefined]>([
    ['by the tags that it gives to volumes', stack => { tagged(templateIn(stack)); onVolumes(stack); }, ['Data/OnVolumes']],
    ['by the tags that it gives to instances', stack => { tagged(templateIn(stack)); images(stack); }, ['Data/Images']],
    ['by the tags that a group gives to instances', stack => {
      const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-central-1a'], privateSubnetIds: ['subnet-1'] });
      tagged(new autoscaling.AutoScalingGroup(stack, 'Fleet', { vpc, launchTemplate: templateIn(stack) }));
      images(stack);
    }, ['Data/Images']],
    ['by nothing, when it has no tag', stack => { templateIn(stack); onVolumes(stack); }, []],
    ['by nobody\'s business, when it names no block device', stack => { new ec2.LaunchTemplate(stack, 'Template', { machineImage: IMAGE }); }, undefined],
  ])('is backed up %s', (_title, build, policies) => {
    const { app, stack } = home();
    build(stack);
    expect(reportOf(app)['Data/Template']).toEqual(policies);
  });
});

describe('what is said', () => {
  test('a tag that is nearly right is shown', () => {
    const { app, stack } = home();
    tagged(volumeIn(stack), 'Daily');
    onVolumes(stack);
    BackupCoverage.check(app);
    Annotations.fromStack(stack).hasWarning('/Data/Volume/Resource', Match.stringLikeRegexp('it has Backup=Daily, and Data/OnVolumes wants Backup=daily'));
  });

  test('a policy that matches nothing is told', () => {
    const { app, stack } = home();
    onVolumes(stack);
    BackupCoverage.check(app);
    Annotations.fromStack(stack).hasWarning('/Data/OnVolumes', Match.stringLikeRegexp('backs up nothing of the app: no volume has Backup=daily'));
  });

  test('a default policy and a disabled one may match nothing', () => {
    const { app, stack } = home();
    policyIn(stack, 'SafetyNet', { defaultPolicy: 'VOLUME' });
    onVolumes(stack).state = 'DISABLED';
    BackupCoverage.check(app);
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('backs up nothing'));
  });

  test('fails the synthesis when errors are asked for, with every finding', () => {
    const { app, stack } = home();
    volumeIn(stack);
    volumeIn(stack, 'Other');
    BackupCoverage.check(app, { asErrors: true });
    expect(() => app.synth()).toThrow(/Data\/Volume is a volume[^]*Data\/Other is a volume/);
  });

  test('a scope of its own is looked at alone, with the policies of the app', () => {
    const { app, stack } = home();
    tagged(volumeIn(stack));
    const other = new Stack(app, 'Other', { env: HOME });
    volumeIn(other);
    onVolumes(other);
    expect(BackupCoverage.check(stack).report()).toEqual([expect.objectContaining({ path: 'Data/Volume' })]);
    app.synth();
    Annotations.fromStack(other).hasNoWarning('*', Match.anyValue());
  });

  test('a stage is looked at by itself, before the app is', () => {
    const app = new App();
    const stage = new Stage(app, 'Prod', { env: HOME });
    const stack = new Stack(stage, 'Data');
    volumeIn(stack);
    onVolumes(stack);
    BackupCoverage.check(app);
    const messages = app.synth().getNestedAssembly('assembly-Prod').stacks[0].messages.map(message => message.id);
    expect(messages).toEqual(expect.arrayContaining(['/Prod/Data/Volume/Resource', '/Prod/Data/OnVolumes']));
  });
});

describe('what is exempted is passed over', () => {
  test.each<[string, (stack: Stack, volume: ec2.Volume) => void]>([
    ['as itself', (_stack, volume) => BackupCoverage.exempt(volume)],
    ['with its stack', stack => BackupCoverage.exempt(stack)],
    ['by acknowledging the warning', (_stack, volume) =>
      CdkAnnotations.of(volume).acknowledgeWarning('cdk-golden-ami:BackupCoverage.notBackedUp', 'a cache')],
  ])('%s', (_title, exempt) => {
    const { app, stack } = home();
    exempt(stack, volumeIn(stack));
    BackupCoverage.check(app);
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('no policy of the app'));
  });

  test('in errors, too', () => {
    const { app, stack } = home();
    BackupCoverage.exempt(volumeIn(stack));
    const policy = onVolumes(stack);
    BackupCoverage.exempt(policy);
    BackupCoverage.check(app, { asErrors: true });
    expect(() => app.synth()).not.toThrow();
  });
});

test('resources of other kinds are no business of the check', () => {
  const { app, stack } = home();
  new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue' });
  expect(reportOf(app)).toEqual({});
});
