/**
 * AWS's cron expressions, day by day and minute by minute, straight from the words of its guide. Slow and short: what the implementation is compared with.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html
 */
const DAY = 86_400_000;
const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const WEEKDAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ');

/** All runs from the start of a year to the end of another, as moments. */
export function runsByBruteForce(expression: string, firstYear: number, lastYear: number): number[] {
  const fields = expression.toUpperCase().slice('CRON('.length, -1).split(' ');
  const times: number[] = [];
  for (let minute = 0; minute < 1440; minute++) {
    if (listHas(fields[0], minute % 60, 0, 59) && listHas(fields[1], Math.floor(minute / 60), 0, 23)) times.push(minute * 60_000);
  }
  const runs: number[] = [];
  for (let day = Date.UTC(firstYear, 0, 1); day < Date.UTC(lastYear + 1, 0, 1); day += DAY) {
    if (dayMatches(new Date(day), fields)) runs.push(...times.map(time => day + time));
  }
  return runs;
}

function dayMatches(day: Date, [, , dates, months, weekDays, years]: string[]): boolean {
  return (dates === '?' || dateMatches(day, dates))
    && (weekDays === '?' || weekDayMatches(day, weekDays))
    && listHas(months, day.getUTCMonth() + 1, 1, 12, MONTHS)
    && (years === '*' || listHas(years, day.getUTCFullYear(), 1970, 2199));
}

/** Walks from one end of each range to the other, round the corner if need be, and takes every so-manieth value. */
function listHas(list: string, value: number, least: number, most: number, names: string[] = []): boolean {
  const valueOf = (word: string) => (names.includes(word) ? names.indexOf(word) + least : Number(word));
  return list.split(',').some(item => {
    const [range, step] = item.split('/');
    const [from, to] = range === '*' ? [least, most] : range.split('-').map(valueOf);
    const end = to ?? (step === undefined ? from : most);
    for (let at = from, walked = 0; ; at = at === most ? least : at + 1, walked++) {
      if (at === value && walked % Number(step ?? 1) === 0) return true;
      if (at === end) return false;
    }
  });
}

function dateMatches(day: Date, list: string): boolean {
  if (list === 'L') return isLastSevenDays(day) && new Date(day.getTime() + DAY).getUTCDate() === 1;
  if (!list.endsWith('W')) return list === '*' || listHas(list, day.getUTCDate(), 1, 31);
  const workdays = datesOf(day).filter(date => isWorkday(day, date));
  if (list === 'LW') return day.getUTCDate() === Math.max(...workdays);
  const wished = Number(list.slice(0, -1));
  // No tie: a Saturday has its Friday nearer than its Monday, a Sunday its Monday.
  const nearest = workdays.reduce((best, date) => (Math.abs(date - wished) < Math.abs(best - wished) ? date : best));
  return datesOf(day).includes(wished) && day.getUTCDate() === nearest;
}

function weekDayMatches(day: Date, list: string): boolean {
  const isOn = (word: string) => listHas(word, day.getUTCDay() + 1, 1, 7, WEEKDAYS);
  if (list.includes('#')) return isOn(list.split('#')[0]) && Math.ceil(day.getUTCDate() / 7) === Number(list.split('#')[1]);
  return list.endsWith('L') ? isOn(list.slice(0, -1)) && isLastSevenDays(day) : isOn(list);
}

const isLastSevenDays = (day: Date) => new Date(day.getTime() + 7 * DAY).getUTCMonth() !== day.getUTCMonth();

const isWorkday = (month: Date, date: number) => ![0, 6].includes(new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), date)).getUTCDay());

function datesOf(day: Date): number[] {
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
  const dates: number[] = [];
  for (let date = 1; new Date(Date.UTC(year, month, date)).getUTCMonth() === month; date++) dates.push(date);
  return dates;
}
