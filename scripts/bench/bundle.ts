import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

const root = path.resolve(__dirname, '../..');

interface Tasks {
  readonly tasks: Record<string, { steps?: { execArgs?: string[] }[] }>;
}

/** The esbuild arguments that bundle an entry when the project is built. */
function shippedArguments(entry: string): string[] {
  const { tasks } = JSON.parse(fs.readFileSync(path.join(root, '.projen/tasks.json'), 'utf8')) as Tasks;
  const found = Object.values(tasks).flatMap(task => task.steps ?? []).map(step => step.execArgs ?? [])
    .find(([command, ...args]) => command === 'esbuild' && args.includes(entry) && !args.includes('--watch'));
  if (!found) throw new Error(`.projen/tasks.json bundles no ${entry}`);
  return found.slice(1);
}

/** Bundles `source` (the entry itself, if none is given) into a file, with the settings that the entry is shipped with. */
export function bundle(entry: string, outfile: string, options: { source?: string; external?: string[] } = {}): number {
  const settings = shippedArguments(entry).filter(argument => !argument.startsWith('--outfile=') && argument !== entry);
  execFileSync(path.join(root, 'node_modules/.bin/esbuild'), [
    options.source ?? entry, ...settings, `--outfile=${outfile}`, ...(options.external ?? []).map(name => `--external:${name}`), '--log-level=warning',
  ], { cwd: root, stdio: 'inherit' });
  return fs.statSync(outfile).size;
}
