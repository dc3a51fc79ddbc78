/**
 * A cron expression as AWS reads it. It factors: all days that it selects have the same runs.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html
 */
export interface CronExpression {
  readonly minutesOfDay: readonly number[];
  readonly days: CronDays;
}

export interface CronDays {
  /** Day of month and weekday, as croner reads them; undefined for every day. */
  readonly pattern: string | undefined;
  readonly months: readonly number[];
  readonly years: readonly number[];
  /** The values, or starts of ranges, from 29 to 31: some months lack them. */
  readonly rareDates: readonly number[];
  /** The fifth of a weekday, which most months lack. */
  readonly isFifth: boolean;
}

/** Sentences, when AWS would refuse the expression. */
export type CronReading = { readonly cron: CronExpression } | { readonly problems: readonly string[] };

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
  /** What the field takes besides values, as told when it is refused. */
  readonly alone: string;
}

interface DayChoice {
  readonly pattern: string | undefined;
  readonly rareDates: readonly number[];
  readonly isFifth: boolean;
}

export const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const MINUTE: Field = { name: 'minute', least: 0, most: 59, names: [], alone: '*' };
const HOUR: Field = { name: 'hour', least: 0, most: 23, names: [], alone: '*' };
const DAY: Field = { name: 'day', least: 1, most: 31, names: [], alone: '*, ?, L, LW or 15W' };
const MONTH: Field = { name: 'month', least: 1, most: 12, names: MONTHS, alone: '*' };
const WEEKDAY: Field = { name: 'weekDay', least: 1, most: 7, names: WEEKDAYS, alone: '*, ?, 6L or 6#2' };
const YEAR: Field = { name: 'year', least: 1970, most: 2199, names: [], alone: '*' };

/** The days of a schedule that goes by hours. */
export const EVERY_DAY: CronDays = {
  pattern: undefined, months: wholeOf(MONTH), years: wholeOf(YEAR), rareDates: [], isFifth: false,
};

/** Reads what AWS documents, and no more: what DLM would run when it is sent something else, nobody can foretell. */
export function readCron(expression: string): CronReading {
  const form = formProblem(expression);
  if (form) return { problems: [`expression ${form}, got '${expression}' [SCH-10]`] };
  const [minute, hour, day, month, weekDay, year] = expression.slice('cron('.length, -1).toUpperCase().split(' ');
  const problems: string[] = [];
  const valuesOf = (field: Field, text: string) => valuesIn(field, text) ?? refused(problems, field, text);
  const minutes = valuesOf(MINUTE, minute);
  const cron = {
    minutesOfDay: valuesOf(HOUR, hour).flatMap(each => minutes.map(past => each * 60 + past)),
    days: { ...readDays(day, weekDay, problems), months: valuesOf(MONTH, month), years: valuesOf(YEAR, year) },
  };
  return problems.length > 0 ? { problems } : { cron };
}

/** @see https://docs.aws.amazon.com/dlm/latest/APIReference/API_CreateRule.html, CronExpression */
function formProblem(expression: string): string | undefined {
  if (/^rate\(/.test(expression)) return 'must be a cron(…), as DLM takes no rate(…); use BackupFrequency.every()';
  const inside = /^cron\((.*)\)$/.exec(expression)?.[1];
  if (inside === undefined) return 'must be like cron(0 3 * * ? *)';
  const fields = inside.trim().split(/\s+/);
  if (fields.length === 5) return 'must have six fields: a crontab has no year, counts weekdays from 0, and needs no ? in day or weekDay, while AWS does';
  if (fields.length !== 6) return `must have six fields: minute hour day month weekDay year, not ${fields.length}`;
  // A blank before the bracket passes the pattern of DLM's API, and is refused all the same.
  if (inside !== fields.join(' ')) return 'must have one blank between two fields, and none at the ends';
  return inside.length > 100 ? `must have 11 to 100 characters between the brackets, not ${inside.length}` : undefined;
}

function refused(problems: string[], field: Field, text: string): number[] {
  const { name, least, most, names, alone } = field;
  const values = names.length > 0 ? `${least} to ${most} or ${names[0]} to ${names[names.length - 1]}` : `${least} to ${most}`;
  problems.push(`${name} must be values of ${values}, a-b or a/n, in a list with commas, or by itself ${alone}, got '${text}' [SCH-11]`);
  return [];
}

function readDays(day: string, weekDay: string, problems: string[]): DayChoice {
  const none = { pattern: undefined, rareDates: [], isFifth: false };
  if ((day === '?') === (weekDay === '?')) {
    problems.push(`one of day and weekDay must be ?, and the other not, got '${day}' and '${weekDay}' [SCH-11]`);
    return none;
  }
  if (weekDay === 'L') {
    problems.push("weekDay must not be L alone, which AWS explains as Saturday here and Sunday there; write SAT, SUN, or 6L for a month's last Friday [SCH-11]");
    return none;
  }
  const choice = weekDay === '?' ? byDate(day) : byWeekday(weekDay);
  if (!choice) refused(problems, ...(weekDay === '?' ? [DAY, day] as const : [WEEKDAY, weekDay] as const));
  return choice ?? none;
}

function byDate(text: string): DayChoice | undefined {
  const choose = (pattern: string | undefined, rareDates: number[] = []) => ({ pattern, rareDates, isFifth: false });
  if (text === 'L' || text === 'LW') return choose(`${text} *`);
  const nearest = /^(.+)W$/.exec(text)?.[1];
  if (nearest !== undefined) {
    const date = valueIn(DAY, nearest);
    return date === undefined ? undefined : choose(`${date}W *`, [date].filter(isRare));
  }
  const dates = valuesIn(DAY, text);
  const starts = text.split(',').flatMap(item => (expand(DAY, item) ?? []).slice(0, 1)).filter(isRare);
  return dates && choose(isWhole(DAY, dates) ? undefined : `${dates.join(',')} *`, starts);
}

function byWeekday(text: string): DayChoice | undefined {
  const choose = (pattern: string | undefined, isFifth = false) => ({ pattern, rareDates: [], isFifth });
  const [, word, which] = /^(.+?)(L|#[1-5])$/.exec(text) ?? [];
  if (word !== undefined) {
    const weekDay = valueIn(WEEKDAY, word);
    return weekDay === undefined ? undefined : choose(`* ${weekDay - 1}${which}`, which === '#5');
  }
  const weekDays = valuesIn(WEEKDAY, text);
  // AWS counts from 1 = Sunday, croner from 0.
  return weekDays && choose(isWhole(WEEKDAY, weekDays) ? undefined : `* ${weekDays.map(each => each - 1).join(',')}`);
}

/** What a field selects, in order; undefined when it cannot be read. */
function valuesIn(field: Field, text: string): number[] | undefined {
  const items = text.split(',');
  const values = items.map(item => (items.length > 1 && item.startsWith('*') ? undefined : expand(field, item)));
  if (values.includes(undefined)) return undefined;
  return [...new Set(values.flatMap(each => each ?? []))].sort((a, b) => a - b);
}

/** One item of a list: a value, a range, or either with a step. */
function expand(field: Field, item: string): number[] | undefined {
  const [, from, to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(item) ?? [];
  if (from === undefined || (from === '*' && to !== undefined)) return undefined;
  const first = from === '*' ? field.least : valueIn(field, from);
  const last = to === undefined ? (from === '*' || step !== undefined ? field.most : first) : valueIn(field, to);
  const stride = Number(step ?? 1);
  if (first === undefined || last === undefined || stride < 1 || stride > field.most) return undefined;
  if (field === YEAR && last < first) return undefined;
  const size = field.most - field.least + 1;
  // A range may go round: 20-2 are the hours 20 to 23 and 0 to 2.
  const length = (last - first + size) % size + 1;
  return Array.from({ length: Math.ceil(length / stride) }, (_, index) => field.least + (first - field.least + index * stride) % size);
}

function valueIn(field: Field, word: string): number | undefined {
  const named = field.names.indexOf(word);
  if (named >= 0) return field.least + named;
  const value = /^\d+$/.test(word) && word.length <= String(field.most).length ? Number(word) : NaN;
  return value >= field.least && value <= field.most ? value : undefined;
}

function wholeOf(field: Field): number[] {
  return Array.from({ length: field.most - field.least + 1 }, (_, index) => field.least + index);
}

const isRare = (date: number) => date > 28;
const isWhole = (field: Field, values: readonly number[]) => values.length === field.most - field.least + 1;
