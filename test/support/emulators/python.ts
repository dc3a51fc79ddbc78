import { execFile } from 'child_process';
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { promisify } from 'util';

const run = promisify(execFile);

/** Why there are no emulators, in a sentence that says what to do. */
export class NoEmulators extends Error {}

const CACHE = path.resolve(__dirname, '../../../node_modules/.cache/cdk-golden-ami');
const CANDIDATES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const LEAST = [3, 10];

/**
 * The interpreter of a virtual environment with exactly what a requirements file pins, by hash; its path is as seen from this folder.
 * It is made when it is first needed, and kept below node_modules until the file or the Python changes.
 */
export async function pythonWith(requirements: string): Promise<string> {
  const python = await findPython();
  const file = path.resolve(__dirname, requirements);
  const hash = createHash('sha256').update(fs.readFileSync(file)).update(python.version).update(python.command).digest('hex').slice(0, 12);
  const folder = path.join(CACHE, `${path.basename(requirements, '.txt')}-${hash}`);
  const interpreter = path.join(folder, 'bin', 'python');
  // Written last: a folder without it was cut short.
  const complete = path.join(folder, 'complete');
  if (fs.existsSync(complete)) return interpreter;
  fs.rmSync(folder, { recursive: true, force: true });
  await run(python.command, ['-m', 'venv', folder]).catch(error => {
    fs.rmSync(folder, { recursive: true, force: true });
    throw new NoEmulators(`${python.command} cannot make a virtual environment (on Debian, install python3-venv): ${lastLineOf(error)}`);
  });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--only-binary', ':all:', '--require-hashes', '-r', file];
  await run(interpreter, pip).catch(error => {
    fs.rmSync(folder, { recursive: true, force: true });
    throw new NoEmulators(`pip cannot install what ${path.relative(process.cwd(), file)} names; is the package index within reach? ${lastLineOf(error)}`);
  });
  fs.writeFileSync(complete, '');
  return interpreter;
}

async function findPython(): Promise<{ readonly command: string; readonly version: string }> {
  const found: string[] = [];
  for (const command of process.env.PYTHON ? [process.env.PYTHON] : CANDIDATES) {
    const version = await run(command, ['-c', 'import platform; print(platform.python_version())']).then(({ stdout }) => stdout.trim(), () => undefined);
    if (version === undefined) continue;
    const [major, minor] = version.split('.').map(Number);
    if (major === LEAST[0] && minor >= LEAST[1]) return { command, version };
    found.push(`${command} ${version}`);
  }
  const instead = found.length > 0 ? `found ${found.join(', ')}` : process.env.PYTHON ? `${process.env.PYTHON} does not run` : 'found none';
  throw new NoEmulators(`the emulators need Python ${LEAST.join('.')} or newer, ${instead}; install one, or name it in the variable PYTHON`);
}

function lastLineOf(error: { readonly stderr?: string; readonly message: string }): string {
  return (error.stderr || error.message).trim().split('\n').at(-1)!;
}
