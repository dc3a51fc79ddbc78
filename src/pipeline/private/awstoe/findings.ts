/** What is wrong at a place of a document, told with the place: `phase build: step Install: action …`. */
export const at = (place: string, problems: readonly (string | undefined)[]): string[] =>
  problems.filter(problem => problem !== undefined).map(problem => `${place}: ${problem}`);

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What was found, as a person would write it. */
export const shown = (value: unknown): string => value === undefined ? 'nothing' : typeof value === 'string' ? `'${value}'` : JSON.stringify(value);

/** Keys that nobody reads, which are those that were mistyped. */
export const unknownKeys = (fields: Fields, known: readonly string[]): string[] =>
  Object.keys(fields).filter(key => !known.includes(key)).map(key => `${key} is not known there; known are ${known.join(', ')}`);

/** The names that occur more than once, each once. */
export const repeated = (names: readonly unknown[]): unknown[] => [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
