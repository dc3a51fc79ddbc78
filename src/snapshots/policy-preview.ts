/** Which days a preview shows. */
export interface PolicyPreviewOptions {
  /** The first moment. The policy is taken for new: nothing was backed up before. */
  readonly start: Date;

  /** How many days of 24 hours, 1 to 3660. */
  readonly days: number;
}

/** What DLM does to a backup. */
export enum PolicyPreviewAction {
  /** It is made: a snapshot, all snapshots of an instance, or an AMI. */
  CREATE = 'CREATE',
  /** It is copied to another Region, or to an Outpost. */
  COPY = 'COPY',
  /** Other accounts may use it from now on. */
  SHARE = 'SHARE',
  /** Fast restore is switched on in some zones, and billed. */
  ENABLE_FAST_RESTORE = 'ENABLE_FAST_RESTORE',
  /** An AMI is deprecated. */
  DEPRECATE = 'DEPRECATE',
  /** Fast restore is switched off again. */
  DISABLE_FAST_RESTORE = 'DISABLE_FAST_RESTORE',
  /** Other accounts may not use it any more. */
  UNSHARE = 'UNSHARE',
  /** It leaves the standard tier for the archive tier. */
  ARCHIVE = 'ARCHIVE',
  /** It is deleted, from the tier that it is in. */
  DELETE = 'DELETE',
}

/** Where EBS stores a snapshot. Tells nothing new about AMIs: they are in the standard tier. */
export enum BackupTier {
  /** Ready for use. */
  STANDARD = 'standard',
  /** Cheaper, as a full snapshot that is to be restored before use. */
  ARCHIVE = 'archive',
}

/** Something that happens to a backup of one volume or one instance. */
export interface PolicyPreviewEvent {
  /** The nominal time. Runs start within an hour after it, and deletions may take hours more. */
  readonly when: Date;

  /** What happens. */
  readonly action: PolicyPreviewAction;

  /** Names the backup, by the moment of its run, like `2027-01-31T03:00Z`. A copy has the name of what it is a copy of. */
  readonly backup: string;

  /** The schedule that the backup is kept by. */
  readonly schedule: string;

  /**
   * All schedules that ran at that moment, `schedule` among them: they make one backup together, with the tags of all.
   */
  readonly schedules: string[];

  /** The Region that the backup or the copy is in, or the ARN of the Outpost. */
  readonly region: string;

  /** The tier that the backup is in: after an `ARCHIVE`, before a `DELETE`. */
  readonly tier: BackupTier;

  /**
   * The accounts that it is shared with, or not any more.
   *
   * @default - it is about something else
   */
  readonly accounts?: string[];

  /**
   * The zones, by name or id, that fast restore is switched on or off in.
   *
   * @default - it is about something else
   */
  readonly zones?: string[];
}

/** Which backups are counted. */
export interface PolicyPreviewCountOptions {
  /**
   * Those in one Region, or on the Outpost of this ARN.
   *
   * @default - all
   */
  readonly region?: string;

  /**
   * Those in one tier.
   *
   * @default - both
   */
  readonly tier?: BackupTier;
}

/**
 * What a lifecycle policy does to one volume, or one instance: a calendar as data.
 *
 * Where AWS does not say how DLM does something, the preview takes it as follows:
 * - Months and years are those of the calendar. From the 31st, a month later is the last day of the next month.
 * - Schedules that run at the same moment make one backup. It belongs to the one that keeps longest, and counts for that one
 *   alone; a count is taken for as long as that many of its longest gaps. Their shares, copies and zones of fast restore add up.
 * - An image is among the oldest 2 of 7 when 5 newer ones are there.
 * - Archiving ends sharing and fast restore; deleting ends them too, without an event of its own.
 * - Copies are made at the moment of the run, and deleted when their time is over, the last one too.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/dlm-elements.html#dlm-lifecycle-schedule
 */
export class PolicyPreview {
  /** @internal */
  public static _of(events: PolicyPreviewEvent[], options: PolicyPreviewOptions): PolicyPreview {
    return new PolicyPreview(events, options.start, new Date(options.start.getTime() + options.days * DAY_MS));
  }

  private constructor(
    /** What happens, in order. */
    public readonly events: PolicyPreviewEvent[],
    /** The first moment. */
    public readonly start: Date,
    /** The first moment that is not in the preview any more. */
    public readonly end: Date,
  ) {}

  /**
   * What happens on a day, from midnight to midnight UTC.
   *
   * Throws for a day outside of the preview.
   *
   * @param day any moment of the day
   */
  public eventsOn(day: Date): PolicyPreviewEvent[] {
    const from = this.midnight(day);
    return this.events.filter(({ when }) => when.getTime() >= from && when.getTime() < from + DAY_MS);
  }

  /**
   * How many backups there are at the end of a day, midnight UTC.
   *
   * Throws for a day outside of the preview.
   *
   * @param day any moment of the day
   * @param options which backups
   */
  public countOn(day: Date, options: PolicyPreviewCountOptions = {}): number {
    const until = this.midnight(day) + DAY_MS;
    return this.events
      .filter(({ when, region }) => when.getTime() < until && region === (options.region ?? region))
      .reduce((count, event) => count + change(event, options.tier), 0);
  }

  private midnight(day: Date): number {
    const from = day.getTime() - day.getTime() % DAY_MS;
    if (from + DAY_MS > this.start.getTime() && from < this.end.getTime()) return from;
    throw new Error(`day must be from ${this.start.toISOString()} until ${this.end.toISOString()}, got ${day.toISOString()}`);
  }
}

const DAY_MS = 86_400_000;

/** What an event does to the number of backups in a tier; in both when there is no tier. */
function change({ action, tier }: PolicyPreviewEvent, counted: BackupTier | undefined): number {
  const isCounted = counted === undefined || counted === tier;
  switch (action) {
    case PolicyPreviewAction.CREATE:
    case PolicyPreviewAction.COPY:
      return isCounted ? 1 : 0;
    case PolicyPreviewAction.ARCHIVE:
      if (counted === undefined) return 0;
      return isCounted ? 1 : -1;
    case PolicyPreviewAction.DELETE:
      return isCounted ? -1 : 0;
    default:
      return 0;
  }
}
