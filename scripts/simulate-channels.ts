/**
 * Drives channels through random histories on the simulators, and says what went against the invariants.
 *
 *   npx tsx scripts/simulate-channels.ts --histories 100000 --seed 1
 *   npx tsx scripts/simulate-channels.ts --seed 1 --only 4711          the story of one history
 */
import { mkdirSync } from 'fs';
import { availableParallelism } from 'os';
import { join } from 'path';
import { parseArgs } from 'util';
import { Worker } from 'worker_threads';
import Table from 'cli-table3';
import { buildSync } from 'esbuild';
import { planOf } from '../test/runtime/channels/histories/plan';
import { replay, Series } from '../test/runtime/channels/histories/series';
import type { Task } from '../test/runtime/channels/histories/worker';

const BATCH = 50;
const SHOWN = 10;

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    only: { type: 'string' },
  },
});

function number(name: keyof typeof values): number {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} must be a whole number of 0 or more, got ${values[name]}`);
  return value;
}

async function runOne(history: number): Promise<void> {
  const seed = number('seed');
  const { story, violations } = await replay(seed, history);
  console.log(JSON.stringify(planOf(seed, history), undefined, 2));
  console.log(story.join('\n'));
  console.log(violations.length === 0 ? '\nno violations' : `\n${violations.join('\n')}`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}

function bundledWorker(): string {
  const folder = join(__dirname, '../node_modules/.cache/simulate');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, 'channels-worker.cjs');
  buildSync({ entryPoints: [join(__dirname, '../test/runtime/channels/histories/worker.ts')], bundle: true, platform: 'node', format: 'cjs', packages: 'external', outfile });
  return outfile;
}

async function runAll(histories: number): Promise<void> {
  const file = bundledWorker();
  const seed = number('seed');
  const contents = new Map<string, number>();
  const failures: Series['violations'][number][] = [];
  const began = Date.now();
  let [next, done] = [0, 0];
  const progress = () => process.stderr.write(`${done} of ${histories} histories, ${failures.length} with violations, ${(done / ((Date.now() - began) / 1000)).toFixed(0)} a second\n`);
  const timer = setInterval(progress, 10_000);

  await Promise.all(Array.from({ length: Math.max(1, number('workers')) }, async () => {
    const worker = new Worker(file, { execArgv: ['--no-warnings'] });
    worker.on('error', error => {
      console.error(error);
      process.exit(1);
    });
    while (next < histories) {
      const task: Task = { seed, from: next, to: Math.min(next + BATCH, histories) };
      next = task.to;
      const result = await new Promise<Series>(resolve => {
        worker.once('message', resolve);
        worker.postMessage(task);
      });
      done += result.histories;
      failures.push(...result.violations);
      for (const [name, count] of Object.entries(result.contents)) contents.set(name, (contents.get(name) ?? 0) + count);
    }
    await worker.terminate();
  }));
  clearInterval(timer);
  progress();

  const table = new Table({ head: ['what the histories contained', 'times'], colAligns: ['left', 'right'], chars: { 'mid': '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' } });
  table.push(...[...contents].sort(([, one], [, other]) => other - one));
  console.log(`\n${table.toString()}`);
  failures.sort((one, other) => one.history - other.history);
  for (const { history, sentences } of failures.slice(0, SHOWN)) {
    console.log(`\nhistory ${history} (npx tsx scripts/simulate-channels.ts --seed ${seed} --only ${history})`);
    sentences.slice(0, 5).forEach(sentence => console.log(`  ${sentence}`));
  }
  console.log(`${histories} histories, ${failures.reduce((sum, { sentences }) => sum + sentences.length, 0)} violations`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

void (values.only === undefined ? runAll(number('histories')) : runOne(number('only')));
