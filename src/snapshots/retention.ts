import { Duration, Token } from 'aws-cdk-lib';

/** 100 years, as DLM lists it for each unit. @see https://docs.aws.amazon.com/dlm/latest/APIReference/API_RetainRule.html */
const MOST = { DAYS: 36500, WEEKS: 5200, MONTHS: 1200, YEARS: 100 };
const DAYS_IN = { DAYS: 1, WEEKS: 7, MONTHS: 365 / 12, YEARS: 365 };

/**
 * A length of time in one of DLM's units. Months and years do not fit in a `Duration`.
 *
 * @see https://docs.aws.amazon.com/dlm/latest/APIReference/API_RetainRule.html
 */
export class RetentionPeriod {
  /**
   * Throws when the amount is out of range. 0 is for schedules with an archive, which then archive at once.
   *
   * @param amount 0 to 36500
   */
  public static days(amount: number): RetentionPeriod {
    return RetentionPeriod.checked(amount, 'DAYS');
  }

  /**
   * Throws when the amount is out of range.
   *
   * @param amount 1 to 5200
   */
  public static weeks(amount: number): RetentionPeriod {
    return RetentionPeriod.checked(amount, 'WEEKS');
  }

  /**
   * Throws when the amount is out of range.
   *
   * @param amount 1 to 1200
   */
  public static months(amount: number): RetentionPeriod {
    return RetentionPeriod.checked(amount, 'MONTHS');
  }

  /**
   * Throws when the amount is out of range.
   *
   * @param amount 1 to 100
   */
  public static years(amount: number): RetentionPeriod {
    return RetentionPeriod.checked(amount, 'YEARS');
  }

  /**
   * Throws when the duration is not of whole days, the smallest unit of DLM, and for a token, as a template cannot choose a unit.
   *
   * @param duration 0 to 36500 days
   */
  public static of(duration: Duration): RetentionPeriod {
    if (duration.isUnresolved()) throw new Error('duration must be known at synthesis, got a token; use RetentionPeriod.days() for one [RET-08]');
    const days = duration.toDays({ integral: false });
    if (!Number.isInteger(days)) throw new Error(`duration must be a whole number of days, got ${duration.toHumanString()} [RET-08]`);
    return RetentionPeriod.days(days);
  }

  private static checked(amount: number, unit: keyof typeof MOST): RetentionPeriod {
    const [least, most] = [unit === 'DAYS' ? 0 : 1, MOST[unit]];
    if (!Token.isUnresolved(amount) && (!Number.isInteger(amount) || amount < least || amount > most)) {
      throw new Error(`amount must be a whole number of ${unit.toLowerCase()} from ${least} to ${most}, got ${amount} [RET-03]`);
    }
    return new RetentionPeriod(amount, unit);
  }

  private constructor(
    /** How many units. */
    public readonly amount: number,
    /** DAYS, WEEKS, MONTHS or YEARS. */
    public readonly unit: string,
  ) {}

  /**
   * The length in days, to compare with others. A year has 365 days, a month a twelfth of that.
   *
   * Throws when the amount is a token.
   */
  public toDays(): number {
    if (this._days === undefined) throw new Error(`the number of ${this.unit.toLowerCase()} is a token: it is not known before the deployment`);
    return this._days;
  }

  /** Like `14 days`. */
  public toString(): string {
    const amount = Token.isUnresolved(this.amount) ? Token.asString(this.amount) : String(this.amount);
    return `${amount} ${this.amount === 1 ? this.unit.slice(0, -1).toLowerCase() : this.unit.toLowerCase()}`;
  }

  /**
   * As `toDays()`; undefined for a token.
   * @internal
   */
  public get _days(): number | undefined {
    return Token.isUnresolved(this.amount) ? undefined : this.amount * DAYS_IN[this.unit as keyof typeof DAYS_IN];
  }

  /** @internal */
  public _render(): { interval: number; intervalUnit: string } {
    return { interval: this.amount, intervalUnit: this.unit };
  }
}

/**
 * How long backups are kept: a number of the newest, or each for a time.
 *
 * All schedules of a policy keep by the same of the two.
 */
export class BackupRetention {
  /**
   * Keeps the newest. When the volume or instance is gone, its backups stay for ever: prefer `age` for short-lived ones.
   *
   * Throws when the count is out of range. 0 is for schedules with an archive, which then archive at once.
   *
   * @param count 0 to 1000, for each volume or instance
   */
  public static count(count: number): BackupRetention {
    if (!Token.isUnresolved(count) && (!Number.isInteger(count) || count < 0 || count > 1000)) {
      throw new Error(`count must be a whole number from 1 to 1000, or 0 with an archive, got ${count} [RET-02]`);
    }
    return new BackupRetention('COUNT', count, undefined);
  }

  /**
   * Keeps each backup for a time, and the newest until there is another.
   *
   * @param period at least one day; 0 days with an archive
   */
  public static age(period: RetentionPeriod): BackupRetention {
    return new BackupRetention('AGE', undefined, period);
  }

  private constructor(
    /** COUNT or AGE. */
    public readonly basis: string,
    /** How many are kept, by count. */
    public readonly keep?: number,
    /** How long each is kept, by age. */
    public readonly period?: RetentionPeriod,
  ) {}

  /** @internal */
  public _render(): { count?: number; interval?: number; intervalUnit?: string } {
    return this.period ? this.period._render() : { count: this.keep };
  }
}
