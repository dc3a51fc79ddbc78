import { Annotations, Aspects, AspectPriority, Names } from 'aws-cdk-lib';
import { CfnLifecyclePolicy, CfnLifecyclePolicyProps } from 'aws-cdk-lib/aws-dlm';
import { customPoliciesBeside, enlist } from './policies-of-app';
import { PolicyKind } from './policy-kind';
import { PolicyRole, roleProblems, trustProblem } from './policy-role';
import { descriptionProblem, policyCountWarnings, policyTagProblems, policyTagWarnings } from './rules/policy';
import { Warning } from './rules/sentences';
import { sourceKeyProblems } from './rules/sharing';
import { Problem } from '../../private/props';
import { tagsWithStacks } from '../../private/stack-tags';
import type { LifecyclePolicyBase, LifecyclePolicyBaseProps } from '../lifecycle-policy';
import type { BackupScheduleBase } from '../snapshot-schedule';

/** What a warning is acknowledged under. */
const CONSTRUCTS: Readonly<Record<PolicyKind, string>> = {
  SNAPSHOT_VOLUMES: 'SnapshotPolicy',
  SNAPSHOT_INSTANCES: 'SnapshotPolicy',
  IMAGES: 'ImagePolicy',
  CROSS_ACCOUNT_COPY: 'CrossAccountCopyPolicy',
  DEFAULT_SNAPSHOTS: 'DefaultSnapshotPolicy',
  DEFAULT_IMAGES: 'DefaultImagePolicy',
};

/** What can be wrong with the props that all kinds have. */
export const baseProblems = (policy: LifecyclePolicyBase, { description, role, sourceKeys = [] }: LifecyclePolicyBaseProps): Problem[] => [
  descriptionProblem(description),
  ...roleProblems(policy, role),
  ...sourceKeyProblems(sourceKeys),
];

/** What is different in the resources of different kinds. */
export interface KindOfResource {
  /** Decides when CloudFormation replaces the resource: it has whatever DLM cannot change in place, and nothing else. */
  readonly id: string;
  readonly properties: CfnLifecyclePolicyProps;
  /** What to warn of, asked when the app is complete. */
  readonly warnings: () => readonly Warning[];
}

/** DLM changes neither the kind of a custom policy nor the resources that it is for, nor count into age. */
export const idOfScheduled = (what: 'SnapshotVolumes' | 'SnapshotInstances' | 'Images', [{ retention }]: readonly BackupScheduleBase[]) =>
  `${what}By${retention.basis === 'COUNT' ? 'Count' : 'Age'}`;

/** Makes the resource behind a policy. */
export function createPolicyResource(
  policy: LifecyclePolicyBase, props: LifecyclePolicyBaseProps, { id, properties, warnings }: KindOfResource,
): CfnLifecyclePolicy {
  const resource = new CfnLifecyclePolicy(policy, id, {
    description: props.description ?? describe(policy),
    executionRoleArn: policy.role.roleArn,
    state: props.enabled === false ? 'DISABLED' : 'ENABLED',
    ...properties,
  });
  policy.node.defaultChild = resource;
  PolicyRole.mustPrecede(resource, policy.role);
  const tags = () => tagsWithStacks(resource, resource.tags);
  policy.node.addValidation({
    validate: () => [...policyTagProblems(tags()), trustProblem(policy.role)].filter(problem => problem !== undefined),
  });
  enlist(policy);
  const number = customPoliciesBeside(policy);
  warnWhenComplete(resource, CONSTRUCTS[policy._kind], () => [...warnings(), ...policyCountWarnings(number), ...policyTagWarnings(tags())]);
  return resource;
}

/**
 * Warnings depend on what is added later: tags, schedules, keys. They are put on the resource, because the CDK heeds an
 * acknowledgement that comes before its warning only where it was given to a parent.
 */
function warnWhenComplete(resource: CfnLifecyclePolicy, construct: string, warnings: () => readonly Warning[]): void {
  Aspects.of(resource).add({
    visit(node) {
      if (node !== resource) return;
      for (const { topic, says } of warnings()) Annotations.of(resource).addWarningV2(`cdk-golden-ami:${construct}.${topic}`, says);
    },
  }, { priority: AspectPriority.READONLY });
}

/** The path, in the letters that DLM takes. */
function describe(policy: LifecyclePolicyBase): string {
  const words = policy.node.path.replace(/[^0-9A-Za-z_-]+/g, ' ').trim();
  return words.slice(0, 500) || Names.uniqueId(policy);
}
