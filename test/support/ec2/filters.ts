/** Filters of describe calls: every filter must match, by any of its values; `*` and `?` are wildcards, a backslash takes their meaning away. */
import type * as sdk from '@aws-sdk/client-ec2';
import { ApiError, invalidValue } from './errors';

interface Tagged {
  readonly Tags?: sdk.Tag[];
}

type Value = string | number | boolean | undefined;

/** How to read, from what a call would show, the values that a filter compares. */
export type FilterTable<T> = Readonly<Record<string, (item: T) => Value | Value[]>>;

const MAX_VALUES = 200;

export function matching<T extends Tagged>(items: readonly T[], filters: readonly sdk.Filter[] | undefined, table: FilterTable<T>): T[] {
  const tests = (filters ?? []).map((filter) => testOf(filter, table));
  return items.filter((item) => tests.every((test) => test(item)));
}

function testOf<T extends Tagged>({ Name: name = '', Values: values = [] }: sdk.Filter, table: FilterTable<T>): (item: T) => boolean {
  if (values.length === 0) throw invalidValue(`The filter '${name}' has no values.`);
  if (values.length > MAX_VALUES) throw new ApiError('FilterLimitExceeded', `The maximum number of filter values is ${MAX_VALUES}.`);
  const patterns = values.map(patternOf);
  const read = readerOf(name, table);
  return (item) => [read(item)].flat().some((value) => value !== undefined && patterns.some((accepts) => accepts(String(value))));
}

function readerOf<T extends Tagged>(name: string, table: FilterTable<T>): FilterTable<T>[string] {
  if (Object.hasOwn(table, name)) return table[name];
  if (name === 'tag-key') return ({ Tags }) => Tags?.map((tag) => tag.Key);
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return ({ Tags }) => Tags?.find((tag) => tag.Key === key)?.Value;
  }
  throw invalidValue(`The filter '${name}' is invalid`);
}

function patternOf(pattern: string): (value: string) => boolean {
  if (!/[*?\\]/.test(pattern)) return (value) => value === pattern;
  const source = pattern.replace(/\\[*?\\]|[*?]|[.+^${}()|[\]\\]/g, (part) => {
    if (part === '*') return '[^]*';
    if (part === '?') return '[^]';
    return part.length === 2 ? part : `\\${part}`;
  });
  const compiled = new RegExp(`^${source}$`);
  return (value) => compiled.test(value);
}
