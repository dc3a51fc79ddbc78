import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { aStack, IB, synthesized } from './a-pipeline';
import { BaseImage } from '../../src/pipeline/base-image';
import { OsFamily } from '../../src/pipeline/os-family';

const { ARM_64, X86_64 } = ec2.InstanceArchitecture;

test.each<[string, BaseImage, ec2.InstanceArchitecture, string, string]>([
  ['Amazon Linux', BaseImage.amazonLinux2023(), ARM_64, 'ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64', '/dev/xvda'],
  ['Ubuntu', BaseImage.ubuntu2404(), X86_64, 'ssm:/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id', '/dev/sda1'],
  ['Ubuntu for Arm', BaseImage.ubuntu2404(), ARM_64, 'ssm:/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id', '/dev/sda1'],
  ['Windows', BaseImage.windowsServer2025(), X86_64, 'ssm:/aws/service/ami-windows-latest/Windows_Server-2025-English-Full-Base', '/dev/sda1'],
  ['a parameter of yours', BaseImage.ssmParameter({ osFamily: OsFamily.RHEL, x8664ParameterName: '/bases/rhel-9' }), X86_64, 'ssm:/bases/rhel-9', '/dev/sda1'],
  ['one AMI', BaseImage.amiId('ami-0123456789abcdef0', { osFamily: OsFamily.SLES, architecture: ARM_64, rootDeviceName: '/dev/xvda' }), ARM_64, 'ami-0123456789abcdef0', '/dev/xvda'],
  ['a product', BaseImage.marketplaceProduct('prod-abcdefghijklm', { osFamily: OsFamily.RHEL }), X86_64, 'prod-abcdefghijklm', '/dev/sda1'],
])('%s is named as a recipe takes it, with its root device', (_title, baseImage, architecture, ParentImage, DeviceName) =>
  synthesized({ baseImage, architectures: [architecture] }, aStack())
    .hasResourceProperties(`${IB}::ImageRecipe`, { ParentImage, BlockDeviceMappings: [{ DeviceName }] }));
