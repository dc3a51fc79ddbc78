import * as fs from 'fs';
import * as path from 'path';

/**
 * The table of failures that the handlers are held to has fifty rows. Each is a test here, in one of the files `rows-*.test.ts`
 * with its number in the title, or stands in the list below, because no copy, and no image that is made of parts, can meet it.
 */
const NOT_MET: Readonly<Record<number, string>> = {
  28: 'nothing is shared',
  29: 'nothing is made public',
  30: 'nothing is made public',
  31: 'nothing is shared',
  32: 'nothing is shared',
  33: 'nothing is disabled',
  43: 'nothing is shared',
  48: 'the SDK signs the URL of a CopySnapshot in the call, and anew for each',
  49: 'copies are not time-based',
};

const rowsIn = (folder: string) => fs.readdirSync(folder)
  .filter(file => /^rows-.*\.test\.ts$/.test(file))
  .flatMap(file => [...fs.readFileSync(path.join(folder, file), 'utf8').matchAll(/['"]row (\d+): /g)].map(([, row]) => Number(row)));

const tested = [...rowsIn(__dirname), ...rowsIn(path.join(__dirname, '../build'))];

test('every row of the table is a test, or cannot be met, and none is both', () => {
  const rows = [...new Set(tested), ...Object.keys(NOT_MET).map(Number)].sort((a, b) => a - b);
  expect(rows).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
});
