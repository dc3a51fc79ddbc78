import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { grantKeys } from './key-access';
import { PolicyRole, roleWarnings } from './policy-role';
import { PolicyNeeds } from './role-statements';
import { LifecyclePolicyBaseProps, RolePermissions } from '../lifecycle-policy';
import { Warning } from './rules/sentences';

/** What is asked for at once: rights, and keys that come with them. */
export interface AccessRequest extends PolicyNeeds {
  readonly copyKeys?: readonly kms.IKey[];
  /** Documents that the app makes and tags; AWS's managed policies go by the tag. */
  readonly ownDocuments?: readonly string[];
}

/** The role of a policy and the keys that it may use; both grow with the schedules. */
export class PolicyAccess {
  public readonly role: iam.IRole;
  /** What the owners of imported roles and keys have to do. */
  public readonly warnings: Warning[] = [];
  private readonly managed: boolean;
  private readonly keys: kms.IKey[];
  private readonly accounts: string[] = [];

  constructor(private readonly policy: Construct, private readonly props: LifecyclePolicyBaseProps, first: AccessRequest) {
    this.managed = props.rolePermissions === RolePermissions.AWS_MANAGED;
    this.keys = [...props.sourceKeys ?? []];
    this.role = this.roleFor(first);
    this.grantKeysFor(this.keys, first);
  }

  public get sourceKeyCount(): number {
    return this.keys.length;
  }

  /** For a schedule that was added. The source keys are known to the role, but not to new accounts. */
  public extend(request: AccessRequest): void {
    this.roleFor(request);
    this.grantKeysFor(request.sharedWith?.length ? this.keys : [], request);
  }

  public addSourceKey(key: kms.IKey): void {
    this.keys.push(key);
    this.warnings.push(...grantKeys(this.policy, this.role, { sourceKeys: [key], sharedWith: this.accounts }));
  }

  private roleFor({ ownDocuments = [], documents = [], ...needs }: AccessRequest): iam.IRole {
    const { managed, props: { role } } = this;
    const options = { ...needs, documents: managed ? documents : [...documents, ...ownDocuments], managed, role };
    this.warnings.push(...roleWarnings(options));
    return PolicyRole.of(this.policy, options);
  }

  private grantKeysFor(sourceKeys: readonly kms.IKey[], { copyKeys, sharedWith = [] }: AccessRequest): void {
    this.accounts.push(...sharedWith);
    this.warnings.push(...grantKeys(this.policy, this.role, { sourceKeys, copyKeys, sharedWith }));
  }
}
