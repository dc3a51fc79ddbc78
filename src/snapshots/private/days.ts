import { createRequire } from 'node:module';
import type * as croner from 'croner';
import { CronDays } from './cron';

export const DAY_MS = 86_400_000;

/**
 * What croner said of a pattern, by the kind of month: one of 28 to 31 days, that starts on one of seven.
 * So croner is asked for 28 months at the most, and the years follow.
 */
const said = new Map<string | undefined, Map<number, readonly number[]>>();

/** The days that are selected, in order, as midnights UTC: from the day of the first moment up to but not including the second. */
export function* selectedDays({ pattern, months, years }: CronDays, from: number, to: number): Generator<number> {
  const [inMonths, inYears] = [new Set(months), new Set(years)];
  const start = new Date(from);
  const today = from - from % DAY_MS;
  for (let month = start.getUTCFullYear() * 12 + start.getUTCMonth(); startOf(month) < to; month++) {
    if (!inYears.has(Math.floor(month / 12)) || !inMonths.has(month % 12 + 1)) continue;
    const first = startOf(month);
    for (const date of datesOf(pattern, first, startOf(month + 1))) {
      const day = first + date * DAY_MS;
      if (day >= today && day < to) yield day;
    }
  }
}

/** A month is counted from the year 0. */
const startOf = (month: number) => Date.UTC(Math.floor(month / 12), month % 12);

/** Counted from 0. */
function datesOf(pattern: string | undefined, first: number, next: number): readonly number[] {
  const length = (next - first) / DAY_MS;
  const kind = length * 7 + first / DAY_MS % 7;
  const kinds = said.get(pattern) ?? new Map<number, readonly number[]>();
  said.set(pattern, kinds);
  const dates = kinds.get(kind) ?? ask(pattern, first, length);
  kinds.set(kind, dates);
  return dates;
}

function ask(pattern: string | undefined, first: number, length: number): number[] {
  const all = Array.from({ length }, (_, date) => date);
  if (pattern === undefined) return all;
  const cron = readByCroner(pattern);
  return all.filter(date => cron.match(new Date(first + date * DAY_MS)));
}

/** Loads croner when it is first needed: who imports the package for something else does not pay for it. */
function readByCroner(pattern: string): croner.Cron {
  const { Cron }: typeof croner = createRequire(__filename)('croner');
  const [dayOfMonth, weekDay] = pattern.split(' ');
  return new Cron(`0 0 0 ${dayOfMonth} * ${weekDay}`, { mode: '6-part', utcOffset: 0, paused: true });
}
