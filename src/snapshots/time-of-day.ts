import { Token } from 'aws-cdk-lib';

/** A time of day in UTC, to the minute. */
export class TimeOfDay {
  /**
   * Throws when there is no such time, and for a token: DLM wants `hh:mm`, and a template cannot add the zeros.
   *
   * @param hour 0 to 23
   * @param minute 0 to 59
   */
  public static utc(hour: number, minute: number = 0): TimeOfDay {
    const problems = [...outside('hour', hour, 23), ...outside('minute', minute, 59)];
    if (problems.length > 0) throw new Error(problems.join('\n'));
    return new TimeOfDay(hour, minute);
  }

  private constructor(
    /** 0 to 23. */
    public readonly hour: number,
    /** 0 to 59. */
    public readonly minute: number,
  ) {}

  /** As `hh:mm`. */
  public toString(): string {
    return [this.hour, this.minute].map(part => String(part).padStart(2, '0')).join(':');
  }

  /** @internal */
  public get _minuteOfDay(): number {
    return this.hour * 60 + this.minute;
  }
}

/** A day of the week. */
export enum DayOfWeek {
  /** Sunday, the first day of AWS's week. */
  SUNDAY = 'SUN',
  /** Monday, the second. */
  MONDAY = 'MON',
  /** Tuesday, the third. */
  TUESDAY = 'TUE',
  /** Wednesday, the fourth. */
  WEDNESDAY = 'WED',
  /** Thursday, the fifth. */
  THURSDAY = 'THU',
  /** Friday, the sixth. */
  FRIDAY = 'FRI',
  /** Saturday, the last. */
  SATURDAY = 'SAT',
}

/** A day that a month has once at most: by date, or by weekday. */
export class DayOfMonth {
  /**
   * By date. Months that lack the day are skipped: for 29 to 31, prefer `last()`.
   *
   * Throws when no month has such a day.
   *
   * @param day 1 to 31
   */
  public static of(day: number): DayOfMonth {
    if (Token.isUnresolved(day)) return new DayOfMonth(Token.asString(day), '?');
    if (!Number.isInteger(day) || day < 1 || day > 31) throw new Error(`day must be a whole number from 1 to 31, got ${day} [SCH-11]`);
    return new DayOfMonth(String(day), '?');
  }

  /** The 28th to the 31st, whichever is the month's last. */
  public static last(): DayOfMonth {
    return new DayOfMonth('L', '?');
  }

  /**
   * By weekday, counted from the start: the first Sunday, the second Tuesday. Months without a fifth are skipped.
   *
   * Throws when no month has so many.
   *
   * @param n 1 to 5
   * @param day the weekday
   */
  public static nth(n: number, day: DayOfWeek): DayOfMonth {
    if (Token.isUnresolved(n)) return new DayOfMonth('?', `${numberOf(day)}#${Token.asString(n)}`);
    if (!Number.isInteger(n) || n < 1 || n > 5) throw new Error(`n must be a whole number from 1 to 5, got ${n} [SCH-11]`);
    return new DayOfMonth('?', `${numberOf(day)}#${n}`);
  }

  /**
   * By weekday, the last one: the last Friday.
   *
   * @param day the weekday
   */
  public static lastOf(day: DayOfWeek): DayOfMonth {
    return new DayOfMonth('?', `${numberOf(day)}L`);
  }

  private constructor(
    /** @internal */
    public readonly _day: string,
    /** @internal */
    public readonly _weekDay: string,
  ) {}
}

function outside(part: string, value: number, most: number): string[] {
  if (Token.isUnresolved(value)) return [`${part} must be known at synthesis, got a token: DLM wants hh:mm [SCH-07]`];
  return Number.isInteger(value) && value >= 0 && value <= most ? [] : [`${part} must be a whole number from 0 to ${most}, got ${value} [SCH-07]`];
}

/** AWS documents `3#2` and `6L`, with numbers alone. */
function numberOf(day: DayOfWeek): number {
  return Object.values(DayOfWeek).indexOf(day) + 1;
}
