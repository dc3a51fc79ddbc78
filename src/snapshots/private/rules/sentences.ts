import { Problem } from '../../../private/props';

/** What is allowed, but the user should know. */
export interface Warning {
  /** What it is acknowledged by. */
  readonly topic: string;
  readonly says: string;
}

/** The problems and warnings of one part of the props. */
export const under = (place: string, problems: readonly Problem[]): Problem[] => problems.map(problem => problem && `${place}: ${problem}`);

export const warnUnder = (place: string, warnings: readonly Warning[]): Warning[] =>
  warnings.map(({ topic, says }) => ({ topic, says: `${place}: ${says}` }));

/** The warnings that apply. */
export const warnings = (...all: readonly (Warning | false | undefined)[]): Warning[] => all.filter(each => !!each);

/** What a list has more than once. */
export const repeated = <T>(list: readonly T[]): T[] => [...new Set(list.filter((each, index) => list.indexOf(each) !== index))];
