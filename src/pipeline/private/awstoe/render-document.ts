import { ComponentDocument } from './component-document';

/**
 * A document as YAML: scripts as blocks, so that they can be read in the console, and everything else as JSON, which is YAML, too.
 * A library that writes YAML would take longer for one document than the CDK takes for the resource that it goes into.
 */
export const renderDocument = (document: ComponentDocument): string => `${rendered(document, '').trim()}\n`;

function rendered(value: unknown, indent: string): string {
  if (typeof value === 'string') return renderedText(value, indent);
  if (typeof value !== 'object' || value === null) return ` ${JSON.stringify(value)}`;
  const lines = Array.isArray(value)
    ? value.map(each => `${indent}-${rendered(each, `${indent}  `)}`)
    : Object.entries(value).filter(([, each]) => each !== undefined).map(([key, each]) => `${indent}${key}:${rendered(each, `${indent}  `)}`);
  return `\n${lines.join('\n')}`;
}

/** A block keeps what it is given, but for blanks at its ends, and takes what can be printed. */
function renderedText(value: string, indent: string): string {
  const fits = value.includes('\n') && /^\S/.test(value) && /\S\n?$/.test(value) && !/[^\t\n -~]/.test(value);
  if (!fits) return ` ${JSON.stringify(value)}`;
  const lines = value.replace(/\n$/, '').split('\n').map(line => line && `${indent}${line}`);
  return ` ${value.endsWith('\n') ? '|' : '|-'}\n${lines.join('\n')}`;
}
