/**
 * Drives stacks through random histories on the simulators, and says what went against the invariants.
 *
 *   npx tsx scripts/simulate.ts --histories 100000 --seed 1
 *   npx tsx scripts/simulate.ts --seed 1 --only 4711          the story of one history, made as small as it still fails
 *
 * Options: --engine ours | cdk-provider, --wire <percent of the histories that use the real SDK over a port>, --workers <threads>.
 */
import { mkdirSync } from 'fs';
import { availableParallelism } from 'os';
import { join } from 'path';
import { parseArgs } from 'util';
import { Worker } from 'worker_threads';
import Table from 'cli-table3';
import { buildSync } from 'esbuild';
import { synthesizeOurs } from '../test/support/cloudformation/engines/ours-template';
import { Counters } from '../test/support/cloudformation/histories/counters';
import type { Replay, SeriesResult } from '../test/support/cloudformation/histories/series';
import type { Task, WorkerData } from '../test/support/cloudformation/histories/worker';

const BATCH = 50;
const SHOWN = 10;
const MINIMIZE_MILLISECONDS = 60_000;

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    engine: { type: 'string', default: 'ours' },
    wire: { type: 'string', default: '2' },
    workers: { type: 'string', default: String(availableParallelism()) },
    only: { type: 'string' },
  },
});
const number = (name: 'histories' | 'seed' | 'wire' | 'workers' | 'only'): number => {
  const value = Number(values[name]);
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} must be a number of 0 or more, got ${values[name]}`);
  return value;
};

function workerDataOf(): WorkerData {
  const { engine } = values;
  if (engine !== 'ours' && engine !== 'cdk-provider') throw new Error(`--engine must be ours or cdk-provider, got ${engine}`);
  // The framework of the CDK answers over https only, which a port of this machine does not speak.
  const wire = engine === 'ours' ? number('wire') : 0;
  const series = { seed: number('seed'), wireEvery: wire > 0 ? Math.max(1, Math.round(100 / wire)) : 0 };
  return { engine, series, copies: engine === 'ours' ? synthesizeOurs() : undefined };
}

/** One file, so that threads start quickly, and no import waits for a disk while virtual time goes on. */
function bundledWorker(): string {
  const folder = join(__dirname, '../node_modules/.cache/simulate');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, 'worker.cjs');
  buildSync({
    entryPoints: [join(__dirname, '../test/support/cloudformation/histories/worker.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    supported: { 'dynamic-import': false },
    outfile,
  });
  return outfile;
}

const file = bundledWorker();
const workerData = workerDataOf();

function startWorker(): Worker {
  const worker = new Worker(file, { workerData, execArgv: ['--no-warnings'], resourceLimits: { maxYoungGenerationSizeMb: 64 } });
  worker.on('error', error => {
    console.error(error);
    process.exit(1);
  });
  return worker;
}

async function runOne(history: number): Promise<void> {
  const worker = startWorker();
  const result = await new Promise<Replay>(resolve => worker.on('message', (message: Replay | 'ready') => {
    if (message !== 'ready') return resolve(message);
    const task: Task = { run: 'replay', number: history, minimizeForMilliseconds: MINIMIZE_MILLISECONDS };
    worker.postMessage(task);
  }));
  await worker.terminate();
  console.log(JSON.stringify(result.plan, undefined, 2));
  console.log(result.story.join('\n'));
  console.log(result.violations.length === 0 ? '\nno violations' : `\n${result.violations.join('\n')}`);
  process.exitCode = result.violations.length > 0 ? 1 : 0;
}

async function runAll(histories: number): Promise<void> {
  const contents = new Counters();
  const failures: SeriesResult['violations'][number][] = [];
  const began = Date.now();
  let [next, done, overWire, violations] = [0, 0, 0, 0];
  const progress = () => {
    const perSecond = done / ((Date.now() - began) / 1000);
    const left = perSecond > 0 ? `, ${Math.ceil((histories - done) / perSecond)} s left` : '';
    process.stderr.write(`${process.stderr.isTTY ? '\r' : ''}${done} of ${histories} histories, ${violations} violations, ${perSecond.toFixed(0)} a second${left}   ${process.stderr.isTTY ? '' : '\n'}`);
  };
  const timer = setInterval(progress, process.stderr.isTTY ? 500 : 10_000);

  await Promise.all(Array.from({ length: Math.max(1, number('workers')) }, async () => {
    const worker = startWorker();
    await new Promise<void>(resolve => worker.on('message', (message: SeriesResult | 'ready') => {
      if (message !== 'ready') {
        done += message.histories;
        overWire += message.overWire;
        contents.add(message.contents);
        failures.push(...message.violations);
        for (const { history, sentences } of message.violations) {
          violations += sentences.length;
          console.error(`history ${history}: ${sentences[0]}`);
        }
      }
      if (next >= histories) return resolve();
      const task: Task = { run: 'series', from: next, to: Math.min(next + BATCH, histories) };
      next = task.to;
      worker.postMessage(task);
    }));
    await worker.terminate();
  }));
  clearInterval(timer);
  progress();

  const table = new Table({ head: ['what the histories contained', 'times'], colAligns: ['left', 'right'], chars: { 'mid': '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' } });
  table.push(['history over the wire, with the real SDK', overWire]);
  for (const [name, count] of Object.entries(contents.toJSON())) table.push([name, count]);
  console.log(`\n${table.toString()}`);
  failures.sort((a, b) => a.history - b.history);
  for (const { history, sentences } of failures.slice(0, SHOWN)) {
    console.log(`\nhistory ${history} (npx tsx scripts/simulate.ts --engine ${values.engine} --seed ${values.seed} --only ${history})`);
    sentences.slice(0, 5).forEach(sentence => console.log(`  ${sentence}`));
  }
  const leaking = failures.filter(({ sentences }) => sentences.some(sentence => sentence.startsWith('iii: '))).length;
  if (values.engine !== 'ours') console.log(`\n${leaking} histories leaked images or snapshots, or lost them`);
  console.log(`${histories} histories, ${violations} violations`);
  process.exitCode = values.engine === 'ours' && violations > 0 ? 1 : 0;
}

void (values.only === undefined ? runAll(number('histories')) : runOne(number('only')));
