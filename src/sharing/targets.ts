import { ShareTarget } from './share-target';
import { Problem } from '../private/props';
import { MOST_SHARES } from '../runtime/contract';

/** Each once, in an order that does not depend on who wrote the list. */
export const principalsOf = (targets: readonly ShareTarget[]) => [...new Set(targets.map(each => each._principal))].sort();

export const targetsOf = (targets: readonly ShareTarget[], kind: ShareTarget['_kind']) => principalsOf(targets.filter(each => each._kind === kind));

export const isPublic = (targets: readonly ShareTarget[]) => targets.some(each => each._kind === 'everyone');

export function countProblem(targets: readonly ShareTarget[]): Problem {
  const count = principalsOf(targets).length;
  return count <= MOST_SHARES
    ? undefined
    : `sharedWith must name at most ${MOST_SHARES} targets, got ${count}: share with an organizational unit that has the accounts, which counts as one`;
}

/** Snapshots know accounts, and everyone. */
export function snapshotProblems(prop: string, targets: readonly ShareTarget[]): Problem[] {
  return [...targetsOf(targets, 'organization'), ...targetsOf(targets, 'unit')].map(arn =>
    `${prop} needs the accounts themselves, got ${arn}: EC2 shares snapshots with accounts only; list them with ShareTarget.account, or share the image for launching only`);
}
