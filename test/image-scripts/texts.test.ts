import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { gunzipSync } from 'zlib';
import { Tree } from './tree';
import { plainScript } from '../../src/pipeline/private/seal-scripts';

const FOLDER = path.resolve(__dirname, '../../image-scripts');
const FILES = ['linux', 'windows'].flatMap(platform => fs.readdirSync(path.join(FOLDER, platform)).map(name => `${platform}/${name}`));
const textOf = (file: string) => fs.readFileSync(path.join(FOLDER, file), 'utf8');

describe('the scripts', () => {
  test.each(FILES)('%s has nothing that AWSTOE would take for its own, and nothing that YAML would have to escape', file => {
    expect(textOf(file)).not.toMatch(/\{\{/);
    expect(textOf(file)).toMatch(/^[\n -~]*$/);
  });

  test.each(FILES.filter(file => file.endsWith('.sh')))('%s never prints its commands', file => {
    expect(textOf(file)).not.toMatch(/^\s*set .*[-]\w*[xv]|set -o (xtrace|verbose)/m);
  });

  test('the packed verifier is the verifier: if this fails, run npx tsx scripts/build/pack-verify.ts', () => {
    const packed = /<<< '([^']+)'/.exec(textOf('linux/verify.packed.sh'))![1];
    expect(gunzipSync(Buffer.from(packed, 'base64')).toString()).toBe(plainScript('linux', 'verify'));
  });

  test.each(['sanitize', 'verify'] as const)('only comments and blank lines are left out of %s for a document', name => {
    const whole = textOf('linux/places.sh') + textOf(`linux/${name}.sh`);
    const missing = whole.split('\n').filter(line => !plainScript('linux', name).split('\n').includes(line));
    expect(missing.filter(line => !/^\s*(#.*)?$/.test(line) && !line.startsWith('source '))).toEqual([]);
    expect(spawnSync('bash', ['-n', '-c', plainScript('linux', name)], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  test('are no finding themselves, wherever an agent leaves them', () => {
    const tree = new Tree();
    for (const file of FILES) tree.write(`/var/lib/amazon/ssm/${file}`, textOf(file));
    expect(tree.verify().findings).toEqual([]);
    tree.remove();
  });
});
