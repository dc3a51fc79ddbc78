/**
 * The quick way in: a `send` that takes the SDK's commands and gives the SDK's outputs and errors, without a request in between.
 * It does what the SDK's client does around a request: fills in a client token, once per `send`, and tries again after throttles, server
 * errors and lost answers, with the same input.
 */
import { EC2ServiceException } from '@aws-sdk/client-ec2';
import * as kms from '@aws-sdk/client-kms';
import type { Random } from '../random';
import { ApiError } from './errors';
import type { Answer, Exchange, Hooks } from './exchange';
import { findOperation, type Service } from './operations';

export interface DoorOptions {
  /** @default 10 */
  readonly maxAttempts?: number;
  /** The ARN of the role that calls. @default - whoever the account's policies let */
  readonly principal?: string;
}

interface Command {
  readonly input: object;
}

/** As the SDK sees them (ec2-semantics 6.5). */
const THROTTLES = new Set(['RequestLimitExceeded', 'Throttling', 'ThrottlingException']);
const RETRIED_STATUS = new Set([500, 502, 503, 504]);
const BASE_DELAY = 50;
const THROTTLE_DELAY = 1000;
const MAX_DELAY = 20_000;

export class ClientDoor {
  constructor(
    private readonly exchange: Exchange,
    private readonly hooks: Hooks,
    private readonly random: Random,
    private readonly origin: { readonly service: Service; readonly account: string; readonly region: string },
    private readonly options: DoorOptions,
  ) {}

  public async send(command: Command): Promise<object> {
    const action = actionOf(command);
    const input = this.withToken(action, command.input);
    const { maxAttempts = 10 } = this.options;
    let delay = 0;
    for (let attempt = 1; ; attempt++) {
      const answer = await this.exchange.handle({ ...this.origin, principal: this.options.principal, action, input });
      if (answer.kind === 'output') {
        return { $metadata: { httpStatusCode: 200, attempts: attempt, totalRetryDelay: delay }, ...answer.output };
      }
      if (attempt >= maxAttempts || !isRetried(answer)) throw exceptionOf(this.origin.service, answer, attempt);
      const wait = this.delayBefore(attempt, answer);
      delay += wait;
      if (this.hooks.pause) await this.hooks.pause(wait);
    }
  }

  private withToken(action: string, input: object): object {
    const token = findOperation(this.origin.service, action)?.token;
    if (!token || (input as Record<string, unknown>)[token] !== undefined) return input;
    return { ...input, [token]: `random-${this.random.hex(32)}` };
  }

  private delayBefore(attempt: number, answer: Answer): number {
    const base = answer.kind === 'error' && THROTTLES.has(answer.error.code) ? THROTTLE_DELAY : BASE_DELAY;
    return Math.floor(this.random.next() * Math.min(MAX_DELAY, base * 2 ** (attempt - 1)));
  }
}

/** Commands carry the schema of their operation, whose name survives a bundler that renames classes. */
function actionOf(command: Command): string {
  const { schema } = command as { schema?: readonly unknown[] };
  return Array.isArray(schema) ? String(schema[2]) : command.constructor.name.replace(/Command$/, '');
}

function isRetried(answer: Answer): boolean {
  if (answer.kind === 'lost') return true;
  return answer.kind === 'error' && (RETRIED_STATUS.has(answer.error.status) || THROTTLES.has(answer.error.code));
}

function exceptionOf(service: Service, answer: Exclude<Answer, { kind: 'output' }>, attempts: number): Error {
  if (answer.kind === 'lost') {
    return Object.assign(new Error('the connection was closed before an answer arrived'), { name: 'TimeoutError', $metadata: { attempts } });
  }
  return serviceException(service, answer.error, attempts);
}

function serviceException(service: Service, { code: name, message, status }: ApiError, attempts: number): Error {
  const details = {
    name, message, $fault: status >= 500 ? 'server' as const : 'client' as const, $metadata: { httpStatusCode: status, attempts },
  };
  if (service === 'ec2') return new EC2ServiceException(details);
  return name === 'NotFoundException' ? new kms.NotFoundException(details) : new kms.KMSServiceException(details);
}

