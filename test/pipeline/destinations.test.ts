import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { aStack, distributionsOf, synthesized } from './a-pipeline';
import { BaseImage } from '../../src/pipeline/base-image';
import { PipelineDestination, PipelineDestinationOptions } from '../../src/pipeline/pipeline-destination';
import { ShareTarget } from '../../src/sharing/share-target';

const { ARM_64, X86_64 } = ec2.InstanceArchitecture;
const IRISH_KEY = 'arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const here = (options: PipelineDestinationOptions) => ({ destinations: [PipelineDestination.ownRegion(options)] });

describe('a destination', () => {
  const keyOf = (stack: Stack) => kms.Key.fromKeyArn(stack, 'Irish', IRISH_KEY);

  test('in another Region has a key of its own, and the parameter of the same name', () => {
    const stack = aStack();
    const [, irish] = distributionsOf(synthesized({ destinations: [PipelineDestination.region('eu-west-1', { encryptionKey: keyOf(stack) })] }, stack));
    expect(irish).toMatchObject({
      Region: 'eu-west-1', AmiDistributionConfiguration: { KmsKeyId: IRISH_KEY }, SsmParameterConfigurations: [{ ParameterName: '/golden/base/x86_64/candidate' }],
    });
  });

  test("without a key gets the replica of the pipeline's, and a warning", () => {
    const stack = aStack();
    const [, irish] = distributionsOf(synthesized({ destinations: [PipelineDestination.region('eu-west-1')] }, stack));
    expect(irish).toMatchObject({
      AmiDistributionConfiguration: {
        KmsKeyId: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:eu-west-1:111111111111:key/', { Ref: expect.stringMatching(/^BaseKey/) as unknown }]] },
      },
    });
    Annotations.fromStack(stack).hasWarning('/Images/Base', Match.stringLikeRegexp('replica of the pipeline.s key'));
  });

  test('copies to accounts, under the key of the Region, with a parameter in each', () => {
    const [own] = distributionsOf(synthesized(here({ copyToAccounts: ['222222222222'] })));
    expect(own).toMatchObject({
      AmiDistributionConfiguration: { TargetAccountIds: ['222222222222'], KmsKeyId: { 'Fn::GetAtt': [expect.stringMatching(/^BaseKey/) as unknown, 'Arn'] } },
      SsmParameterConfigurations: [{ DataType: 'aws:ec2:image' }, { AmiAccountId: '222222222222', DataType: 'aws:ec2:image' }],
    });
  });

  test('gives a launch template the image of its architecture', () => {
    const launchTemplates = [X86_64, ARM_64].map((architecture, index) => ({ architecture, launchTemplateId: `lt-0123456789abcdef${index}` }));
    const [x86, arm] = distributionsOf(synthesized({ architectures: [X86_64, ARM_64], ...here({ launchTemplates }) }));
    expect(x86.LaunchTemplateConfigurations).toEqual([{ LaunchTemplateId: 'lt-0123456789abcdef0', SetDefaultVersion: true }]);
    expect(arm.LaunchTemplateConfigurations).toEqual([{ LaunchTemplateId: 'lt-0123456789abcdef1', SetDefaultVersion: true }]);
  });

  test('keeps snapshots of Windows ready', () => {
    const [own] = distributionsOf(synthesized({ baseImage: BaseImage.windowsServer2025(), ...here({ fastLaunch: { snapshotCount: 10 } }) }));
    expect(own.FastLaunchConfigurations).toEqual([
      { AccountId: '111111111111', Enabled: true, MaxParallelLaunches: 6, SnapshotConfiguration: { TargetResourceCount: 10 } },
    ]);
  });

  test('puts images under licenses', () => {
    const licenseConfigurationArns = ['arn:aws:license-manager:eu-central-1:111111111111:license-configuration:lic-0123456789abcdef0123456789abcdef'];
    expect(distributionsOf(synthesized(here({ licenseConfigurationArns })))[0].LicenseConfigurationArns).toEqual(licenseConfigurationArns);
  });
});

describe('who images are shared with', () => {
  const organization = 'arn:aws:organizations::111111111111:organization/o-a1b2c3d4e5';
  const sharedWith = [ShareTarget.account('222222222222'), ShareTarget.organization(organization)];

  test('may launch them in all Regions', () => {
    const permissions = distributionsOf(synthesized({ sharedWith, destinations: [PipelineDestination.region('eu-west-1')] }))
      .map(each => (each.AmiDistributionConfiguration as Record<string, unknown>).LaunchPermissionConfiguration);
    expect(permissions).toEqual(Array(2).fill({ UserIds: ['222222222222'], OrganizationArns: [organization] }));
  });

  test('may use the key through EC2', () => synthesized({ sharedWith }).hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([Match.objectLike({
        Action: ['kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
        Condition: { StringEquals: { 'aws:PrincipalOrgID': ['o-a1b2c3d4e5'], 'kms:ViaService': Match.anyValue() } },
      })]),
    },
  }));

  test('and in whose accounts copies are made may use the key as well', () =>
    expect(JSON.stringify(synthesized({ destinations: [PipelineDestination.region('eu-west-1', { copyToAccounts: ['333333333333'] })] }).findResources('AWS::KMS::Key')))
      .toContain('333333333333'));
});
