import { Token } from 'aws-cdk-lib';
import { descriptionPatternProblem } from './private/rules/events';

/** Which shared snapshots to copy, by their description. */
export class SharedSnapshotFilter {
  /** Every snapshot that the owners share. */
  public static all(): SharedSnapshotFilter {
    return new SharedSnapshotFilter('.*');
  }

  /**
   * Snapshots made by a policy of the other account. Its id is known when it is deployed: it cannot be had from the
   * construct, which lives in another account.
   *
   * Throws when the id is not one of a policy.
   *
   * @param policyId like `policy-0123456789abcdef0`
   */
  public static fromPolicyId(policyId: string): SharedSnapshotFilter {
    if (!Token.isUnresolved(policyId) && !/^policy-[0-9a-f]+$/.test(policyId)) {
      throw new Error(`policyId must be one like policy-0123456789abcdef0, got '${policyId}' [EVT-11]`);
    }
    return new SharedSnapshotFilter(`^.*Created for policy: ${policyId}.*$`);
  }

  /**
   * Snapshots whose description a regular expression matches. AWS's own examples match the whole description:
   * `.*production.*`, with wildcards at both ends.
   *
   * Throws when it has more than 1000 characters or is no regular expression.
   *
   * @param pattern the expression
   */
  public static regex(pattern: string): SharedSnapshotFilter {
    const problem = descriptionPatternProblem(pattern);
    if (problem) throw new Error(problem);
    return new SharedSnapshotFilter(pattern);
  }

  private constructor(
    /** The regular expression. */
    public readonly pattern: string,
  ) {}
}
