/**
 * Snapshots of Windows servers from which their databases can be restored: VSS writes everything out before each of them.
 *
 * The servers need the SSM Agent, the VSS components and a role that lets them use these, which the AMI and the instance profile bring.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/windows-vss.ts'`.
 */
import { App, Stack } from 'aws-cdk-lib';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BackupFrequency, BackupRetention, SnapshotPolicy, SnapshotScripts, SnapshotTarget } from '../src';

export const app = new App();
const stack = new Stack(app, 'SqlServers');
const operators = sns.Topic.fromTopicArn(stack, 'Operators', stack.formatArn({ service: 'sns', resource: 'operators' }));

const nightly = new SnapshotPolicy(stack, 'Nightly', {
  target: SnapshotTarget.instancesTagged('App', 'sqlserver'),
  schedules: [{
    name: 'nightly',
    frequency: BackupFrequency.cron({ minute: '15', hour: '2', weekDay: 'MON-SAT' }),
    retention: BackupRetention.count(14),
    scripts: SnapshotScripts.windowsVss({ retries: 3, fallBackToCrashConsistent: false }),
  }],
});
nightly.onScriptFailure('VssFailed', { target: new targets.SnsTopic(operators) });
