import * as kms from 'aws-cdk-lib/aws-kms';
import { accountProblems } from './policy';
import { under, Warning, warnings } from './sentences';
import { isAlias } from '../../../private/key-alias';
import { Problem } from '../../../private/props';
import { SnapshotSchedule } from '../../snapshot-schedule';
import { SnapshotLocation } from '../../snapshot-target';
import { known } from '../known';
import { Site } from '../site';

const EBS_ALIAS = 'alias/aws/ebs';

/** @see https://docs.aws.amazon.com/dlm/latest/APIReference/API_ShareRule.html */
export function sharingProblems(schedule: SnapshotSchedule, site: Site): Problem[] {
  const { share, location } = schedule;
  if (!share) return [];
  return [
    share.accounts.length < 1 ? 'share.accounts must name at least one account, got none [SHR-02]' : undefined,
    ...accountProblems('share.accounts', share.accounts, 'SHR-02'),
    site.account !== undefined && share.accounts.includes(site.account)
      ? `share.accounts must be other accounts, got the policy's own, ${site.account}; DLM accepts it, and it does nothing [SHR-03]` : undefined,
    location === SnapshotLocation.SAME_OUTPOST
      ? 'share needs snapshots in the Region or a Local Zone: those on an Outpost cannot be shared; let the location out [SHR-08]' : undefined,
    unshareProblem(schedule),
  ];
}

/** What the keys of the source volumes must be. */
export function sourceKeyProblems(sourceKeys: readonly kms.IKey[]): Problem[] {
  return sourceKeys.flatMap((key, index) => under(`sourceKeys[${index}]`, [sourceKeyProblem(key)]));
}

export const sharingWarnings = (schedules: readonly SnapshotSchedule[], sourceKeyCount: number): Warning[] => warnings(
  sourceKeyCount === 0 && schedules.some(schedule => schedule.share) && {
    topic: 'sharedWithoutKeys',
    says: 'sourceKeys is empty: snapshots that are encrypted with the default EBS key cannot be shared, and an account may encrypt all volumes with it; '
      + 'give the keys of the volumes, or acknowledge this when they are not encrypted [SHR-06]',
  },
);

function sourceKeyProblem(key: kms.IKey): Problem {
  if (!isAlias(key)) return undefined;
  return 'aliasName' in key && key.aliasName === EBS_ALIAS
    ? `must be a customer managed key, got ${EBS_ALIAS}: what it encrypts cannot be shared, and needs no rights [SHR-06]`
    : 'must be a key, got an alias of one: rights are given to the key itself; give the key, with kms.Key.fromKeyArn if need be [XRC-07]';
}

function unshareProblem({ share, retention, frequency }: SnapshotSchedule): Problem {
  const after = share!.unshareAfter;
  const days = after?._days;
  if (days === undefined) return undefined;
  if (days < 1) return `share.unshareAfter must be 1 day or more, got ${after} [SHR-04]`;
  const count = known(retention.keep);
  const span = count === undefined ? undefined : frequency._calendar?.shortestSpanHours(count + 1);
  const kept = retention.period?._days ?? (span === undefined ? undefined : span / 24);
  if (kept === undefined || days < kept) return undefined;
  return `share.unshareAfter must be shorter than snapshots are kept, ${Math.floor(kept)} days at the shortest, got ${after}; `
    + 'leave it out, and sharing ends with the snapshot [SHR-05]';
}
