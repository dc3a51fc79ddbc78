import { AssertionError } from 'assert';
import type { Clause } from './clause';

export interface Verdict {
  readonly title: string;
  readonly ok: boolean;
  /** Why not. */
  readonly because?: string;
}

/**
 * Whether moto does what a clause says of it: keeps the promise, or does something else instead. That it has learned to keep a promise is
 * no success, so that the list of what it gets wrong stays true; and that nobody answered tells nothing of either.
 */
export function verdictOnMoto({ title, moto }: Clause, error?: Error): Verdict {
  if (!error && moto === undefined) return { title, ok: true };
  if (!error) return { title, ok: false, because: `moto has learned this, so the clause must no longer say that it ${moto}` };
  return moto !== undefined && isAnswered(error) ? { title, ok: true } : { title, ok: false, because: error.message };
}

/** An answer that is not what was expected, or one that the SDK cannot read. */
const isAnswered = (error: Error) => error instanceof AssertionError ||
  (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode !== undefined;
