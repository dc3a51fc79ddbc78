import { Duration } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { OutsideExample } from './example';
import { CrossAccountCopyPolicy } from '../../../src/snapshots/cross-account-copy-policy';
import { BackupFrequency } from '../../../src/snapshots/frequency';
import { ImagePolicy } from '../../../src/snapshots/image-policy';
import { ImageDeprecation } from '../../../src/snapshots/image-schedule';
import { BackupRetention, RetentionPeriod } from '../../../src/snapshots/retention';
import { BackupCopyEncryption } from '../../../src/snapshots/snapshot-copy';
import { TimeOfDay } from '../../../src/snapshots/time-of-day';

const GUIDE = 'https://docs.aws.amazon.com/ebs/latest/userguide/ami-policy.html';
const LONDON_KEY = 'arn:aws:kms:eu-west-2:222222222222:key/8af79514-350d-4c52-bac8-8985e84171c7';
const { days, months } = RetentionPeriod;

/** The examples of the EBS user guide for AMIs, and for what other accounts share. */
export const IMAGE_EXAMPLES: readonly OutsideExample[] = [
  {
    title: 'AMIs by age',
    source: `${GUIDE}, example 1`,
    theirs: {
      PolicyType: 'IMAGE_MANAGEMENT',
      ResourceTypes: ['INSTANCE'],
      TargetTags: [{ Key: 'purpose', Value: 'production' }],
      Schedules: [{
        Name: 'DailyAMIs',
        TagsToAdd: [{ Key: 'type', Value: 'myDailyAMI' }],
        CreateRule: { Interval: 24, IntervalUnit: 'HOURS', Times: ['01:00'] },
        RetainRule: { Interval: 2, IntervalUnit: 'DAYS' },
        DeprecateRule: { Interval: 1, IntervalUnit: 'DAYS' },
        CopyTags: true,
      }],
      Parameters: { NoReboot: true },
    },
    ours: stack => new ImagePolicy(stack, 'Policy', {
      targetTags: [{ key: 'purpose', value: 'production' }],
      rebootInstances: false,
      schedules: [{
        name: 'DailyAMIs',
        frequency: BackupFrequency.daily(TimeOfDay.utc(1)),
        retention: BackupRetention.age(days(2)),
        deprecation: ImageDeprecation.after(days(1)),
        tags: { type: 'myDailyAMI' },
        copyTags: true,
      }],
    }),
  },
  {
    title: 'AMIs by count, with copies by age',
    source: `${GUIDE}, example 2`,
    theirs: {
      PolicyType: 'IMAGE_MANAGEMENT',
      ResourceTypes: ['INSTANCE'],
      TargetTags: [{ Key: 'purpose', Value: 'production' }],
      Parameters: { NoReboot: true },
      Schedules: [{
        Name: 'Schedule1',
        CopyTags: true,
        CreateRule: { Interval: 6, IntervalUnit: 'HOURS', Times: ['17:30'] },
        RetainRule: { Count: 3 },
        DeprecateRule: { Count: 2 },
        CrossRegionCopyRules: [{
          TargetRegion: 'us-east-1',
          Encrypted: true,
          RetainRule: { IntervalUnit: 'DAYS', Interval: 2 },
          DeprecateRule: { IntervalUnit: 'DAYS', Interval: 1 },
          CopyTags: true,
        }],
      }],
    },
    ours: stack => new ImagePolicy(stack, 'Policy', {
      targetTags: [{ key: 'purpose', value: 'production' }],
      // The guide says of this example that it reboots, and writes that it does not.
      rebootInstances: false,
      schedules: [{
        name: 'Schedule1',
        frequency: BackupFrequency.every(Duration.hours(6), TimeOfDay.utc(17, 30)),
        retention: BackupRetention.count(3),
        deprecation: ImageDeprecation.oldest(2),
        copyTags: true,
        copies: [{ region: 'us-east-1', retention: days(2), deprecateAfter: days(1), copyTags: true }],
      }],
    }),
  },
  {
    title: 'copies of what another account shares',
    source: 'https://docs.aws.amazon.com/ebs/latest/userguide/event-policy.html, step 3',
    theirs: {
      PolicyType: 'EVENT_BASED_POLICY',
      EventSource: { Type: 'MANAGED_CWE', Parameters: { EventType: 'shareSnapshot', SnapshotOwner: ['111111111111'] } },
      Actions: [{
        Name: 'Copy Snapshot to Sao Paulo and London',
        CrossRegionCopy: [
          { Target: 'sa-east-1', EncryptionConfiguration: { Encrypted: false }, RetainRule: { Interval: 3, IntervalUnit: 'DAYS' } },
          {
            Target: 'eu-west-2',
            EncryptionConfiguration: { Encrypted: true, CmkArn: LONDON_KEY },
            RetainRule: { Interval: 1, IntervalUnit: 'MONTHS' },
          },
        ],
      }],
    },
    ours: stack => new CrossAccountCopyPolicy(stack, 'Policy', {
      snapshotOwners: ['111111111111'],
      actionName: 'Copy Snapshot to Sao Paulo and London',
      copies: [
        { region: 'sa-east-1', encryption: BackupCopyEncryption.sameAsSource(), retention: days(3) },
        { region: 'eu-west-2', encryption: BackupCopyEncryption.customerManaged(kms.Key.fromKeyArn(stack, 'London', LONDON_KEY)), retention: months(1) },
      ],
    }),
    differs: {
      'EventSource.Parameters.DescriptionRegex': 'AWS leaves out what its API requires, and what the text of the same page calls mandatory',
    },
  },
];
