import { RetentionPeriod } from './retention';
import { ImageCopyRule } from './snapshot-copy';
import { BackupScheduleBase } from './snapshot-schedule';

/** When AMIs are made, how long they are kept, and what else becomes of them. */
export interface ImageSchedule extends BackupScheduleBase {
  /**
   * Deprecate AMIs some time before they go: whoever does not know their id does not find them any more.
   *
   * @default - AMIs are not deprecated
   */
  readonly deprecation?: ImageDeprecation;

  /**
   * Copies to other Regions. At most 3.
   *
   * @default - no copies
   */
  readonly copies?: ImageCopyRule[];
}

/** Which AMIs of a schedule are deprecated. Lowering or removing this later undoes no deprecation. */
export class ImageDeprecation {
  /**
   * The oldest so many, in a schedule that keeps AMIs by count.
   *
   * @param count 1 to 1000, at most the schedule's own count
   */
  public static oldest(count: number): ImageDeprecation {
    return new ImageDeprecation(count);
  }

  /**
   * Each AMI that is so old, in a schedule that keeps AMIs by age.
   *
   * @param period at most the schedule's own period, and 10 years
   */
  public static after(period: RetentionPeriod): ImageDeprecation {
    return new ImageDeprecation(undefined, period);
  }

  private constructor(
    /** How many of the oldest, by count. */
    public readonly count?: number,
    /** How old, by age. */
    public readonly period?: RetentionPeriod,
  ) {}
}
