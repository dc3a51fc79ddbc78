import * as iam from 'aws-cdk-lib/aws-iam';
import * as imagebuilder from 'aws-cdk-lib/aws-imagebuilder';
import { Construct } from 'constructs';
import { acknowledgeManagedPolicies } from './nag';
import { retirementOf } from './retirement-steps';
import { Freshness } from './stale-after';
import { PINNED_TAG } from '../../runtime/channels/channel-contract';
import { RetentionOptions } from '../retention-options';

/** What is retired: images of all versions of these recipes. */
export interface RetiredImages {
  /** The policy's name: the image's name without an architecture. */
  readonly policyName: string;
  /** At most 50. */
  readonly recipeNames: readonly string[];
}

/**
 * Retires images by age. Not by count: Image Builder counts for each version of a recipe, and every change of a recipe is a new one, so that
 * each version would keep its own. Nothing is made when retention is switched off. Images that failed have nothing to keep, and always go.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle.html
 */
export function retireImages(
  scope: Construct, images: RetiredImages, options: RetentionOptions = {}, freshness?: Freshness,
): imagebuilder.CfnLifecyclePolicy | undefined {
  const { enabled, steps, spared } = retirementOf(options, freshness);
  if (!enabled) return undefined;
  const retention = new Construct(scope, 'Retention');
  return new imagebuilder.CfnLifecyclePolicy(retention, 'Resource', {
    name: images.policyName,
    description: `Retires images of ${images.policyName} by their age`,
    executionRole: roleIn(retention).roleArn,
    resourceType: 'AMI_IMAGE',
    status: 'ENABLED',
    policyDetails: steps.map(({ action, age }) => ({
      // Without what is included, the image is retired and its AMIs and snapshots are not: they go on costing.
      action: { type: action, includeResources: { amis: true, snapshots: action === 'DELETE' ? true : undefined } },
      filter: { type: 'AGE', ...age },
      // It is on the image of Image Builder: on the AMI it would keep the AMI, and not the image that it belongs to.
      exclusionRules: { tagMap: { [PINNED_TAG.key]: PINNED_TAG.value }, amis: { lastLaunched: spared } },
    })),
    resourceSelection: { recipes: images.recipeNames.map(name => ({ name, semanticVersion: 'x.x.x' })) },
  });
}

function roleIn(scope: Construct): iam.Role {
  const role = new iam.Role(scope, 'Role', {
    assumedBy: new iam.ServicePrincipal('imagebuilder.amazonaws.com'),
    description: 'Retires images of EC2 Image Builder',
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/EC2ImageBuilderLifecycleExecutionPolicy')],
  });
  acknowledgeManagedPolicies(role);
  return role;
}
