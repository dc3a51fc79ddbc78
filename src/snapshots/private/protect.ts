import { CfnResource, Tags, TagManager, Token } from 'aws-cdk-lib';
import type { CfnInstance, LaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { known } from './known';
import { TargetResourceType } from './policy-kind';
import { siteOf } from './site';
import { assertProps, Problem } from '../../private/props';
import type { BackupTag } from '../snapshot-target';

const VOLUME = 'AWS::EC2::Volume';
const INSTANCE = 'AWS::EC2::Instance';
const TEMPLATE = 'AWS::EC2::LaunchTemplate';
const GROUP = 'AWS::AutoScaling::AutoScalingGroup';

/** What can carry a tag for a policy to find. */
const TAKES = { VOLUME: [VOLUME, INSTANCE, TEMPLATE, GROUP], INSTANCE: [INSTANCE, TEMPLATE, GROUP] };

/** Windows VSS does not run on them. @see https://docs.aws.amazon.com/ebs/latest/userguide/automate-app-consistent-backups.html */
const TOO_SMALL_FOR_VSS = /^(t2|t3|t3a)\.(nano|micro)$/;

/** What a policy targets. */
export interface Targeting {
  readonly type: TargetResourceType;
  readonly tags: readonly BackupTag[];
}

/**
 * Gives a construct the first tag that a policy targets: a volume, an instance, an Auto Scaling group, or a launch
 * template, whose instances and volumes get it when they are made. Throws when the policy would not find it.
 */
export function protect(policy: IConstruct, { type, tags }: Targeting, resource: IConstruct): void {
  const carrier = carrierOf(resource, type);
  assertProps(policy, ...carrier
    ? [...siteProblems(policy, resource), propagationProblem(resource, carrier, tags[0], type)]
    : [kindProblem(resource, type)]);
  const [{ key, value }] = tags;
  Tags.of(carrier!.construct).add(key, value, { includeResourceTypes: [carrier!.resourceType] });
}

/** Known when the policy is complete: whether scripts run where they cannot. */
export const vssProblems = (resources: readonly IConstruct[]): Problem[] => resources.map(resource => {
  const type = instanceTypeOf(resource);
  return type !== undefined && TOO_SMALL_FOR_VSS.test(type)
    ? `${resource.node.path} must not be a ${type}: Windows VSS does not support nano and micro of t2, t3 and t3a, and DLM may never delete their snapshots; `
      + 'take a larger one, or another policy [SCR-10]'
    : undefined;
});

/** The construct that carries the tag, and the type of its resource, so that the tag stays on it. */
interface Carrier {
  readonly construct: IConstruct;
  readonly resourceType: string;
}

/** A group's volumes get the tags of its launch template, not its own. */
function carrierOf(resource: IConstruct, type: TargetResourceType): Carrier | undefined {
  const main = mainResourceOf(resource);
  const resourceType = main?.cfnResourceType;
  if (resourceType === undefined || !TAKES[type].includes(resourceType)) return undefined;
  const construct = resourceType === GROUP && type === 'VOLUME' ? resource.node.findAll().find(isTaggableTemplate) : resource;
  if (!construct || (mainResourceOf(construct)?.cfnResourceType === TEMPLATE && !isTaggableTemplate(construct))) return undefined;
  return { construct, resourceType: mainResourceOf(construct)!.cfnResourceType };
}

function mainResourceOf(resource: IConstruct): CfnResource | undefined {
  return [resource, resource.node.defaultChild, ...resource.node.children]
    .find((each): each is CfnResource => CfnResource.isCfnResource(each) && TAKES.VOLUME.includes(each.cfnResourceType));
}

/** The construct of the CDK hands its tags on to instances and volumes; the plain resource has none to give. */
const isTaggableTemplate = (construct: IConstruct): boolean =>
  mainResourceOf(construct)?.cfnResourceType === TEMPLATE && TagManager.isTaggable(construct);

function kindProblem(resource: IConstruct, type: TargetResourceType): string {
  const main = mainResourceOf(resource)?.cfnResourceType;
  const wanted = type === 'VOLUME' ? 'a volume, or what makes volumes' : 'an instance, or what makes instances';
  return `resource must be ${wanted}, as the policy targets ${type.toLowerCase()}s, got ${resource.node.path}, ${main ?? resource.constructor.name}; `
    + `${insteadOf(main)} [TGT-13]`;
}

function insteadOf(resourceType: string | undefined): string {
  switch (resourceType) {
    case VOLUME:
      return 'take a policy on volumes for it';
    case TEMPLATE:
      return 'give the ec2.LaunchTemplate, whose tags instances and volumes get';
    case GROUP:
      return 'give its launch template: volumes do not get the tags of a group';
    default:
      return 'give a volume, an instance, a launch template or an Auto Scaling group';
  }
}

function siteProblems(policy: IConstruct, resource: IConstruct): Problem[] {
  const [own, other] = [siteOf(policy), siteOf(resource)];
  return (['account', 'region'] as const).map(part => (own[part] !== undefined && other[part] !== undefined && own[part] !== other[part]
    ? `resource must be in the policy's ${part === 'region' ? 'Region' : part} ${own[part]}, got ${resource.node.path} in ${other[part]}: `
      + 'a policy sees its own account and Region only [TGT-14]'
    : undefined));
}

/** A policy on volumes does not look at the tags of instances. */
function propagationProblem(resource: IConstruct, { resourceType }: Carrier, tag: BackupTag, type: TargetResourceType): Problem {
  if (type !== 'VOLUME' || resourceType !== INSTANCE) return undefined;
  const { propagateTagsToVolumeOnCreation } = mainResourceOf(resource) as CfnInstance;
  if (propagateTagsToVolumeOnCreation === true || Token.isUnresolved(propagateTagsToVolumeOnCreation)) return undefined;
  return `resource must have propagateTagsToVolumeOnCreation: true, or its volumes never get ${tag.key}=${tag.value}, got ${resource.node.path} without; `
    + 'the policy does not see the tags of instances, so set it, or target instances [TGT-13]';
}

function instanceTypeOf(resource: IConstruct): string | undefined {
  const main = mainResourceOf(resource);
  switch (main?.cfnResourceType) {
    case INSTANCE:
      return known((main as CfnInstance).instanceType);
    case TEMPLATE:
      return known((resource as LaunchTemplate).instanceType?.toString());
    case GROUP: {
      const template = resource.node.findAll().find(isTaggableTemplate);
      return template && instanceTypeOf(template);
    }
    default:
      return undefined;
  }
}

