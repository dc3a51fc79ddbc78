import fc from 'fast-check';
import { parse } from 'yaml';
import { ComponentDocument } from '../../../src/pipeline/private/awstoe/component-document';
import { renderDocument } from '../../../src/pipeline/private/awstoe/render-document';

const documentOf = (commands: string[]): ComponentDocument => ({
  schemaVersion: '1.0',
  phases: [{ name: 'build', steps: [{ name: 'run', action: 'ExecuteBash', timeoutSeconds: 60, inputs: { commands } }] }],
});

test('a YAML parser reads what was written, whatever is in it', () => {
  const line = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', ' ', '  indented', '- item', 'key: value', '# comment', '---', '...', '\ttab', '"', '|', 'a\r', 'trailing '));
  const script = fc.array(line, { minLength: 1, maxLength: 6 }).map(lines => lines.join('\n'));
  fc.assert(fc.property(fc.array(script, { minLength: 1, maxLength: 3 }), commands => {
    expect(parse(renderDocument(documentOf(commands)))).toEqual(documentOf(commands));
  }), { numRuns: 500 });
});

test('a script stands in the document as a person wrote it', () => {
  expect(renderDocument(documentOf(['set -e\nif true; then\n  echo "a: b"\nfi\n']))).toBe(`schemaVersion: "1.0"
phases:
  -
    name: "build"
    steps:
      -
        name: "run"
        action: "ExecuteBash"
        timeoutSeconds: 60
        inputs:
          commands:
            - |
              set -e
              if true; then
                echo "a: b"
              fi
`);
});
