import { CronDays } from './cron';
import { DAY_MS, selectedDays } from './days';

/** Fixed, so that synthesis says the same on every day. A frequency whose years are over by then has no runs. */
const FIRST = Date.UTC(2026, 0);
const END = Date.UTC(2200, 0);
const MINUTES_PER_DAY = 1440;

interface Span {
  /** Selected days from 2026 to 2199, as numbers of days since 1970. */
  readonly days: readonly number[];
  readonly shortestGap: number;
  readonly longestGap: number;
}

const spans = new Map<string, Span>();

/** When a frequency runs. What is said of its gaps holds for all its runs from 2026 to 2199. */
export class Calendar {
  /** `Infinity` when it fires once. */
  public readonly shortestGapHours: number;
  /** `Infinity` when it fires once. */
  public readonly longestGapHours: number;
  public readonly firesOnce: boolean;
  /** A year or a date that is past, or a day that never comes. */
  public readonly firesNever: boolean;
  private readonly span: Span;

  /**
   * @param minutesOfDay the runs of each selected day, in order
   * @param isFixed false when DLM picks the time of day: the gaps are known, the runs are not
   */
  constructor(private readonly selection: CronDays, private readonly minutesOfDay: readonly number[], public readonly isFixed: boolean = true) {
    this.span = spanOf(selection);
    const { days, shortestGap, longestGap } = this.span;
    const [first, last] = [minutesOfDay[0], minutesOfDay[minutesOfDay.length - 1]];
    const overnight = (gap: number) => gap * MINUTES_PER_DAY + first - last;
    const inDay = minutesOfDay.slice(1).map((minute, index) => minute - minutesOfDay[index]);
    const across = days.length > 1 ? [overnight(shortestGap), overnight(longestGap)] : [];
    const gaps = days.length > 0 ? [...inDay, ...across] : [];
    this.firesNever = days.length === 0;
    this.firesOnce = days.length === 1 && minutesOfDay.length === 1;
    this.shortestGapHours = gaps.length > 0 ? Math.min(...gaps) / 60 : Infinity;
    this.longestGapHours = gaps.length > 0 ? Math.max(...gaps) / 60 : Infinity;
  }

  /** From the first to the last of `count` consecutive runs, at the least; `Infinity` when there are never so many. */
  public shortestSpanHours(count: number): number {
    if (count < 2) return 0;
    const { days } = this.span;
    const perDay = this.minutesOfDay.length;
    const later = Math.floor((count - 1) / perDay);
    const rest = (count - 1) % perDay;
    const shortest = Math.min(...this.minutesOfDay.map((minute, index) => {
      const wraps = index + rest >= perDay;
      const end = this.minutesOfDay[(index + rest) % perDay];
      return shortestRise(days, later + (wraps ? 1 : 0)) * MINUTES_PER_DAY + end - minute;
    }));
    return shortest / 60;
  }

  /** In order, from the first moment up to but not including the second. */
  public runs(from: Date, to: Date): Date[] {
    if (!this.isFixed) throw new Error('DLM picks the time of day: the runs are not known');
    const found: Date[] = [];
    for (const day of selectedDays(this.selection, from.getTime(), to.getTime())) {
      for (const minute of this.minutesOfDay) {
        const run = new Date(day + minute * 60_000);
        if (run >= from && run < to) found.push(run);
      }
    }
    return found;
  }

  /** The first moment at which the other runs as well; undefined when there is none, or when DLM picks a time of day. */
  public coincidesWith(other: Calendar): Date | undefined {
    if (!this.isFixed || !other.isFixed) return undefined;
    const minute = this.minutesOfDay.find(each => other.minutesOfDay.includes(each));
    if (minute === undefined) return undefined;
    const day = firstCommon(this.span.days, other.span.days);
    return day === undefined ? undefined : new Date(day * DAY_MS + minute * 60_000);
  }
}

/** The first moment at which both run. */
export function coincide(a: Calendar, b: Calendar): Date | undefined {
  return a.coincidesWith(b);
}

function spanOf(selection: CronDays): Span {
  const { pattern, months, years } = selection;
  const key = [pattern, months, years].join('|');
  const span = spans.get(key) ?? measure(Array.from(selectedDays(selection, FIRST, END), day => day / DAY_MS));
  spans.set(key, span);
  return span;
}

function measure(days: readonly number[]): Span {
  let [shortestGap, longestGap] = [Infinity, 0];
  for (let index = 1; index < days.length; index++) {
    const gap = days[index] - days[index - 1];
    if (gap < shortestGap) shortestGap = gap;
    if (gap > longestGap) longestGap = gap;
  }
  return { days, shortestGap, longestGap };
}

/** Of two lists in order. */
function firstCommon(some: readonly number[], others: readonly number[]): number | undefined {
  let index = 0;
  return some.find(each => {
    while (others[index] < each) index++;
    return others[index] === each;
  });
}

/** How much later, at the least, the one is that comes `steps` after another. */
function shortestRise(days: readonly number[], steps: number): number {
  let shortest = Infinity;
  for (let index = steps; index < days.length; index++) shortest = Math.min(shortest, days[index] - days[index - steps]);
  return shortest;
}
