import { CfnLifecyclePolicyProps } from 'aws-cdk-lib/aws-dlm';
import type { Rhythm } from './alarm-window';
import { daysIn } from './known';
import { policiesBeside } from './policies-of-app';
import { PolicyAccess } from './policy-access';
import { PolicyKind } from './policy-kind';
import { baseProblems } from './policy-resource';
import type { Feature } from './role-statements';
import { copyRegionProblems, CREATE_EVERY, extendDeletionWarnings, intervalProblems, RETAIN_FOR } from './rules/defaults';
import { secondDefaultProblem } from './rules/policy';
import { Warning } from './rules/sentences';
import { excludedTagProblems } from './rules/targets';
import { siteOf } from './site';
import { Problem } from '../../private/props';
import type { DefaultPolicyBaseProps } from '../default-policy';
import type { LifecyclePolicyBase } from '../lifecycle-policy';

/** What can be wrong with the props that both default policies have. */
export function defaultPolicyProblems(policy: LifecyclePolicyBase, props: DefaultPolicyBaseProps): Problem[] {
  const other = policiesBeside(policy).find(each => each._kind === policy._kind);
  return [
    ...baseProblems(policy, props),
    secondDefaultProblem(other?.node.path),
    ...intervalProblems(props.createEvery, props.retainFor),
    ...copyRegionProblems(props.copyToRegions ?? [], siteOf(policy)),
    ...excludedTagProblems('excludeTags', props.excludeTags, 'DEF-08'),
  ];
}

export const defaultFeatures = ({ copyToRegions = [] }: DefaultPolicyBaseProps): readonly Feature[] => (copyToRegions.length > 0 ? ['COPY'] : []);

export const defaultAccess = (policy: LifecyclePolicyBase, kind: PolicyKind, props: DefaultPolicyBaseProps): PolicyAccess =>
  new PolicyAccess(policy, props, { kind, features: defaultFeatures(props), copyRegions: props.copyToRegions });

/** All of it at the top level: DLM takes it there, or in the details, and not in both. */
export const renderDefaultPolicy = (defaultPolicy: 'VOLUME' | 'INSTANCE', props: DefaultPolicyBaseProps): CfnLifecyclePolicyProps => ({
  defaultPolicy,
  createInterval: (props.createEvery ?? CREATE_EVERY).toDays(),
  retainInterval: (props.retainFor ?? RETAIN_FOR).toDays(),
  copyTags: props.copyTags ?? false,
  extendDeletion: props.extendDeletion ?? false,
});

export const defaultWarnings = (props: DefaultPolicyBaseProps, access: PolicyAccess): Warning[] =>
  [...extendDeletionWarnings(props.extendDeletion), ...access.warnings];

/** A resource is backed up when its last backup, whoever made it, is old enough: so up to twice that lies between two of this policy. */
export function defaultRhythm({ createEvery = CREATE_EVERY }: DefaultPolicyBaseProps): Rhythm | undefined {
  const days = daysIn(createEvery);
  if (days === undefined) return undefined;
  const hours = 2 * days * 24;
  return {
    shortestGapHours: hours,
    longestGapHours: hours,
    isFixed: false,
    runs: () => { throw new Error('DLM picks the time of day for each resource: the runs are not known'); },
  };
}
