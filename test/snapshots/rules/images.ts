import { Lacks, RuleRow } from './row';
import { ageOf, DAILY, days, images, rendered } from './samples';
import { ImagePolicyProps } from '../../../src/snapshots/image-policy';
import { ImageDeprecation, ImageSchedule } from '../../../src/snapshots/image-schedule';
import { BackupRetention, RetentionPeriod } from '../../../src/snapshots/retention';
import { BackupResourceLocation } from '../../../src/snapshots/snapshot-target';

const YEARS = { retention: BackupRetention.age(RetentionPeriod.years(20)) };

export const IMAGE_RULES: readonly RuleRow[] = [
  {
    id: 'AMI-01',
    unwritable: {
      because: 'schedules and policies of AMIs have none of what is for snapshots',
      proof: true satisfies Lacks<ImageSchedule, 'fastRestore' | 'share' | 'archive' | 'scripts' | 'location'>
        & Lacks<ImagePolicyProps, 'target' | 'excludeBootVolume' | 'excludeDataVolumeTags'>,
    },
  },
  {
    id: 'AMI-02',
    refused: [
      { breaks: stack => images(stack, { deprecation: ImageDeprecation.after(days(3)) }), says: 'deprecation must be oldest(count) where retention goes by count' },
      { breaks: stack => images(stack, { retention: ageOf(7), deprecation: ImageDeprecation.oldest(3) }), says: 'deprecation must be after(period) where retention goes by age' },
    ],
  },
  {
    id: 'AMI-03',
    refused: [8, 0, 1.5].map(count => ({
      breaks: stack => images(stack, { deprecation: ImageDeprecation.oldest(count) }),
      says: `deprecation must be oldest(1) to oldest(7), what the schedule keeps at most, got oldest(${count})`,
    })),
  },
  {
    id: 'AMI-04',
    refused: [
      { breaks: stack => images(stack, { retention: ageOf(7), deprecation: ImageDeprecation.after(days(8)) }), says: 'deprecation must be at most the retention, 7 days, got 8 days' },
      { breaks: stack => images(stack, { retention: ageOf(7), deprecation: ImageDeprecation.after(days(0)) }), says: 'deprecation must be 1 day or more, got 0 days' },
      ...[days(3651), RetentionPeriod.weeks(521), RetentionPeriod.months(121), RetentionPeriod.years(11)].map(period => ({
        breaks: (stack: Parameters<typeof images>[0]) => images(stack, { ...YEARS, deprecation: ImageDeprecation.after(period) }),
        says: `deprecation must be at most 10 years, 120 months, 520 weeks or 3650 days, got ${period}`,
      })),
    ],
  },
  {
    id: 'AMI-05',
    warned: [{ breaks: stack => images(stack, {}, { rebootInstances: true }), says: 'rebootInstances is true: all targeted instances may reboot at the same time' }],
    kept: {
      because: 'instances are not rebooted unless somebody says so',
      holds: stack => {
        images(stack);
        expect(rendered(stack).Properties.PolicyDetails.Parameters).toEqual({ NoReboot: true });
      },
    },
  },
  {
    id: 'AMI-06',
    warned: [{
      breaks: stack => images(stack, {}, { schedules: [{ ...DAILY, deprecation: ImageDeprecation.oldest(3) }, { ...DAILY, name: 'other' }] }),
      says: 'an AMI that one of them does not deprecate is not deprecated',
    }],
  },
  { id: 'AMI-07', unseen: 'what was deprecated before shows in no template; the docs of ImagePolicy and ImageDeprecation say what deregistering deletes, and what stays deprecated' },
  {
    id: 'AMI-08',
    warned: [{ breaks: stack => images(stack, {}, { location: BackupResourceLocation.OUTPOSTS }), says: 'location is OUTPOSTS: AWS documents AMI policies for Regions only' }],
  },
];
