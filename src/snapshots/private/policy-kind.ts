/** The kinds of policy. A policy cannot be changed from one to another: CloudFormation has to replace it. */
export type PolicyKind =
  | 'SNAPSHOT_VOLUMES' | 'SNAPSHOT_INSTANCES' | 'IMAGES' | 'CROSS_ACCOUNT_COPY' | 'DEFAULT_SNAPSHOTS' | 'DEFAULT_IMAGES';

/** What custom policies and default policies back up. */
export type TargetResourceType = 'VOLUME' | 'INSTANCE';

/** How long backups are kept: so many of them, or so long. */
export type RetentionBasis = 'COUNT' | 'AGE';
