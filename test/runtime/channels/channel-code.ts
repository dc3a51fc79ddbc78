import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { createRequire } from 'module';
import { join } from 'path';
import { buildSync } from 'esbuild';
import { ChannelCode } from './channel-lab';
import { Mutation } from '../../support/mutation';

const PROJECT = join(__dirname, '../../..');
const load = createRequire(__filename);
const PARTS = ['channels/channels-handler', 'aws/ec2-release-images', 'aws/ssm-channel-parameters'];

/** The function's code, broken as the mutation says. */
export function brokenCode({ file, from, to }: Mutation): ChannelCode {
  const text = readFileSync(join(PROJECT, 'src/runtime', file), 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${file} must hold exactly once: ${from}`);
  const cache = join(PROJECT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'channels-'));
  try {
    cpSync(join(PROJECT, 'src/runtime'), folder, { recursive: true });
    writeFileSync(join(folder, file), text.replace(from, () => to));
    const contents = PARTS.map(part => `export * from './${part}';`).join('\n');
    const outfile = join(folder, 'code.cjs');
    buildSync({ stdin: { contents, resolveDir: folder }, bundle: true, platform: 'node', format: 'cjs', external: ['@aws-sdk/*'], outfile });
    return load(outfile) as ChannelCode;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
