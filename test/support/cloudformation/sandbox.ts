import { connectionLost, Faults, throttled } from './faults';
import { Timeline } from '../timeline';

export interface LambdaContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly invokedFunctionArn: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  getRemainingTimeInMillis(): number;
}

export type Ending =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };

const never = () => new Promise<never>(() => undefined);

/**
 * The place where one invocation runs: its way out into the world, which may fail, and its life, which may end in the middle of any call.
 * What a dead invocation still waits for never comes.
 */
export class Sandbox {
  /** Set once, when the invocation is over. */
  public ending?: Ending;
  public readonly ended: Promise<Ending>;
  private settle?: (ending: Ending) => void;

  constructor(
    public readonly timeline: Timeline,
    private readonly faults: Faults,
    public readonly context: LambdaContext,
    public readonly environment: { readonly [name: string]: string },
  ) {
    this.ended = new Promise(resolve => { this.settle = resolve; });
  }

  public end(ending: Ending): void {
    this.ending ??= ending;
    this.settle?.(this.ending);
  }

  public async sleep(milliseconds: number): Promise<void> {
    await this.timeline.sleep(milliseconds);
    if (this.ending) await never();
  }

  /** A call to a service, with what the history lets happen to it. */
  public async call<T>(service: string, operation: string, effect: () => Promise<T>): Promise<T> {
    if (this.ending) await never();
    const call = { service, operation, invocationId: this.context.awsRequestId };
    const fault = this.faults.ofCall(call);
    await this.sleep(this.faults.latency(call));
    if (fault === 'crash-before') return this.crash();
    if (fault === 'refused') throw throttled(service);
    if (fault === 'repeated') await effect().catch(() => undefined);
    const answer = effect();
    if (fault !== 'crash-after' && fault !== 'lost') return this.whileAlive(answer);
    await answer.catch(() => undefined);
    if (fault === 'crash-after') return this.crash();
    throw connectionLost();
  }

  private async whileAlive<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } finally {
      if (this.ending) await never();
    }
  }

  private crash(): Promise<never> {
    const errorMessage = `RequestId: ${this.context.awsRequestId} Error: Runtime exited with error: signal: killed`;
    this.end({ ok: false, errorType: 'Runtime.ExitError', errorMessage });
    return never();
  }
}
