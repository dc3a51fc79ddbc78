/** Threads that run histories. Each says when it is ready, takes a task at a time, and answers with its result. */
import { mkdirSync } from 'fs';
import { join } from 'path';
import { Worker } from 'worker_threads';
import { buildSync } from 'esbuild';
import type { Engine } from './engine';
import type { Replay, SeriesResult } from '../../test/support/cloudformation/histories/series';
import type { Task } from '../../test/support/cloudformation/histories/worker';

const BATCH = 50;
const MINIMIZE_MILLISECONDS = 60_000;

/** Only some histories can go over a wire. */
export type Result = Omit<SeriesResult, 'overWire'> & Partial<Pick<SeriesResult, 'overWire'>>;

/** Runs the histories from 0 on, and hands each batch's result on as it comes. */
export async function runHistories(engine: Engine, histories: number, workers: number, take: (result: Result) => void): Promise<void> {
  const file = bundle(engine);
  let next = 0;
  await Promise.all(Array.from({ length: Math.max(1, workers) }, async () => {
    const worker = start(file, engine);
    await new Promise<void>(resolve => worker.on('message', (message: Result | 'ready') => {
      if (message !== 'ready') take(message);
      if (next >= histories) return resolve();
      const task: Task = { run: 'series', from: next, to: Math.min(next + BATCH, histories) };
      next = task.to;
      worker.postMessage(task);
    }));
    await worker.terminate();
  }));
}

/** One history again, with its story, made as small as it still fails where its worker can do that. */
export async function replayHistory(engine: Engine, history: number): Promise<Omit<Replay, 'plan'> & { readonly plan: object }> {
  const worker = start(bundle(engine), engine);
  const result = await new Promise<Replay>(resolve => worker.on('message', (message: Replay | 'ready') => {
    if (message !== 'ready') return resolve(message);
    const task: Task = { run: 'replay', number: history, minimizeForMilliseconds: MINIMIZE_MILLISECONDS };
    worker.postMessage(task);
  }));
  await worker.terminate();
  return result;
}

/** One file, so that threads start quickly, and no import waits for a disk while virtual time goes on. */
function bundle({ name, worker }: Engine): string {
  const folder = join(__dirname, '../../node_modules/.cache/simulate');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${name}-worker.cjs`);
  buildSync({
    entryPoints: [worker],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    supported: { 'dynamic-import': false },
    outfile,
  });
  return outfile;
}

function start(file: string, { workerData }: Engine): Worker {
  const worker = new Worker(file, { workerData, execArgv: ['--no-warnings'], resourceLimits: { maxYoungGenerationSizeMb: 64 } });
  worker.on('error', error => {
    console.error(error);
    process.exit(1);
  });
  return worker;
}
