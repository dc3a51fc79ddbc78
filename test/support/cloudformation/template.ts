/** A JSON value, resolved or not. */
export type Value = string | number | boolean | null | undefined | readonly Value[] | { readonly [key: string]: Value };
export type Values = { readonly [key: string]: Value };

export interface ResourceDeclaration {
  readonly Type: string;
  readonly Properties?: Values;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A synthesized template, as far as it decides what happens to resources. */
export interface Template {
  readonly Parameters?: { readonly [name: string]: { readonly Type: string; readonly Default?: Value } };
  readonly Mappings?: { readonly [name: string]: Values };
  readonly Conditions?: Values;
  readonly Resources: { readonly [logicalId: string]: ResourceDeclaration };
  readonly Outputs?: Values;
}

/** What a resource gives to `Ref` and `Fn::GetAtt`. */
export interface Referable {
  readonly physicalId: string;
  readonly attributes: Values;
}

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
export const isMap = (value: Value): value is Values => typeof value === 'object' && value !== null && !isList(value);

/** The function that a map stands for, and its argument: `{ Ref: … }`, `{ 'Fn::Join': … }`. */
export function intrinsicOf(value: Value): { readonly name: string; readonly argument: Value } | undefined {
  if (!isMap(value)) return undefined;
  const names = Object.keys(value);
  if (names.length !== 1) return undefined;
  const name = names[0];
  return name === 'Ref' || name === 'Condition' || name.startsWith('Fn::') ? { name, argument: value[name] } : undefined;
}

/** Custom resources get every scalar as a string, and no nulls. */
export function stringified(value: Value): Value {
  if (isList(value)) return value.map(stringified);
  if (isMap(value)) {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined && each !== null);
    return Object.fromEntries(entries.map(([key, each]) => [key, stringified(each)]));
  }
  return String(value);
}

const SUBSTITUTE = /\$\{([^!][^}]*)\}/g;
export const substitutesIn = (text: string): string[] => [...text.matchAll(SUBSTITUTE)].map(match => match[1].trim());
export const substitute = (text: string, replace: (name: string) => string): string =>
  text.replace(SUBSTITUTE, (_match, name: string) => replace(name.trim())).replace(/\$\{!([^}]*)\}/g, '${$1}');

/** Splits `Resource.Attribute` (attributes may have dots too). */
export function attributePath(argument: Value): readonly [string, string] {
  if (isList(argument)) return [String(argument[0]), String(argument[1])];
  const text = String(argument);
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}
