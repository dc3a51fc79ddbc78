import * as fs from 'fs';
import * as path from 'path';

/**
 * The table of failures that the handlers are held to has fifty rows. Each is a test here, in one of the files `rows-*.test.ts`
 * with its number in the title, or stands in the list below, because no copy can meet it.
 */
const NOT_MET_BY_A_COPY: Readonly<Record<number, string>> = {
  2: 'CopySnapshot and CreateSnapshot are not called: CopyImage makes the snapshots',
  23: 'volumes are not copied one by one',
  24: 'RegisterImage is not called',
  25: 'CopyImage takes the billing of the source over; RegisterImage, which may lose it, is not called',
  26: 'CopyImage takes UEFI data, TPM and boot mode over',
  27: 'CopyImage takes ephemeral and blank mappings over',
  28: 'nothing is shared',
  29: 'nothing is made public',
  30: 'nothing is made public',
  31: 'nothing is shared',
  32: 'nothing is shared',
  33: 'nothing is disabled',
  43: 'nothing is shared',
  48: 'CopySnapshot, which signs a URL in advance, is not called',
  49: 'copies are not time-based',
};

const tested = fs.readdirSync(__dirname)
  .filter(file => /^rows-.*\.test\.ts$/.test(file))
  .flatMap(file => [...fs.readFileSync(path.join(__dirname, file), 'utf8').matchAll(/['"]row (\d+): /g)].map(([, row]) => Number(row)));

test('every row of the table is a test, or cannot be met, and none is both', () => {
  const rows = [...new Set(tested), ...Object.keys(NOT_MET_BY_A_COPY).map(Number)].sort((a, b) => a - b);
  expect(rows).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
});
