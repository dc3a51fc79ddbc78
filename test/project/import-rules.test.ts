import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { FEATURES, FOUNDATIONS, OVERVIEWS } from '../../projenrc/import-rules';

const root = path.resolve(__dirname, '../..');
const BY_PATH = 'import/no-restricted-paths';
const BY_NAME = '@typescript-eslint/no-restricted-imports';
const BY_SYNTAX = 'no-restricted-syntax';
const DEV_DEPENDENCY = 'import/no-extraneous-dependencies';

/** What the wrong and the right lines import. */
const HOUSE = {
  'src/index.ts': 'export {};',
  'src/ami/ami.ts': 'export const ami = 1;',
  'src/private/props.ts': 'export const props = 1;',
  'src/copy/ami-copy.ts': 'export const copy = 1;',
  'src/copy/private/handler.ts': 'export const handler = 1;',
  'src/sharing/ami-sharing.ts': 'export const sharing = 1;',
  'src/channels/channel.ts': 'export const channel = 1;',
  'src/runtime/contract.ts': 'export const words = 1;',
  'src/runtime/ami.ts': 'export const image = 1;',
  'src/runtime/log.ts': 'export const log = 1;',
  'src/runtime/aws/ec2.ts': 'export const ec2 = 1;',
  'src/runtime/copy/image-copies.ts': 'export const copies = 1;',
  'src/runtime/copy/copy.lambda.ts': 'export const entry = 1;',
};

type Row = [file: string, line: string, rule: string];

const WRONG: Row[] = [
  ['src/index.ts', "export * from './copy/ami-copy';", BY_SYNTAX],
  ['src/index.ts', "export { words } from './runtime/contract';", BY_PATH],
  ['src/index.ts', "export { handler } from './copy/private/handler';", BY_PATH],
  ['src/index.ts', "export { props } from './private/props';", BY_PATH],
  ['src/copy/a.ts', "import '../index';", BY_PATH],
  ['src/copy/b.ts', "import '..';", BY_PATH],
  ['src/copy/c.ts', "import '../runtime/ami';", BY_PATH],
  ['src/copy/private/c.ts', "import '../../runtime/copy/image-copies';", BY_PATH],
  ['src/copy/d.ts', "import '../sharing/ami-sharing';", BY_PATH],
  ['src/copy/e.ts', "import '../channels/channel';", BY_PATH],
  ['src/copy/f.ts', "import '@aws-sdk/client-ec2';", BY_NAME],
  ['src/copy/g.ts', "import 'fast-check';", DEV_DEPENDENCY],
  ['src/ami/a.ts', "import '../copy/ami-copy';", BY_PATH],
  ['src/private/a.ts', "import '../ami/ami';", BY_PATH],
  ['src/sharing/a.ts', "import '../copy/private/handler';", BY_PATH],
  ['src/channels/a.ts', "import '../copy/private/handler';", BY_PATH],
  ['src/runtime/a.ts', "import '../ami/ami';", BY_PATH],
  ['src/runtime/b.ts', "import './aws/ec2';", BY_PATH],
  ['src/runtime/c.ts', 'export const region = process.env.AWS_REGION;', BY_SYNTAX],
  ['src/runtime/contract.ts', "import './ami';", BY_SYNTAX],
  ['src/runtime/copy/a.ts', "import '../../copy/ami-copy';", BY_PATH],
  ['src/runtime/copy/b.ts', "import '../../private/props';", BY_PATH],
  ['src/runtime/copy/c.ts', "import 'aws-cdk-lib';", BY_NAME],
  ['src/runtime/copy/d.ts', "import 'aws-cdk-lib/aws-ec2';", BY_NAME],
  ['src/runtime/copy/e.ts', "import type { Construct } from 'constructs';", BY_NAME],
  ['src/runtime/copy/f.ts', 'export const now = () => Date.now();', BY_SYNTAX],
  ['src/runtime/copy/g.ts', 'export const now = () => new Date();', BY_SYNTAX],
  ['src/runtime/copy/h.ts', "export const late = () => import('@aws-sdk/client-ec2');", BY_SYNTAX],
  ['src/runtime/copy/i.ts', "import './copy.lambda';", BY_PATH],
  ['src/runtime/copy/j.ts', "import 'esbuild';", DEV_DEPENDENCY],
  ['src/runtime/copy/run-copy.ts', "import '@aws-sdk/client-ec2';", BY_NAME],
  ['src/runtime/copy/run-wait.ts', "import '../aws/ec2';", BY_PATH],
  ['src/runtime/copy/copy-plan.ts', "import { log } from '../log'; export const l = log;", BY_NAME],
  ['src/runtime/copy/wait-plan.ts', "import '@smithy/types';", BY_NAME],
  ['src/runtime/aws/a.ts', "import 'aws-cdk-lib';", BY_NAME],
  ['src/runtime/aws/b.ts', "import '../../ami/ami';", BY_PATH],
  ['src/runtime/aws/c.ts', "import '../copy/copy.lambda';", BY_PATH],
  ['src/runtime/aws/d.ts', 'export const region = process.env.AWS_REGION;', BY_SYNTAX],
  ['src/runtime/sharing/sharing.lambda.ts', "import 'constructs';", BY_NAME],
  ['examples/a.ts', "import 'cdk-nag';", DEV_DEPENDENCY],
  ['src/copy/any.ts', 'export const what = (it: any) => it;', '@typescript-eslint/no-explicit-any'],
  ['src/copy/silenced.ts', '/* eslint-disable */ export const what = (it: any) => it;', '@typescript-eslint/no-explicit-any'],
];

const RIGHT: [file: string, line: string][] = [
  ['src/index.ts', "export { copy } from './copy/ami-copy';"],
  ['src/copy/fine.ts', "import 'aws-cdk-lib'; import '../ami/ami'; import '../private/props'; import '../runtime/contract'; import './private/handler';"],
  ['src/guards/fine.ts', "import '../copy/ami-copy'; import '../channels/channel';"],
  ['src/runtime/copy/fine.ts', "import '../ami'; import '../contract'; import './image-copies';"],
  ['src/runtime/copy/fine-plan.ts', "import type { log } from '../log'; export type Log = typeof log;"],
  ['src/runtime/aws/fine.ts', "import '@aws-sdk/client-ec2'; import '../copy/image-copies';"],
  ['src/runtime/sharing/fine.lambda.ts', "import '@aws-sdk/client-ec2'; import '../aws/ec2'; export const at = [process.env.HOME, new Date()];"],
  ['test/fine.ts', "import 'fast-check'; import '../src/index'; import '../src/runtime/copy/copy.lambda';"],
  ['examples/fine.ts', "import 'aws-cdk-lib'; import '../src';"],
];

/** Rules that were broken, by file and line. One run for all rows, because it is the start that costs. */
let brokenAt: Map<string, string[]>;

beforeAll(() => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'import-rules-')));
  for (const file of ['.eslintrc.json', 'tsconfig.json', 'tsconfig.dev.json', 'package.json']) {
    fs.copyFileSync(path.join(root, file), path.join(folder, file));
  }
  fs.symlinkSync(fs.realpathSync(path.join(root, 'node_modules')), path.join(folder, 'node_modules'));

  const lines = new Map<string, string[]>(Object.entries(HOUSE).map(([file, line]) => [file, [line]]));
  for (const [file, line] of [...WRONG, ...RIGHT]) lines.set(file, [...lines.get(file) ?? [], line]);
  for (const [file, content] of lines) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), content.join('\n'));
  }

  const bin = path.join(path.dirname(require.resolve('eslint/package.json')), 'bin/eslint.js');
  const lint = spawnSync(process.execPath, [bin, '--ext', '.ts', '--format', 'json', 'src', 'test', 'examples'], {
    cwd: folder, encoding: 'utf8', env: { ...process.env, ESLINT_USE_FLAT_CONFIG: 'false' },
  });
  const results: { filePath: string; messages: { ruleId: string; line: number }[] }[] = JSON.parse(lint.stdout);
  fs.rmSync(folder, { recursive: true });

  brokenAt = new Map([...WRONG, ...RIGHT].map(([file, line]) => {
    const found = results.find(result => result.filePath === path.join(folder, file));
    const number = lines.get(file)!.indexOf(line) + 1;
    return [file + line, (found?.messages ?? [{ ruleId: 'file was not linted', line: number }])
      .filter(message => message.line === number).map(message => message.ruleId)];
  }));
}, 60_000);

test.each(WRONG)('%s may not say: %s', (file, line, rule) => expect(brokenAt.get(file + line)).toContain(rule));

test.each(RIGHT)('%s may say: %s', (file, line) => {
  const restrictions = [BY_PATH, BY_NAME, BY_SYNTAX, DEV_DEPENDENCY, 'file was not linted', 'import/no-unresolved'];
  expect(brokenAt.get(file + line)!.filter(rule => restrictions.includes(rule))).toEqual([]);
});

test('every folder under src has its place in the rules', () => {
  const folders = fs.readdirSync(path.join(root, 'src'), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name);
  expect([...FOUNDATIONS, ...FEATURES, ...OVERVIEWS, 'runtime']).toEqual(expect.arrayContaining(folders));
});
