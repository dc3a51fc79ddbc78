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

test('the demos of a pipeline and its channels refuse where there are no emulators, and what they do not know', async () => {
  const endings = await Promise.all([demo('pipeline'), demo('channels'), demo('pipeline', '--aws', '--keep'), demo('fleet')]);
  expect(endings.map(({ code }) => code)).toEqual([1, 1, 1, 1]);
  const [pipeline, channels, elsewhere, unknown] = endings.map(({ said }) => said);
  expect(pipeline).toMatch(/^The demo of the pipeline runs on emulators only: the emulators need Python 3\.10 or newer, .* does not run/m);
  expect(channels).toMatch(/^The demo of channels runs on emulators only: the emulators need Python 3\.10 or newer, .* does not run/m);
  expect(elsewhere).toMatch(/^The demo of the pipeline goes without --(keep and --aws|aws and --keep)\.$/m);
  expect(unknown).toMatch(/^The demo knows 'pipeline', 'channels', or nothing by name, got 'fleet'\.$/m);
}, 60_000);
