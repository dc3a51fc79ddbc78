import { Listr } from 'listr2';
import { Refusal, Task } from './place';
import { unlessStopped } from './stop';

/** `live` redraws lines on a terminal, `plain` only adds some, `silent` shows nothing. */
export type Display = 'live' | 'plain' | 'silent';

const RENDERERS = { live: 'default', plain: 'simple', silent: 'silent' } as const;

export function displayFor({ isTTY, columns }: { isTTY?: boolean; columns?: number }, json: boolean): Display {
  if (json) return 'silent';
  return isTTY && columns && process.env.CI !== 'true' ? 'live' : 'plain';
}

/** A refusal that its user has read by now. */
export class Told extends Refusal {}

/** Does one task after the other, until one throws or the signal says stop. */
export async function show(tasks: readonly Task[], display: Display, stop: AbortSignal): Promise<void> {
  await new Listr(tasks.map(({ title, run }) => ({
    title,
    task: (_context, task) => unlessStopped(stop, run({
      line: text => { task.output = text; },
      status: text => { task.title = `${title}: ${text}`; },
    })),
    rendererOptions: { outputBar: Infinity, persistentOutput: true },
  // Its own way with signals is to end the process.
  })), { renderer: RENDERERS[display], registerSignalListeners: false }).run().catch(error => {
    throw error instanceof Refusal && display !== 'silent' ? new Told() : error;
  });
}
