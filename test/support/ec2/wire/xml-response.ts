/** Responses and errors of the EC2 Query protocol, rendered as their schema says. */
import type { ApiError } from '../errors';
import { type OperationSchema, responseOf, type Shape } from './schema';

const NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';
const PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>\n';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' };
const escape = (text: string) => text.replace(/[&<>"\r]/g, (character) => ESCAPES[character]);

export function renderResponse(schema: OperationSchema, output: object, requestId: string): string {
  const shape = responseOf(schema);
  // Actions without output answer that they succeeded, which the SDK does not read.
  const content = shape.kind === 'unit' ? '<return>true</return>' : render(shape, output);
  const name = `${schema[2]}Response`;
  return `${PROLOGUE}<${name} xmlns="${NAMESPACE}"><requestId>${requestId}</requestId>${content}</${name}>`;
}

export const renderError = ({ code, message }: ApiError, requestId: string): string =>
  `${PROLOGUE}<Response><Errors><Error><Code>${escape(code)}</Code><Message>${escape(message)}</Message></Error></Errors>` +
  `<RequestID>${requestId}</RequestID></Response>`;

function render(shape: Shape, value: unknown): string {
  switch (shape.kind) {
    case 'structure': return shape.members.map(({ name, xmlName, shape: member }) =>
      element(xmlName, member, (value as Readonly<Record<string, unknown>>)[name])).join('');
    case 'list': return (value as readonly unknown[]).map((item) => element(shape.itemName, shape.item, item)).join('');
    case 'timestamp': return (value as Date).toISOString();
    case 'blob': return Buffer.from(value as Uint8Array).toString('base64');
    default: return escape(String(value));
  }
}

const element = (name: string, shape: Shape, value: unknown): string => value === undefined ? '' : `<${name}>${render(shape, value)}</${name}>`;
