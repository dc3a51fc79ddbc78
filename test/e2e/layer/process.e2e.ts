import { strict as assert } from 'assert';
import { execFile } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { Check, Emulators } from './check';
import { hasEnded } from './is-alive';
import { probe } from './probe';
import { HOME, ProbeStack } from './probe-stack';
import { MiniStack } from '../../support/emulators/ministack';
import { pythonWith } from '../../support/emulators/python';

const LAYER = path.resolve(__dirname, '../../support/emulators/layer');

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-golden-ami-'));
  try {
    await use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Starts another MiniStack, and ends it while it runs a function. */
const endsClean = (emulators: Emulators, end: (ministack: MiniStack) => unknown) => inFolder(async folder => {
  const python = await pythonWith('requirements.txt');
  const nowhere = 'http://127.0.0.1:1';
  const ministack = await MiniStack.start({ ...HOME, python, folder, ec2Url: nowhere, imageBuilderUrl: nowhere, clock: emulators.clock.setting });
  try {
    const clientOf = (account: string, region: string) => ({ ...emulators.clientOf(account, region), endpoint: ministack.url });
    const stack = new ProbeStack({ clientOf, records: () => [] }, 'Alone');
    await stack.create({ Resources: { Copy: probe({ Create: 'linger' }) }, Outputs: { Process: { Value: { 'Fn::Sub': '${Copy.Process}' } } } });
    const worker = Number((await stack.describe()).Outputs![0].OutputValue);
    await end(ministack);
    assert.ok(await hasEnded(ministack.pid), 'MiniStack goes on');
    assert.ok(await hasEnded(worker), 'the worker goes on');
    assert.deepEqual(fs.readdirSync(path.join(folder, 'tmp')), []);
  } finally {
    await ministack.stop();
  }
});

export const checks: Check[] = [
  {
    title: 'MiniStack ends with its input, and takes workers and files along',
    run: emulators => endsClean(emulators, ministack => ministack.stop()),
  },
  {
    title: 'and likewise when it is told to, by a signal',
    run: emulators => endsClean(emulators, ({ pid }) => process.kill(pid, 'SIGTERM')),
  },
  {
    title: 'a MiniStack that the layer does not fit ends at once, in a sentence',
    run: () => inFolder(async folder => {
      fs.writeFileSync(path.join(folder, 'sitecustomize.py'), 'import ministack.services.cloudformation.stacks as stacks\ndel stacks._revert_update\n');
      const nowhere = 'http://127.0.0.1:1';
      const variables = {
        EMULATORS_EC2_URL: nowhere, EMULATORS_IMAGE_BUILDER_URL: nowhere, EMULATORS_CLOCK: '0/1', EMULATORS_SETTINGS: '', EMULATORS_RECORD: '',
      };
      const env = { ...process.env, ...variables, PYTHONPATH: folder, TMPDIR: folder };
      const ended = promisify(execFile)(await pythonWith('requirements.txt'), ['-B', LAYER], { env, timeout: 20_000 });
      await assert.rejects(ended, /made for MiniStack 1\.5\.33 and does not fit 1\.5\.33: .*'_revert_update'/);
    }),
  },
];
