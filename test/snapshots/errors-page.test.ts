import * as fs from 'fs';
import * as path from 'path';

const root = path.resolve(__dirname, '../..');
const page = fs.readFileSync(path.join(root, 'docs/errors.md'), 'utf8');
const sources = fs.readdirSync(path.join(root, 'src/snapshots'), { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))
  .map(file => fs.readFileSync(path.join(root, 'src/snapshots', file), 'utf8'));

/** How many rules of Data Lifecycle Manager there are of each section. */
const SECTIONS = { POL: 13, TGT: 15, SCH: 17, RET: 8, TAG: 8, ARC: 13, FSR: 8, XRC: 13, AMI: 8, SHR: 9, EVT: 11, SCR: 12, LOC: 4, DEF: 12 };
const rules = Object.entries(SECTIONS).flatMap(([section, count]) =>
  Array.from({ length: count }, (_, index) => `${section}-${String(index + 1).padStart(2, '0')}`));

test.each(rules)('docs/errors.md says what becomes of %s', rule => expect(page).toContain(rule));

const topics = sources.flatMap(source => [...source.matchAll(/\btopic: '(\w+)'/g)].map(([, topic]) => topic));

test.each([...new Set(topics)])('docs/errors.md has a row for the warning %s', topic => expect(page).toContain(`\n| \`${topic}\` |`));
