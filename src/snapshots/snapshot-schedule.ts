import { BackupFrequency } from './frequency';
import { BackupRetention, RetentionPeriod } from './retention';
import { SnapshotCopyRule } from './snapshot-copy';
import { SnapshotScripts } from './snapshot-scripts';
import { SnapshotLocation } from './snapshot-target';

/** What DLM fills in when it tags a backup. */
export enum BackupVariableTagValue {
  /** The id of the instance. */
  INSTANCE_ID = '$(instance-id)',

  /** The moment of the backup. The same for all snapshots of one instance. */
  TIMESTAMP = '$(timestamp)',
}

/** A tag whose value DLM fills in. */
export interface BackupVariableTag {
  /** The key: 1 to 128 characters, without `\` and `=`. */
  readonly key: string;

  /** What the value becomes. */
  readonly value: BackupVariableTagValue;
}

/** What schedules of snapshots and of AMIs have in common. */
export interface BackupScheduleBase {
  /**
   * The schedule's name: 1 to 120 letters, digits, spaces, `_` and `-`, once in a policy.
   *
   * DLM finds the backups of a schedule by this name, so it is never made up: **backups made under another name are not
   * deleted any more**.
   */
  readonly name: string;

  /** When backups are made. A run starts within an hour after its time. */
  readonly frequency: BackupFrequency;

  /**
   * How long backups are kept. All schedules of a policy go by count, or all by age.
   *
   * When a volume or an instance is gone, DLM deletes none of its backups that are kept by count, and all but the last of
   * those that are kept by age: prefer age for what does not live long.
   */
  readonly retention: BackupRetention;

  /**
   * Give backups the tags of their source.
   *
   * @default false
   */
  readonly copyTags?: boolean;

  /**
   * Tags of the backups, besides those that DLM sets. At most 45 together with `variableTags`.
   *
   * @default - no tags
   */
  readonly tags?: { [key: string]: string };

  /**
   * Tags whose values DLM fills in. Where instances are backed up.
   *
   * @default - no such tags
   */
  readonly variableTags?: BackupVariableTag[];
}

/** When snapshots are made, how long they are kept, and what else becomes of them. */
export interface SnapshotSchedule extends BackupScheduleBase {
  /**
   * Where the snapshots are kept.
   *
   * @default SnapshotLocation.REGION
   */
  readonly location?: SnapshotLocation;

  /**
   * Move snapshots to the archive tier at the end of their retention, instead of deleting them. In one schedule of a
   * policy on volumes, with a cron frequency (`monthly`, `yearly`, `cron`) of at least 28 days.
   *
   * @default - snapshots are deleted at the end of their retention
   */
  readonly archive?: SnapshotArchiveRule;

  /**
   * Keep the newest snapshots ready for volumes at full speed. Billed for each hour, snapshot and zone.
   *
   * @default - volumes load their blocks as they are read
   */
  readonly fastRestore?: SnapshotFastRestoreRule;

  /**
   * Copies to other Regions, or to Outposts. At most 3. An account makes 20 copies to a Region at a time; what is over
   * fails, and the metric `SnapshotsCopiedRegionFailed` counts it.
   *
   * @default - no copies
   */
  readonly copies?: SnapshotCopyRule[];

  /**
   * Share snapshots with other accounts. Give the policy the `sourceKeys` of the volumes, so that they can be used there.
   *
   * @default - snapshots are private
   */
  readonly share?: SnapshotShareRule;

  /**
   * What to run in an instance before and after its snapshots are started. In policies on instances.
   *
   * @default - snapshots are crash-consistent
   */
  readonly scripts?: SnapshotScripts;
}

/** How long snapshots stay in the archive tier: at least 90 days. An archived snapshot is a full one, not an increment. */
export interface SnapshotArchiveRule {
  /** By count where the schedule goes by count, by age where it goes by age. */
  readonly retention: BackupRetention;
}

/** Where, and for how many snapshots, fast restore is on. One of the two lists of zones is required. */
export interface SnapshotFastRestoreRule {
  /**
   * 1 to 10 Availability Zones of the policy's Region by name, like `eu-central-1a`.
   *
   * @default - `availabilityZoneIds` are given
   */
  readonly availabilityZones?: string[];

  /**
   * 1 to 10 Availability Zones by id, like `euc1-az2`: the same zone in every account.
   *
   * @default - `availabilityZones` are given
   */
  readonly availabilityZoneIds?: string[];

  /** The newest so many, or each for so long. By count where the schedule goes by count; at most the schedule's own retention. */
  readonly retention: BackupRetention;
}

/** Who may use the snapshots of a schedule. */
export interface SnapshotShareRule {
  /** The ids of other accounts, 12 digits each. */
  readonly accounts: string[];

  /**
   * When sharing ends. Shorter than the snapshots are kept.
   *
   * @default - sharing ends when the snapshot is deleted
   */
  readonly unshareAfter?: RetentionPeriod;
}
