import * as kms from 'aws-cdk-lib/aws-kms';
import { Is, Lacks, RuleRow } from './row';
import { ageOf, days, MONTHLY, snapshots } from './samples';
import { ImageSchedule } from '../../../src/snapshots/image-schedule';
import { BackupRetention, RetentionPeriod } from '../../../src/snapshots/retention';
import { SnapshotShareRule, SnapshotSchedule } from '../../../src/snapshots/snapshot-schedule';
import { BackupResourceLocation, SnapshotLocation, SnapshotTarget } from '../../../src/snapshots/snapshot-target';

const shared = (rule: Partial<SnapshotShareRule> = {}) => ({ retention: ageOf(14), share: { accounts: ['222222222222'], ...rule } });
const withAccounts = (...accounts: string[]) => shared({ accounts });

export const SHARING_RULES: readonly RuleRow[] = [
  {
    id: 'SHR-01',
    unwritable: {
      because: 'a schedule has one rule for sharing, and a schedule of AMIs none',
      proof: true satisfies Lacks<ImageSchedule, 'share'> & Is<SnapshotSchedule['share'], SnapshotShareRule | undefined>,
    },
  },
  {
    id: 'SHR-02',
    refused: [
      { breaks: stack => snapshots(stack, withAccounts()), says: 'share.accounts must name at least one account, got none' },
      { breaks: stack => snapshots(stack, withAccounts('vault')), says: "share.accounts must be ids of 12 digits, got 'vault'" },
      { breaks: stack => snapshots(stack, withAccounts('12345678901')), says: "got '12345678901': it has lost a leading zero; write it as '012345678901'" },
      { breaks: stack => snapshots(stack, withAccounts('222222222222', '222222222222')), says: 'share.accounts must name each account once, got 222222222222 again' },
    ],
  },
  {
    id: 'SHR-03',
    refused: [{ breaks: stack => snapshots(stack, withAccounts('111111111111')), says: "share.accounts must be other accounts, got the policy's own, 111111111111" }],
  },
  {
    id: 'SHR-04',
    refused: [{ breaks: stack => snapshots(stack, shared({ unshareAfter: days(0) })), says: 'share.unshareAfter must be 1 day or more, got 0 days' }],
    unwritable: { because: 'an interval comes with its unit', proof: true satisfies Is<SnapshotShareRule['unshareAfter'], RetentionPeriod | undefined> },
  },
  {
    id: 'SHR-05',
    refused: [
      { breaks: stack => snapshots(stack, shared({ unshareAfter: days(14) })), says: 'share.unshareAfter must be shorter than snapshots are kept, 14 days at the shortest, got 14 days' },
      {
        breaks: stack => snapshots(stack, { ...shared({ unshareAfter: days(5) }), retention: BackupRetention.count(5) }),
        says: 'share.unshareAfter must be shorter than snapshots are kept, 5 days at the shortest, got 5 days',
      },
    ],
  },
  {
    id: 'SHR-06',
    refused: [{
      breaks: stack => snapshots(stack, shared(), { sourceKeys: [kms.Alias.fromAliasName(stack, 'Alias', 'alias/aws/ebs')] }),
      says: 'sourceKeys[0]: must be a customer managed key, got alias/aws/ebs: what it encrypts cannot be shared',
    }],
    warned: [{ breaks: stack => snapshots(stack, shared()), says: 'sourceKeys is empty: snapshots that are encrypted with the default EBS key cannot be shared' }],
  },
  {
    id: 'SHR-08',
    refused: [{
      breaks: stack => snapshots(stack, { ...shared(), location: SnapshotLocation.SAME_OUTPOST }, {
        target: SnapshotTarget.volumes({ tags: [{ key: 'Backup', value: 'daily' }], location: BackupResourceLocation.OUTPOSTS }),
      }),
      says: 'share needs snapshots in the Region or a Local Zone',
    }],
  },
  {
    id: 'SHR-09',
    refused: [{
      breaks: stack => snapshots(stack, { ...shared(), ...MONTHLY, retention: ageOf(0), archive: { retention: ageOf(90) } }),
      says: 'retention must be 1 or more with share, got 0',
    }],
  },
];
