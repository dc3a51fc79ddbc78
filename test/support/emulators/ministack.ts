import { ChildProcess, spawn } from 'child_process';
import * as fs from 'fs';
import { AddressInfo, createServer } from 'net';
import * as path from 'path';

const LAYER = path.join(__dirname, 'layer');
const START_TIMEOUT = 30_000;
const STOP_TIMEOUT = 10_000;

export interface MiniStackOptions {
  /** The interpreter that has MiniStack. */
  readonly python: string;
  /** For what it writes. */
  readonly folder: string;
  readonly account: string;
  readonly region: string;
  readonly ec2Url: string;
  readonly imageBuilderUrl: string;
  /** As EmulatedClock.setting says it. */
  readonly clock: string;
}

/** MiniStack with our layer: a process of its own, which ends when this one does, however that ends. */
export class MiniStack {
  public static async start(options: MiniStackOptions): Promise<MiniStack> {
    const port = await freePort();
    const log = path.join(options.folder, 'ministack.log');
    const output = fs.openSync(log, 'a');
    const child = spawn(options.python, [LAYER], { stdio: ['pipe', output, output], env: environment(options, port) });
    fs.closeSync(output);
    const ministack = new MiniStack(child, `http://127.0.0.1:${port}`, log);
    await ministack.healthy();
    return ministack;
  }

  private constructor(private readonly child: ChildProcess, public readonly url: string, private readonly log: string) {}

  public get pid(): number {
    return this.child.pid!;
  }

  public async stop(): Promise<void> {
    if (this.hasEnded) return;
    const ended = new Promise(resolve => this.child.once('exit', resolve));
    const impatience = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT);
    this.child.stdin!.end();
    await ended;
    clearTimeout(impatience);
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  private async healthy(): Promise<void> {
    for (const until = Date.now() + START_TIMEOUT; Date.now() < until;) {
      if (this.hasEnded) break;
      if (await fetch(`${this.url}/_ministack/health`).then(({ ok }) => ok, () => false)) return;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    await this.stop();
    throw new Error(`MiniStack did not start:\n${fs.readFileSync(this.log, 'utf8').trim().split('\n').slice(-20).join('\n')}`);
  }
}

/** What it is told, and nothing of what this process knows of AWS. */
function environment({ folder, account, region, ec2Url, imageBuilderUrl, clock }: MiniStackOptions, port: number): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|CDK_|NODE_|PYTHON)/.test(name));
  const temporary = path.join(folder, 'tmp');
  fs.mkdirSync(temporary, { recursive: true });
  return {
    ...Object.fromEntries(kept),
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_REGION: region,
    MINISTACK_ACCOUNT_ID: account,
    LAMBDA_EXECUTOR: 'local',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    DOCKER_HOST: 'unix:///nonexistent.sock',
    AWS_SECRET_ACCESS_KEY: 'test',
    // Functions that bring no SDK along find one, as they do in Lambda's run-time.
    NODE_PATH: path.resolve(__dirname, '../../../node_modules'),
    // About the Node.js of this machine. Lambda has its own.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    PYTHONDONTWRITEBYTECODE: '1',
    TMPDIR: temporary,
    EMULATORS_EC2_URL: ec2Url,
    EMULATORS_IMAGE_BUILDER_URL: imageBuilderUrl,
    EMULATORS_CLOCK: clock,
    EMULATORS_SETTINGS: path.join(folder, 'settings.json'),
    EMULATORS_RECORD: path.join(folder, 'record.jsonl'),
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
