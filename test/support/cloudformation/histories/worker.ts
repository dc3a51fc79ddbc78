/** Runs histories in a thread of its own: takes numbers, gives results. Bundled by `scripts/simulate.ts`. */
import { parentPort, workerData } from 'worker_threads';
import { replay, runSeries, Series } from './series';
import { cdkProvider } from '../engines/cdk-provider';
import { ours } from '../engines/ours';
import { SynthesizedCopies } from '../engines/ours-template';
import { Gateway } from '../gateway';

export interface WorkerData {
  readonly engine: 'ours' | 'cdk-provider';
  /** For our engine: what the main thread has synthesized. */
  readonly copies?: SynthesizedCopies;
  readonly series: Series;
}

export type Task =
  | { readonly run: 'series'; readonly from: number; readonly to: number }
  | { readonly run: 'replay'; readonly number: number; readonly minimizeForMilliseconds: number };

// Refusals are thrown by the hundred thousand, and nobody reads where they came from.
Error.stackTraceLimit = 3;

const { engine: name, copies, series }: WorkerData = workerData;
const engine = name === 'ours' && copies ? ours(copies) : cdkProvider();
const gateway = new Gateway();

async function perform(task: Task): Promise<void> {
  const result = task.run === 'series'
    ? await runSeries(engine, series, task.from, task.to, gateway)
    : await replay(engine, series.seed, task.number, task.minimizeForMilliseconds);
  parentPort?.postMessage(result);
}

void gateway.listen().then(() => {
  parentPort?.on('message', (task: Task) => void perform(task));
  parentPort?.postMessage('ready');
});
