import { Duration, Stack } from 'aws-cdk-lib';
import { OutsideExample } from './example';
import { BackupFrequency } from '../../../src/snapshots/frequency';
import { BackupRetention, RetentionPeriod } from '../../../src/snapshots/retention';
import { SnapshotCopyDestination, BackupCopyEncryption, SnapshotCopyRule } from '../../../src/snapshots/snapshot-copy';
import { SnapshotPolicy } from '../../../src/snapshots/snapshot-policy';
import { SnapshotTarget } from '../../../src/snapshots/snapshot-target';
import { TimeOfDay } from '../../../src/snapshots/time-of-day';

const DETAILS = {
  ResourceTypes: ['VOLUME'],
  TargetTags: [{ Key: 'costcenter', Value: '115' }],
};
const SCHEDULE = {
  Name: 'Daily Snapshots',
  TagsToAdd: [{ Key: 'type', Value: 'DailySnapshot' }],
  CreateRule: { Interval: 12, IntervalUnit: 'HOURS', Times: ['13:00'] },
  RetainRule: { Count: 1 },
  CopyTags: true,
};

const write = (stack: Stack, copies?: SnapshotCopyRule[]) => new SnapshotPolicy(stack, 'Policy', {
  target: SnapshotTarget.volumesTagged('costcenter', '115'),
  schedules: [{
    name: 'Daily Snapshots',
    frequency: BackupFrequency.every(Duration.hours(12), TimeOfDay.utc(13)),
    retention: BackupRetention.count(1),
    tags: { type: 'DailySnapshot' },
    copyTags: true,
    copies,
  }],
});

/** The examples of CloudFormation's reference, before and after it learned of copies. */
export const TEMPLATE_EXAMPLES: readonly OutsideExample[] = [
  {
    title: 'a template',
    source: 'https://github.com/awsdocs/aws-cloudformation-user-guide/blob/main/doc_source/aws-resource-dlm-lifecyclepolicy.md',
    theirs: { ...DETAILS, Schedules: [SCHEDULE] },
    ours: stack => write(stack),
  },
  {
    title: 'a template with a copy',
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dlm-lifecyclepolicy.html',
    theirs: { ...DETAILS, Schedules: [{ ...SCHEDULE, CrossRegionCopyRules: [{ Encrypted: false, Target: 'us-east-1' }] }] },
    ours: stack => write(stack, [{
      destination: SnapshotCopyDestination.region('us-east-1'), encryption: BackupCopyEncryption.sameAsSource(), retention: RetentionPeriod.years(1),
    }]),
    differs: {
      'Schedules.0.CrossRegionCopyRules.0.RetainRule.Interval': 'how long a copy is kept must be said: nobody says what DLM does otherwise',
      'Schedules.0.CrossRegionCopyRules.0.RetainRule.IntervalUnit': 'how long a copy is kept must be said: nobody says what DLM does otherwise',
    },
  },
];
