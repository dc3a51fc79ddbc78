import { Faults, serviceError } from './faults';
import { Ending, LambdaContext, Sandbox } from './sandbox';
import { Random } from '../random';
import { Timeline } from '../timeline';

export type Handler = (event: unknown, context: LambdaContext) => Promise<unknown>;
/** What the code of a function is: a handler, made for each invocation, so that every way out leads through the sandbox. */
export type FunctionCode = (sandbox: Sandbox) => Handler;

export interface FunctionConfiguration {
  readonly arn: string;
  readonly code: FunctionCode;
  readonly timeoutSeconds: number;
  readonly environment: { readonly [name: string]: string };
  /** Of asynchronous events. */
  readonly retryAttempts: number;
  readonly maximumEventAgeSeconds: number;
}

/** An asynchronous event, and what became of each attempt to have it handled. */
export interface EventRecord {
  readonly functionArn: string;
  readonly event: unknown;
  readonly attempts: { readonly invocationId: string; ending?: Ending; endedAt?: number }[];
  /** Every attempt of one delivery failed. */
  abandoned: boolean;
}

export interface InvokeOutput {
  readonly StatusCode: number;
  readonly Payload: string;
  readonly FunctionError?: 'Unhandled';
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRY_DELAYS_SECONDS = [60, 120];

/** Lambda: asynchronous events at least once, with retries; synchronous calls once. */
export class Lambda {
  public readonly events: EventRecord[] = [];
  private readonly functions = new Map<string, FunctionConfiguration>();

  constructor(private readonly timeline: Timeline, private readonly faults: Faults, private readonly random: Random) {}

  public put(configuration: FunctionConfiguration): void {
    this.functions.set(configuration.arn, configuration);
  }

  public configure(arn: string, changes: Partial<FunctionConfiguration>): void {
    this.functions.set(arn, { ...this.find(arn), ...changes });
  }

  public arnOf(name: string): string {
    const arn = [...this.functions.keys()].find(each => each === name || each.endsWith(`:function:${name}`));
    if (arn === undefined) throw serviceError('ResourceNotFoundException', `Function not found: ${name}`);
    return arn;
  }

  public remove(arn: string): void {
    this.functions.delete(arn);
  }

  /** Accepts an event and returns. The function sees it at least once, unless each of its attempts fails early. */
  public deliver(arn: string, event: unknown): void {
    this.find(arn);
    const record: EventRecord = { functionArn: arn, event, attempts: [], abandoned: false };
    this.events.push(record);
    for (const seconds of [0, ...this.faults.redeliveries(arn)]) {
      this.timeline.after(seconds * 1000, () => void this.timeline.activity(() => this.attempts(record)));
    }
  }

  public async invoke(arn: string, payload: string): Promise<InvokeOutput> {
    const ending = await this.run(this.find(arn), JSON.parse(payload), this.random.hex(32));
    if (ending.ok) return { StatusCode: 200, Payload: JSON.stringify(ending.value ?? null) };
    const { errorType, errorMessage } = ending;
    return { StatusCode: 200, FunctionError: 'Unhandled', Payload: JSON.stringify({ errorType, errorMessage, trace: [] }) };
  }

  private find(arn: string): FunctionConfiguration {
    const found = this.functions.get(arn);
    if (!found) throw serviceError('ResourceNotFoundException', `Function not found: ${arn}`);
    return found;
  }

  private async attempts(record: EventRecord): Promise<void> {
    const accepted = this.timeline.now();
    for (let attempt = 0; ; attempt++) {
      const configuration = this.functions.get(record.functionArn);
      const tooLate = configuration && this.timeline.now() - accepted > configuration.maximumEventAgeSeconds * 1000;
      if (!configuration || tooLate || attempt > configuration.retryAttempts) break;
      const entry: EventRecord['attempts'][number] = { invocationId: this.random.hex(32) };
      record.attempts.push(entry);
      entry.ending = await this.run(configuration, record.event, entry.invocationId);
      entry.endedAt = this.timeline.now();
      if (entry.ending.ok) return;
      await this.timeline.sleep((RETRY_DELAYS_SECONDS[attempt] ?? 0) * 1000);
    }
    record.abandoned = true;
  }

  private run(configuration: FunctionConfiguration, event: unknown, invocationId: string): Promise<Ending> {
    const deadline = this.timeline.now() + configuration.timeoutSeconds * 1000;
    const name = configuration.arn.slice(configuration.arn.lastIndexOf(':') + 1);
    const context: LambdaContext = {
      awsRequestId: invocationId,
      functionName: name,
      invokedFunctionArn: configuration.arn,
      logGroupName: `/aws/lambda/${name}`,
      logStreamName: `[$LATEST]${invocationId}`,
      getRemainingTimeInMillis: () => Math.max(0, deadline - this.timeline.now()),
    };
    const sandbox = new Sandbox(this.timeline, this.faults, context, configuration.environment);
    const timer = this.timeline.after(configuration.timeoutSeconds * 1000, () => {
      const errorMessage = `RequestId: ${invocationId} Error: Task timed out after ${configuration.timeoutSeconds.toFixed(2)} seconds`;
      sandbox.end({ ok: false, errorType: 'Sandbox.Timedout', errorMessage });
    });
    void sandbox.ended.then(() => timer.cancel());
    void this.handle(configuration.code, sandbox, event);
    return sandbox.ended;
  }

  private async handle(code: FunctionCode, sandbox: Sandbox, event: unknown): Promise<void> {
    try {
      // What a handler does to its event is not seen by the next attempt.
      const value = await code(sandbox)(structuredClone(event), sandbox.context);
      sandbox.end({ ok: true, value });
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      sandbox.end({ ok: false, errorType: name, errorMessage: message });
    }
  }
}
