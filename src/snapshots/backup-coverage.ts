import { Annotations, CfnResource, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { coverageOf, idleSentence, uncoveredSentence } from './private/coverage';
import { ownerOf } from './private/rendered';

/** What the check does with what it finds. */
export interface BackupCoverageOptions {
  /**
   * Fail the synthesis instead of warning.
   *
   * @default false
   */
  readonly asErrors?: boolean;
}

/** A resource with data, and who backs it up. */
export interface BackupCoverageEntry {
  /** The path of the construct. */
  readonly path: string;

  /** Like `AWS::EC2::Volume`. */
  readonly resourceType: string;

  /** The paths of the policies that back it up. Empty when there is none. */
  readonly policies: string[];
}

const exempted = new WeakSet<IConstruct>();

/**
 * Which volumes, instances and launch templates with block devices of an app its lifecycle policies back up, by the tags
 * and targets that stand in the templates in the end: the tags of Aspects count, default policies with what they leave
 * out, and policies made without this library. Policies see their own account and Region only.
 *
 * It knows the app alone: not what is tagged at run time, nor what policies elsewhere do.
 *
 * @example
 * import { BackupCoverage } from 'cdk-golden-ami';
 *
 * BackupCoverage.check(this);
 */
export class BackupCoverage {
  /**
   * Warns, when the app is synthesized, of each resource that nothing backs up, and of each policy that targets nothing.
   * Call it last, for the app or for part of it: stages that are made later are not seen.
   *
   * A warning can be acknowledged: `Annotations.of(volume).acknowledgeWarning('cdk-golden-ami:BackupCoverage.notBackedUp')`.
   *
   * @param scope the app, a stage, a stack or any construct
   * @param options errors instead of warnings
   */
  public static check(scope: IConstruct, options: BackupCoverageOptions = {}): BackupCoverage {
    for (const part of partsOf(scope)) {
      part.node.addValidation({
        validate: () => {
          const gaps = gapsIn(part);
          if (options.asErrors) return gaps.map(({ says }) => says);
          gaps.forEach(warn);
          return [];
        },
      });
    }
    return new BackupCoverage(scope);
  }

  /**
   * Leaves a resource, or everything in a scope, out of what `check` finds: a cache, a scratch volume, a policy whose
   * targets are elsewhere.
   *
   * @param scope the volume, instance, launch template or policy, or any scope that holds them
   */
  public static exempt(scope: IConstruct): void {
    exempted.add(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /** All resources with data and who backs them up, exempted ones too. Complete once the app has been synthesized. */
  public report(): BackupCoverageEntry[] {
    return partsOf(this.scope).flatMap(part => coverageOf(part).holdings).map(({ holding: { resource }, policies }) => ({
      path: ownerOf(resource).node.path,
      resourceType: resource.cfnResourceType,
      policies: policies.map(policy => ownerOf(policy.resource).node.path),
    }));
  }
}

interface Gap {
  /** The resource itself: an acknowledgement counts for what is below it, and may be on the construct that the user made. */
  readonly at: CfnResource;
  readonly isPolicy: boolean;
  readonly says: string;
}

/** A stage is synthesized before what holds it, so it is looked at by itself. */
const partsOf = (scope: IConstruct): IConstruct[] => [...new Set([scope, ...scope.node.findAll().filter(Stage.isStage)])];

function gapsIn(part: IConstruct): Gap[] {
  const { holdings, idlePolicies, policies } = coverageOf(part);
  return [
    ...holdings.filter(each => each.policies.length === 0)
      .map(({ holding }): Gap => ({ at: holding.resource, isPolicy: false, says: uncoveredSentence(holding, policies) })),
    ...idlePolicies.map((policy): Gap => ({ at: policy.resource, isPolicy: true, says: idleSentence(policy) })),
  ].filter(({ at }) => !at.node.scopes.some(scope => exempted.has(scope)));
}

function warn({ at, isPolicy, says }: Gap): void {
  if (isPolicy) Annotations.of(at).addWarningV2('cdk-golden-ami:BackupCoverage.nothingTargeted', says);
  else Annotations.of(at).addWarningV2('cdk-golden-ami:BackupCoverage.notBackedUp', says);
}
