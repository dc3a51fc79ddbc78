import { execFile } from 'child_process';
import * as path from 'path';

const ROOT = path.resolve(__dirname, '../..');

/** What the demo says when it refuses, and how it ends. */
function demo(...args: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const env = { ...process.env, PYTHON: '/nowhere/python' };
  return new Promise(resolve => {
    const child = execFile(process.execPath, ['--require', 'tsx/cjs', 'scripts/demo.ts', ...args], { cwd: ROOT, env }, (_error, _output, said) =>
      resolve({ code: child.exitCode ?? -1, said }));
  });
}

test('the demo of the pipeline refuses where there are no emulators, and what it does not know', async () => {
  const endings = await Promise.all([demo('pipeline'), demo('pipeline', '--aws', '--keep'), demo('fleet')]);
  expect(endings.map(({ code }) => code)).toEqual([1, 1, 1]);
  const [alone, elsewhere, unknown] = endings.map(({ said }) => said);
  expect(alone).toMatch(/^The demo of the pipeline runs on emulators only: the emulators need Python 3\.10 or newer, .* does not run/m);
  expect(elsewhere).toMatch(/^The demo of the pipeline goes without --(keep and --aws|aws and --keep)\.$/m);
  expect(unknown).toMatch(/^The demo knows 'pipeline', or nothing by name, got 'fleet'\.$/m);
}, 60_000);
