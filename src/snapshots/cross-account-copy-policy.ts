import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { LifecyclePolicyBase, LifecyclePolicyBaseProps } from './lifecycle-policy';
import { copyKeys } from './private/access-of-schedules';
import { policiesOfApp } from './private/policies-of-app';
import { PolicyAccess } from './private/policy-access';
import { baseProblems, createPolicyResource } from './private/policy-resource';
import { renderCopyPolicy } from './private/render-copy-policy';
import type { Feature } from './private/role-statements';
import { sharedCopyProblems } from './private/rules/copies';
import { actionNameProblem, hearingProblem, ownerProblems, sharedCopyWarnings } from './private/rules/events';
import { siteOf } from './private/site';
import { SharedSnapshotFilter } from './shared-snapshot-filter';
import { SharedSnapshotCopy } from './snapshot-copy';
import { assertProps } from '../private/props';

/** Whose snapshots to copy, and where to. */
export interface CrossAccountCopyPolicyProps extends LifecyclePolicyBaseProps {
  /** The accounts that share snapshots with this one, 12 digits each. 1 to 50. */
  readonly snapshotOwners: string[];

  /**
   * Which of their snapshots are copied.
   *
   * @default SharedSnapshotFilter.all()
   */
  readonly filter?: SharedSnapshotFilter;

  /**
   * The name of the action: 1 to 120 letters, digits, spaces, `_` and `-`.
   *
   * @default 'copy shared snapshots'
   */
  readonly actionName?: string;

  /** 1 to 3 copies of each snapshot. The policy's own Region is a good one: what is copied there is in this account's hands. */
  readonly copies: SharedSnapshotCopy[];
}

/**
 * Copies snapshots that other accounts share with this one: the half of a vault that stands in the vault's account.
 *
 * It hears of what is shared in its own Region only, so it stands in the Region of the policy that shares. For encrypted
 * snapshots give it the `sourceKeys` of the sharing account, which has to let this account use them.
 *
 * @example
 * import { CrossAccountCopyPolicy, RetentionPeriod } from 'cdk-golden-ami';
 *
 * new CrossAccountCopyPolicy(this, 'Vault', {
 *   snapshotOwners: ['111111111111'],
 *   copies: [{ region: 'eu-central-1', retention: RetentionPeriod.years(1) }],
 * });
 */
export class CrossAccountCopyPolicy extends LifecyclePolicyBase {
  public readonly policyId: string;
  public readonly policyArn: string;
  public readonly role: iam.IRole;

  /** @internal */
  public readonly _kind = 'CROSS_ACCOUNT_COPY';

  /** @internal */
  public readonly _features: readonly Feature[] = ['COPY'];

  /** @internal */
  public readonly _rhythms: readonly undefined[] = [];

  /** @internal */
  public readonly _sharedWith: readonly string[] = [];

  constructor(scope: Construct, id: string, props: CrossAccountCopyPolicyProps) {
    super(scope, id);
    const { snapshotOwners, copies, filter = SharedSnapshotFilter.all(), actionName = 'copy shared snapshots' } = props;
    const site = siteOf(this);
    assertProps(this,
      ...baseProblems(this, props),
      ...ownerProblems(snapshotOwners),
      actionNameProblem(props.actionName),
      ...sharedCopyProblems(copies, site),
    );

    const access = new PolicyAccess(this, props, {
      kind: this._kind, features: this._features, copyRegions: copies.map(copy => copy.region), copyKeys: copyKeys(copies),
    });
    this.role = access.role;
    const resource = createPolicyResource(this, props, {
      id: 'CrossAccountCopy',
      properties: { policyDetails: renderCopyPolicy(snapshotOwners, filter, actionName, copies) },
      warnings: () => [...access.warnings, ...sharedCopyWarnings(filter.pattern, snapshotOwners, copies, site)],
    });
    this.policyId = resource.ref;
    this.policyArn = resource.attrArn;
    this.node.addValidation({ validate: () => this.hearingProblems(snapshotOwners) });
  }

  /** Policies of the app that share with this account may be added after this one. */
  private hearingProblems(owners: readonly string[]): string[] {
    const own = siteOf(this);
    const { account } = own;
    if (account === undefined) return [];
    const sharing = policiesOfApp(this)
      .filter(policy => policy._sharedWith.includes(account))
      .map(policy => ({ path: policy.node.path, site: siteOf(policy) }))
      .filter(({ site }) => site.account !== undefined && owners.includes(site.account));
    const problem = hearingProblem(sharing, own);
    return problem ? [problem] : [];
  }
}
