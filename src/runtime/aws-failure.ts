import type { Memo } from './cloudformation/step';

/**
 * What a refused call means for the one who made it.
 *
 * - `never`: asking again changes nothing.
 * - `soon`: may pass within a minute or two: a role or an object that AWS does not see everywhere yet.
 * - `later`: may pass within minutes: a limit on what runs at once, a name that is still taken.
 */
export type Hope = 'never' | 'soon' | 'later';

/** A call that AWS refused, or that failed after all retries of the SDK. */
export class AwsFailure extends Error {
  constructor(
    public readonly code: string, message: string, public readonly hope: Hope,
    /** For the turn that tries again. */
    public readonly memo?: Memo,
  ) {
    super(message);
    this.name = 'AwsFailure';
  }

  public remembering(memo: Memo): AwsFailure {
    return new AwsFailure(this.code, this.message, this.hope, memo);
  }
}

/** Whether asking again changes nothing. */
export const isHopeless = (error: unknown): error is Error => error instanceof Refusal || (error instanceof AwsFailure && error.hope === 'never');

/** A sentence for the one who deploys: what is wrong and what to do. Ends the request. */
export class Refusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Refusal';
  }
}
