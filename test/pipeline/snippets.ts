import * as path from 'path';
import { Duration, Size, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { BaseImage } from '../../src/pipeline/base-image';
import { BuildAgent } from '../../src/pipeline/build-agent';
import { BuildOnDeploy } from '../../src/pipeline/build-on-deploy';
import { BuildSchedule } from '../../src/pipeline/build-schedule';
import { GoldenAmiPipeline } from '../../src/pipeline/golden-ami-pipeline';
import { GoldenAmiTargetAccount } from '../../src/pipeline/golden-ami-target-account';
import { GoldenComponent } from '../../src/pipeline/golden-component';
import { GoldenTest } from '../../src/pipeline/golden-test';
import { Hardening, StigLevel } from '../../src/pipeline/hardening';
import { OsFamily } from '../../src/pipeline/os-family';
import { PipelineDestination } from '../../src/pipeline/pipeline-destination';
import { FindingSeverity, VulnerabilityScan } from '../../src/pipeline/vulnerability-scan';
import { ShareTarget } from '../../src/sharing/share-target';

export const FACTORY = { account: '111111111111', region: 'eu-central-1' };

const KEY_IN_VIRGINIA = 'arn:aws:kms:us-east-1:111111111111:key/mrk-0123456789abcdef0123456789abcdef';
const EDR_AGENT = path.join(__dirname, 'edr-agent.yaml');

/** Each is a task of the design, written as a user would. */
export const SNIPPETS: Record<string, (stack: Stack) => void> = {
  'hardened, patched, encrypted, tested, scheduled, published': stack => {
    new GoldenAmiPipeline(stack, 'Al2023', {
      baseImage: BaseImage.amazonLinux2023(),
    });
  },

  'own components, a network of yours, and a fleet that starts from the newest': stack => {
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const golden = new GoldenAmiPipeline(stack, 'Web', {
      baseImage: BaseImage.amazonLinux2023(),
      components: [
        GoldenComponent.managed('amazon-corretto-21-headless'),
        GoldenComponent.shell('app-user', ['useradd --system --home-dir /opt/app app']),
      ],
      tests: [GoldenTest.shell('java', ['java -version 2>&1 | grep -q "21\\."'])],
      buildEnvironment: { network: { vpc } },
      buildOnDeploy: BuildOnDeploy.WAIT,
    });
    new autoscaling.AutoScalingGroup(stack, 'Fleet', {
      vpc,
      launchTemplate: new ec2.LaunchTemplate(stack, 'Template', {
        machineImage: golden.machineImage({ atLaunch: true }),
        instanceType: new ec2.InstanceType('t3.small'),
        requireImdsv2: true,
      }),
    });
  },

  'Windows with STIG, on the second Wednesday of the month, with rules of yours for secrets': stack => {
    new GoldenAmiPipeline(stack, 'Win2025', {
      baseImage: BaseImage.windowsServer2025(),
      hardening: Hardening.stig(StigLevel.MEDIUM),
      agents: [BuildAgent.ssm(), BuildAgent.cloudWatch('/ops/cwagent/windows')],
      rootVolume: { size: Size.gibibytes(60) },
      sanitize: { removePaths: ['C:\\Install\\**'], forbiddenPatterns: ['(?i)corp-admin-password'] },
      schedule: BuildSchedule.cron({ minute: '0', hour: '4', weekDay: 'WED#2' }, { timeZone: 'Europe/Zurich' }),
      notifications: { emails: ['images@example.com'] },
    });
  },

  'an account that images are copied to': stack => {
    new GoldenAmiTargetAccount(stack, 'FromFactory', { sourceAccountId: '222222222222', imageNames: ['corp-al2023'] });
    const golden = GoldenAmiPipeline.fromAttributes(stack, 'Golden', {
      imageName: 'corp-al2023', architectures: [ec2.InstanceArchitecture.X86_64, ec2.InstanceArchitecture.ARM_64],
    });
    new ec2.Instance(stack, 'Bastion', {
      vpc: new ec2.Vpc(stack, 'Vpc'),
      instanceType: new ec2.InstanceType('t4g.nano'),
      machineImage: golden.machineImage({ architecture: ec2.InstanceArchitecture.ARM_64 }),
    });
  },

  'two architectures, three Regions, an organization, and an image on top of the image': stack => {
    const golden = new GoldenAmiPipeline(stack, 'Base', {
      imageName: 'corp-al2023',
      releaseLine: '2.4',
      baseImage: BaseImage.ssmParameter({
        osFamily: OsFamily.AMAZON_LINUX_2023,
        x8664ParameterName: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
        arm64ParameterName: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
      }),
      architectures: [ec2.InstanceArchitecture.X86_64, ec2.InstanceArchitecture.ARM_64],
      patching: { osRelease: '2023.9.20251117' },
      hardening: Hardening.stig(StigLevel.HIGH, { installPackages: true }),
      components: [GoldenComponent.document(EDR_AGENT, { parameters: { Tenant: 'corp' } })],
      tests: [GoldenTest.reboot()],
      scan: VulnerabilityScan.gate({ maximumSeverity: FindingSeverity.MEDIUM, onlyFixable: true }),
      buildEnvironment: {
        instanceTypes: [new ec2.InstanceType('m7i.large'), new ec2.InstanceType('m7g.large')],
        logBucket: s3.Bucket.fromBucketName(stack, 'Logs', 'corp-image-logs'),
      },
      schedule: BuildSchedule.weekly('TUE', 3),
      destinations: [
        PipelineDestination.region('eu-west-1'),
        PipelineDestination.region('us-east-1', {
          copyToAccounts: ['222222222222'], encryptionKey: kms.Key.fromKeyArn(stack, 'KeyInVirginia', KEY_IN_VIRGINIA),
        }),
      ],
      sharedWith: [ShareTarget.organization('arn:aws:organizations::111111111111:organization/o-exampleorg1')],
      retention: { deprecateAfter: Duration.days(30), disableAfter: Duration.days(90), deleteAfter: Duration.days(180) },
      alarms: { staleAfter: Duration.days(10) },
      watermarks: ['corp-approved-base'],
      amiTags: { CostCentre: '4711' },
    });
    new GoldenAmiPipeline(stack, 'Shop', {
      baseImage: BaseImage.goldenAmi(golden),
      components: [GoldenComponent.shell('shop', ['mkdir -p /opt/shop'])],
    });
  },
};
