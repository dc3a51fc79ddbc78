import { Duration, Token } from 'aws-cdk-lib';
import { Calendar } from './private/calendar';
import { EVERY_DAY, readCron } from './private/cron';
import { frequencyWarnings, gapProblem } from './private/gaps';
import type { Warning } from './private/rules/sentences';
import { DayOfMonth, DayOfWeek, TimeOfDay } from './time-of-day';

/** @see https://docs.aws.amazon.com/dlm/latest/APIReference/API_CreateRule.html, Interval */
const INTERVALS = [1, 2, 3, 4, 6, 8, 12, 24];

/**
 * The fields of a cron expression, as AWS reads them.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html
 */
export interface BackupCronOptions {
  /** 0 to 23, in UTC. */
  readonly hour: string;

  /**
   * 0 to 59. DLM runs once an hour at most.
   *
   * @default '0'
   */
  readonly minute?: string;

  /**
   * 1 to 31, `L` for the last, `LW` for the last from Monday to Friday, or `15W` for the one of these that is nearest to the 15th. Not together with `weekDay`.
   *
   * @default - every day, or what `weekDay` says
   */
  readonly day?: string;

  /**
   * 1 to 12, or JAN to DEC.
   *
   * @default '*'
   */
  readonly month?: string;

  /**
   * 1 to 7, or SUN to SAT, where 1 is Sunday; `6#2` is the second Friday of a month, `6L` its last. Not together with `day`.
   *
   * @default - every day, or what `day` says
   */
  readonly weekDay?: string;

  /**
   * 1970 to 2199.
   *
   * @default '*'
   */
  readonly year?: string;
}

interface RenderedFrequency {
  readonly interval?: number;
  readonly intervalUnit?: string;
  readonly times?: string[];
  readonly cronExpression?: string;
}

/** How often a schedule of a lifecycle policy runs. All times are UTC; a run starts within an hour after its time. */
export class BackupFrequency {
  /**
   * Several times a day, or daily.
   *
   * Throws for an interval that DLM does not have.
   *
   * @param interval 1, 2, 3, 4, 6, 8, 12 or 24 hours
   * @param startingAt the time of one of the runs. When it is left out, DLM picks one, another for each policy
   */
  public static every(interval: Duration, startingAt?: TimeOfDay): BackupFrequency {
    const rendered = { intervalUnit: 'HOURS', ...startingAt && { times: [startingAt.toString()] } };
    if (interval.isUnresolved()) return new BackupFrequency(false, { interval: interval.toHours(), ...rendered }, undefined, []);
    const hours = interval.toHours({ integral: false });
    if (!INTERVALS.includes(hours)) {
      throw new Error(`interval must be 1, 2, 3, 4, 6, 8, 12 or 24 hours, got ${interval.toHumanString()}; use weekly(), monthly(), yearly() or cron() for others [SCH-06]`);
    }
    const first = (startingAt?._minuteOfDay ?? 0) % (hours * 60);
    const minutesOfDay = Array.from({ length: 24 / hours }, (_, index) => first + index * hours * 60);
    return new BackupFrequency(false, { interval: hours, ...rendered }, new Calendar(EVERY_DAY, minutesOfDay, startingAt !== undefined), []);
  }

  /**
   * Once a day.
   *
   * @param at the time of the runs
   */
  public static daily(at: TimeOfDay): BackupFrequency {
    return BackupFrequency.every(Duration.hours(24), at);
  }

  /**
   * Once a week.
   *
   * @param day the weekday
   * @param at the time of the runs
   */
  public static weekly(day: DayOfWeek, at: TimeOfDay): BackupFrequency {
    return BackupFrequency.fromCron('day', `cron(${at.minute} ${at.hour} ? * ${day} *)`);
  }

  /**
   * Once a month.
   *
   * @param day the day of the month
   * @param at the time of the runs
   */
  public static monthly(day: DayOfMonth, at: TimeOfDay): BackupFrequency {
    return BackupFrequency.fromCron('day', `cron(${at.minute} ${at.hour} ${day._day} * ${day._weekDay} *)`);
  }

  /**
   * Once a year.
   *
   * Throws when the month has no such day, or not in every year: DLM wants a run within 366 days.
   *
   * @param month 1 to 12
   * @param day the day of that month
   * @param at the time of the runs
   */
  public static yearly(month: number, day: DayOfMonth, at: TimeOfDay): BackupFrequency {
    const monthField = Token.isUnresolved(month) ? Token.asString(month) : String(month);
    return BackupFrequency.fromCron('day', `cron(${at.minute} ${at.hour} ${day._day} ${monthField} ${day._weekDay} *)`);
  }

  /**
   * By the fields of a cron expression.
   *
   * Throws when AWS does not document such a field, when runs are less than an hour or more than 366 days apart, and when
   * there is none after 2025.
   *
   * @param options the fields
   */
  public static cron(options: BackupCronOptions): BackupFrequency {
    const { minute = '0', hour, month = '*', year = '*' } = options;
    const day = options.day ?? (options.weekDay === undefined || options.weekDay === '?' ? '*' : '?');
    const weekDay = options.weekDay ?? (day === '?' ? '*' : '?');
    return BackupFrequency.fromCron('options', `cron(${[minute, hour, day, month, weekDay, year].join(' ')})`);
  }

  /**
   * By a cron expression of AWS's kind, with six fields: `cron(0 3 * * ? *)`.
   *
   * Throws as `cron()` does.
   *
   * @param expression minute, hour, day of month, month, weekday and year between `cron(` and `)`
   */
  public static expression(expression: string): BackupFrequency {
    return BackupFrequency.fromCron('expression', expression);
  }

  private static fromCron(prop: string, cronExpression: string): BackupFrequency {
    if (Token.isUnresolved(cronExpression)) return new BackupFrequency(true, { cronExpression }, undefined, []);
    const reading = readCron(cronExpression);
    if ('problems' in reading) throw new Error(reading.problems.join('\n'));
    const { days, minutesOfDay } = reading.cron;
    const calendar = new Calendar(days, minutesOfDay);
    const problem = gapProblem(prop, cronExpression, calendar);
    if (problem) throw new Error(problem);
    return new BackupFrequency(true, { cronExpression }, calendar, frequencyWarnings(cronExpression, calendar, days));
  }

  private constructor(
    /** @internal */
    public readonly _isCron: boolean,
    private readonly rendered: RenderedFrequency,
    /**
     * Undefined when the frequency is a token.
     * @internal
     */
    public readonly _calendar: Calendar | undefined,
    /**
     * What is allowed, but should be known.
     * @internal
     */
    public readonly _warnings: readonly Warning[],
  ) {}

  /**
   * The shortest time between two runs.
   *
   * Throws when the frequency is a token, and when it has one run.
   */
  public get shortestGap(): Duration {
    if (!this._calendar) throw new Error('shortestGap is not known before the deployment: the frequency is a token');
    if (this._calendar.firesOnce) throw new Error(`shortestGap does not exist: ${this.rendered.cronExpression} runs once`);
    return Duration.minutes(this._calendar.shortestGapHours * 60);
  }

  /** @internal */
  public _render(): RenderedFrequency {
    return this.rendered;
  }
}
