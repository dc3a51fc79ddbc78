import * as os from 'os';
import { Worker } from 'worker_threads';
import { FunctionCode } from '../../../test/support/cloudformation/lambda';

/**
 * What Lambda's own runtime does: loads the code once, and calls its handler for each event. A name that would have to be
 * looked up is refused, so that nothing but this machine can be reached, whatever the code tries.
 */
const RUNTIME = `
  const { parentPort, workerData } = require('worker_threads');
  require('dns').lookup = (host, ...rest) => rest.at(-1)(new Error(host + ' is not on this machine, and the demo calls nothing else'));
  console.log = line => parentPort.postMessage({ log: String(line) });
  const { handler } = require(workerData);
  parentPort.on('message', async ({ number, event, context, remaining }) => {
    try {
      const value = await handler(event, { ...context, getRemainingTimeInMillis: () => remaining });
      parentPort.postMessage({ number, value });
    } catch (error) {
      parentPort.postMessage({ number, error });
    }
  });
`;

type Message =
  | { readonly log: string }
  | { readonly number: number; readonly value?: unknown; readonly error?: Error };

interface Call {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The place where the code of a function runs: a thread with an environment of its own, kept warm. */
class ExecutionEnvironment {
  /** Its code ended the thread, while it was loaded for one: the next event needs another environment. */
  public broken = false;
  private readonly worker: Worker;
  private readonly calls = new Map<number, Call>();
  private count = 0;

  constructor(file: string, env: { readonly [name: string]: string }, log: (line: string) => void) {
    this.worker = new Worker(RUNTIME, { eval: true, execArgv: [], env: { ...env }, workerData: file });
    this.worker.on('error', error => {
      log(`the handler broke: ${error.message}`);
      this.broken = true;
      this.calls.forEach(call => call.reject(error));
    });
    this.worker.on('message', (message: Message) => {
      if ('log' in message) return log(message.log);
      const { number, value, error } = message;
      if (error) log(`the handler threw: ${error.message}`);
      if (error) this.calls.get(number)?.reject(error);
      else this.calls.get(number)?.resolve(value);
      return this.calls.delete(number);
    });
  }

  public invoke(event: unknown, context: object, remaining: number): Promise<unknown> {
    const number = this.count++;
    return new Promise((resolve, reject) => {
      this.calls.set(number, { resolve, reject });
      this.worker.postMessage({ number, event, context, remaining });
    });
  }

  public async end(): Promise<void> {
    await this.worker.terminate();
  }
}

/** Runs the code of functions as it was bundled, with the SDK inside it, against an endpoint of this machine. */
export class Runtime {
  private readonly environments = new Map<string, ExecutionEnvironment>();

  constructor(private readonly endpoint: () => string, private readonly log: (line: string) => void) {}

  public code(file: string): FunctionCode {
    return ({ timeline, environment, context }) => event => timeline.outside(() => {
      const { getRemainingTimeInMillis, ...plainContext } = context;
      return this.environmentOf(file, context.invokedFunctionArn, environment).invoke(event, plainContext, getRemainingTimeInMillis());
    });
  }

  public async end(): Promise<void> {
    await Promise.all([...this.environments.values()].map(environment => environment.end()));
  }

  private environmentOf(file: string, functionArn: string, variables: { readonly [name: string]: string }): ExecutionEnvironment {
    const id = JSON.stringify([file, functionArn, variables]);
    const [, , , region, accountId] = functionArn.split(':');
    const found = this.environments.get(id);
    if (found && !found.broken) return found;
    const fresh = new ExecutionEnvironment(file, { ...variables, ...this.world(region, accountId) }, this.log);
    this.environments.set(id, fresh);
    return fresh;
  }

  /** All that the SDK is told. The files in which people keep profiles and keys are hidden from it. */
  private world(region: string, accountId: string): { [name: string]: string } {
    return {
      AWS_REGION: region,
      AWS_ENDPOINT_URL: this.endpoint(),
      AWS_ACCESS_KEY_ID: accountId,
      AWS_SECRET_ACCESS_KEY: 'of no use anywhere',
      AWS_CONFIG_FILE: os.devNull,
      AWS_SHARED_CREDENTIALS_FILE: os.devNull,
      AWS_EC2_METADATA_DISABLED: 'true',
      // About the Node.js of this machine. Lambda has its own.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
  }
}
