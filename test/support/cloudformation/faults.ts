/** A call that a function makes: to EC2, to Step Functions, to a response URL. */
export interface OutgoingCall {
  readonly service: string;
  readonly operation: string;
  readonly invocationId: string;
}

/**
 * What can go wrong with it.
 *
 * - `crash-before`, `crash-after`: the function dies; the call had no effect, or had it.
 * - `refused`: throttled or unavailable beyond the client's patience; no effect.
 * - `lost`: the effect is there, the answer never came, and the client gave up.
 * - `repeated`: the answer was lost, and the client sent the same request again.
 */
export type CallFault = 'crash-before' | 'crash-after' | 'refused' | 'lost' | 'repeated';

/** What goes wrong in a history, and when. */
export interface Faults {
  ofCall(call: OutgoingCall): CallFault | undefined;
  /** After how many seconds the same asynchronous event is delivered once more; it always comes at least once. */
  redeliveries(functionArn: string): readonly number[];
  /** How long a call is under way, in milliseconds; without one, the start of an execution's task. */
  latency(call?: OutgoingCall): number;
}

export const NO_FAULTS: Faults = { ofCall: () => undefined, redeliveries: () => [], latency: () => 20 };

/** An error in the shape that the SDK throws: code in `name`, and which side was at fault. */
export function serviceError(name: string, message: string, side: 'client' | 'server' = 'client'): Error {
  const statusCode = side === 'client' ? 400 : 503;
  return Object.assign(new Error(message), { name, Code: name, $fault: side, $metadata: { httpStatusCode: statusCode } });
}

/** What the SDK throws when a connection breaks before the answer has come. */
export const connectionLost = (): Error =>
  Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET', $metadata: {} });

const THROTTLES: { readonly [service: string]: string } = {
  ec2: 'RequestLimitExceeded', states: 'ThrottlingException', kms: 'ThrottlingException', ssm: 'ThrottlingException', cloudformation: 'Throttling',
};

export const throttled = (service: string): Error =>
  serviceError(THROTTLES[service] ?? 'ServiceUnavailable', 'Rate exceeded', service === 'ec2' ? 'server' : 'client');
