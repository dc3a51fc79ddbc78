import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { RuleRow } from './row';
import { days, images, INSTANCES, rendered, sharedCopies, snapshots } from './samples';
import { RolePermissions } from '../../../src/snapshots/lifecycle-policy';
import { SnapshotCopyDestination, BackupCopyEncryption } from '../../../src/snapshots/snapshot-copy';
import { SnapshotScripts } from '../../../src/snapshots/snapshot-scripts';

const importedRole = (stack: Stack, arn = 'arn:aws:iam::111111111111:role/backups') => iam.Role.fromRoleArn(stack, 'Theirs', arn);
const importedKey = (stack: Stack, account = '111111111111', region = 'eu-central-1') =>
  kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${region}:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`);
const scripted = (scripts: SnapshotScripts) => ({ scripts });
const managed = { target: INSTANCES, rolePermissions: RolePermissions.AWS_MANAGED };

const allOf = (stack: Stack, type: string) => JSON.stringify(Template.fromStack(stack).findResources(type));

/** A document that DLM can use. */
const aDocument = (stack: Stack) => new ssm.CfnDocument(stack, 'Document', {
  documentType: 'Command',
  content: {
    schemaVersion: '2.2',
    parameters: { executionId: { type: 'String' }, command: { type: 'String', allowedValues: ['pre-script', 'post-script', 'dry-run'] } },
    mainSteps: [],
  },
});

export const ROLE_AND_KEY_RULES: readonly RuleRow[] = [
  {
    id: 'POL-02',
    refused: [
      {
        breaks: stack => snapshots(stack, {}, { role: importedRole(stack, 'arn:aws:iam::111111111111:user/backups') }),
        says: "role must be one like arn:aws:iam::111111111111:role/backups, with at most 2048 characters, got 'arn:aws:iam::111111111111:user/backups'",
      },
      {
        breaks: stack => images(stack, {}, { role: importedRole(stack, 'arn:aws:iam::222222222222:role/backups') }),
        says: "role must be in the policy's account 111111111111, got one in 222222222222",
      },
    ],
    kept: {
      because: 'the default is a role of the policy\'s own',
      holds: stack => {
        const { role } = snapshots(stack);
        expect(rendered(stack).Properties.ExecutionRoleArn).toEqual(stack.resolve(role.roleArn));
      },
    },
  },
  {
    id: 'POL-03',
    refused: [{
      breaks: stack => snapshots(stack, {}, { role: new iam.Role(stack, 'Mine', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }) }),
      says: 'role must trust dlm.amazonaws.com, or the policy ends in state ERROR at its first run, got Backups/Mine, which does not',
    }],
    warned: [{
      breaks: stack => images(stack, {}, { role: importedRole(stack) }),
      says: 'role is imported, and gets no rights from here: it must trust dlm.amazonaws.com and allow what the policy does, as '
        + 'AWSDataLifecycleManagerServiceRoleForAMIManagement does',
    }],
  },
  {
    id: 'SCR-07',
    warned: [{
      breaks: stack => snapshots(stack, scripted(SnapshotScripts.ssmDocumentName('freeze')), managed),
      says: 'rolePermissions is AWS_MANAGED, which lets DLM use documents with the tag DLMScriptsAccess=true alone',
    }],
    kept: {
      because: 'a document of the app gets the tag',
      holds: stack => {
        snapshots(stack, scripted(SnapshotScripts.ssmDocument(aDocument(stack))), managed);
        expect(allOf(stack, 'AWS::SSM::Document')).toContain('[{"Key":"DLMScriptsAccess","Value":"true"}]');
      },
    },
  },
  {
    id: 'SCR-11',
    warned: [{
      breaks: stack => snapshots(stack, scripted(SnapshotScripts.windowsVss()), { target: INSTANCES, role: importedRole(stack) }),
      says: 'role is imported, and gets no rights from here: for scripts it needs those of AWSDataLifecycleManagerSSMFullAccess, too',
    }],
    kept: {
      because: 'a role of the app gets the rights',
      holds: stack => {
        snapshots(stack, scripted(SnapshotScripts.windowsVss()), { target: INSTANCES });
        expect(allOf(stack, 'AWS::IAM::Policy')).toContain('"ssm:SendCommand"');
      },
    },
  },
  {
    id: 'SHR-07',
    warned: [{
      breaks: stack => snapshots(stack, { share: { accounts: ['222222222222'] } }, { sourceKeys: [importedKey(stack)] }),
      says: 'is imported, and the accounts that get the snapshots need it, too: its policy is not changed from here, and has to have these statements, or their '
        + 'like: [{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111111111111:root","arn:aws:iam::222222222222:root"]}',
    }],
    kept: {
      because: 'a key of the app lets the accounts in',
      holds: stack => {
        snapshots(stack, { share: { accounts: ['222222222222'] } }, { sourceKeys: [new kms.Key(stack, 'Key')] });
        expect(allOf(stack, 'AWS::KMS::Key')).toContain(':iam::222222222222:root');
      },
    },
  },
  {
    id: 'XRC-09',
    warned: [
      {
        breaks: stack => snapshots(stack, {
          copies: [{
            destination: SnapshotCopyDestination.region('eu-west-1'),
            encryption: BackupCopyEncryption.customerManaged(importedKey(stack, '333333333333', 'eu-west-1')),
            retention: days(7),
          }],
        }),
        says: 'is imported, and of account 333333333333: its policy is not changed from here',
      },
      {
        breaks: stack => sharedCopies(stack, { sourceKeys: [importedKey(stack, '222222222222')] }),
        says: 'is imported, and of account 222222222222: its policy is not changed from here',
      },
    ],
  },
];
