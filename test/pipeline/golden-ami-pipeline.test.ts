import { App, CfnParameter, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { aStack, distributionsOf, IB, statementsOf, synthesized } from './a-pipeline';
import { BaseImage } from '../../src/pipeline/base-image';
import { BuildOnDeploy } from '../../src/pipeline/build-on-deploy';
import { BuildSchedule } from '../../src/pipeline/build-schedule';
import { GoldenAmiPipeline } from '../../src/pipeline/golden-ami-pipeline';
import { GoldenChannel } from '../../src/pipeline/golden-channel';
import { GoldenComponent } from '../../src/pipeline/golden-component';
import { OsFamily } from '../../src/pipeline/os-family';
import { PipelineDestination, PipelineDestinationOptions } from '../../src/pipeline/pipeline-destination';
import { FindingSeverity, VulnerabilityScan } from '../../src/pipeline/vulnerability-scan';

const { ARM_64, X86_64 } = ec2.InstanceArchitecture;
const IRISH_KEY = 'arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const NAME = 'base-x86-64';

describe('three lines make', () => {
  const template = synthesized();

  test('a recipe whose last number Image Builder counts, on an encrypted root volume, with what is to be found again', () =>
    template.hasResourceProperties(`${IB}::ImageRecipe`, {
      Name: NAME,
      Version: '1.0.x',
      ParentImage: 'ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeType: 'gp3', KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^BaseKey'), 'Arn'] } } }],
      AmiWatermarks: ['base'],
    }));

  test('instances that serve metadata to sessions only, and go when they fail', () =>
    template.hasResourceProperties(`${IB}::InfrastructureConfiguration`, {
      InstanceMetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 }, TerminateInstanceOnFailure: true, InstanceTypes: ['m7i.large', 'm6i.large'],
    }));

  test('a group that lets nothing in', () =>
    template.hasResourceProperties('AWS::EC2::SecurityGroup', { VpcId: Match.absent(), SecurityGroupIngress: Match.absent(), SecurityGroupEgress: Match.absent() }));

  test('a schedule that waits for a new base image, and stops after three failures', () =>
    template.hasResourceProperties(`${IB}::ImagePipeline`, {
      Schedule: {
        ScheduleExpression: 'cron(0 3 ? * SUN *)',
        Timezone: 'Etc/UTC',
        AutoDisablePolicy: { FailureCount: 3 },
        PipelineExecutionStartCondition: 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE',
      },
      ImageTestsConfiguration: { ImageTestsEnabled: true },
      ImageTags: { 'golden:image': 'base' },
    }));

  test('a gate that no image with something critical that could be fixed passes', () =>
    template.hasResourceProperties(`${IB}::ImagePipeline`, {
      ImageScanningConfiguration: {
        ImageScanningEnabled: true, ImageScanningTypes: ['ON_DEMAND_AMI_CVE'], ScanResultCondition: { MaximumSeverityLabel: 'HIGH', FixAvailable: true },
      },
    }));

  test('logs that end', () => {
    const logs = Object.values(template.findResources('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 400 } }));
    expect(logs).toHaveLength(2);
  });

  test('a key that other Regions can have a replica of, and that outlives the stack', () =>
    template.hasResource('AWS::KMS::Key', { Properties: { MultiRegion: true, EnableKeyRotation: true }, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }));

  test("a candidate's parameter in the stack's Region, which Image Builder writes", () => expect(distributionsOf(template)).toEqual([{
    Region: 'eu-central-1',
    AmiDistributionConfiguration: {
      Name: `${NAME}-{{ imagebuilder:buildDate }}`,
      AmiTags: { 'golden:image': 'base', 'golden:release-line': '1.0', 'golden:base': 'ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64' },
    },
    SsmParameterConfigurations: [{ ParameterName: '/golden/base/x86_64/candidate', DataType: 'aws:ec2:image' }],
  }]));

  test('a build, at once, under a right to start this pipeline and no other', () => {
    template.resourceCountIs('Custom::StartImagePipelineExecution', 1);
    template.resourceCountIs(`${IB}::Image`, 0);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: 'imagebuilder:StartImagePipelineExecution', Resource: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':image-pipeline/base-x86-64$')])] },
        })]),
      },
    });
  });
});

describe('the role of Image Builder', () => {
  const template = synthesized({ architectures: [X86_64, ARM_64], destinations: [PipelineDestination.region('eu-west-1', { encryptionKey: kms.Key.fromKeyArn(aStack(), 'Key', IRISH_KEY) })] });

  test('is for these pipelines and their images', () => template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [{
        Principal: { Service: 'imagebuilder.amazonaws.com' },
        Condition: {
          ArnLike: {
            'aws:SourceArn': ['image-pipeline/base-x86-64', 'image/base-x86-64/*', 'image-pipeline/base-arm64', 'image/base-arm64/*']
              .map(each => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:imagebuilder:eu-central-1:111111111111:${each}`]] })),
          },
        },
      }],
    },
  }));

  test('passes the role of its instances on, and no other', () => expect(statementsOf(template, 'NoOtherRole')).toEqual([
    { Sid: 'NoOtherRole', Effect: 'Deny', Action: 'iam:PassRole', NotResource: { 'Fn::GetAtt': [expect.stringMatching(/^BaseInstanceRole/), 'Arn'] } },
  ]));

  test('writes below a prefix that is known at deployment only', () => {
    const stack = aStack();
    const prefix = new CfnParameter(stack, 'Prefix').valueAsString;
    const publish = statementsOf(synthesized({ parameterPrefix: prefix, imageName: 'base' }, stack), 'Publish');
    const nameOf = (path: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ssm:eu-central-1:111111111111:parameter${path}`, { Ref: 'Prefix' }, '/base/x86_64/candidate']] });
    expect(publish[0].Resource).toEqual([nameOf(''), nameOf('/')]);
  });

  test('writes four parameters, and no others', () => {
    const arns = ['eu-central-1', 'eu-west-1'].flatMap(region => ['x86_64', 'arm64'].map(architecture =>
      ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ssm:${region}:111111111111:parameter/golden/base/${architecture}/candidate`]] })));
    expect(statementsOf(template, 'Publish')).toEqual([{ Sid: 'Publish', Effect: 'Allow', Action: 'ssm:PutParameter', Resource: arns }]);
  });

  test('uses the keys of its images, through EC2 in their Regions', () => {
    const [{ Resource: keys, Condition: condition }] = statementsOf(template, 'UseKeys');
    expect(keys).toEqual([{ 'Fn::GetAtt': [expect.stringMatching(/^BaseKey/), 'Arn'] }, IRISH_KEY]);
    expect(JSON.stringify(condition)).toContain('ec2.eu-west-1.amazonaws.com');
  });
});

test('one declaration makes a pipeline for each architecture, with parts of its own', () => {
  const template = synthesized({ architectures: [X86_64, ARM_64], buildEnvironment: { instanceTypes: ['m7i.large', 'm7g.large', 'm6g.large'].map(each => new ec2.InstanceType(each)) } });
  for (const [architecture, types] of [['x86-64', ['m7i.large']], ['arm64', ['m7g.large', 'm6g.large']]]) {
    template.hasResourceProperties(`${IB}::ImagePipeline`, { Name: `base-${architecture}` });
    template.hasResourceProperties(`${IB}::InfrastructureConfiguration`, { Name: `base-${architecture}`, InstanceTypes: types });
    template.hasResourceProperties(`${IB}::ImageRecipe`, { Name: `base-${architecture}`, ParentImage: Match.stringLikeRegexp('al2023') });
  }
  template.resourceCountIs('AWS::KMS::Key', 2); // one for images, one for messages
  template.resourceCountIs('AWS::Logs::LogGroup', 6);
});

test('an image is named after its path, when it has no name', () => {
  const stack = aStack();
  expect(new GoldenAmiPipeline(stack, 'Al_2023', { baseImage: BaseImage.amazonLinux2023() }).imageName).toBe('images-al-2023');
});

test.each<[string, BaseImage, string]>([
  ['Amazon Linux by parameter', BaseImage.amazonLinux2023(), 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE'],
  ['one AMI of Amazon Linux', BaseImage.amiId('ami-0123456789abcdef0', { osFamily: OsFamily.AMAZON_LINUX_2023 }), 'EXPRESSION_MATCH_ONLY'],
  ['Ubuntu', BaseImage.ubuntu2404(), 'EXPRESSION_MATCH_ONLY'],
  ['Windows', BaseImage.windowsServer2025(), 'EXPRESSION_MATCH_ONLY'],
])('a schedule of %s starts by %s', (_title, baseImage, PipelineExecutionStartCondition) =>
  synthesized({ baseImage }).hasResourceProperties(`${IB}::ImagePipeline`, { Schedule: { PipelineExecutionStartCondition } }));

test('a schedule can build without updates, in a time zone', () =>
  synthesized({ schedule: BuildSchedule.cron({ minute: '30', hour: '4', weekDay: 'WED#2' }, { timeZone: 'Europe/Zurich', evenWithoutUpdates: true }) })
    .hasResourceProperties(`${IB}::ImagePipeline`, {
      Schedule: { ScheduleExpression: 'cron(30 4 ? * WED#2 *)', Timezone: 'Europe/Zurich', PipelineExecutionStartCondition: 'EXPRESSION_MATCH_ONLY' },
    }));

test('a manual pipeline has no schedule', () =>
  synthesized({ schedule: BuildSchedule.manual() }).hasResourceProperties(`${IB}::ImagePipeline`, { Schedule: Match.absent() }));

test.each<[string, BaseImage, number[]]>([
  ['Ubuntu come over HTTP, too', BaseImage.ubuntu2404(), [443, 80]],
  ['Amazon Linux come over HTTPS only', BaseImage.amazonLinux2023(), [443]],
])('updates of %s', (_title, baseImage, ports) => {
  const stack = aStack();
  synthesized({ baseImage, buildEnvironment: { network: { vpc: new ec2.Vpc(stack, 'Vpc') } } }, stack)
    .hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupEgress: ports.map(port => Match.objectLike({ FromPort: port, ToPort: port })) });
});

test('in a network of yours, builds run in a private subnet', () => {
  const stack = aStack();
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const template = synthesized({ buildEnvironment: { network: { vpc } } }, stack);
  template.hasResourceProperties(`${IB}::InfrastructureConfiguration`, { SubnetId: { Ref: Match.stringLikeRegexp('^VpcPrivateSubnet1') } });
  template.hasResourceProperties('AWS::EC2::SecurityGroup', { VpcId: { Ref: Match.stringLikeRegexp('^Vpc') }, SecurityGroupEgress: [Match.objectLike({ FromPort: 443 })] });
  Annotations.fromStack(stack).hasNoWarning('/Images/Base', Match.anyValue());
});

test('without a network, a warning says what builds need', () => {
  const stack = aStack();
  synthesized({}, stack);
  Annotations.fromStack(stack).hasWarning('/Images/Base', Match.stringLikeRegexp('default VPC'));
});

test('one AMI for ever is warned of', () => {
  const stack = aStack();
  synthesized({ baseImage: BaseImage.amiId('ami-0123456789abcdef0', { osFamily: OsFamily.UBUNTU }) }, stack);
  Annotations.fromStack(stack).hasWarning('/Images/Base', Match.stringLikeRegexp('never sees an update'));
});

test.each<[string, PipelineDestinationOptions, GoldenChannel[] | undefined, boolean]>([
  ['copies for another account', { copyToAccounts: ['222222222222'] }, [{ name: 'stable' }], true],
  ['a launch template', { launchTemplates: [{ launchTemplateId: 'lt-0123456789abcdef0' }] }, [{ name: 'stable' }], true],
  ['what is shared in place', {}, [{ name: 'stable' }], false],
  ['copies of a pipeline without channels', { copyToAccounts: ['222222222222'] }, undefined, false],
])('%s: whether a warning says that channels do not reach them', (_title, options, channels, isWarned) => {
  const stack = aStack();
  synthesized({ channels, destinations: [PipelineDestination.ownRegion(options)] }, stack);
  const annotations = Annotations.fromStack(stack);
  const sentence = Match.stringLikeRegexp('as soon as it is built, whatever channels have');
  if (isWarned) annotations.hasWarning('/Images/Base', sentence);
  else annotations.hasNoWarning('/Images/Base', sentence);
});

describe('with its deployment, a pipeline', () => {
  test('builds nothing', () => {
    const template = synthesized({ buildOnDeploy: BuildOnDeploy.NEVER });
    template.resourceCountIs('Custom::StartImagePipelineExecution', 0);
    template.resourceCountIs(`${IB}::Image`, 0);
  });

  test('builds an image and waits for it, which no rollback and no deletion takes away', () => {
    const template = synthesized({ buildOnDeploy: BuildOnDeploy.WAIT });
    template.resourceCountIs('Custom::StartImagePipelineExecution', 0);
    template.hasResource(`${IB}::Image`, {
      Properties: {
        ImagePipelineExecutionSettings: { DeploymentId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Basex8664'), 'DeploymentId'] }, OnUpdate: true },
        DeletionSettings: Match.absent(),
      },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });
});

test('what an instance may do besides is said by you', () => {
  const stack = aStack();
  const logBucket = s3.Bucket.fromBucketName(stack, 'Logs', 'corp-image-logs');
  const template = synthesized({ buildEnvironment: { logBucket, instanceStatements: [new iam.PolicyStatement({ sid: 'ReadAgents', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::agents/*'] })] } }, stack);
  expect(statementsOf(template, 'ReadAgents')).toHaveLength(1);
  template.hasResourceProperties(`${IB}::InfrastructureConfiguration`, { Logging: { S3Logs: { S3BucketName: 'corp-image-logs', S3KeyPrefix: 'base' } } });
});

test('the tags of the app, of the construct and of the prop reach the AMIs', () => {
  const stack = aStack();
  const pipeline = new GoldenAmiPipeline(stack, 'Base', { baseImage: BaseImage.amazonLinux2023(), amiTags: { tier: 'base' } });
  Tags.of(stack).add('team', 'images');
  Tags.of(pipeline).add('cost-centre', '4711');
  const [{ AmiDistributionConfiguration: ami }] = distributionsOf(Template.fromStack(stack));
  expect(ami).toMatchObject({ AmiTags: { 'team': 'images', 'cost-centre': '4711', 'tier': 'base', 'golden:image': 'images-base' } });
});

test('fails when a tag from outside is one that Image Builder retires by', () => {
  const stack = aStack();
  Tags.of(stack).add('CreatedBy', 'me');
  expect(() => synthesized({}, stack)).toThrow("the tags of AMIs must not have the key 'CreatedBy'");
});

test.each<[string, VulnerabilityScan, object]>([
  ['a stricter gate', VulnerabilityScan.gate({ maximumSeverity: FindingSeverity.MEDIUM, onlyFixable: false }),
    { ImageScanningEnabled: true, ImageScanningTypes: ['ON_DEMAND_AMI_CVE'], ScanResultCondition: { MaximumSeverityLabel: 'MEDIUM', FixAvailable: false } }],
  ['a report', VulnerabilityScan.report(), { ImageScanningEnabled: true, ImageScanningTypes: ['TEST_INSTANCE_CVE'] }],
  ['nothing', VulnerabilityScan.none('scanned elsewhere'), { ImageScanningEnabled: false }],
])('a scan can be %s', (_title, scan, ImageScanningConfiguration) => {
  synthesized({ scan }).hasResourceProperties(`${IB}::ImagePipeline`, { ImageScanningConfiguration });
});

describe('an image can be used', () => {
  const launchedFrom = (stack: Stack, machineImage: ec2.IMachineImage) => {
    const launchTemplate = new ec2.LaunchTemplate(stack, 'Template', { machineImage, instanceType: new ec2.InstanceType('t4g.small') });
    return { launchTemplate, template: () => Template.fromStack(stack) };
  };

  test('as it is when each instance is launched', () => {
    const stack = aStack();
    const golden = new GoldenAmiPipeline(stack, 'Base', { imageName: 'base', baseImage: BaseImage.amazonLinux2023() });
    const { launchTemplate, template } = launchedFrom(stack, golden.machineImage({ atLaunch: true }));
    new autoscaling.AutoScalingGroup(stack, 'Fleet', { vpc: new ec2.Vpc(stack, 'Vpc'), launchTemplate });
    template().hasResourceProperties('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { ImageId: 'resolve:ssm:/golden/base/x86_64/candidate' } });
  });

  test('by another app, as it is at each deployment', () => {
    const stack = aStack();
    const golden = GoldenAmiPipeline.fromAttributes(stack, 'Golden', { imageName: 'base', architectures: [X86_64, ARM_64] });
    const { template } = launchedFrom(stack, golden.machineImage({ architecture: ARM_64 }));
    template().hasParameter('*', { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/golden/base/arm64/candidate' });
  });

  test('as the base of another, which waits for it, and may read its parameter and use its key', () => {
    const stack = aStack();
    const base = new GoldenAmiPipeline(stack, 'Base', { imageName: 'base', baseImage: BaseImage.amazonLinux2023(), buildOnDeploy: BuildOnDeploy.WAIT });
    const template = synthesized({ baseImage: BaseImage.goldenAmi(base), imageName: 'shop' }, new Stack(stack.node.root as App, 'Shop', { env: { account: stack.account, region: stack.region } }));
    template.hasResourceProperties(`${IB}::ImageRecipe`, { ParentImage: 'ssm:/golden/base/x86_64/candidate' });
    expect(JSON.stringify(statementsOf(template, 'SeeBaseImages'))).toContain('parameter/golden/base/x86_64/candidate');
    expect(statementsOf(template, 'UseKeys')[0].Resource).toHaveLength(2);
  });

  test('as the base of another, from an account that shares its parameter', () => {
    const stack = aStack();
    const base = GoldenAmiPipeline.fromAttributes(stack, 'Theirs', { imageName: 'base', ownerAccount: '222222222222' });
    expect(statementsOf(synthesized({ baseImage: BaseImage.goldenAmi(base) }, stack), 'SeeBaseImages')).toMatchObject([{
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ssm:eu-central-1:222222222222:parameter/golden/base/x86_64/candidate']] },
    }]);
  });

  test('by those who hear of it', () => {
    const stack = aStack();
    GoldenAmiPipeline.fromAttributes(stack, 'Golden', { imageName: 'base' }).onBuildSucceeded('Built');
    expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::Events::Rule'))).toContain('image/base-x86-64/');
  });
});

test('who may start a build may start these, and no others', () => {
  const stack = aStack();
  const pipeline = new GoldenAmiPipeline(stack, 'Base', { baseImage: BaseImage.amazonLinux2023() });
  pipeline.grantStartBuild(new iam.User(stack, 'Operator'));
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    Users: Match.anyValue(),
    PolicyDocument: { Statement: [Match.objectLike({ Action: 'imagebuilder:StartImagePipelineExecution', Resource: { 'Fn::GetAtt': Match.anyValue() } })] },
  });
});

test('a component is made for each architecture, under a name of its own', () => {
  const template = synthesized({ architectures: [X86_64, ARM_64], components: [GoldenComponent.shell('app-user', ['useradd app'])] });
  const components = Object.values(template.findResources(`${IB}::Component`)).map(each => (each.Properties as { Name: string }).Name);
  expect(components).toEqual(expect.arrayContaining(['base-x86-64-app-user', 'base-arm64-app-user']));
  expect(new Set(components).size).toBe(components.length);
});

describe('a pipeline tells of itself', () => {
  const stack = aStack();
  const pipeline = new GoldenAmiPipeline(stack, 'Base', { imageName: 'base', baseImage: BaseImage.amazonLinux2023(), architectures: [X86_64, ARM_64] });

  test('by metrics, of each architecture', () => {
    expect(pipeline.metricCandidateAge({ architecture: ARM_64 }).dimensions).toEqual({ ImageName: 'base-arm64' });
    expect([pipeline.metricBuildsSucceeded().label, pipeline.metricBuildsFailed().label]).toEqual(['succeeded', 'failed']);
  });

  test('by events, of both', () => {
    pipeline.onDisabled('Disabled');
    pipeline.onCriticalFinding('Critical');
    const rules = Object.entries(Template.fromStack(stack).findResources('AWS::Events::Rule')).filter(([id]) => /^Base(Disabled|Critical)/.test(id));
    expect(rules.map(([, rule]) => (rule.Properties as { EventPattern: { resources: unknown[] } }).EventPattern.resources.length)).toEqual([2, 2]);
  });

  test('and by alarms', () => expect(pipeline.alarms).toHaveLength(4));
});
