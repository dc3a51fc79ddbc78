import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { createRequire } from 'module';
import { join } from 'path';
import { buildSync } from 'esbuild';
import { HandlerCodes, ours } from './cloudformation/engines/ours';
import { SynthesizedCopies } from './cloudformation/engines/ours-template';
import { runHistory } from './cloudformation/histories/history';
import { Plan, planOf } from './cloudformation/histories/plan';

/** A deliberate break of the handler. */
export interface Mutation {
  /** What the broken handler does: a sentence that begins with `it`. */
  readonly title: string;
  /** In `src/runtime`. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
}

const PROJECT = join(__dirname, '../..');
const load = createRequire(__filename);

/** What makes the handlers. */
const CODES = ['copy-handler-code', 'sharing-handler-code'];

/** The handlers' code, bundled so that every part of it is its own; then broken as the mutation says. */
export function handlerCodes(mutation?: Mutation): HandlerCodes {
  const cache = join(PROJECT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'mutation-'));
  try {
    const outfile = join(folder, 'handler-codes.cjs');
    const resolveDir = mutation ? mutated(mutation, folder) : join(PROJECT, 'test/support');
    const contents = CODES.map(name => `export * from './${name}';`).join('\n');
    buildSync({ stdin: { contents, resolveDir }, bundle: true, platform: 'node', format: 'cjs', external: ['@aws-sdk/*'], outfile });
    return load(outfile) as HandlerCodes;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The number of the first history that goes wrong, and what does; undefined when all of them are well. Of all, or of those with what is broken. */
export async function firstViolation(
  copies: SynthesizedCopies, codes: HandlerCodes, histories: number, isMeant: (plan: Plan) => boolean = () => true,
): Promise<string | undefined> {
  const engine = ours(copies, codes);
  for (let number = 0; number < histories; number++) {
    const plan = planOf(1, number);
    if (!isMeant(plan)) continue;
    const { violations } = await runHistory(plan, engine);
    if (violations.length > 0) return `history ${number}: ${violations[0]}`;
  }
  return undefined;
}

/** A copy of the sources with the change in it: where the entries are. */
function mutated({ file, from, to }: Mutation, folder: string): string {
  const source = join(PROJECT, 'src/runtime', file);
  const text = readFileSync(source, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${file} must hold exactly once: ${from}`);
  copyFolder(join(PROJECT, 'src/runtime'), join(folder, 'src/runtime'));
  copyFolder(join(PROJECT, 'test/support/cloudformation'), join(folder, 'test/support/cloudformation'));
  for (const name of [...CODES.map(each => `${each}.ts`), 'random.ts', 'timeline.ts']) copyFolder(join(PROJECT, 'test/support', name), join(folder, 'test/support', name));
  writeFileSync(join(folder, 'src/runtime', file), text.replace(from, () => to));
  return join(folder, 'test/support');
}

const copyFolder = (from: string, to: string) => cpSync(from, to, { recursive: true });
