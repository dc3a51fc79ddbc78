import { Duration } from 'aws-cdk-lib';
import { OutsideExample } from './example';
import { BackupFrequency } from '../../../src/snapshots/frequency';
import { BackupRetention } from '../../../src/snapshots/retention';
import { SnapshotPolicy } from '../../../src/snapshots/snapshot-policy';
import { SnapshotScripts } from '../../../src/snapshots/snapshot-scripts';
import { SnapshotTarget } from '../../../src/snapshots/snapshot-target';

const GUIDE = 'https://docs.aws.amazon.com/ebs/latest/userguide/automate-app-consistent-backups.html, step 4';

/** AWS shows placeholders for everything but the scripts. */
const theirs = (script: object) => ({
  PolicyType: 'EBS_SNAPSHOT_MANAGEMENT',
  ResourceTypes: ['INSTANCE'],
  TargetTags: [{ Key: 'App', Value: 'database' }],
  Schedules: [{
    Name: 'nightly',
    CreateRule: { CronExpression: 'cron(0 2 ? * MON-SAT *)', Scripts: [script] },
    RetainRule: { Count: 14 },
  }],
});

const ours = (scripts: SnapshotScripts): OutsideExample['ours'] => stack => new SnapshotPolicy(stack, 'Policy', {
  target: SnapshotTarget.instancesTagged('App', 'database'),
  schedules: [{ name: 'nightly', frequency: BackupFrequency.cron({ hour: '2', weekDay: 'MON-SAT' }), retention: BackupRetention.count(14), scripts }],
});

const OPTIONS = { timeout: Duration.seconds(30), retries: 2, fallBackToCrashConsistent: false };
const DOCUMENT = 'arn:aws:ssm:eu-central-1:111111111111:document/freeze-and-thaw';

/** The three kinds of scripts, as the EBS user guide shows them. */
export const SCRIPT_EXAMPLES: readonly OutsideExample[] = [
  {
    title: 'Windows VSS',
    source: GUIDE,
    theirs: theirs({ ExecutionHandler: 'AWS_VSS_BACKUP', ExecuteOperationOnScriptFailure: true, MaximumRetryCount: 3 }),
    ours: ours(SnapshotScripts.windowsVss({ retries: 3, fallBackToCrashConsistent: true })),
  },
  {
    title: 'SAP HANA',
    source: GUIDE,
    theirs: theirs({
      Stages: ['PRE', 'POST'],
      ExecutionHandlerService: 'AWS_SYSTEMS_MANAGER',
      ExecutionHandler: 'AWSSystemsManagerSAP-CreateDLMSnapshotForSAPHANA',
      ExecuteOperationOnScriptFailure: false,
      ExecutionTimeout: 30,
      MaximumRetryCount: 2,
    }),
    ours: ours(SnapshotScripts.sapHana(OPTIONS)),
  },
  {
    title: 'a document of your own, by name',
    source: GUIDE,
    theirs: theirs({
      Stages: ['PRE', 'POST'],
      ExecutionHandlerService: 'AWS_SYSTEMS_MANAGER',
      ExecutionHandler: 'freeze-and-thaw',
      ExecuteOperationOnScriptFailure: false,
      ExecutionTimeout: 30,
      MaximumRetryCount: 2,
    }),
    ours: ours(SnapshotScripts.ssmDocumentName('freeze-and-thaw', OPTIONS)),
  },
  {
    title: 'a document of your own, by ARN',
    source: GUIDE,
    theirs: theirs({
      Stages: ['PRE', 'POST'],
      ExecutionHandlerService: 'AWS_SYSTEMS_MANAGER',
      ExecutionHandler: DOCUMENT,
      ExecuteOperationOnScriptFailure: true,
      ExecutionTimeout: 10,
      MaximumRetryCount: 0,
    }),
    ours: ours(SnapshotScripts.ssmDocumentArn(DOCUMENT)),
  },
];
