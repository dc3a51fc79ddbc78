import { CfnResource, Stack } from 'aws-cdk-lib';
import { HeldVolume, Holding } from './reach';
import { ownerOf, refersTo, RenderedTag, renderedProperties } from './rendered';

/** A holding of the app, and the construct that the user made for it. */
export interface FoundHolding extends Holding {
  readonly resource: CfnResource;
  readonly word: string;
}

interface BlockDevice {
  readonly DeviceName?: unknown;
  readonly Ebs?: { readonly VolumeType?: unknown };
}

interface VolumeProperties {
  readonly Tags?: readonly RenderedTag[];
  readonly VolumeType?: unknown;
  readonly OutpostArn?: unknown;
  readonly AvailabilityZone?: unknown;
}

interface InstanceProperties {
  readonly Tags?: readonly RenderedTag[];
  readonly PropagateTagsToVolumeOnCreation?: unknown;
  readonly BlockDeviceMappings?: readonly BlockDevice[];
  readonly Volumes?: readonly object[];
  readonly AvailabilityZone?: unknown;
}

interface LaunchTemplateProperties {
  readonly LaunchTemplateData?: {
    readonly BlockDeviceMappings?: readonly BlockDevice[];
    readonly TagSpecifications?: readonly { readonly ResourceType?: string; readonly Tags?: readonly RenderedTag[] }[];
  };
}

interface GroupProperties {
  readonly Tags?: readonly (RenderedTag & { readonly PropagateAtLaunch?: boolean })[];
}

/** What AMIs call their root volume. */
const ROOT_DEVICES = new Set<unknown>(['/dev/xvda', '/dev/sda1']);

/** The volumes, the instances, and the launch templates with block devices among some resources. */
export function holdingsIn(resources: readonly CfnResource[]): FoundHolding[] {
  const ofType = (type: string) => resources.filter(resource => resource.cfnResourceType === type);
  const [volumes, instances, attachments, templates, groups] = [
    'AWS::EC2::Volume', 'AWS::EC2::Instance', 'AWS::EC2::VolumeAttachment', 'AWS::EC2::LaunchTemplate', 'AWS::AutoScaling::AutoScalingGroup',
  ].map(type => ofType(type).map((resource): Rendered => ({ resource, properties: renderedProperties(resource) })));
  return [
    ...volumes.map(volume => volumeHolding(volume, instances, attachments)),
    ...instances.map(instance => instanceHolding(instance, attachments)),
    ...templates.flatMap(template => templateHolding(template, groups)),
  ];
}

interface Rendered {
  readonly resource: CfnResource;
  readonly properties: object;
}

/** A volume that is attached to an instance is backed up with it. */
function volumeHolding(volume: Rendered, instances: readonly Rendered[], attachments: readonly Rendered[]): FoundHolding {
  const { Tags = [], VolumeType, OutpostArn, AvailabilityZone } = volume.properties as VolumeProperties;
  const attached = namedIn(volume, attachments);
  const instance = namedIn(volume, instances)[0] ?? instances.find(each => namedIn(each, attached).length > 0);
  return {
    resource: volume.resource,
    word: 'volume',
    instanceTags: instance && ((instance.properties as InstanceProperties).Tags ?? []),
    volumes: [{ isBoot: false, type: VolumeType, tags: Tags }],
    location: OutpostArn !== undefined ? 'OUTPOST' : locationOf(AvailabilityZone),
  };
}

/** An instance has a root volume, whether the template mentions it or not. */
function instanceHolding(instance: Rendered, attachments: readonly Rendered[]): FoundHolding {
  const properties = instance.properties as InstanceProperties;
  const { Tags = [], BlockDeviceMappings = [], Volumes = [], AvailabilityZone } = properties;
  const tags = properties.PropagateTagsToVolumeOnCreation === true ? Tags : [];
  const mapped = heldVolumes(BlockDeviceMappings, tags);
  const attached = [...Volumes, ...namedIn(instance, attachments)].map((): HeldVolume => ({ isBoot: false, type: undefined, tags: [] }));
  return {
    resource: instance.resource,
    word: 'instance',
    instanceTags: Tags,
    volumes: [...mapped, ...mapped.some(({ isBoot }) => isBoot) ? [] : [{ isBoot: true, type: undefined, tags }], ...attached],
    location: locationOf(AvailabilityZone),
  };
}

/** A launch template that names no block devices says nothing about data. */
function templateHolding(template: Rendered, groups: readonly Rendered[]): FoundHolding[] {
  const { BlockDeviceMappings = [], TagSpecifications = [] } = (template.properties as LaunchTemplateProperties).LaunchTemplateData ?? {};
  const tagsOn = (type: string) => TagSpecifications.filter(({ ResourceType }) => ResourceType === type).flatMap(({ Tags = [] }) => Tags);
  const fromGroups = namedIn(template, groups).flatMap(({ properties }) => (properties as GroupProperties).Tags ?? []);
  const volumes = heldVolumes(BlockDeviceMappings, tagsOn('volume'));
  if (volumes.length === 0) return [];
  return [{
    resource: template.resource,
    word: 'launch template with block devices',
    instanceTags: [...tagsOn('instance'), ...fromGroups.filter(tag => tag.PropagateAtLaunch)],
    volumes,
    location: undefined,
  }];
}

const heldVolumes = (devices: readonly BlockDevice[], tags: readonly RenderedTag[]) => devices.filter(({ Ebs }) => Ebs)
  .map(({ DeviceName, Ebs }): HeldVolume => ({ isBoot: ROOT_DEVICES.has(DeviceName), type: Ebs?.VolumeType, tags }));

/** Those that name a resource of their own stack. */
const namedIn = ({ resource }: Rendered, others: readonly Rendered[]) => others.filter(other =>
  Stack.of(other.resource) === Stack.of(resource) && refersTo(other.properties, resource));

/** A Local Zone is called after its Region and its city: `us-west-2-lax-1a`. */
function locationOf(zone: unknown): string | undefined {
  if (typeof zone !== 'string') return undefined;
  return /-\d+-[a-z]+-\d+[a-z]$/.test(zone) ? 'LOCAL_ZONE' : 'CLOUD';
}

export const pathOf = ({ resource }: { readonly resource: CfnResource }): string => ownerOf(resource).node.path;
