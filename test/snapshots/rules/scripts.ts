import { App, Duration, Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Lacks, RuleRow } from './row';
import { INSTANCES, manyTags, rendered, snapshots } from './samples';
import { ImageSchedule } from '../../../src/snapshots/image-schedule';
import { SnapshotDocumentOptions, SnapshotScriptStages, SnapshotScripts, VssScriptOptions } from '../../../src/snapshots/snapshot-scripts';
import { SnapshotTarget } from '../../../src/snapshots/snapshot-target';

const COMMAND = { type: 'String', allowedValues: ['pre-script', 'post-script', 'dry-run'] };
const EXECUTION_ID = { type: 'String' };

const withScripts = (stack: Stack, scripts: SnapshotScripts) => snapshots(stack, { scripts }, { target: INSTANCES });
const named = (options: SnapshotDocumentOptions) => SnapshotScripts.ssmDocumentName('freeze-and-thaw', options);
const documented = (stack: Stack, parameters: object, documentType = 'Command', home = stack) =>
  withScripts(stack, SnapshotScripts.ssmDocument(new ssm.CfnDocument(home, 'Document', { content: { schemaVersion: '2.2', parameters }, documentType })));

export const SCRIPT_RULES: readonly RuleRow[] = [
  {
    id: 'SCR-01',
    refused: [{ breaks: stack => snapshots(stack, { scripts: SnapshotScripts.sapHana() }), says: 'scripts must be left out in a policy on volumes' }],
    unwritable: { because: 'schedules of AMIs have no scripts', proof: true satisfies Lacks<ImageSchedule, 'scripts'> },
  },
  {
    id: 'SCR-02',
    refused: [
      { breaks: () => SnapshotScripts.ssmDocumentName('freeze and thaw'), says: "name must have 3 to 128 letters, digits, _ - and ., got 'freeze and thaw'" },
      { breaks: () => SnapshotScripts.ssmDocumentName('ab'), says: "got 'ab'" },
      { breaks: () => SnapshotScripts.ssmDocumentArn('freeze-and-thaw'), says: 'arn must be like arn:aws:ssm:eu-central-1:111111111111:document/freeze-and-thaw' },
      { breaks: () => SnapshotScripts.ssmDocumentArn(`arn:aws:ssm:eu-central-1:111111111111:document/${'x'.repeat(200)}`), says: 'with at most 200 characters' },
    ],
  },
  {
    id: 'SCR-03',
    unwritable: { because: 'Windows VSS has no options for stages and time', proof: true satisfies Lacks<VssScriptOptions, 'stages' | 'timeout'> },
    kept: {
      because: 'nothing else is rendered for it',
      holds: stack => {
        withScripts(stack, SnapshotScripts.windowsVss());
        const [script] = rendered(stack).Properties.PolicyDetails.Schedules[0].CreateRule.Scripts;
        expect(script).toEqual({ ExecutionHandler: 'AWS_VSS_BACKUP', ExecuteOperationOnScriptFailure: true, MaximumRetryCount: 0 });
      },
    },
  },
  {
    id: 'SCR-04',
    refused: [
      { breaks: stack => withScripts(stack, named({ timeout: Duration.seconds(9) })), says: 'scripts: timeout must be 10 to 120 whole seconds, got 9 seconds' },
      { breaks: stack => withScripts(stack, named({ timeout: Duration.minutes(3) })), says: 'got 3 minutes' },
      { breaks: stack => withScripts(stack, SnapshotScripts.windowsVss({ retries: 4 })), says: 'scripts: retries must be 0 to 3, got 4' },
      { breaks: stack => withScripts(stack, SnapshotScripts.sapHana({ retries: -1 })), says: 'scripts: retries must be 0 to 3, got -1' },
    ],
  },
  {
    id: 'SCR-05',
    refused: [{
      breaks: stack => withScripts(stack, named({ stages: SnapshotScriptStages.POST_ONLY, fallBackToCrashConsistent: false })),
      says: 'scripts: fallBackToCrashConsistent must be left out with POST_ONLY',
    }],
    kept: {
      because: 'it is not rendered after snapshots',
      holds: stack => {
        withScripts(stack, named({ stages: SnapshotScriptStages.POST_ONLY }));
        const [script] = rendered(stack).Properties.PolicyDetails.Schedules[0].CreateRule.Scripts;
        expect(script).not.toHaveProperty('ExecuteOperationOnScriptFailure');
        expect(script.Stages).toEqual(['POST']);
      },
    },
  },
  {
    id: 'SCR-06',
    refused: [
      { breaks: stack => documented(stack, { command: COMMAND }), says: 'scripts: the document must have the parameter executionId, which DLM gives' },
      { breaks: stack => documented(stack, { executionId: EXECUTION_ID }), says: 'scripts: the document must have the parameter command' },
      {
        breaks: stack => documented(stack, { executionId: EXECUTION_ID, command: { ...COMMAND, allowedValues: ['pre-script'] } }),
        says: "scripts: the document's parameter command must allow pre-script, post-script, dry-run, got none of post-script, dry-run",
      },
      {
        breaks: stack => withScripts(stack, SnapshotScripts.ssmDocument(new ssm.CfnDocument(stack, 'Document', {
          content: JSON.stringify({ schemaVersion: '2.2', parameters: { command: COMMAND } }),
        }))),
        says: 'scripts: the document must have the parameter executionId',
      },
      {
        breaks: stack => documented(stack, { executionId: EXECUTION_ID, command: COMMAND }, 'Automation'),
        says: 'scripts: the document must be of type Command, got Automation',
      },
    ],
  },
  {
    id: 'SCR-08',
    refused: [
      { breaks: () => SnapshotScripts.ssmDocumentName('arn:aws:ssm:eu-central-1:222222222222:document/freeze'), says: "name must be a document's name" },
      {
        breaks: stack => documented(stack, { executionId: EXECUTION_ID, command: COMMAND }, 'Command',
          new Stack(stack.node.root as App, 'Other', { env: { account: '222222222222', region: stack.region } })),
        says: "scripts: the document must be in the policy's account 111111111111, got one of Other in 222222222222",
      },
      {
        breaks: stack => documented(stack, { executionId: EXECUTION_ID, command: COMMAND }, 'Command',
          new Stack(stack.node.root as App, 'Other', { env: { account: stack.account, region: 'eu-west-1' } })),
        says: "scripts: the document must be in the policy's Region eu-central-1, got one of Other in eu-west-1; make it there, too",
      },
    ],
  },
  {
    id: 'SCR-09',
    refused: [{
      breaks: stack => snapshots(stack, { scripts: SnapshotScripts.windowsVss() }, {
        target: SnapshotTarget.instances({ tags: [{ key: 'App', value: 'sql' }], excludeDataVolumeTags: manyTags(1) }),
      }),
      says: 'target.excludeDataVolumeTags must be left out with Windows VSS',
    }],
  },
  {
    id: 'SCR-12',
    warned: [{
      breaks: stack => withScripts(stack, SnapshotScripts.sapHana({ fallBackToCrashConsistent: true })),
      says: 'scripts: fallBackToCrashConsistent is true, and SAP HANA cannot be restored from crash-consistent snapshots in the same way',
    }],
    kept: {
      because: 'SAP HANA does not fall back unless somebody says so',
      holds: stack => {
        withScripts(stack, SnapshotScripts.sapHana());
        expect(rendered(stack).Properties.PolicyDetails.Schedules[0].CreateRule.Scripts[0].ExecuteOperationOnScriptFailure).toBe(false);
      },
    },
  },
];
