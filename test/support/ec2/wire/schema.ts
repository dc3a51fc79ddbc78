/**
 * The SDK's schemas, read into what parsing and rendering need. A schema is an array: kind, name space, name, traits, then by kind
 * member names and member schemas; a member is a schema, or a pair of schema and traits; a function stands for what it returns.
 */

type Traits = number | Readonly<Record<string, unknown>>;

export type OperationSchema = readonly [kind: number, namespace: string, action: string, traits: unknown, request: unknown, response: unknown];

export type Shape =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'blob' | 'timestamp' | 'unit' }
  | { readonly kind: 'list'; readonly item: Shape; readonly itemName: string }
  | { readonly kind: 'structure'; readonly members: readonly Member[]; readonly required: readonly string[] };

export interface Member {
  readonly name: string;
  /** Its element in a response. */
  readonly xmlName: string;
  /** Its key in a request. */
  readonly queryName: string;
  readonly isToken: boolean;
  readonly shape: Shape;
}

type Structure = Extract<Shape, { kind: 'structure' }>;

const LIST = 1;
const STRUCTURE = 3;
const SIMPLE = 0;
/** Lists of simple values are numbers: this plus the number of the value. */
const LIST_OF = 64;

const SIMPLE_KINDS: Readonly<Record<number, Shape>> = {
  0: { kind: 'string' },
  1: { kind: 'number' },
  2: { kind: 'boolean' },
  4: { kind: 'timestamp' },
  5: { kind: 'timestamp' },
  21: { kind: 'blob' },
};

const cache = new WeakMap<object, Shape>();

export function shapeOf(reference: unknown): Shape {
  const schema = resolve(reference);
  if (schema === 'unit') return { kind: 'unit' };
  if (typeof schema === 'number') return simpleShape(schema);
  if (!Array.isArray(schema)) throw new Error(`unknown schema: ${String(schema)}`);
  if (schema.length === 2) return shapeOf(schema[0]);

  let shape = cache.get(schema);
  if (!shape) {
    shape = readShape(schema);
    cache.set(schema, shape);
  }
  return shape;
}

function readShape(schema: readonly unknown[]): Shape {
  switch (schema[0]) {
    case SIMPLE: return shapeOf(schema[4]);
    case LIST: return { kind: 'list', item: shapeOf(schema[4]), itemName: String(traitsOf(schema[4]).xmlName ?? 'member') };
    case STRUCTURE: return structure(schema);
    default: throw new Error(`the protocol has no use for a schema of kind ${String(schema[0])}`);
  }
}

/** Structures can contain themselves, so members are read when they are first needed. */
function structure(schema: readonly unknown[]): Structure {
  const [, , , , names, schemas, required = 0] = schema as [number, string, string, Traits, string[], unknown[], number?];
  let members: readonly Member[] | undefined;
  return {
    kind: 'structure',
    required: names.slice(0, required),
    get members() {
      return members ??= names.map((name, index) => readMember(name, schemas[index]));
    },
  };
}

function readMember(name: string, schema: unknown): Member {
  const traits = traitsOf(schema);
  const xmlName = String(traits.xmlName ?? name);
  return {
    name,
    xmlName,
    queryName: String(traits.ec2QueryName ?? xmlName[0].toUpperCase() + xmlName.slice(1)),
    isToken: traits.idempotencyToken === 1,
    shape: shapeOf(schema),
  };
}

function simpleShape(schema: number): Shape {
  if (schema >= LIST_OF) return { kind: 'list', item: simpleShape(schema - LIST_OF), itemName: 'member' };
  const shape = SIMPLE_KINDS[schema];
  if (!shape) throw new Error(`the protocol has no use for a simple schema ${schema}`);
  return shape;
}

const resolve = (reference: unknown): unknown => typeof reference === 'function' ? resolve((reference as () => unknown)()) : reference;

/** Traits of a member; a number packs them, one bit each, of which the third marks an idempotency token. */
function traitsOf(reference: unknown): Readonly<Record<string, unknown>> {
  const schema = resolve(reference);
  if (!Array.isArray(schema) || schema.length !== 2) return {};
  const traits = schema[1] as Traits;
  if (typeof traits !== 'number') return traits;
  return Math.floor(traits / 4) % 2 === 1 ? { idempotencyToken: 1 } : {};
}

export function requestOf(schema: OperationSchema): Structure {
  const shape = shapeOf(schema[4]);
  if (shape.kind !== 'structure') throw new Error(`${schema[2]} takes no input`);
  return shape;
}

export const responseOf = (schema: OperationSchema): Shape => shapeOf(schema[5]);
