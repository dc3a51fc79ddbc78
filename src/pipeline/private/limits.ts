import { Token } from 'aws-cdk-lib';
import { Problem } from '../../private/props';

/** A whole number within limits, or one that is known at deployment only. */
export function between(prop: string, value: number | undefined, least: number, most: number): Problem {
  if (value === undefined || Token.isUnresolved(value)) return undefined;
  return Number.isInteger(value) && value >= least && value <= most ? undefined : `${prop} must be a whole number from ${least} to ${most}, got ${value}`;
}

/** Image Builder takes no empty lists. */
export function listProblem(prop: string, list: readonly string[] | undefined, most: number): Problem {
  if (list === undefined || Token.isUnresolved(list)) return undefined;
  if (list.length < 1 || list.length > most) return `${prop} must be 1 to ${most}, got ${list.length}${list.length === 0 ? '; leave it out for the default' : ''}`;
  const twice = list.find((each, index) => list.indexOf(each) < index);
  return twice === undefined ? undefined : `${prop} must name each once, got ${twice} again`;
}
