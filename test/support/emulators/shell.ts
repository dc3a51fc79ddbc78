import { spawn } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

/**
 * Stands in for the AWS command line, which not every machine has: knows `aws lambda invoke` as far as printed commands use it, refuses all other
 * words, and sends the request that the command line would send. Leaves the summary out that the command line prints after the payload, and ends with 1
 * when the function fails, which the command line does not.
 */
const AWS = `#!${process.execPath}
const fs = require('fs');
const { parseArgs } = require('util');
const text = { type: 'string' };
const { values, positionals } = parseArgs({
  allowPositionals: true, options: { 'region': text, 'function-name': text, 'cli-read-timeout': text, 'cli-binary-format': text, 'payload': text },
});
const [service, action, file, ...more] = positionals;
const format = values['cli-binary-format'];
// What the command line waits for unless told, in seconds.
const timeout = Number(values['cli-read-timeout'] ?? 60);
if (service !== 'lambda' || action !== 'invoke' || !file || more.length > 0 || format !== 'raw-in-base64-out' || !(timeout > 0)) throw new Error('not known here: ' + process.argv.slice(2).join(' '));
const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID } = process.env;
const scope = [AWS_ACCESS_KEY_ID, '20260101', values.region, 'lambda', 'aws4_request'].join('/');
fetch(AWS_ENDPOINT_URL + '/2015-03-31/functions/' + encodeURIComponent(values['function-name']) + '/invocations', {
  method: 'POST', body: values.payload, signal: AbortSignal.timeout(timeout * 1000), headers: { authorization: 'AWS4-HMAC-SHA256 Credential=' + scope + ', SignedHeaders=host, Signature=0' },
}).then(async answer => {
  fs.writeFileSync(file, await answer.text());
  if (!answer.ok || answer.headers.has('x-amz-function-error')) process.exitCode = 1;
});
`;

/** A shell, for commands that a stack prints: what its reader would copy and run. */
export class Shell {
  constructor(private readonly environment: NodeJS.ProcessEnv, private readonly folder: string) {
    fs.writeFileSync(path.join(folder, 'aws'), AWS, { mode: 0o755 });
  }

  /** What the text of a command writes to its standard output. Throws when it fails. */
  public async run(command: string): Promise<string> {
    // A file: the command opens /dev/stdout, which it cannot when that is a socket, as Node.js has it.
    const file = path.join(this.folder, 'stdout');
    const output = fs.openSync(file, 'w');
    const env = { ...this.environment, PATH: `${this.folder}${path.delimiter}${this.environment.PATH}` };
    const child = spawn('/bin/sh', ['-c', command], { env, cwd: this.folder, stdio: ['ignore', output, 'pipe'] });
    fs.closeSync(output);
    let errors = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => { errors += text; });
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    const said = fs.readFileSync(file, 'utf8');
    if (code !== 0) throw new Error(`${command}\nended with ${code}: ${errors}${said}`);
    return said;
  }
}
