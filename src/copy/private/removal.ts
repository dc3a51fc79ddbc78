import { Annotations, AspectPriority, Aspects, CfnDeletionPolicy, CfnResource, Lazy, RemovalPolicy } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Problem } from '../../private/props';

export function removalPolicyProblem(prop: string, policy: RemovalPolicy | undefined): Problem {
  return policy === RemovalPolicy.SNAPSHOT
    ? `${prop} must be RETAIN_ON_UPDATE_OR_DELETE, RETAIN or DESTROY, got SNAPSHOT: an image is made of snapshots already`
    : undefined;
}

/** The policy as the template says it in the end, tools like RemovalPolicies included: the handler obeys it as well. */
export const renderRemovalPolicy = (resource: CfnResource) =>
  Lazy.string({ produce: () => resource.cfnOptions.deletionPolicy ?? CfnDeletionPolicy.DELETE });

/** Warns when something other than the construct's own prop makes a kept image one that is removed. */
export function warnWhenFlipped(resource: CfnResource): void {
  const wanted = resource.cfnOptions.deletionPolicy;
  if (wanted === CfnDeletionPolicy.DELETE) return;
  Aspects.of(resource).add({
    visit(node: IConstruct) {
      if (node !== resource || resource.cfnOptions.deletionPolicy !== CfnDeletionPolicy.DELETE) return;
      Annotations.of(resource).addWarningV2('cdk-golden-ami:EncryptedRootCopy.removalPolicyFlipped',
        'something other than the removalPolicy of this copy, RemovalPolicies perhaps, lets its image and snapshots be deleted with the stack; say removalPolicy: RemovalPolicy.DESTROY if that is meant');
    },
  }, { priority: AspectPriority.READONLY });
}
