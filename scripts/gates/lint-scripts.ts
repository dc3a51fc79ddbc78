/**
 * Checks the scripts that run in images, and what the library's own components say there: in bash with ShellCheck, in PowerShell for what a
 * grammar of it does not take.
 */
import { execFile } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { stepsFor } from './image-steps';
import { OsFamily } from '../../src/pipeline/os-family';
import { NoEmulators, pythonWith } from '../../test/support/emulators/python';

const run = promisify(execFile);
const root = path.resolve(__dirname, '../..');

/** Prints where a file is not PowerShell, line by line. It does not know what commands there are, or what they take. */
const PARSE = `
import sys, tree_sitter, tree_sitter_powershell
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
for name in sys.argv[1:]:
    pending = [parser.parse(open(name, 'rb').read()).root_node]
    while pending:
        node = pending.pop()
        pending.extend(node.children)
        if node.is_error or node.is_missing:
            print(f'{name}:{node.start_point[0] + 1}: not PowerShell')
`;

async function main() {
  const python = await pythonWith(path.join(__dirname, 'shellcheck-requirements.txt'));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'image-steps-'));
  const linux = Object.values(OsFamily).filter(family => family !== OsFamily.WINDOWS);
  const bash = [...scripts('linux', '.sh'), ...linux.flatMap(family => written(folder, stepsFor(family, 'ExecuteBash'), '.sh', '#!/bin/bash\n'))];
  const powerShell = [...scripts('windows', '.ps1'), ...written(folder, stepsFor(OsFamily.WINDOWS, 'ExecutePowerShell'), '.ps1')];
  const said = await Promise.all([
    // With a line for each finding, and with the files that a script reads.
    linesOf(run(path.join(path.dirname(python), 'shellcheck'), ['--external-sources', '--format', 'gcc', ...bash], { cwd: root })),
    linesOf(run(python, ['-c', PARSE, ...powerShell], { cwd: root })),
  ]);
  fs.rmSync(folder, { recursive: true });
  const findings = said.flat();
  findings.forEach(line => console.log(line));
  console.log(`${bash.length} scripts by ShellCheck, ${powerShell.length} by a grammar of PowerShell: ${findings.length} findings`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}

function scripts(platform: string, extension: string): string[] {
  const names = fs.readdirSync(path.join(root, 'image-scripts', platform)).filter(name => name.endsWith(extension));
  return names.map(name => `image-scripts/${platform}/${name}`);
}

/** Steps as files, because that is what the checkers take. */
function written(folder: string, steps: ReadonlyMap<string, string>, extension: string, head = ''): string[] {
  return [...steps].map(([name, text]) => {
    const file = path.join(folder, `${name}${extension}`);
    fs.writeFileSync(file, head + text);
    return file;
  });
}

/** ShellCheck ends with 1 when it has findings; anything else that fails has said nothing, and is thrown. */
async function linesOf(running: Promise<{ readonly stdout: string }>): Promise<string[]> {
  const { stdout } = await running.catch((error: Error & { readonly code?: unknown; readonly stdout: string }) => {
    if (error.code === 1 && error.stdout) return error;
    throw error;
  });
  return stdout.split('\n').filter(line => line !== '');
}

main().catch((error: Error) => {
  console.error(error instanceof NoEmulators ? error.message : error);
  process.exitCode = 1;
});
