/** DescribeImageReferences (ec2-semantics 5.3): who in the caller's own account and Region names an image. */
import type * as sdk from '@aws-sdk/client-ec2';
import type { Caller } from './caller';
import { assertIds, invalidValue, ApiError } from './errors';
import { page } from './pages';
import { partitionOf } from './world';

const TYPES: readonly sdk.ImageReferenceResourceType[] = [
  'ec2:Instance', 'ec2:LaunchTemplate', 'ssm:Parameter', 'imagebuilder:ImageRecipe', 'imagebuilder:ContainerRecipe',
];
const DEFAULT_VERSION_DEPTH = 10;

export function describeImageReferences(caller: Caller, input: sdk.DescribeImageReferencesRequest): sdk.DescribeImageReferencesResult {
  const ids = input.ImageIds ?? [];
  assertIds('ami', ids);
  if (ids.length < 1 || ids.length > 10) throw invalidValue('ImageIds must have 1 to 10 members.');
  if (!input.IncludeAllResourceTypes && !input.ResourceTypes?.length) {
    throw new ApiError('MissingParameter', 'Either IncludeAllResourceTypes or ResourceTypes must be specified.');
  }
  const requested = new Map((input.ResourceTypes ?? []).map((each) => [each.ResourceType!, each.ResourceTypeOptions ?? []]));
  const references = TYPES
    .filter((type) => input.IncludeAllResourceTypes || requested.has(type))
    .flatMap((type) => referencesOf(caller, type, new Set(ids), requested.get(type) ?? []));
  const { items, next } = page(references, input, (reference) => `${reference.Arn} ${reference.ImageId}`, (all) => [...all]);
  return { ImageReferences: items, NextToken: next };
}

function referencesOf(
  caller: Caller, type: sdk.ImageReferenceResourceType, ids: ReadonlySet<string>, options: readonly sdk.ResourceTypeOption[],
): sdk.ImageReference[] {
  switch (type) {
    case 'ec2:Instance': return instances(caller, ids, option(options, 'state-name'));
    case 'ec2:LaunchTemplate': return launchTemplates(caller, ids, option(options, 'version-depth'));
    case 'ssm:Parameter': return parameters(caller, ids);
    default: return []; // Image Builder is no part of this simulator.
  }
}

const option = (options: readonly sdk.ResourceTypeOption[], name: sdk.ImageReferenceOptionName): readonly string[] | undefined =>
  options.find((each) => each.OptionName === name)?.OptionValues;

const arn = ({ region, account }: Caller, service: string, rest: string): string =>
  `arn:${partitionOf(region.name)}:${service}:${region.name}:${account.id}:${rest}`;

const ownedBy = <T extends { readonly ownerId: string }>({ account }: Caller, resources: Iterable<T>): T[] =>
  [...resources].filter((resource) => resource.ownerId === account.id);

/** In all states, terminated too, unless the request says otherwise. */
function instances(caller: Caller, ids: ReadonlySet<string>, states: readonly string[] | undefined): sdk.ImageReference[] {
  return ownedBy(caller, caller.region.instances.values())
    .filter((instance) => ids.has(instance.imageId) && (!states || states.includes(instance.state)))
    .map((instance) => ({ ImageId: instance.imageId, ResourceType: 'ec2:Instance', Arn: arn(caller, 'ec2', `instance/${instance.id}`) }));
}

/** Only the newest versions are looked at, ten unless the request says otherwise. */
function launchTemplates(caller: Caller, ids: ReadonlySet<string>, depths: readonly string[] | undefined): sdk.ImageReference[] {
  const depth = depths?.[0] === undefined ? DEFAULT_VERSION_DEPTH : Number(depths[0]);
  if (!Number.isInteger(depth) || depth < 1 || depth > 10_000) throw invalidValue('version-depth must be between 1 and 10000.');
  return ownedBy(caller, caller.region.launchTemplates.values()).flatMap((template) => {
    const named = new Set(template.versions.slice(-depth));
    return [...ids].filter((id) => named.has(id))
      .map((id) => ({ ImageId: id, ResourceType: 'ec2:LaunchTemplate', Arn: arn(caller, 'ec2', `launch-template/${template.id}`) } as const));
  });
}

function parameters(caller: Caller, ids: ReadonlySet<string>): sdk.ImageReference[] {
  return ownedBy(caller, caller.region.parameters)
    .filter((parameter) => ids.has(parameter.value))
    .map(({ name, value }) => ({
      ImageId: value, ResourceType: 'ssm:Parameter', Arn: arn(caller, 'ssm', `parameter${name.startsWith('/') ? '' : '/'}${name}`),
    }));
}
