/** Instances and launch templates, only as users of images: what describes show of them. */
import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, seen } from './caller';
import { ApiError, assertIds, notFound } from './errors';
import { type FilterTable, matching } from './filters';
import { page } from './pages';
import type { Instance, LaunchTemplate } from './resources';
import { renderTags } from './tag-rules';

const STATE_CODES: Readonly<Record<sdk.InstanceStateName, number>> = {
  'pending': 0, 'running': 16, 'shutting-down': 32, 'terminated': 48, 'stopping': 64, 'stopped': 80,
};

const INSTANCE_FILTERS: FilterTable<sdk.Instance> = {
  'image-id': (instance) => instance.ImageId,
  'instance-id': (instance) => instance.InstanceId,
  'instance-state-name': (instance) => instance.State?.Name,
};

export function describeInstances(caller: Caller, input: sdk.DescribeInstancesRequest): sdk.DescribeInstancesResult {
  const instances = chosen(caller, caller.region.instances, 'i', input.InstanceIds);
  const views = instances.map((instance) => instanceView(caller, instance));
  const select = (all: readonly sdk.Instance[]) => matching(all, input.Filters, INSTANCE_FILTERS);
  const { items, next } = page(views, input, (instance) => instance.InstanceId!, select);
  return {
    Reservations: items.map((instance) => ({
      ReservationId: `r-${instance.InstanceId!.slice(2)}`, OwnerId: caller.account.id, Instances: [instance],
    })),
    NextToken: next,
  };
}

function chosen<T extends { readonly id: string; readonly ownerId: string }>(
  { account }: Caller, all: ReadonlyMap<string, T>, prefix: string, ids: readonly string[] | undefined,
): T[] {
  if (!ids?.length) return [...all.values()].filter((resource) => resource.ownerId === account.id);
  assertIds(prefix, ids);
  return ids.map((id) => {
    const resource = all.get(id);
    if (resource?.ownerId !== account.id) throw notFound(id);
    return resource;
  });
}

function instanceView(caller: Caller, instance: Instance): sdk.Instance {
  return {
    InstanceId: instance.id,
    ImageId: instance.imageId,
    State: { Code: STATE_CODES[instance.state], Name: instance.state },
    LaunchTime: new Date(instance.launchedAt),
    Architecture: instance.traits.Architecture,
    RootDeviceName: instance.traits.RootDeviceName,
    RootDeviceType: instance.traits.RootDeviceType,
    VirtualizationType: instance.traits.VirtualizationType,
    PlatformDetails: instance.traits.PlatformDetails,
    UsageOperation: instance.traits.UsageOperation,
    BlockDeviceMappings: instance.volumes.map(({ device, volumeId, deleteOnTermination }) => ({
      DeviceName: device, Ebs: { VolumeId: volumeId, DeleteOnTermination: deleteOnTermination, Status: 'attached' as const },
    })),
    Tags: renderTags(seen(caller, instance.tags)),
  };
}

const TEMPLATE_FILTERS: FilterTable<sdk.LaunchTemplate> = {
  'launch-template-name': (template) => template.LaunchTemplateName,
};

export function describeLaunchTemplates(caller: Caller, input: sdk.DescribeLaunchTemplatesRequest): sdk.DescribeLaunchTemplatesResult {
  const templates = chosen(caller, caller.region.launchTemplates, 'lt', input.LaunchTemplateIds)
    .filter((template) => !input.LaunchTemplateNames?.length || input.LaunchTemplateNames.includes(template.name));
  const missing = input.LaunchTemplateNames?.find((name) => !templates.some((template) => template.name === name));
  if (missing !== undefined) throw nameNotFound(missing);
  const views = templates.map((template) => templateView(caller, template));
  const select = (all: readonly sdk.LaunchTemplate[]) => matching(all, input.Filters, TEMPLATE_FILTERS);
  const { items, next } = page(views, input, (template) => template.LaunchTemplateId!, select);
  return { LaunchTemplates: items, NextToken: next };
}

export const templateView = (caller: Caller, template: LaunchTemplate): sdk.LaunchTemplate => ({
  LaunchTemplateId: template.id,
  LaunchTemplateName: template.name,
  CreateTime: new Date(template.createdAt),
  DefaultVersionNumber: template.defaultVersion,
  LatestVersionNumber: template.versions.length,
  Tags: renderTags(seen(caller, template.tags)),
});

export function describeLaunchTemplateVersions(
  caller: Caller, input: sdk.DescribeLaunchTemplateVersionsRequest,
): sdk.DescribeLaunchTemplateVersionsResult {
  const template = [...caller.region.launchTemplates.values()].find((each) => each.ownerId === caller.account.id &&
    (each.id === input.LaunchTemplateId || each.name === input.LaunchTemplateName));
  if (!template && input.LaunchTemplateId) throw notFound(input.LaunchTemplateId);
  if (!template) throw nameNotFound(input.LaunchTemplateName);
  const views = versionNumbers(template, input.Versions).map((number) => versionView(template, number));
  const { items, next } = page(views, input, (version) => String(version.VersionNumber).padStart(5, '0'), (all) => [...all]);
  return { LaunchTemplateVersions: items, NextToken: next };
}

const nameNotFound = (name: string | undefined) =>
  new ApiError('InvalidLaunchTemplateName.NotFoundException', `The specified launch template, with template name ${name}, does not exist.`);

function versionNumbers({ versions, defaultVersion }: LaunchTemplate, wanted: readonly string[] = []): number[] {
  if (wanted.length === 0) return versions.map((_version, index) => index + 1);
  return wanted.map((version) => {
    if (version === '$Latest') return versions.length;
    if (version === '$Default') return defaultVersion;
    const number = Number(version);
    if (versions.length >= number && number >= 1) return number;
    throw new ApiError('InvalidLaunchTemplateId.VersionNotFound', `Could not find launch template version ${version}`);
  });
}

const versionView = (template: LaunchTemplate, number: number): sdk.LaunchTemplateVersion => ({
  LaunchTemplateId: template.id,
  LaunchTemplateName: template.name,
  VersionNumber: number,
  CreateTime: new Date(template.createdAt),
  DefaultVersion: number === template.defaultVersion,
  LaunchTemplateData: { ImageId: template.versions[number - 1] },
});
