import { Token } from 'aws-cdk-lib';
import { accountProblems } from './policy';
import { Warning, warnings } from './sentences';
import { Problem } from '../../../private/props';
import type { SharedSnapshotCopy } from '../../snapshot-copy';
import { Site } from '../site';

/** @see https://docs.aws.amazon.com/dlm/latest/APIReference/API_EventParameters.html */
export function descriptionPatternProblem(pattern: string): Problem {
  if (Token.isUnresolved(pattern)) return undefined;
  if (pattern.length > 1000) return `pattern must have at most 1000 characters, got ${pattern.length} [EVT-03]`;
  try {
    new RegExp(pattern);
    return undefined;
  } catch (error) {
    return `pattern must be a regular expression, got '${pattern}': ${(error as Error).message} [EVT-03]`;
  }
}

export function ownerProblems(owners: readonly string[]): Problem[] {
  return [
    owners.length < 1 || owners.length > 50 ? `snapshotOwners must be 1 to 50 accounts, got ${owners.length} [EVT-02]` : undefined,
    ...accountProblems('snapshotOwners', owners, 'EVT-02'),
  ];
}

export function actionNameProblem(name: string | undefined): Problem {
  if (name === undefined || Token.isUnresolved(name) || /^[0-9A-Za-z _-]{1,120}$/.test(name)) return undefined;
  return `actionName must have 1 to 120 letters, digits, spaces, _ and -, got '${name}' [EVT-05]`;
}

export function sharedCopyWarnings(pattern: string, owners: readonly string[], copies: readonly SharedSnapshotCopy[], site: Site): Warning[] {
  const kept = copies.filter(copy => copy.retention === undefined).map(copy => copy.region);
  return warnings(
    !Token.isUnresolved(pattern) && !/[*+^$]/.test(pattern) && {
      topic: 'wholeDescription',
      says: `filter is '${pattern}', which has no wildcard: the whole description must match; put .* around it [EVT-04]`,
    },
    site.account !== undefined && owners.includes(site.account) && {
      topic: 'ownSnapshots',
      says: `snapshotOwners has the policy's own account ${site.account}, which shares nothing with itself [EVT-08]`,
    },
    kept.length > 0 && { topic: 'keptForEver', says: `copies to ${kept.join(' and ')} have no retention: they are kept for ever [EVT-10]` },
  );
}

/** A policy of the app that shares snapshots with the account of the copying one. */
export interface SharingPolicy {
  readonly path: string;
  readonly site: Site;
}

/** A policy hears of what is shared in its own Region only. */
export function hearingProblem(sharing: readonly SharingPolicy[], own: Site): Problem {
  const elsewhere = sharing.filter(({ site }) => site.region !== undefined && own.region !== undefined && site.region !== own.region);
  if (elsewhere.length === 0 || elsewhere.length < sharing.length) return undefined;
  const [{ path, site }] = elsewhere;
  return `the policy must be in ${site.region}, where ${path} shares snapshots with this account, got ${own.region}; copies may go to any Region [EVT-07]`;
}
