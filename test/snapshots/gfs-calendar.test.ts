import * as fs from 'fs';
import * as path from 'path';
import { gfsYear } from '../../scripts/docs/gfs-year';

// When this fails on purpose: npx tsx scripts/docs/gfs-calendar.ts
test('docs/images/gfs-year.svg is what the preview of the example says', () => {
  expect(gfsYear()).toBe(fs.readFileSync(path.resolve(__dirname, '../../docs/images/gfs-year.svg'), 'utf8'));
});

test('the drawing says in words what it shows', () => {
  const [, description] = /<desc id="desc">(.*)<\/desc>/.exec(gfsYear()) ?? [];
  expect(description).toBe('son: 365 made, kept for 14 days. father: 52 made, kept for 56 days. grandfather: 12 made, archived after 1 day. '
    + 'yearly: 1 made, kept for longer. The last day ends with 23 in the standard tier and 12 in the archive tier.');
});
