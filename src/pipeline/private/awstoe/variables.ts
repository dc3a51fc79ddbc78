import { at, Fields, isFields, repeated, shown, unknownKeys } from './findings';

const KEYS = { parameters: ['type', 'default', 'description'], constants: ['type', 'value'] };

/**
 * What is wrong with the parameters and constants of a document.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-user-defined-variables.html
 */
export function variableProblems(document: Fields): string[] {
  const twice = repeated([...namesIn(document.parameters), ...namesIn(document.constants)]);
  return [
    ...listProblems('parameters', document.parameters),
    ...listProblems('constants', document.constants),
    ...twice.map(name => `${name} is defined more than once among parameters and constants`),
  ];
}

/** The names of the parameters, or constants, of a document. */
export const namesIn = (list: unknown): string[] => entriesIn(list).map(([name]) => name);

/** Those that somebody has to give a value to. */
export const namesWithoutDefault = (list: unknown): string[] =>
  entriesIn(list).filter(([, definition]) => !isFields(definition) || definition.default === undefined).map(([name]) => name);

const entriesIn = (list: unknown): [string, unknown][] => Array.isArray(list) ? list.filter(isFields).flatMap(each => Object.entries(each)) : [];

function listProblems(kind: keyof typeof KEYS, list: unknown): string[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) return [`${kind} must be a list with a name in each entry, got ${shown(list)}`];
  return list.flatMap(each => isFields(each) && Object.keys(each).length === 1
    ? Object.entries(each).flatMap(([name, definition]) => definitionProblems(kind, name, definition))
    : [`${kind} must have one name in each entry, got ${shown(each)}`]);
}

function definitionProblems(kind: keyof typeof KEYS, name: string, definition: unknown): string[] {
  if (!/^[A-Za-z0-9_-]{3,128}$/.test(name)) return [`${kind} must have names of 3 to 128 letters, digits, - and _, got '${name}'`];
  if (!isFields(definition)) return [`${kind}: ${name} must have a type, got ${shown(definition)}`];
  return at(`${kind}: ${name}`, [
    ...unknownKeys(definition, KEYS[kind]),
    definition.type === 'string' ? undefined : `type must be string, which is all there is, got ${shown(definition.type)}`,
    kind === 'constants' && definition.value === undefined ? 'value must be given' : undefined,
  ]);
}
