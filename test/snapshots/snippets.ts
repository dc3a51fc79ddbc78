import { App, Duration, Fn, Stack } from 'aws-cdk-lib';
import * as cw_actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { CrossAccountCopyPolicy } from '../../src/snapshots/cross-account-copy-policy';
import { DefaultSnapshotPolicy } from '../../src/snapshots/default-snapshot-policy';
import { BackupFrequency } from '../../src/snapshots/frequency';
import { ImagePolicy } from '../../src/snapshots/image-policy';
import { ImageDeprecation } from '../../src/snapshots/image-schedule';
import { RolePermissions } from '../../src/snapshots/lifecycle-policy';
import { BackupRetention, RetentionPeriod } from '../../src/snapshots/retention';
import { SharedSnapshotFilter } from '../../src/snapshots/shared-snapshot-filter';
import { SnapshotCopyDestination, BackupCopyEncryption } from '../../src/snapshots/snapshot-copy';
import { SnapshotPolicy } from '../../src/snapshots/snapshot-policy';
import { BackupVariableTagValue } from '../../src/snapshots/snapshot-schedule';
import { SnapshotScripts } from '../../src/snapshots/snapshot-scripts';
import { SnapshotTarget } from '../../src/snapshots/snapshot-target';
import { DayOfMonth, DayOfWeek, TimeOfDay } from '../../src/snapshots/time-of-day';

export const SOURCE = { account: '111111111111', region: 'eu-central-1' };
const VAULT = { account: '222222222222', region: 'eu-central-1' };

const MYSQL_DOCUMENT = {
  schemaVersion: '2.2',
  parameters: {
    executionId: { type: 'String', default: 'None' },
    command: { type: 'String', default: 'dry-run', allowedValues: ['pre-script', 'post-script', 'dry-run'] },
  },
  mainSteps: [{ action: 'aws:runShellScript', name: 'freeze', inputs: { runCommand: ['echo {{ command }}'] } }],
};

/** Each is a task of the design, written as a user would. */
export const SNIPPETS: Record<string, (stack: Stack) => void> = {
  'daily volume snapshots, keep 7': stack => {
    const dataVolume = new ec2.Volume(stack, 'Data', { availabilityZone: Fn.select(0, Fn.getAzs()), size: undefined, snapshotId: 'snap-0123456789abcdef0' });
    const topic = new sns.Topic(stack, 'Topic');
    const daily = new SnapshotPolicy(stack, 'Daily', {
      target: SnapshotTarget.volumesTagged('Backup', 'daily'),
      schedules: [{ name: 'daily', frequency: BackupFrequency.daily(TimeOfDay.utc(3)), retention: BackupRetention.count(7), copyTags: true }],
    });
    daily.protect(dataVolume);
    daily.alarmWhenStale('NoBackup', { actions: [new cw_actions.SnsAction(topic)] });
    daily.onError('Error', { target: new targets.SnsTopic(topic) });
  },
  'grandfather, father, son, with archive': stack => {
    new SnapshotPolicy(stack, 'Gfs', {
      target: SnapshotTarget.volumes({ tags: [{ key: 'Tier', value: 'gold' }, { key: 'Tier', value: 'silver' }] }),
      sourceKeys: [new kms.Key(stack, 'VolumeKey')],
      schedules: [
        { name: 'son-daily', frequency: BackupFrequency.daily(TimeOfDay.utc(1)), retention: BackupRetention.age(RetentionPeriod.days(14)) },
        { name: 'father-weekly', frequency: BackupFrequency.weekly(DayOfWeek.SUNDAY, TimeOfDay.utc(2)), retention: BackupRetention.age(RetentionPeriod.weeks(8)) },
        {
          name: 'grandfather-monthly',
          frequency: BackupFrequency.monthly(DayOfMonth.of(1), TimeOfDay.utc(3)),
          retention: BackupRetention.age(RetentionPeriod.days(1)),
          archive: { retention: BackupRetention.age(RetentionPeriod.years(1)) },
        },
        { name: 'yearly', frequency: BackupFrequency.yearly(1, DayOfMonth.of(1), TimeOfDay.utc(4)), retention: BackupRetention.age(RetentionPeriod.years(7)) },
      ],
    });
  },
  'AMIs with deprecation': stack => {
    const golden = new ImagePolicy(stack, 'Golden', {
      targetTags: [{ key: 'Role', value: 'web' }],
      rebootInstances: false,
      schedules: [{
        name: 'weekly-ami',
        frequency: BackupFrequency.weekly(DayOfWeek.SATURDAY, TimeOfDay.utc(22, 30)),
        retention: BackupRetention.count(8),
        deprecation: ImageDeprecation.oldest(4),
        copyTags: true,
        variableTags: [{ key: 'source-instance', value: BackupVariableTagValue.INSTANCE_ID }],
      }],
    });
    golden.metric('ImagesCreateFailed');
  },
  'disaster recovery to two Regions, one with its own key': stack => {
    new SnapshotPolicy(stack, 'Dr', {
      target: SnapshotTarget.instances({ tags: [{ key: 'Dr', value: 'yes' }], excludeBootVolume: true }),
      sourceKeys: [new kms.Key(stack, 'VolumeKey')],
      rolePermissions: RolePermissions.LEAST_PRIVILEGE,
      schedules: [{
        name: 'dr-6h',
        frequency: BackupFrequency.every(Duration.hours(6), TimeOfDay.utc(0)),
        retention: BackupRetention.count(8),
        copies: [
          {
            destination: SnapshotCopyDestination.region('us-west-2'),
            encryption: BackupCopyEncryption.customerManaged(
              kms.Key.fromKeyArn(stack, 'UsWest2Key', 'arn:aws:kms:us-west-2:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab')),
            retention: RetentionPeriod.days(14),
            copyTags: true,
          },
          { destination: SnapshotCopyDestination.region('eu-west-1'), encryption: BackupCopyEncryption.defaultKey(), retention: RetentionPeriod.months(3) },
        ],
      }],
    });
  },
  'share with a vault account, and the copy there': stack => {
    new SnapshotPolicy(stack, 'Share', {
      target: SnapshotTarget.volumesTagged('Vault', 'yes'),
      sourceKeys: [new kms.Key(stack, 'VolumeKey')],
      schedules: [{
        name: 'vault-daily',
        frequency: BackupFrequency.daily(TimeOfDay.utc(5)),
        retention: BackupRetention.age(RetentionPeriod.days(14)),
        share: { accounts: ['222222222222'], unshareAfter: RetentionPeriod.days(7) },
      }],
    });
    const vault = new Stack(stack.node.root as App, 'Vault', { env: VAULT });
    new CrossAccountCopyPolicy(vault, 'Vault', {
      snapshotOwners: ['111111111111'],
      filter: SharedSnapshotFilter.all(),
      sourceKeys: [kms.Key.fromKeyArn(vault, 'SourceKey', 'arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab')],
      copies: [{ region: 'eu-central-1', encryption: BackupCopyEncryption.customerManaged(new kms.Key(vault, 'VaultKey')), retention: RetentionPeriod.years(1) }],
    });
  },
  "the account's safety net": stack => {
    new DefaultSnapshotPolicy(stack, 'SafetyNet', {
      createEvery: Duration.days(1),
      retainFor: Duration.days(7),
      copyToRegions: ['us-west-2'],
      excludeBootVolumes: true,
      excludeVolumeTypes: [ec2.EbsDeviceVolumeType.STANDARD],
      excludeTags: [{ key: 'Scratch', value: 'true' }],
    });
  },
  'Windows VSS, and a document of your own': stack => {
    new SnapshotPolicy(stack, 'SqlServer', {
      target: SnapshotTarget.instancesTagged('App', 'sqlserver'),
      schedules: [{
        name: 'vss-nightly',
        frequency: BackupFrequency.cron({ minute: '15', hour: '2', weekDay: 'MON-SAT' }),
        retention: BackupRetention.count(14),
        scripts: SnapshotScripts.windowsVss({ retries: 3, fallBackToCrashConsistent: false }),
      }],
    });
    const mysqlDocument = new ssm.CfnDocument(stack, 'MySqlDocument', { documentType: 'Command', content: MYSQL_DOCUMENT });
    const mysql = new SnapshotPolicy(stack, 'MySql', {
      target: SnapshotTarget.instancesTagged('App', 'mysql'),
      schedules: [{
        name: 'mysql-nightly',
        frequency: BackupFrequency.daily(TimeOfDay.utc(2)),
        retention: BackupRetention.count(14),
        scripts: SnapshotScripts.ssmDocument(mysqlDocument, { timeout: Duration.seconds(60), retries: 2 }),
      }],
    });
    mysql.onScriptFailure('ScriptFailed', { target: new targets.SnsTopic(new sns.Topic(stack, 'Topic')) });
  },
};
