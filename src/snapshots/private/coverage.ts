import { CfnResource, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { FoundHolding, holdingsIn } from './holdings';
import { covers, PolicyProperties, Reach, reachOf } from './reach';
import { ownerOf, RenderedTag, renderedProperties } from './rendered';
import { Site, siteOf } from './site';

/** What is backed up by which policies. */
export interface Coverage {
  readonly holdings: readonly { readonly holding: FoundHolding; readonly policies: readonly FoundPolicy[] }[];
  readonly idlePolicies: readonly FoundPolicy[];
  /** All policies, those of other stages too. */
  readonly policies: readonly FoundPolicy[];
}

export interface FoundPolicy {
  readonly resource: CfnResource;
  readonly reach: Reach;
}

/**
 * Compares the tags of resources with the targets of policies, both as they will stand in the templates. Policies of the
 * whole app count, however they were made. Resources count that are in the scope, without those of stages within it:
 * these are synthesized on their own, and earlier.
 */
export function coverageOf(scope: IConstruct): Coverage {
  const stage = Stage.isStage(scope) ? scope : Stage.of(scope);
  const resources = resourcesIn(scope).filter(resource => Stage.of(resource) === stage);
  const policies = policiesAmong(resourcesIn(scope.node.root));
  const holdings = holdingsIn(resources).map(holding => ({ holding, policies: policies.filter(policy => isCovered(holding, policy)) }));
  const idlePolicies = policiesAmong(resources).filter(({ resource, reach }) =>
    reach.targetTags !== undefined && !holdings.some(each => each.policies.some(policy => policy.resource === resource)));
  return { holdings, idlePolicies, policies };
}

const resourcesIn = (scope: IConstruct) => scope.node.findAll().filter(CfnResource.isCfnResource);

const policiesAmong = (resources: readonly CfnResource[]): FoundPolicy[] => resources
  .filter(resource => resource.cfnResourceType === 'AWS::DLM::LifecyclePolicy')
  .flatMap(resource => {
    const reach = reachOf(renderedProperties(resource) as PolicyProperties);
    return reach ? [{ resource, reach }] : [];
  });

const isCovered = (holding: FoundHolding, { resource, reach }: FoundPolicy) =>
  mayShareSite(siteOf(holding.resource), siteOf(resource)) && covers(reach, holding);

/** What is known at deployment only may be the same. */
const mayShareSite = (one: Site, other: Site) => (['account', 'region'] as const)
  .every(part => one[part] === undefined || other[part] === undefined || one[part] === other[part]);

export function uncoveredSentence({ resource, word }: FoundHolding, policies: readonly FoundPolicy[]): string {
  const near = nearMiss(renderedProperties(resource), policies);
  return `${ownerOf(resource).node.path} is a ${word} that no policy of the app backs up${near ? `: ${near}` : ''}; `
    + 'give it the tag of a policy with protect(), or exempt it with BackupCoverage.exempt()';
}

export function idleSentence({ resource, reach: { type, targetTags = [] } }: FoundPolicy): string {
  return `${ownerOf(resource).node.path} backs up nothing of the app: no ${type.toLowerCase()} has ${targetTags.map(tagText).join(' or ')}; `
    + 'see that the tags are written as the policy writes them, or exempt it with BackupCoverage.exempt()';
}

/** A tag that is right but for its case or its value. */
function nearMiss(properties: object, policies: readonly FoundPolicy[]): string | undefined {
  const { Tags = [] } = properties as { readonly Tags?: readonly RenderedTag[] };
  for (const { resource, reach: { targetTags = [] } } of policies) {
    for (const target of targetTags) {
      const tag = Tags.find(each => typeof each.Key === 'string' && each.Key.toLowerCase() === target.Key.toLowerCase());
      if (tag) return `it has ${tagText(tag)}, and ${ownerOf(resource).node.path} wants ${tagText(target)}`;
    }
  }
  return undefined;
}

const tagText = ({ Key, Value }: RenderedTag) => `${Key}=${typeof Value === 'string' ? Value : '…'}`;
