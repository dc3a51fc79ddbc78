/** A cron expression of Image Builder (https://docs.aws.amazon.com/imagebuilder/latest/userguide/cron-expressions.html). */
import { createRequire } from 'module';
import { Token } from 'aws-cdk-lib';
import type * as croner from 'croner';

const FIELDS: readonly { readonly name: string; readonly takes: RegExp; readonly says: string }[] = [
  { name: 'minute', takes: /^[\d,\-*/]+$/, says: '0-59 , - * /' },
  { name: 'hour', takes: /^[\d,\-*/]+$/, says: '0-23 , - * /' },
  { name: 'day', takes: /^(\?|[\d,\-*/LW]+)$/, says: '1-31 , - * ? / L W' },
  { name: 'month', takes: /^[\dA-Z,\-*/]+$/, says: '1-12 or JAN-DEC , - * /' },
  { name: 'weekDay', takes: /^(\?|[\dA-Z,\-*#]+)$/, says: '1-7 or SUN-SAT , - * ? L #' },
  { name: 'year', takes: /^[\d,\-*/]+$/, says: '1970-2199 , - * /' },
];

/** What Image Builder would refuse, or would wait for in vain. */
export function cronProblem(expression: string): string | undefined {
  if (Token.isUnresolved(expression)) return undefined;
  const inside = /^cron\((.*)\)$/.exec(expression)?.[1];
  if (inside === undefined) return `expression must be like cron(0 3 ? * SUN *), got '${expression}'`;
  const fields = inside.toUpperCase().split(' ');
  if (fields.length !== FIELDS.length || fields.includes('')) {
    return `expression must have six fields, minute hour day month weekDay year, with one blank between two of them, got '${expression}'`;
  }
  const wrong = FIELDS.findIndex(({ takes }, index) => !takes.test(fields[index]));
  if (wrong >= 0) return `expression: the ${FIELDS[wrong].name} takes ${FIELDS[wrong].says}, got '${fields[wrong]}' in '${expression}'`;
  const [, , day, , weekDay] = fields;
  if ((day === '?') === (weekDay === '?')) return `expression must have ? for the day or for the weekDay, and for one of them only, got '${expression}'`;
  return runProblem(fields, expression);
}

/** Croner is loaded when it is first needed: who imports the package for something else does not pay for it. */
function runProblem(fields: readonly string[], expression: string): string | undefined {
  const { Cron }: typeof croner = createRequire(__filename)('croner');
  try {
    const cron = new Cron(`0 ${fields.join(' ')}`, { mode: '7-part', alternativeWeekdays: true, utcOffset: 0, paused: true });
    return cron.nextRun() ? undefined : `expression never comes again, got '${expression}'`;
  } catch (error) {
    return `expression cannot be read, got '${expression}': ${(error as Error).message}`;
  }
}
