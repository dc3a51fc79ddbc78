/** What can be simulated: each has histories by number, which its worker knows how to run. */
import { join } from 'path';
import type { ChannelWorkerData } from '../../test/runtime/channels/histories/worker';
import { synthesizeOurs } from '../../test/support/cloudformation/engines/ours-template';
import type { WorkerData } from '../../test/support/cloudformation/histories/worker';

export interface Engine {
  readonly name: string;
  /** What its histories are of. */
  readonly of: string;
  /** The file of its worker. */
  readonly worker: string;
  readonly workerData: WorkerData | ChannelWorkerData;
  /** Whether what goes wrong is our fault. */
  readonly isOurs: boolean;
}

export interface EngineOptions {
  readonly seed: number;
  /** Percent of the histories of stacks that use the real SDK over a port. */
  readonly wire: number;
}

/** Of stacks and then of channels, unless one is named. */
export function enginesOf(name: string | undefined, options: EngineOptions): Engine[] {
  switch (name) {
    case undefined: return [stacks('ours', options), channels(options)];
    case 'ours':
    case 'cdk-provider':
      return [stacks(name, options)];
    case 'channels': return [channels(options)];
    default: throw new Error(`--engine must be ours, channels or cdk-provider, got ${name}`);
  }
}

function stacks(name: WorkerData['engine'], { seed, wire }: EngineOptions): Engine {
  const isOurs = name === 'ours';
  // The framework of the CDK answers over https only, which a port of this machine does not speak.
  const wireEvery = isOurs && wire > 0 ? Math.max(1, Math.round(100 / wire)) : 0;
  const workerData: WorkerData = { engine: name, series: { seed, wireEvery }, copies: isOurs ? synthesizeOurs() : undefined };
  return { name, isOurs, of: 'stacks', worker: join(__dirname, '../../test/support/cloudformation/histories/worker.ts'), workerData };
}

const channels = ({ seed }: EngineOptions): Engine => (
  { name: 'channels', isOurs: true, of: 'channels', worker: join(__dirname, '../../test/runtime/channels/histories/worker.ts'), workerData: { seed } });
