import { spawn } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

const CLI = path.resolve(__dirname, '../../../node_modules/aws-cdk/bin/cdk');
const QUIETLY = ['--no-notices', '--no-version-reporting', '--ci'];

export interface ToolkitOptions {
  /** What the command line sees: endpoint, credentials, Region. */
  readonly environment: NodeJS.ProcessEnv;
  /** Where it runs. */
  readonly folder: string;
  /** Told of every line that it writes. */
  readonly onLine?: (line: string) => void;
  /** Ends a command under way. */
  readonly stop?: AbortSignal;
}

export interface CommandResult {
  readonly ok: boolean;
  readonly output: string;
}

/** The CDK's command line. */
export class Toolkit {
  constructor(private readonly options: ToolkitOptions) {}

  public bootstrap(account: string, region: string): Promise<CommandResult> {
    return this.run('bootstrap', `aws://${account}/${region}`);
  }

  /** Deploys all stacks of a cloud assembly. */
  public deploy(assembly: string): Promise<CommandResult> {
    return this.run('deploy', '--all', '--app', assembly, '--require-approval', 'never', '--progress', 'events');
  }

  public destroy(assembly: string): Promise<CommandResult> {
    return this.run('destroy', '--all', '--app', assembly, '--force');
  }

  /** Any other command of it. */
  public run(...parameters: string[]): Promise<CommandResult> {
    const { environment, folder, onLine, stop: signal } = this.options;
    const command = [CLI, ...parameters, ...QUIETLY];
    const child = spawn(process.execPath, command, { cwd: folder, env: environment, signal, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let rest = '';
    const take = (text: string) => {
      output += text;
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      lines.forEach(line => onLine?.(line));
    };
    [child.stdout, child.stderr].forEach(stream => stream.setEncoding('utf8').on('data', take));
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', code => resolve({ ok: code === 0, output }));
    });
  }
}

/** For an emulator: nothing of the credentials and the configuration of the one who runs it. What the command line keeps goes to the folder. */
export function emulatorEnvironment(url: string, account: string, region: string, folder: string): NodeJS.ProcessEnv {
  const home = path.join(folder, 'home');
  fs.mkdirSync(home, { recursive: true });
  return {
    PATH: process.env.PATH,
    HOME: home,
    CDK_HOME: home,
    TMPDIR: folder,
    AWS_ENDPOINT_URL: url,
    AWS_ENDPOINT_URL_S3: url,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    CDK_DISABLE_VERSION_CHECK: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CI: 'true',
    NO_COLOR: '1',
  };
}
