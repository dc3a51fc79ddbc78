import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { OsFamily } from '../../src/pipeline/os-family';
import { BuildTarget } from '../../src/pipeline/private/component-use';

/** What an image is built for. */
export const aTarget = (osFamily = OsFamily.AMAZON_LINUX_2023, more: Partial<BuildTarget> = {}): BuildTarget =>
  ({ osFamily, architecture: ec2.InstanceArchitecture.X86_64, imageName: 'corp', ...more });

export const FAMILIES = Object.values(OsFamily);
export const LINUX_FAMILIES = FAMILIES.filter(family => family !== OsFamily.WINDOWS);
