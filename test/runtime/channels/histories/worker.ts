/** Runs channels' histories in a thread of its own: takes numbers, gives results. Bundled by `scripts/simulate.ts`. */
import { parentPort, workerData } from 'worker_threads';
import { replay, runSeries } from './series';
import type { Task } from '../../../support/cloudformation/histories/worker';

export interface ChannelWorkerData {
  readonly seed: number;
}

// Refusals are thrown by the hundred thousand, and nobody reads where they came from.
Error.stackTraceLimit = 3;

const { seed } = workerData as ChannelWorkerData;

async function perform(task: Task): Promise<void> {
  parentPort?.postMessage(task.run === 'series' ? await runSeries(seed, task.from, task.to) : await replay(seed, task.number));
}

parentPort?.on('message', (task: Task) => void perform(task));
parentPort?.postMessage('ready');
