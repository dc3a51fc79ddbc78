import * as fs from 'fs';
import * as path from 'path';

const root = path.resolve(__dirname, '../..');
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
const firstScreen = read('README.md').split('\n').slice(0, 80);

test.each(['npm ci && npm run demo', 'npm ci && npm test'])('the first screen of the README says: %s', command => {
  expect(firstScreen.filter(line => line.split('#')[0].trim() === command)).not.toEqual([]);
});

test('what the README says is what CI runs', () => {
  expect(read('.ci/run')).toContain("readme 'npm ci && npm test'");
  expect(read('.ci/run')).toContain("readme 'npm ci && npm run demo'");
});
