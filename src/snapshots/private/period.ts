import { DAY_MS } from './days';
import type { PeriodModel } from './policy-model';

const DAYS_IN: Record<string, number> = { DAYS: 1, WEEKS: 7 };
const MONTHS_IN: Record<string, number> = { MONTHS: 1, YEARS: 12 };

/** The moment that comes a period later. From the 31st of January, a month later is the last day of February. */
export function later(at: number, { amount, unit }: PeriodModel): number {
  if (unit in DAYS_IN) return at + amount * DAYS_IN[unit] * DAY_MS;
  const from = new Date(at);
  const month = from.getUTCMonth() + amount * MONTHS_IN[unit];
  const lastDate = new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).getUTCDate();
  return Date.UTC(from.getUTCFullYear(), month, Math.min(from.getUTCDate(), lastDate)) + at % DAY_MS;
}
