import { isList, isMap, Value, Values } from './template';

/** What the paths of a state are read from: `$` the state's data, `$$` the execution's context. */
export interface StateData {
  readonly data: Value;
  readonly context: Value;
}

const SEGMENT = /\.([A-Za-z_$][\w$-]*)|\['([^']+)'\]|\[(\d+)\]/y;

function segmentsOf(path: string): readonly string[] {
  const segments: string[] = [];
  let index = path.startsWith('$$') ? 2 : 1;
  while (index < path.length) {
    SEGMENT.lastIndex = index;
    const match = SEGMENT.exec(path);
    if (!match) throw new StatesError('States.Runtime', `The path '${path}' is not a reference path`);
    segments.push(match[1] ?? match[2] ?? match[3]);
    index = SEGMENT.lastIndex;
  }
  return segments;
}

/** The value at a reference path, or undefined when there is none. */
export function lookUp(path: string, from: StateData): Value {
  let value: Value = path.startsWith('$$') ? from.context : from.data;
  for (const segment of segmentsOf(path)) {
    if (isList(value)) value = value[Number(segment)];
    else if (isMap(value)) value = Object.hasOwn(value, segment) ? value[segment] : undefined;
    else return undefined;
  }
  return value;
}

export function read(path: string, from: StateData): Value {
  const value = lookUp(path, from);
  if (value === undefined) throw new StatesError('States.ParameterPathFailure', `The JSONPath '${path}' could not be found in the input`);
  return value;
}

/** Fills a payload template: keys that end in `.$` take their value from a path. */
export function fill(template: Value, from: StateData): Value {
  if (isList(template)) return template.map(each => fill(each, from));
  if (!isMap(template)) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) =>
    key.endsWith('.$') ? [key.slice(0, -2), read(String(value), from)] : [key, fill(value, from)]));
}

/** Puts a result into the data at a reference path, making maps on the way. */
export function placed(result: Value, path: string | null | undefined, data: Value): Value {
  if (path === null) return data;
  const put = (into: Value, segments: readonly string[]): Value => {
    if (segments.length === 0) return result;
    const map: Values = isMap(into) ? into : {};
    return { ...map, [segments[0]]: put(map[segments[0]], segments.slice(1)) };
  };
  return put(data, segmentsOf(path ?? '$'));
}

/** An error that `Retry` and `Catch` can name. */
export class StatesError extends Error {
  constructor(public readonly error: string, public readonly errorCause: string) {
    super(`${error}: ${errorCause}`);
  }

  public isNamedBy(names: readonly string[]): boolean {
    if (names.includes(this.error)) return true;
    if (this.error === 'States.Runtime' || this.error === 'States.DataLimitExceeded') return false;
    return names.includes('States.ALL') || names.includes('States.TaskFailed') && this.error !== 'States.Timeout';
  }
}
