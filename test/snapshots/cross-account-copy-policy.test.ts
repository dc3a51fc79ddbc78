import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { rendered, sharedCopies } from './rules/samples';
import { CrossAccountCopyPolicy } from '../../src/snapshots/cross-account-copy-policy';
import { SharedSnapshotFilter } from '../../src/snapshots/shared-snapshot-filter';
import { BackupCopyEncryption } from '../../src/snapshots/snapshot-copy';

const aStack = (env?: { account: string; region: string }) => new Stack(new App(), 'Vault', { env });

test('fails when several things are wrong, and tells them all', () => {
  expect(() => sharedCopies(aStack(), { snapshotOwners: ['1'], actionName: '', copies: [{ region: 'moon' }] }))
    .toThrow(/^Vault\/Policy:\n- snapshotOwners must .*\n- actionName must .*\n- copies\[0\]: region must [^\n]*$/);
});

test('tokens pass through every check', () => {
  const stack = aStack();
  const text = () => Lazy.string({ produce: () => 'known-later' });
  sharedCopies(stack, { snapshotOwners: [text()], filter: SharedSnapshotFilter.regex(text()), actionName: text(), copies: [{ region: text() }] });
  sharedCopies(new Stack(stack, 'Other'), { filter: SharedSnapshotFilter.fromPolicyId(text()) });
  expect(rendered(stack).Properties.PolicyDetails.EventSource.Parameters.SnapshotOwner).toEqual(['known-later']);
});

test('every field of the kind is rendered, and no other', () => {
  const stack = aStack({ account: '111111111111', region: 'eu-central-1' });
  sharedCopies(stack, {
    filter: SharedSnapshotFilter.fromPolicyId('policy-0123456789abcdef0'), copies: [{ region: 'eu-central-1', encryption: BackupCopyEncryption.sameAsSource() }],
  });
  expect(rendered(stack)).toEqual({
    logicalId: 'PolicyCrossAccountCopy43721FCC',
    Properties: {
      Description: 'Vault Policy',
      ExecutionRoleArn: expect.anything(),
      State: 'ENABLED',
      PolicyDetails: {
        PolicyType: 'EVENT_BASED_POLICY',
        EventSource: {
          Type: 'MANAGED_CWE',
          Parameters: {
            EventType: 'shareSnapshot',
            SnapshotOwner: ['222222222222'],
            DescriptionRegex: '^.*Created for policy: policy-0123456789abcdef0.*$',
          },
        },
        Actions: [{ Name: 'copy shared snapshots', CrossRegionCopy: [{ Target: 'eu-central-1', EncryptionConfiguration: { Encrypted: false } }] }],
      },
    },
  });
});

test('it is watched for failures only: how often others share is not known', () => {
  const stack = aStack();
  sharedCopies(stack).alarmWhenFailing('Failing');
  expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'))).toContain('SnapshotsCopiedAccountFailed');
  expect(CrossAccountCopyPolicy.prototype).not.toHaveProperty('alarmWhenStale');
});
