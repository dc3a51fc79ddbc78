/** An EC2 Query request, read as its schema says: `Filter.1.Value.2=x` is the second value of the first filter. */
import { ApiError } from '../errors';
import type { Member, Shape } from './schema';

/** What stands below a key, and the key's own value. */
interface Node {
  value?: string;
  readonly below: Map<string, Node>;
}

export interface QueryRequest {
  readonly action: string;
  readonly parameters: Node;
}

export function parseQuery(body: string): QueryRequest {
  const parameters: Node = { below: new Map() };
  let action = '';
  for (const [key, value] of new URLSearchParams(body)) {
    if (key === 'Action') action = value;
    else if (key !== 'Version') insert(parameters, key.split('.'), value);
  }
  if (!action) throw new ApiError('MissingAction', 'The request is missing an action.');
  return { action, parameters };
}

function insert(root: Node, path: readonly string[], value: string): void {
  let node = root;
  for (const part of path) {
    let next = node.below.get(part);
    if (!next) {
      next = { below: new Map() };
      node.below.set(part, next);
    }
    node = next;
  }
  node.value = value;
}

/** The value of a shape, or an error that names the parameter as the caller wrote it. */
export function readParameters(shape: Shape, node: Node, path = ''): unknown {
  switch (shape.kind) {
    case 'structure': return readStructure(shape.members, node, path);
    case 'list': return readList(shape.item, node, path);
    default: return readValue(shape.kind, node.value, path);
  }
}

const join = (path: string, part: string) => path ? `${path}.${part}` : part;

function readStructure(members: readonly Member[], node: Node, path: string): object {
  const structure: Record<string, unknown> = {};
  for (const [key, child] of node.below) {
    const member = members.find((each) => each.queryName === key);
    if (!member) throw new ApiError('UnknownParameter', `The parameter ${join(path, key)} is not recognized`);
    structure[member.name] = readParameters(member.shape, child, join(path, key));
  }
  return structure;
}

function readList(item: Shape, node: Node, path: string): unknown[] {
  return [...node.below]
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([index, child]) => {
      if (!/^[1-9]\d*$/.test(index)) throw new ApiError('InvalidParameter', `The parameter ${join(path, index)} is not a list index`);
      return readParameters(item, child, join(path, index));
    });
}

function readValue(kind: Exclude<Shape['kind'], 'structure' | 'list'>, text: string | undefined, path: string): unknown {
  if (text === undefined) throw new ApiError('InvalidParameterValue', `The parameter ${path} has no value of its own`);
  const refused = () => new ApiError('InvalidParameterValue', `Invalid value '${text}' for ${path}. It is no ${kind}.`);
  switch (kind) {
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw refused();
      return text === 'true';
    case 'number':
      if (text.trim() === '' || Number.isNaN(Number(text))) throw refused();
      return Number(text);
    case 'timestamp': {
      const date = new Date(text);
      if (Number.isNaN(date.getTime())) throw refused();
      return date;
    }
    case 'blob': return new Uint8Array(Buffer.from(text, 'base64'));
    default: return text;
  }
}
