import { TargetResourceType } from './private/policy-kind';

/** A tag that a resource must have, exactly as written: DLM compares case. */
export interface BackupTag {
  /** The key: 1 to 128 characters, without `\` and `=`. */
  readonly key: string;

  /** The value: at most 256 characters. */
  readonly value: string;
}

/** Where the resources are that a policy backs up. */
export enum BackupResourceLocation {
  /** In the policy's Region. */
  REGION = 'CLOUD',

  /** In all Local Zones of the policy's Region. */
  LOCAL_ZONES = 'LOCAL_ZONE',

  /** On all Outposts of the account. */
  OUTPOSTS = 'OUTPOST',
}

/** Where a schedule keeps the snapshots that it makes. */
export enum SnapshotLocation {
  /** In the policy's Region. */
  REGION = 'CLOUD',

  /** In the Local Zone of the source. For resources in Local Zones. */
  SAME_LOCAL_ZONE = 'LOCAL_ZONE',

  /** On the Outpost of the source. For resources on Outposts. */
  SAME_OUTPOST = 'OUTPOST_LOCAL',
}

/** Which volumes a policy backs up. */
export interface VolumeTargetOptions {
  /** 1 to 50 tags. A resource with any one of them is targeted: several tags mean "or". */
  readonly tags: BackupTag[];

  /**
   * Where the resources are. Another location than the Region needs the `location` of each schedule thought about, too.
   *
   * @default BackupResourceLocation.REGION
   */
  readonly location?: BackupResourceLocation;
}

/** Which instances a policy backs up, and which of their volumes. */
export interface InstanceTargetOptions extends VolumeTargetOptions {
  /**
   * Leave the root volumes out.
   *
   * @default false
   */
  readonly excludeBootVolume?: boolean;

  /**
   * Leave out data volumes that have any one of these tags. At most 50.
   *
   * @default - all data volumes are backed up
   */
  readonly excludeDataVolumeTags?: BackupTag[];
}

/**
 * What a snapshot policy backs up: volumes one by one, or all volumes of an instance at the same moment.
 *
 * Only resources in the policy's own account and Region are found. A resource whose tag is removed is forgotten: its
 * backups stay until somebody deletes them.
 */
export class SnapshotTarget {
  /**
   * Volumes that have any one of some tags. Tags of the instance that a volume is attached to do not count.
   *
   * @param options the tags, and where the volumes are
   */
  public static volumes(options: VolumeTargetOptions): SnapshotTarget {
    return new SnapshotTarget('VOLUME', options);
  }

  /**
   * Volumes in the Region that have a tag.
   *
   * @param key the tag's key
   * @param value the tag's value
   */
  public static volumesTagged(key: string, value: string): SnapshotTarget {
    return SnapshotTarget.volumes({ tags: [{ key, value }] });
  }

  /**
   * Instances that have any one of some tags. Their volumes are snapshot together, crash-consistent across volumes.
   *
   * @param options the tags, where the instances are, and which of their volumes to leave out
   */
  public static instances(options: InstanceTargetOptions): SnapshotTarget {
    return new SnapshotTarget('INSTANCE', options);
  }

  /**
   * Instances in the Region that have a tag, with all their volumes.
   *
   * @param key the tag's key
   * @param value the tag's value
   */
  public static instancesTagged(key: string, value: string): SnapshotTarget {
    return SnapshotTarget.instances({ tags: [{ key, value }] });
  }

  /** `VOLUME` or `INSTANCE`. */
  public readonly resourceType: string;

  /** The tags, of which any one is enough. */
  public readonly tags: BackupTag[];

  /** Where the resources are. */
  public readonly location: BackupResourceLocation;

  /** @internal */
  public readonly _type: TargetResourceType;

  private constructor(
    type: TargetResourceType,
    /** @internal */
    public readonly _options: InstanceTargetOptions,
  ) {
    this._type = type;
    this.resourceType = type;
    this.tags = _options.tags;
    this.location = _options.location ?? BackupResourceLocation.REGION;
  }
}
