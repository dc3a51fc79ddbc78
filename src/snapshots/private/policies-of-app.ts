import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { PolicyKind } from './policy-kind';
import { siteOf } from './site';

/** A policy of the app, as the others see it. */
export interface AppPolicy extends IConstruct {
  readonly _kind: PolicyKind;
  /** The accounts that it shares snapshots with. */
  readonly _sharedWith: readonly string[];
}

/** By app, and in it by account and Region, in the order in which they were made. */
const policies = new WeakMap<IConstruct, Map<string, AppPolicy[]>>();

/** Makes a policy known to the others of its app. */
export function enlist(policy: AppPolicy): void {
  const bySite = policies.get(policy.node.root) ?? new Map<string, AppPolicy[]>();
  policies.set(policy.node.root, bySite);
  const beside = bySite.get(keyOf(policy)) ?? [];
  bySite.set(keyOf(policy), beside);
  beside.push(policy);
}

/** The policies that are in the same account and Region for certain. */
export const policiesBeside = (scope: IConstruct): readonly AppPolicy[] => policies.get(scope.node.root)?.get(keyOf(scope)) ?? [];

export const customPoliciesBeside = (scope: IConstruct): number => policiesBeside(scope).filter(policy => !policy._kind.startsWith('DEFAULT')).length;

export const policiesOfApp = (scope: IConstruct): readonly AppPolicy[] => [...policies.get(scope.node.root)?.values() ?? []].flat();

/** Where the environment is not known, the stack says at least that it is the same. */
function keyOf(scope: IConstruct): string {
  const { account, region } = siteOf(scope);
  return account !== undefined && region !== undefined ? `${account}/${region}` : Stack.of(scope).node.addr;
}
