/**
 * Runs an app of test/integ with its assertions: deployed, looked at, destroyed.
 *
 *   npm run integ -- --help
 */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { parseArgs } from 'util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { integrationApps, runIntegrationApp } from '../test/e2e/integration';
import { Toolkit } from '../test/support/emulators/toolkit';

const HELP = `npm run integ -- <app> --aws | --endpoint <url>

Deploys test/integ/<app>.integ.ts, checks what became of it, and destroys it. The head of each app says what it costs.
Apps: ${integrationApps().join(', ')}. On the emulators of this repository, npm run e2e runs them all.

  --aws             in the account and the Region of your credentials; cdk bootstrap must have been run there
  --endpoint <url>  on an emulator that runs, with the credentials and the Region of your environment; cdk bootstrap as well
  --help            print this`;

async function main(): Promise<void> {
  const { values, positionals: [name] } = parseArgs({
    allowPositionals: true,
    options: { aws: { type: 'boolean', default: false }, endpoint: { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return console.log(HELP);
  if (!name || !integrationApps().includes(name) || values.aws === (values.endpoint !== undefined)) throw new Error(HELP);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-golden-ami-integ-'));
  try {
    const endpoint = values.endpoint && { AWS_ENDPOINT_URL: values.endpoint, AWS_ENDPOINT_URL_S3: values.endpoint };
    const toolkit = new Toolkit({ environment: { ...process.env, ...endpoint }, folder, onLine: line => console.log(line) });
    await runIntegrationApp(name, toolkit, new CloudFormationClient({ endpoint: values.endpoint }), folder);
    console.log(`${name}: every assertion holds, and the stacks are gone`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
