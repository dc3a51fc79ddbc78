import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { CopyLab } from './copy-lab';
import { HOME } from '../../support/cloudformation/cloud';

/** What EC2 says of the attributes of each image that stacks made, by Region. */
export async function attributesOf(lab: CopyLab) {
  const entries = lab.copies.map(async ({ imageId, region }) => {
    const { Images } = await lab.ec2.ec2(HOME.accountId, region).send(new DescribeImagesCommand({ ImageIds: [imageId] }));
    const { ImdsSupport, DeprecationTime, DeregistrationProtection } = Images![0];
    return [region, { imds: ImdsSupport, deprecated: DeprecationTime, protection: DeregistrationProtection }] as const;
  });
  return Object.fromEntries(await lab.cloud.during(Promise.all(entries)));
}

/** Nothing was asked for, or all of it is taken back. */
export const PLAIN = { imds: undefined, deprecated: undefined, protection: 'disabled' };

/** The calls that set attributes, or take them back. */
export const changes = (lab: CopyLab): string[] =>
  lab.ec2.calls.map(({ action }) => action).filter(action => /ImageDeprecation|DeregistrationProtection|ModifyImageAttribute/.test(action));
