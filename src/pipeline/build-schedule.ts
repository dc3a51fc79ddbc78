import { Token } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import type { BaseImage } from './base-image';
import { OsFamily } from './os-family';
import { cronProblem } from './private/cron';

/** When within a week, or a month, a pipeline looks for work, and what it takes for work. */
export interface BuildScheduleOptions {
  /**
   * The time zone that the hours are of, by its IANA name: `Europe/Zurich`.
   *
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;

  /**
   * Whether a build starts each time, though the base image and the components are what they were.
   *
   * Amazon Linux moves by new base images, and is built when there is one. The packages of other systems move between two base images, so that
   * a build without a new one has updates all the same.
   *
   * @default - false for Amazon Linux on a base image that AWS publishes under a name, else true
   */
  readonly evenWithoutUpdates?: boolean;
}

/** When a pipeline looks for work. */
export class BuildSchedule {
  /** Never: builds are started by a deployment or by you. */
  public static manual(): BuildSchedule {
    return new BuildSchedule(undefined, {});
  }

  /**
   * Every day.
   *
   * Throws for an hour that does not exist.
   *
   * @param hour 0 to 23
   * @param options the time zone
   */
  public static daily(hour: number, options?: BuildScheduleOptions): BuildSchedule {
    return BuildSchedule.expression(`cron(0 ${hour} * * ? *)`, options);
  }

  /**
   * Once a week.
   *
   * Throws for a weekday or an hour that does not exist.
   *
   * @param day the weekday, SUN to SAT
   * @param hour 0 to 23
   * @param options the time zone
   */
  public static weekly(day: string = 'SUN', hour: number = 3, options?: BuildScheduleOptions): BuildSchedule {
    return BuildSchedule.expression(`cron(0 ${hour} ? * ${day} *)`, options);
  }

  /**
   * By the fields of a cron expression: `{ minute: '0', hour: '4', weekDay: 'WED#2' }` is the second Wednesday of a month.
   *
   * Throws when Image Builder does not know such a field, and when the time never comes again.
   *
   * @param fields the fields; what is left out is every one, but the minute, which is 0
   * @param options the time zone
   */
  public static cron(fields: events.CronOptions, options?: BuildScheduleOptions): BuildSchedule {
    const { minute = '0', hour = '*', month = '*', year = '*', day = fields.weekDay === undefined ? '*' : '?' } = fields;
    const weekDay = fields.weekDay ?? (day === '?' ? '*' : '?');
    return BuildSchedule.expression(`cron(${[minute, hour, day, month, weekDay, year].join(' ')})`, options);
  }

  /**
   * By a cron expression of six fields: `cron(0 3 ? * SUN *)`.
   *
   * Throws as `cron()` does.
   *
   * @param expression minute, hour, day, month, weekday and year between `cron(` and `)`
   * @param options the time zone
   */
  public static expression(expression: string, options: BuildScheduleOptions = {}): BuildSchedule {
    const problems = [cronProblem(expression), zoneProblem(options.timeZone)].filter(problem => problem !== undefined);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    return new BuildSchedule(expression, options);
  }

  private constructor(
    /**
     * The cron expression; undefined for a manual one.
     *
     * @internal
     */
    public readonly _expression: string | undefined,
    /** @internal */
    public readonly _options: BuildScheduleOptions,
  ) {}

  /**
   * Whether a build starts only when something that the recipe refers to has changed. Amazon Linux moves by new base images; the packages of others
   * move in between, which no reference shows.
   *
   * @internal
   */
  public _waitsForUpdates(baseImage: BaseImage): boolean {
    const showsUpdates = baseImage.osFamily === OsFamily.AMAZON_LINUX_2023 && !baseImage._traits.isPinned;
    return !(this._options.evenWithoutUpdates ?? !showsUpdates);
  }
}

function zoneProblem(zone: string | undefined): string | undefined {
  if (zone === undefined || Token.isUnresolved(zone)) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return undefined;
  } catch {
    return `timeZone must be one like Europe/Zurich, got '${zone}'`;
  }
}