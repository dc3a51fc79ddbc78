import { strict as assert } from 'assert';
import { execFile } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { promisify } from 'util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { Toolkit } from '../support/emulators/toolkit';

const run = promisify(execFile);
const FOLDER = path.resolve(__dirname, '../integ');
const TSX = path.resolve(__dirname, '../../node_modules/tsx/dist/cli.mjs');

/** The apps of test/integ, by name. */
export const integrationApps = (): string[] =>
  fs.readdirSync(FOLDER).filter(file => file.endsWith('.integ.ts')).map(file => path.basename(file, '.integ.ts')).sort();

/**
 * Deploys an app of test/integ, reads what its assertions found, and destroys it, whatever they found. The command line says
 * nothing of assertions that failed: they are outputs of its stacks.
 */
export async function runIntegrationApp(name: string, toolkit: Toolkit, cloudFormation: CloudFormationClient, folder: string): Promise<void> {
  const assembly = path.join(folder, 'cdk.out');
  await run(process.execPath, [TSX, path.join(FOLDER, `${name}.integ.ts`)], { env: { ...process.env, CDK_OUTDIR: assembly } });
  try {
    const { ok, output } = await toolkit.deploy(assembly);
    assert.ok(ok, output);
    const results = await assertionsOf(stackNamesIn(assembly), cloudFormation);
    assert.ok(results.length > 0, 'the app asserts nothing');
    assert.deepEqual(results.filter(({ status }) => status !== 'success'), []);
  } finally {
    const { ok, output } = await toolkit.destroy(assembly);
    assert.ok(ok, `the app could not be destroyed:\n${output}`);
  }
}

function stackNamesIn(assembly: string): string[] {
  const { artifacts } = JSON.parse(fs.readFileSync(path.join(assembly, 'manifest.json'), 'utf8')) as {
    artifacts: { [id: string]: { type: string; properties?: { stackName?: string } } };
  };
  return Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack').map(([id, { properties }]) => properties?.stackName ?? id);
}

interface Assertion {
  readonly name: string;
  readonly status: string;
  readonly message?: string;
}

async function assertionsOf(stackNames: readonly string[], cloudFormation: CloudFormationClient): Promise<Assertion[]> {
  const described = await Promise.all(stackNames.map(StackName => cloudFormation.send(new DescribeStacksCommand({ StackName }))));
  const outputs = described.flatMap(({ Stacks = [] }) => Stacks).flatMap(({ Outputs = [] }) => Outputs);
  return outputs.filter(({ OutputKey }) => OutputKey?.startsWith('AssertionResults'))
    .map(({ OutputKey, OutputValue }) => ({ name: OutputKey!, ...JSON.parse(OutputValue!) as { status: string; message?: string } }));
}
