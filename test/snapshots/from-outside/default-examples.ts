import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { OutsideExample } from './example';
import { DefaultImagePolicy } from '../../../src/snapshots/default-image-policy';
import { DefaultSnapshotPolicy } from '../../../src/snapshots/default-snapshot-policy';

const GUIDE = 'https://docs.aws.amazon.com/ebs/latest/userguide/default-policies.html';
const EXCLUDED = [{ Key: 'Scratch', Value: 'true' }];

const PROPS = {
  createEvery: Duration.days(2),
  retainFor: Duration.days(10),
  copyTags: true,
  copyToRegions: ['us-west-2'],
  excludeTags: [{ key: 'Scratch', value: 'true' }],
};
const SETTINGS = {
  CreateInterval: 2,
  RetainInterval: 10,
  CopyTags: true,
  ExtendDeletion: false,
  CrossRegionCopyTargets: [{ TargetRegion: 'us-west-2' }],
};
const IN_DETAILS = 'says again, in the details, what DefaultPolicy says';

/** The examples of the EBS user guide for default policies: the parameters of the call, or the same within its details. */
export const DEFAULT_EXAMPLES: readonly OutsideExample[] = [
  {
    title: 'snapshots of all volumes, daily',
    source: `${GUIDE}, snapshots, method 1`,
    theirs: { State: 'ENABLED', Description: 'Daily default snapshot policy', DefaultPolicy: 'VOLUME' },
    ours: stack => new DefaultSnapshotPolicy(stack, 'Policy', { description: 'Daily default snapshot policy' }),
  },
  {
    title: 'snapshots of volumes, with everything that can be said',
    source: `${GUIDE}, snapshots, method 2`,
    theirs: {
      ...SETTINGS,
      DefaultPolicy: 'VOLUME',
      PolicyLanguage: 'SIMPLIFIED',
      PolicyType: 'EBS_SNAPSHOT_MANAGEMENT',
      ResourceType: 'VOLUME',
      Exclusions: { ExcludeBootVolume: true, ExcludeVolumeTypes: ['standard'], ExcludeTags: EXCLUDED },
    },
    ours: stack => new DefaultSnapshotPolicy(stack, 'Policy', {
      ...PROPS, excludeBootVolumes: true, excludeVolumeTypes: [ec2.EbsDeviceVolumeType.STANDARD],
    }),
    differs: {
      'PolicyLanguage': IN_DETAILS,
      'PolicyType': IN_DETAILS,
      'ResourceType': IN_DETAILS,
      'Exclusions.ExcludeBootVolume': 'AWS leaves out the last letter of the field',
      'Exclusions.ExcludeBootVolumes': 'AWS leaves out the last letter of the field',
    },
  },
  {
    title: 'AMIs of all instances, daily',
    source: `${GUIDE}, AMIs, method 1`,
    theirs: { State: 'ENABLED', Description: 'Daily default AMI policy', DefaultPolicy: 'INSTANCE' },
    ours: stack => new DefaultImagePolicy(stack, 'Policy', { description: 'Daily default AMI policy' }),
  },
  {
    title: 'AMIs of instances, with everything that can be said',
    source: `${GUIDE}, AMIs, method 2`,
    theirs: {
      ...SETTINGS,
      DefaultPolicy: 'INSTANCE',
      PolicyLanguage: 'SIMPLIFIED',
      PolicyType: 'IMAGE_MANAGEMENT',
      ResourceType: 'INSTANCE',
      Exclusions: { ExcludeTags: EXCLUDED },
    },
    ours: stack => new DefaultImagePolicy(stack, 'Policy', PROPS),
    differs: { PolicyLanguage: IN_DETAILS, PolicyType: IN_DETAILS, ResourceType: IN_DETAILS },
  },
];
