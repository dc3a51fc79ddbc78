/** Runs channels' histories in a thread of its own: takes numbers, gives results. Bundled by `scripts/simulate-channels.ts`. */
import { parentPort } from 'worker_threads';
import { runSeries } from './series';

export interface Task {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

// Refusals are thrown by the hundred thousand, and nobody reads where they came from.
Error.stackTraceLimit = 3;

parentPort?.on('message', ({ seed, from, to }: Task) => void runSeries(seed, from, to).then(result => parentPort?.postMessage(result)));
