/** AWS JSON 1.1, as KMS speaks it: the member names are the SDK's own, and times are seconds. */
import { ApiError } from '../errors';
import { type OperationSchema, responseOf, type Shape } from './schema';

export function readJson(body: string): object {
  const value: unknown = body === '' ? {} : JSON.parse(body);
  if (value === null || typeof value !== 'object') throw new ApiError('SerializationException', 'The request body is no JSON object.');
  return value;
}

export const renderJson = (schema: OperationSchema, output: object): string => JSON.stringify(toJson(responseOf(schema), output));

export const renderJsonError = ({ code, message }: ApiError): string => JSON.stringify({ __type: code, message });

function toJson(shape: Shape, value: unknown): unknown {
  if (value === undefined) return undefined;
  switch (shape.kind) {
    case 'structure': {
      const structure = value as Readonly<Record<string, unknown>>;
      return Object.fromEntries(shape.members.map((member) => [member.name, toJson(member.shape, structure[member.name])]));
    }
    case 'list': return (value as readonly unknown[]).map((item) => toJson(shape.item, item));
    case 'timestamp': return (value as Date).getTime() / 1000;
    default: return value;
  }
}
