import { App, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Lacks, Requires, RuleRow } from './row';
import { ageOf, days, rendered, sharedCopies, snapshots } from './samples';
import { CrossAccountCopyPolicyProps } from '../../../src/snapshots/cross-account-copy-policy';
import { SharedSnapshotFilter } from '../../../src/snapshots/shared-snapshot-filter';
import { BackupCopyEncryption } from '../../../src/snapshots/snapshot-copy';

const owners = (...snapshotOwners: string[]) => ({ snapshotOwners });
const accounts = (count: number) => Array.from({ length: count }, (_, index) => String(222222222222 + index));
const REGIONS = ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1'];

/** A policy that shares with the account of the other, elsewhere. */
function sharedFrom(region: string, stack: Stack) {
  const source = new Stack(stack.node.root as App, `Source-${region}`, { env: { account: '222222222222', region } });
  snapshots(source, { retention: ageOf(14), share: { accounts: ['111111111111'] } });
}

export const EVENT_RULES: readonly RuleRow[] = [
  {
    id: 'EVT-01',
    kept: {
      because: 'the source of events is always that of shared snapshots',
      holds: stack => {
        sharedCopies(stack);
        expect(rendered(stack).Properties.PolicyDetails.EventSource).toMatchObject({ Type: 'MANAGED_CWE', Parameters: { EventType: 'shareSnapshot' } });
      },
    },
  },
  {
    id: 'EVT-02',
    refused: [
      { breaks: stack => sharedCopies(stack, owners()), says: 'snapshotOwners must be 1 to 50 accounts, got 0' },
      { breaks: stack => sharedCopies(stack, owners(...accounts(51))), says: 'snapshotOwners must be 1 to 50 accounts, got 51' },
      { breaks: stack => sharedCopies(stack, owners('source')), says: "snapshotOwners must be ids of 12 digits, got 'source'" },
      { breaks: stack => sharedCopies(stack, owners('222222222222', '222222222222')), says: 'snapshotOwners must name each account once' },
    ],
  },
  {
    id: 'EVT-03',
    refused: [
      { breaks: () => SharedSnapshotFilter.regex('.'.repeat(1001)), says: 'pattern must have at most 1000 characters, got 1001' },
      { breaks: () => SharedSnapshotFilter.regex('(.*'), says: "pattern must be a regular expression, got '(.*'" },
    ],
    kept: {
      because: 'there is always an expression, which the API requires',
      holds: stack => {
        sharedCopies(stack);
        expect(rendered(stack).Properties.PolicyDetails.EventSource.Parameters.DescriptionRegex).toBe('.*');
      },
    },
  },
  {
    id: 'EVT-04',
    warned: [{ breaks: stack => sharedCopies(stack, { filter: SharedSnapshotFilter.regex('production') }), says: "filter is 'production', which has no wildcard" }],
  },
  {
    id: 'EVT-05',
    refused: [
      { breaks: stack => sharedCopies(stack, { copies: [] }), says: 'copies must be 1 to 3, got 0' },
      { breaks: stack => sharedCopies(stack, { copies: REGIONS.map(region => ({ region, retention: days(30) })) }), says: 'copies must be at most 3, got 4' },
      { breaks: stack => sharedCopies(stack, { actionName: 'copy!' }), says: "actionName must have 1 to 120 letters, digits, spaces, _ and -, got 'copy!'" },
    ],
    kept: {
      because: 'there is always one action',
      holds: stack => {
        sharedCopies(stack);
        expect(rendered(stack).Properties.PolicyDetails.Actions).toHaveLength(1);
      },
    },
  },
  {
    id: 'EVT-06',
    unwritable: {
      because: 'the policy has neither schedules nor targets',
      proof: true satisfies Lacks<CrossAccountCopyPolicyProps, 'schedules' | 'target' | 'targetTags' | 'rebootInstances'>,
    },
  },
  {
    id: 'EVT-07',
    refused: [{
      breaks: stack => {
        sharedCopies(stack);
        sharedFrom('eu-west-1', stack);
      },
      says: 'the policy must be in eu-west-1, where Source-eu-west-1/Policy shares snapshots with this account, got eu-central-1',
    }],
    kept: {
      because: 'one that shares in the same Region is enough, and copies may stay in it',
      holds: stack => {
        sharedFrom('eu-west-1', stack);
        sharedFrom('eu-central-1', stack);
        sharedCopies(stack, { copies: [{ region: 'eu-central-1', retention: days(30) }] });
        expect(rendered(stack).Properties.PolicyDetails.Actions[0].CrossRegionCopy).toHaveLength(1);
      },
    },
  },
  { id: 'EVT-08', warned: [{ breaks: stack => sharedCopies(stack, owners('111111111111')), says: "snapshotOwners has the policy's own account 111111111111" }] },
  {
    id: 'EVT-09',
    kept: {
      because: 'the role may use the key of the sharing account and that of the copy',
      holds: stack => {
        const key = (id: string, account: string) => kms.Key.fromKeyArn(stack, id, `arn:aws:kms:eu-central-1:${account}:key/${id}`);
        sharedCopies(stack, {
          sourceKeys: [key('Source', '222222222222')],
          copies: [{ region: 'eu-central-1', encryption: BackupCopyEncryption.customerManaged(key('Copy', '111111111111')), retention: days(30) }],
        });
        const statements = JSON.stringify(stack.resolve(stack.node.findAll().flatMap(each => ('document' in each ? [each.document] : []))));
        expect(statements).toContain('arn:aws:kms:eu-central-1:222222222222:key/Source');
        expect(statements).toContain('arn:aws:kms:eu-central-1:111111111111:key/Copy');
      },
    },
  },
  { id: 'EVT-10', warned: [{ breaks: stack => sharedCopies(stack, { copies: [{ region: 'eu-west-1' }] }), says: 'copies to eu-west-1 have no retention: they are kept for ever' }] },
  {
    id: 'EVT-11',
    refused: [{ breaks: () => SharedSnapshotFilter.fromPolicyId('my-policy'), says: "policyId must be one like policy-0123456789abcdef0, got 'my-policy'" }],
    unwritable: {
      because: 'a filter takes the id of a policy, never the construct of another account',
      proof: true satisfies Lacks<typeof SharedSnapshotFilter, 'fromPolicy'> & Requires<typeof SharedSnapshotFilter, 'fromPolicyId'>,
    },
  },
];
