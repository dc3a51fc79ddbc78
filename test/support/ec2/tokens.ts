/** Client tokens (ec2-semantics 1.2): the same token and parameters give the same answer; other parameters are refused. */
import type { Caller } from './caller';
import { ApiError, invalidValue } from './errors';

interface WithToken {
  readonly ClientToken?: string;
  readonly DryRun?: boolean;
}

/** Member order and absent members make no difference to what a request asks for. */
function fingerprint(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part) && !(part instanceof Date)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => a < b ? -1 : 1))
      : part);
}

const parametersOf = ({ ClientToken: _token, DryRun: _dryRun, ...parameters }: WithToken) => fingerprint(parameters);

/** What this token made before, if EC2 still remembers. */
export function replayed(caller: Caller, action: string, input: WithToken): string | undefined {
  const token = input.ClientToken;
  if (!token) return undefined;
  if (token.length > 64) throw invalidValue('ClientToken must have at most 64 characters.');
  const key = `${action}:${token}`;
  const use = caller.account.tokens.get(key);
  if (!use) return undefined;
  if (use.expires <= caller.world.time) {
    caller.account.tokens.delete(key);
    return undefined;
  }
  if (use.parameters !== parametersOf(input)) {
    throw new ApiError('IdempotentParameterMismatch', `The client token '${token}' was used with other parameters before.`);
  }
  return use.resourceId;
}

export function remember(caller: Caller, action: string, input: WithToken, resourceId: string): void {
  if (!input.ClientToken) return;
  caller.account.tokens.set(`${action}:${input.ClientToken}`, {
    parameters: parametersOf(input),
    resourceId,
    expires: caller.world.time + caller.world.rules.tokensRememberedFor,
  });
}
