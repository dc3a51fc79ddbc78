import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

const root = path.resolve(__dirname, '..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
const filesIn = (folder: string, ext: string): string[] => fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith(ext)).map(file => path.join(folder, file)).sort();

const pages = ['README.md', 'CONTRIBUTING.md', ...filesIn('docs', '.md')];
const sources = filesIn('src', '.ts').map(read).join('\n').replaceAll("\\'", "'");
const errors = read('docs/errors.md');

const withoutCode = (page: string) => page.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '');

describe('a sample', () => {
  const examples = filesIn('examples', '.ts').map(read);
  const samples = filesIn('docs', '.md').flatMap(page => [...read(page).matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => ({ page, code })));

  test('is shown at all', () => expect(samples).not.toEqual([]));

  test.each(samples)('in $page stands in an example, line for line', ({ code }) => {
    expect(examples.filter(example => `\n${example}`.includes(`\n${code}`))).not.toEqual([]);
  });
});

describe('a link', () => {
  const links = pages.flatMap(page => [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => ({ page, to })))
    .filter(({ to }) => !/^https?:/.test(to));

  /** As GitHub makes them from headings. */
  const anchorsIn = (page: string) => [...read(page).matchAll(/^#+ (.*)$/gm)]
    .map(([, heading]) => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replace(/ /g, '-'));

  test.each(links)('in $page leads to $to', ({ page, to }) => {
    const [file, anchor] = to.split('#');
    const target = file === '' ? page : path.join(path.dirname(page), file);
    expect(fs.existsSync(path.join(root, target))).toBe(true);
    if (anchor !== undefined) expect(anchorsIn(target)).toContain(anchor);
  });
});

describe('docs/errors.md', () => {
  const rows = [...errors.matchAll(/^\| `([^`]+)` \|/gm)].map(([, sentence]) => sentence);
  /** What stands in a sentence between the things that differ. */
  const partsOf = (sentence: string, gap: RegExp) => sentence.split(gap).map(part => part.trim()).filter(part => part.length > 3);

  test.each(rows)('says what the code says: %s', sentence => {
    expect(partsOf(sentence, /…/).filter(part => !sources.includes(part))).toEqual([]);
  });

  test.each([...sources.matchAll(/addWarningV2\('([^']+)'/g)].map(([, id]) => id))('has a row for the warning %s', id => {
    expect(rows).toContain(id);
  });

  const refusals = [...sources.matchAll(/new Refusal\((['"`])(.*?)\1\)/g)].map(([, , sentence]) => sentence);

  test.each(refusals)('has a row for the refusal: %s', refusal => {
    const parts = partsOf(refusal, /\$\{[^}]*\}/);
    expect(rows.filter(row => parts.every(part => row.includes(part)))).not.toEqual([]);
  });

  // Pipelines collect problems as texts. What must exist is a warning, with its id; what starts with a capital is said to somebody else.
  const demands = [...new Set(filesIn('src/pipeline', '.ts').flatMap(textsIn).filter(text => /^[^A-Z].*\bmust (?!exist)|^[\w.]+ needs /.test(text)))];

  test.each(demands)('has a row for what a pipeline demands: %s', demand => {
    const parts = partsOf(demand, /…/);
    expect(rows.filter(row => parts.every(part => row.includes(part)))).not.toEqual([]);
  });
});

/** Every text of a source file, with … for what differs. */
function textsIn(file: string): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) texts.push(node.text);
    if (ts.isTemplateExpression(node)) texts.push([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…'));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest));
  return texts;
}
