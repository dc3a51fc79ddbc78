import { Duration } from 'aws-cdk-lib';

/**
 * How images grow old: deprecated, then disabled, then deleted with their snapshots. By age, once a day; never what has the tag `golden:pinned` with the value `true`
 * on its Image Builder image.
 *
 * Ages are whole days: up to 1000 of them, or of weeks, or of years of 365 days. A step at the age of a later one is left out.
 */
export interface RetentionOptions {
  /**
   * Whether images are retired at all. Without it they stay, and are paid for, until somebody removes them.
   *
   * @default - true; false for a manual schedule without `alarms.staleAfter`, where the last image may have to serve for long
   */
  readonly enabled?: boolean;

  /**
   * From this age on, an image is not shown to those who look for images. Who has its id can still use it.
   *
   * @default - 30 days, or the age of the next step where that is less
   */
  readonly deprecateAfter?: Duration;

  /**
   * From this age on, an image cannot be launched. Its launch permissions are gone then, and do not come back when it is enabled again. More than the age at which
   * an image is stale.
   *
   * @default - 30 days after `deprecateAfter`, and at least 14 days after an image is stale; `deleteAfter` where that is less
   */
  readonly disableAfter?: Duration;

  /**
   * From this age on, an image is deregistered in every Region, and its snapshots are deleted. More than the age at which an image is stale.
   *
   * @default - 30 days after `disableAfter`
   */
  readonly deleteAfter?: Duration;

  /**
   * How many of the newest releases are kept, whatever their age, besides those that channels have and had before: 1 to 50. Only with channels, which say what a release is.
   *
   * @default 3
   */
  readonly keepReleases?: number;

  /**
   * An AMI that was launched within this time is left alone, whatever its age: whole days, at most 365.
   *
   * @default Duration.days(30)
   */
  readonly protectIfLaunchedWithin?: Duration;
}
