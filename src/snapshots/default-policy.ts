import { Duration } from 'aws-cdk-lib';
import { LifecyclePolicyBaseProps } from './lifecycle-policy';
import { BackupTag } from './snapshot-target';

/** What both default policies have. */
export interface DefaultPolicyBaseProps extends LifecyclePolicyBaseProps {
  /**
   * How old the last backup of a resource may be, whoever made it, before the policy makes one. 1 to 7 whole days.
   *
   * @default Duration.days(1)
   */
  readonly createEvery?: Duration;

  /**
   * How long backups are kept. 2 to 14 whole days, and longer than `createEvery`.
   *
   * @default Duration.days(7)
   */
  readonly retainFor?: Duration;

  /**
   * Give backups the tags of their source.
   *
   * @default false
   */
  readonly copyTags?: boolean;

  /**
   * Delete the last backup of a resource that is gone, too, and go on deleting when the policy is disabled, in error or
   * deleted. It has to be on before that happens.
   *
   * @default false
   */
  readonly extendDeletion?: boolean;

  /**
   * Regions to copy backups to: at most 3, not the policy's own. Copies are kept as long as their source, and encrypted
   * with the destination's default key where the source is.
   *
   * @default - no copies
   */
  readonly copyToRegions?: string[];

  /**
   * Resources with any one of these tags are left out. At most 50.
   *
   * @default - none is left out by its tags
   */
  readonly excludeTags?: BackupTag[];
}
