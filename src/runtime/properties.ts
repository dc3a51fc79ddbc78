/** CloudFormation's properties, read into types once. Scalars arrive as strings. */
export type Properties = Readonly<Record<string, unknown>>;

export function text(properties: Properties, name: string): string {
  const value = optionalText(properties, name);
  if (value === undefined) throw new Error(`the property ${name} is missing`);
  return value;
}

export function optionalText(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`the property ${name} must be a string`);
}

export function positiveNumber(properties: Properties, name: string): number {
  const value = Number(text(properties, name));
  if (!(value > 0)) throw new Error(`the property ${name} must be a positive number`);
  return value;
}

export const optionalNumber = (properties: Properties, name: string) =>
  (optionalText(properties, name) === undefined ? undefined : positiveNumber(properties, name));

export function oneOf<T extends string>(properties: Properties, name: string, allowed: readonly T[]): T {
  const value = text(properties, name);
  const found = allowed.find(each => each === value);
  if (found === undefined) throw new Error(`the property ${name} must be one of ${allowed.join(', ')}, got ${value}`);
  return found;
}

export function textMap(properties: Properties, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(optionalMap(properties, name) ?? {}).map(([key, each]) => [key, String(each)]));
}

export const map = (properties: Properties, name: string): Properties => {
  const found = optionalMap(properties, name);
  if (found === undefined) throw new Error(`the property ${name} is missing`);
  return found;
};

export function optionalMap(properties: Properties, name: string): Properties | undefined {
  const value = properties[name];
  if (value === undefined) return undefined;
  if (!isMap(value)) throw new Error(`the property ${name} must be a map`);
  return value;
}

export function listOfMaps(properties: Properties, name: string): readonly Properties[] {
  const value = properties[name];
  if (!Array.isArray(value) || !value.every(isMap)) throw new Error(`the property ${name} must be a list of maps`);
  return value;
}

const isMap = (value: unknown): value is Properties => typeof value === 'object' && value !== null && !Array.isArray(value);
