import * as fc from 'fast-check';

interface Values { readonly least: number; readonly most: number; readonly names?: string[] }

const MONTHS = { least: 1, most: 12, names: 'JAN feb Mar APR may JUN jul AUG sep OCT nov DEC'.split(' ') };
const WEEKDAYS = { least: 1, most: 7, names: 'sun MON tue WED Thu FRI sat'.split(' ') };

function value({ least, most, names }: Values): fc.Arbitrary<string> {
  const number = fc.integer({ min: least, max: most }).map(String);
  return names ? fc.oneof(number, fc.constantFrom(...names)) : number;
}

function item(values: Values, mayWrap: boolean): fc.Arbitrary<string> {
  const range = fc.tuple(value(values), value(values)).filter(([from, to]) => mayWrap || Number(from) <= Number(to)).map(ends => ends.join('-'));
  const step = fc.integer({ min: 1, max: Math.min(values.most, 59) }).map(each => `/${each}`);
  return fc.tuple(fc.oneof(value(values), range), fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: step })).map(parts => parts.join(''));
}

function list(values: Values, mayWrap: boolean = true): fc.Arbitrary<string> {
  const every = fc.integer({ min: 1, max: Math.min(values.most, 59) }).map(step => `*/${step}`);
  const items = fc.array(item(values, mayWrap), { minLength: 1, maxLength: 3 }).map(each => each.join(','));
  return fc.oneof({ weight: 2, arbitrary: fc.constant('*') }, { weight: 1, arbitrary: every }, { weight: 4, arbitrary: items });
}

const byDate = fc.oneof(
  list({ least: 1, most: 31 }), fc.constantFrom('L', 'LW', 'l', 'lw'), fc.integer({ min: 1, max: 31 }).map(date => `${date}W`),
).map(day => [day, '?']);

const byWeekday = fc.oneof(
  list(WEEKDAYS), value(WEEKDAYS).map(day => `${day}L`), fc.tuple(value(WEEKDAYS), fc.integer({ min: 1, max: 5 })).map(parts => parts.join('#')),
).map(day => ['?', day]);

const years = fc.oneof({ weight: 3, arbitrary: fc.constant('*') }, { weight: 1, arbitrary: list({ least: 1970, most: 2199 }, false) });

/** The last four fields of an expression: day, month, weekday and year. */
export const days = fc.tuple(fc.oneof(byDate, byWeekday), list(MONTHS), years).map(([[day, weekDay], month, year]) => [day, month, weekDay, year].join(' '));

/** What AWS documents, and DLM has room for. */
export const anExpression: fc.Arbitrary<string> = fc
  .tuple(list({ least: 0, most: 59 }), list({ least: 0, most: 23 }), days)
  .map(fields => `cron(${fields.join(' ')})`)
  .filter(expression => expression.length <= 'cron()'.length + 100);
