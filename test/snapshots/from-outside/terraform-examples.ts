import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { OutsideExample } from './example';
import { CrossAccountCopyPolicy } from '../../../src/snapshots/cross-account-copy-policy';
import { DefaultSnapshotPolicy } from '../../../src/snapshots/default-snapshot-policy';
import { BackupFrequency } from '../../../src/snapshots/frequency';
import { ImagePolicy } from '../../../src/snapshots/image-policy';
import { ImageDeprecation, ImageSchedule } from '../../../src/snapshots/image-schedule';
import { BackupRetention, RetentionPeriod } from '../../../src/snapshots/retention';
import { SharedSnapshotFilter } from '../../../src/snapshots/shared-snapshot-filter';
import { SnapshotCopyDestination, BackupCopyEncryption } from '../../../src/snapshots/snapshot-copy';
import { SnapshotPolicy } from '../../../src/snapshots/snapshot-policy';
import { SnapshotSchedule, BackupVariableTagValue } from '../../../src/snapshots/snapshot-schedule';
import { SnapshotScriptStages, SnapshotScripts } from '../../../src/snapshots/snapshot-scripts';
import { SnapshotTarget } from '../../../src/snapshots/snapshot-target';
import { DayOfMonth, DayOfWeek, TimeOfDay } from '../../../src/snapshots/time-of-day';

/** Terraform runs these against AWS: what is in them, AWS accepts. */
const source = 'https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/dlm/lifecycle_policy_test.go';

const NAME = 'tf-acc-basic';
const CREATE_RULE = { Interval: 12, IntervalUnit: 'HOURS' };
const SCHEDULE = { Name: NAME, CreateRule: CREATE_RULE, RetainRule: { Count: 10 } };
const TARGET_TAGS = [{ Key: 'tf-acc-test', Value: 'basic' }];
const details = (type: string, schedule: object, more: object = {}) =>
  ({ ResourceTypes: [type], TargetTags: TARGET_TAGS, Schedules: [{ ...SCHEDULE, ...schedule }], ...more });

const EVERY_12_HOURS = { name: NAME, frequency: BackupFrequency.every(Duration.hours(12)), retention: BackupRetention.count(10) };
const VOLUMES = SnapshotTarget.volumesTagged('tf-acc-test', 'basic');
const INSTANCES = SnapshotTarget.instancesTagged('tf-acc-test', 'basic');
const snapshots = (schedule: Partial<SnapshotSchedule>, target = VOLUMES): OutsideExample['ours'] => stack =>
  new SnapshotPolicy(stack, 'Policy', { target, schedules: [{ ...EVERY_12_HOURS, ...schedule }] });
const images = (schedule: Partial<ImageSchedule>, rebootInstances = false): OutsideExample['ours'] => stack =>
  new ImagePolicy(stack, 'Policy', { targetTags: [{ key: 'tf-acc-test', value: 'basic' }], rebootInstances, schedules: [{ ...EVERY_12_HOURS, ...schedule }] });

const MONTHLY = { frequency: BackupFrequency.monthly(DayOfMonth.of(3), TimeOfDay.utc(14, 5)) };
const MONTHLY_RULE = { CreateRule: { CronExpression: 'cron(5 14 3 * ? *)' } };
const tier = (retention: object) => ({ ArchiveRule: { RetainRule: { RetentionArchiveTier: retention } } });
const DOCUMENT = 'arn:aws:ssm:eu-central-1:123456789012:document/tf-acc-basic';
const IN_DETAILS = 'says again, in the details, what DefaultPolicy says';

export const TERRAFORM_EXAMPLES: readonly OutsideExample[] = [
  { title: 'Terraform: DLM picks the time', source, theirs: details('VOLUME', {}), ours: snapshots({}) },
  {
    title: 'Terraform: Wednesdays',
    source,
    theirs: details('VOLUME', { CreateRule: { CronExpression: 'cron(0 18 ? * WED *)' } }),
    ours: snapshots({ frequency: BackupFrequency.weekly(DayOfWeek.WEDNESDAY, TimeOfDay.utc(18)) }),
  },
  {
    title: 'Terraform: by age',
    source,
    theirs: details('VOLUME', { RetainRule: { Interval: 1, IntervalUnit: 'DAYS' } }),
    ours: snapshots({ retention: BackupRetention.age(RetentionPeriod.days(1)) }),
  },
  {
    title: 'Terraform: AMIs, all of them deprecated',
    source,
    theirs: details('INSTANCE', { DeprecateRule: { Count: 10 } }, { PolicyType: 'IMAGE_MANAGEMENT' }),
    ours: images({ deprecation: ImageDeprecation.oldest(10) }),
  },
  {
    title: 'Terraform: an archive by count',
    source,
    theirs: details('VOLUME', { ...MONTHLY_RULE, ...tier({ Count: 10 }) }),
    ours: snapshots({ ...MONTHLY, archive: { retention: BackupRetention.count(10) } }),
  },
  {
    title: 'Terraform: an archive by age',
    source,
    theirs: details('VOLUME', { ...MONTHLY_RULE, ...tier({ Interval: 6, IntervalUnit: 'MONTHS' }), RetainRule: { Interval: 12, IntervalUnit: 'MONTHS' } }),
    ours: snapshots({
      ...MONTHLY, retention: BackupRetention.age(RetentionPeriod.months(12)), archive: { retention: BackupRetention.age(RetentionPeriod.months(6)) },
    }),
  },
  {
    title: 'Terraform: Windows VSS',
    source,
    theirs: details('INSTANCE', {
      CreateRule: { ...CREATE_RULE, Scripts: [{ ExecuteOperationOnScriptFailure: false, ExecutionHandler: 'AWS_VSS_BACKUP', MaximumRetryCount: 3 }] },
    }),
    ours: snapshots({ scripts: SnapshotScripts.windowsVss({ retries: 3, fallBackToCrashConsistent: false }) }, INSTANCES),
  },
  {
    title: 'Terraform: a document before snapshots',
    source,
    theirs: details('INSTANCE', {
      CreateRule: {
        ...CREATE_RULE,
        Scripts: [{
          ExecuteOperationOnScriptFailure: false,
          ExecutionHandler: DOCUMENT,
          ExecutionTimeout: 60,
          MaximumRetryCount: 3,
          Stages: ['PRE'],
        }],
      },
    }),
    ours: snapshots({
      scripts: SnapshotScripts.ssmDocumentArn(DOCUMENT, {
        timeout: Duration.seconds(60), retries: 3, fallBackToCrashConsistent: false, stages: SnapshotScriptStages.PRE_ONLY,
      }),
    }, INSTANCES),
    differs: { 'Schedules.0.CreateRule.Scripts.0.ExecutionHandlerService': 'Terraform leaves out the only value that there is' },
  },
  {
    title: 'Terraform: fast restore for all that is kept',
    source,
    theirs: details('VOLUME', { FastRestoreRule: { AvailabilityZones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'], Count: 10 } }),
    ours: snapshots({ fastRestore: { availabilityZones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'], retention: BackupRetention.count(10) } }),
  },
  {
    title: 'Terraform: sharing with the own account, which does nothing',
    source,
    theirs: details('VOLUME', { ShareRules: [{ TargetAccounts: ['123456789012'] }] }),
    ours: snapshots({ share: { accounts: ['123456789012'] } }),
    refused: 'SHR-03',
  },
  {
    title: 'Terraform: AMIs of rebooted instances',
    source,
    theirs: details('INSTANCE', {}, { PolicyType: 'IMAGE_MANAGEMENT', Parameters: { NoReboot: false } }),
    ours: images({}, true),
  },
  {
    title: 'Terraform: without boot volumes',
    source,
    theirs: details('INSTANCE', {}, { Parameters: { ExcludeBootVolume: true } }),
    ours: snapshots({}, SnapshotTarget.instances({ tags: [{ key: 'tf-acc-test', value: 'basic' }], excludeBootVolume: true })),
  },
  {
    title: 'Terraform: AMIs with the id of their instance',
    source,
    theirs: details('INSTANCE', { VariableTags: [{ Key: 'instance_id', Value: '$(instance-id)' }] }, { PolicyType: 'IMAGE_MANAGEMENT' }),
    ours: images({ variableTags: [{ key: 'instance_id', value: BackupVariableTagValue.INSTANCE_ID }] }),
  },
  {
    title: 'Terraform: a copy as its source is',
    source,
    theirs: details('VOLUME', { CrossRegionCopyRules: [{ Target: 'us-east-1', Encrypted: false, RetainRule: { Interval: 15, IntervalUnit: 'MONTHS' } }] }),
    ours: snapshots({
      copies: [{ destination: SnapshotCopyDestination.region('us-east-1'), encryption: BackupCopyEncryption.sameAsSource(), retention: RetentionPeriod.months(15) }],
    }),
  },
  {
    title: 'Terraform: a copy of AMIs',
    source,
    theirs: details('INSTANCE', {
      CrossRegionCopyRules: [{ TargetRegion: 'us-east-1', Encrypted: false, RetainRule: { Interval: 15, IntervalUnit: 'DAYS' } }],
    }, { PolicyType: 'IMAGE_MANAGEMENT' }),
    ours: images({ copies: [{ region: 'us-east-1', encryption: BackupCopyEncryption.sameAsSource(), retention: RetentionPeriod.days(15) }] }),
  },
  {
    title: 'Terraform: copies of what is shared',
    source,
    theirs: {
      PolicyType: 'EVENT_BASED_POLICY',
      EventSource: {
        Type: 'MANAGED_CWE',
        Parameters: {
          EventType: 'shareSnapshot',
          SnapshotOwner: ['123456789012'],
          DescriptionRegex: '^.*Created for policy: policy-1234567890abcdef0.*$',
        },
      },
      Actions: [{
        Name: NAME,
        CrossRegionCopy: [{ Target: 'us-east-1', EncryptionConfiguration: { Encrypted: false }, RetainRule: { Interval: 15, IntervalUnit: 'MONTHS' } }],
      }],
    },
    ours: stack => new CrossAccountCopyPolicy(stack, 'Policy', {
      snapshotOwners: ['123456789012'],
      filter: SharedSnapshotFilter.fromPolicyId('policy-1234567890abcdef0'),
      actionName: NAME,
      copies: [{ region: 'us-east-1', encryption: BackupCopyEncryption.sameAsSource(), retention: RetentionPeriod.months(15) }],
    }),
  },
  {
    title: 'Terraform: a default policy every five days',
    source,
    theirs: {
      DefaultPolicy: 'VOLUME',
      CreateInterval: 5,
      ResourceType: 'VOLUME',
      PolicyLanguage: 'SIMPLIFIED',
      Exclusions: { ExcludeBootVolumes: false, ExcludeTags: [{ Key: 'test', Value: 'exclude' }], ExcludeVolumeTypes: ['gp2'] },
    },
    ours: stack => new DefaultSnapshotPolicy(stack, 'Policy', {
      createEvery: Duration.days(5), excludeTags: [{ key: 'test', value: 'exclude' }], excludeVolumeTypes: [ec2.EbsDeviceVolumeType.GP2],
    }),
    differs: { ResourceType: IN_DETAILS, PolicyLanguage: IN_DETAILS },
  },
];
