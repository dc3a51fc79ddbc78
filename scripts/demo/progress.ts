import { Listr } from 'listr2';
import { Chapter, Watcher } from './life';

/** `live` redraws lines on a terminal, `plain` only adds some, `silent` shows nothing. */
export type Display = 'live' | 'plain' | 'silent';

const RENDERERS = { live: 'default', plain: 'simple', silent: 'silent' } as const;

export function displayFor({ isTTY, columns }: { isTTY?: boolean; columns?: number }, json: boolean): Display {
  if (json) return 'silent';
  return isTTY && columns && process.env.CI !== 'true' ? 'live' : 'plain';
}

/** Lives through the chapters, until one throws. */
export async function show(
  chapters: readonly Chapter[], display: Display, live: (chapter: Chapter, watcher: Watcher) => Promise<void>,
): Promise<void> {
  await new Listr(chapters.map(chapter => ({
    title: chapter.title,
    task: (_context, task) => live(chapter, {
      line: text => { task.output = text; },
      status: text => { task.title = `${chapter.title}: ${text}`; },
    }),
    rendererOptions: { outputBar: Infinity, persistentOutput: true },
  })), { renderer: RENDERERS[display] }).run();
}
