/** Checks the templates of all examples, and of the tests' snippets, with cfn-lint, from the package index of Python. */
import { execFile } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { App, Stack } from 'aws-cdk-lib';
import { exampleApp, exampleNames, templatesOf } from './examples';
import { SNIPPETS, SOURCE } from '../../test/snapshots/snippets';
import { NoEmulators, pythonWith } from '../../test/support/emulators/python';

/** A dependency that a reference enforces anyway: the CDK writes them with every role and policy. */
const WRITTEN_BY_THE_CDK = 'W3005';

interface Finding {
  readonly Filename: string;
  readonly Level: string;
  readonly Message: string;
  readonly Location: { readonly Path?: readonly (string | number)[] };
  readonly Rule: { readonly Id: string };
}

async function main() {
  const python = await pythonWith(path.join(__dirname, 'cfn-lint-requirements.txt'));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-golden-ami-templates-'));
  try {
    const apps: [name: string, app: App][] = [
      ...exampleNames().map((name): [string, App] => [name, exampleApp(name)]),
      ...Object.entries(SNIPPETS).map(([title, write]): [string, App] => [title.replace(/\W+/g, '-'), snippetApp(write)]),
    ];
    const files = apps.flatMap(([name, app]) => [...templatesOf(app)].map(([stack, template]) => {
      const file = path.join(folder, `${name}.${stack}.json`);
      fs.writeFileSync(file, JSON.stringify(template));
      return file;
    }));
    const findings = await lint(python, files);
    for (const { Filename, Rule, Message, Location } of findings) {
      console.log(`${path.basename(Filename)}: ${Rule.Id} ${Message} (${Location.Path?.join('/') ?? ''})`);
    }
    console.log(`cfn-lint: ${files.length} templates, ${findings.length} findings`);
    process.exitCode = findings.length > 0 ? 1 : 0;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function snippetApp(write: (stack: Stack) => void): App {
  const app = new App({ analyticsReporting: false });
  write(new Stack(app, 'Backups', { env: SOURCE }));
  return app;
}

/** It ends with a code of its own for each level that it found, and with the findings on its output. */
async function lint(python: string, files: readonly string[]): Promise<Finding[]> {
  const options = ['--format', 'json', '--ignore-checks', WRITTEN_BY_THE_CDK, '--'];
  const run = promisify(execFile)(python, ['-c', 'from cfnlint.runner import main; main()', ...options, ...files], { maxBuffer: 64 * 1024 * 1024 });
  const { stdout, stderr } = await run.catch((error: { stdout?: string; stderr?: string }) => ({ stdout: error.stdout ?? '', stderr: error.stderr ?? '' }));
  if (stdout.trim() === '') throw new Error(`cfn-lint said nothing: ${stderr}`);
  return JSON.parse(stdout) as Finding[];
}

main().catch((error: Error) => {
  console.error(error instanceof NoEmulators ? error.message : error);
  process.exitCode = 1;
});
