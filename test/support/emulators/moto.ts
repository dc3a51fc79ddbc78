import { ChildProcessWithoutNullStreams, spawn } from 'child_process';
import * as path from 'path';

const SERVER = path.join(__dirname, 'moto_server.py');
const START_TIMEOUT = 30_000;
const STOP_TIMEOUT = 5_000;

/** Moto's server: a process of its own, which ends when this one does, however that ends. */
export class Moto {
  public static async start(python: string): Promise<Moto> {
    const child = spawn(python, ['-I', SERVER], { env: environment() });
    const moto = new Moto(child);
    try {
      moto.url = `http://127.0.0.1:${await moto.port()}`;
    } catch (error) {
      await moto.stop();
      throw error;
    }
    return moto;
  }

  public url = '';
  /** The end of what it said, for the case that it does not start. */
  private said = '';

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    child.stderr.setEncoding('utf8').on('data', (text: string) => { this.said = (this.said + text).slice(-4000); });
  }

  /** Forgets everything, in all accounts. */
  public async reset(): Promise<void> {
    const { ok, status } = await fetch(`${this.url}/moto-api/reset`, { method: 'POST' });
    if (!ok) throw new Error(`moto does not forget: ${status}`);
  }

  public async stop(): Promise<void> {
    if (this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise(resolve => this.child.once('exit', resolve));
    const impatience = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT);
    this.child.stdin.end();
    await ended;
    clearTimeout(impatience);
  }

  private port(): Promise<number> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`moto did not start: ${why}\n${this.said.trim()}`));
      const impatience = setTimeout(() => fail('it said nothing in time'), START_TIMEOUT);
      const settled = () => clearTimeout(impatience);
      this.child.once('error', ({ message }) => { settled(); fail(message); });
      this.child.once('close', code => { settled(); fail(`it ended with ${code}`); });
      this.child.stdout.setEncoding('utf8').once('data', (line: string) => { settled(); resolve(Number.parseInt(line, 10)); });
    });
  }
}

/** Nothing of what this process knows of AWS; and none of the hundreds of public images that moto would otherwise make for each account. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS_|MOTO_|PYTHON)/.test(name));
  return { ...Object.fromEntries(kept), MOTO_EC2_LOAD_DEFAULT_AMIS: 'false' };
}
