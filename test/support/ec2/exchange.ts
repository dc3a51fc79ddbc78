/**
 * What both doors share: a call arrives, hooks are heard, faults strike, the operation runs, the call is logged.
 * The effect itself is synchronous, so whatever happens in between happens before it or after it, never during.
 */
import type { Caller } from './caller';
import { ApiError } from './errors';
import { operation, perform, type Service } from './operations';
import type { World } from './world';

export interface Call {
  readonly service: Service;
  readonly account: string;
  readonly region: string;
  /** The role that calls, where it matters. */
  readonly principal?: string;
  readonly action: string;
  readonly input: object;
  /** When the effect took place. */
  at?: number;
  /** The code of the error that was answered, or `TimeoutError` where the answer was lost. */
  error?: string;
}

/** What surrounds the effect: latency, interleaving with others, a crash. An ApiError thrown before the effect becomes the answer. */
export interface Hooks {
  beforeEffect?(call: Call): Promise<void>;
  afterEffect?(call: Call): Promise<void>;
  /** How the client door waits between attempts. Without it no time passes there. */
  pause?(milliseconds: number): Promise<void>;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export type Answer =
  | { readonly kind: 'output'; readonly output: object }
  | { readonly kind: 'error'; readonly error: ApiError }
  /** The effect took place; nobody hears of it. */
  | { readonly kind: 'lost' };

export class Exchange {
  public readonly calls: Call[] = [];

  constructor(private readonly world: World, private readonly clock: Clock, private readonly hooks: Hooks) {}

  public async handle(call: Call): Promise<Answer> {
    this.calls.push(call);
    const answer = await this.refusedBeforehand(call) ?? this.effect(call);
    if (answer.kind === 'error') call.error = answer.error.code;
    if (answer.kind === 'lost') call.error = 'TimeoutError';
    if (this.hooks.afterEffect) await this.hooks.afterEffect(call);
    return answer;
  }

  private async refusedBeforehand(call: Call): Promise<Answer | undefined> {
    if (!this.hooks.beforeEffect) return undefined;
    try {
      await this.hooks.beforeEffect(call);
      return undefined;
    } catch (error) {
      if (error instanceof ApiError) return { kind: 'error', error };
      throw error;
    }
  }

  private effect(call: Call): Answer {
    const { world } = this;
    const { faults } = world;
    call.at = this.clock.now();
    world.catchUp(call.at);
    if (faults.strikes('throttle', call.action)) return throttled(call.service);
    if (faults.strikes('server-error', call.action)) return serverError(call.service);
    const answer = this.perform(call);
    if (faults.strikes('server-error-after-effect', call.action)) return serverError(call.service);
    return faults.strikes('lost-answer', call.action) ? { kind: 'lost' } : answer;
  }

  private perform(call: Call): Answer {
    try {
      const region = this.world.region(call.region);
      if (this.world.rules.regionsNotEnabled.includes(call.region)) throw notEnabled();
      const { account, principal } = call;
      const caller: Caller = { world: this.world, region, account: region.account(account), principal, fresh: this.world.answersFresh() };
      return { kind: 'output', output: perform(caller, operation(call.service, call.action), call.input) };
    } catch (error) {
      if (error instanceof ApiError) return { kind: 'error', error };
      throw error;
    }
  }
}

/** What a Region answers in which nobody knows the credentials (row 42). */
const notEnabled = () => new ApiError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);

const throttled = (service: Service): Answer => ({
  kind: 'error',
  error: service === 'ec2'
    ? new ApiError('RequestLimitExceeded', 'Request limit exceeded.', 503)
    : new ApiError('ThrottlingException', 'Rate exceeded', 400),
});

const serverError = (service: Service): Answer => ({
  kind: 'error',
  error: service === 'ec2'
    ? new ApiError('InternalError', 'An internal error has occurred', 500)
    : new ApiError('KMSInternalException', 'An internal error has occurred', 500),
});
