import { TargetResourceType } from './policy-kind';
import { RenderedTag } from './rendered';

/** As much of a policy's properties as says what it backs up. */
export interface PolicyProperties {
  readonly State?: string;
  readonly DefaultPolicy?: string;
  readonly Exclusions?: Exclusions;
  readonly PolicyDetails?: {
    readonly PolicyType?: string;
    readonly PolicyLanguage?: string;
    readonly ResourceType?: string;
    readonly ResourceTypes?: readonly string[];
    readonly ResourceLocations?: readonly string[];
    readonly TargetTags?: readonly RenderedTag[];
    readonly Parameters?: { readonly ExcludeBootVolume?: boolean; readonly ExcludeDataVolumeTags?: readonly RenderedTag[] };
    readonly Exclusions?: Exclusions;
  };
}

interface Exclusions {
  readonly ExcludeBootVolumes?: boolean;
  readonly ExcludeVolumeTypes?: readonly string[];
  readonly ExcludeTags?: readonly RenderedTag[];
}

/** What a policy backs up. */
export interface Reach {
  readonly type: TargetResourceType;
  readonly makesImages: boolean;
  /** Any one of them is enough. Undefined for a default policy, which takes what it does not leave out. */
  readonly targetTags: readonly RenderedTag[] | undefined;
  readonly locations: readonly string[];
  readonly leavesOut: {
    readonly bootVolumes: boolean;
    readonly volumeTypes: readonly string[];
    /** Of volumes; of instances where whole instances are left out. */
    readonly tags: readonly RenderedTag[];
  };
}

/** Something with data: a volume, an instance with its volumes, or what instances are made from. */
export interface Holding {
  /** Undefined for what is not known to belong to an instance. */
  readonly instanceTags: readonly RenderedTag[] | undefined;
  readonly volumes: readonly HeldVolume[];
  /** CLOUD, LOCAL_ZONE or OUTPOST; undefined when the template does not say. */
  readonly location: string | undefined;
}

export interface HeldVolume {
  readonly isBoot: boolean;
  readonly type: unknown;
  readonly tags: readonly RenderedTag[];
}

/** Undefined for a policy that backs up nothing by itself: one that copies what others share, and one that is disabled. */
export function reachOf({ State, DefaultPolicy, PolicyDetails = {}, Exclusions = PolicyDetails.Exclusions }: PolicyProperties): Reach | undefined {
  if (State === 'DISABLED' || PolicyDetails.PolicyType === 'EVENT_BASED_POLICY') return undefined;
  const isDefault = DefaultPolicy !== undefined || PolicyDetails.PolicyLanguage === 'SIMPLIFIED';
  const type = isDefault ? DefaultPolicy ?? PolicyDetails.ResourceType : PolicyDetails.ResourceTypes?.[0];
  if (type !== 'VOLUME' && type !== 'INSTANCE') return undefined;
  const { ExcludeBootVolume, ExcludeDataVolumeTags } = PolicyDetails.Parameters ?? {};
  return {
    type,
    makesImages: isDefault ? type === 'INSTANCE' : PolicyDetails.PolicyType === 'IMAGE_MANAGEMENT',
    targetTags: isDefault ? undefined : PolicyDetails.TargetTags ?? [],
    locations: isDefault ? [] : PolicyDetails.ResourceLocations ?? ['CLOUD'],
    leavesOut: {
      bootVolumes: (isDefault ? Exclusions?.ExcludeBootVolumes : ExcludeBootVolume) ?? false,
      volumeTypes: Exclusions?.ExcludeVolumeTypes ?? [],
      tags: (isDefault ? Exclusions?.ExcludeTags : ExcludeDataVolumeTags) ?? [],
    },
  };
}

/** Whether a policy backs up any of the data. */
export function covers(reach: Reach, { instanceTags, volumes, location }: Holding): boolean {
  const { type, makesImages, targetTags, locations } = reach;
  if (location !== undefined && locations.length > 0 && !locations.includes(location)) return false;
  const isTargeted = (tags: readonly RenderedTag[]) => targetTags === undefined || haveOneOf(tags, targetTags);
  if (type === 'VOLUME') return volumes.some(volume => isTargeted(volume.tags) && !isLeftOut(reach, volume));
  if (!instanceTags || !isTargeted(instanceTags)) return false;
  return makesImages
    ? targetTags !== undefined || !haveOneOf(instanceTags, reach.leavesOut.tags)
    : volumes.some(volume => !isLeftOut(reach, volume));
}

/** Tags leave out data volumes where whole instances are targeted; the boot volume has a switch of its own. */
function isLeftOut({ type, leavesOut: { bootVolumes, volumeTypes, tags } }: Reach, volume: HeldVolume): boolean {
  if (volume.isBoot && type === 'INSTANCE') return bootVolumes;
  return (volume.isBoot && bootVolumes) || volumeTypes.some(each => each === volume.type) || haveOneOf(volume.tags, tags);
}

/** A value that is known at deployment only may be the one. */
const haveOneOf = (tags: readonly RenderedTag[], wanted: readonly RenderedTag[]) => wanted.some(({ Key, Value }) => tags.some(tag =>
  tag.Key === Key && (tag.Value === Value || typeof tag.Value !== 'string' || typeof Value !== 'string')));
