import { Arn, ArnFormat, Aws, CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeStars } from './nag';
import { PolicyNeeds, roleStatements } from './role-statements';
import { Warning, warnings } from './rules/sentences';
import { Problem } from '../../private/props';

export type { Feature } from './role-statements';

const DLM = 'dlm.amazonaws.com';

export interface PolicyRoleOptions extends PolicyNeeds {
  /** AWS's own policies, instead of what the features need. */
  readonly managed: boolean;
  /** The user's own. */
  readonly role?: iam.IRole;
}

/** The role that DLM takes on to run a policy. */
export class PolicyRole {
  /**
   * Finds or makes the role of a policy, with the rights that the policy needs besides those that it has already.
   *
   * A role of the user's that the app makes gets the rights, too; one that is imported is left alone.
   */
  public static of(scope: Construct, options: PolicyRoleOptions): iam.IRole {
    const role = options.role ?? scope.node.tryFindChild('Role') as iam.Role | undefined ?? new iam.Role(scope, 'Role', {
      description: 'Lets Data Lifecycle Manager run one policy',
      assumedBy: new iam.ServicePrincipal(DLM, { conditions: onlyPoliciesOf(scope) }),
    });
    if (!iam.Role.isRole(role)) return role;
    if (options.managed) addManagedPolicies(role, options);
    else roleStatements(options).forEach(statement => role.addToPrincipalPolicy(statement));
    if (!options.role) acknowledgeStars(role, options.managed);
    return role;
  }

  /** DLM runs a policy as soon as it is there, and shows what its role lacks only as an error of the policy. */
  public static mustPrecede(policy: CfnResource, role: iam.IRole): void {
    if (iam.Role.isRole(role)) policy.node.addDependency(role);
  }
}

/**
 * DLM takes the role on for policies of this account and Region alone. The policy's own id is not known yet: it is made
 * after its role.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/service-role.html
 */
const onlyPoliciesOf = (scope: Construct) => ({
  StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
  ArnLike: { 'aws:SourceArn': Stack.of(scope).formatArn({ service: 'dlm', resource: 'policy', resourceName: '*' }) },
});

/** All three lie under `service-role/`, which the EBS guide leaves out for the third. */
function addManagedPolicies(role: iam.Role, { kind, features }: PolicyNeeds): void {
  const ofImages = kind === 'IMAGES' || kind === 'DEFAULT_IMAGES';
  const names = [
    ofImages ? 'AWSDataLifecycleManagerServiceRoleForAMIManagement' : 'AWSDataLifecycleManagerServiceRole',
    ...features.some(feature => feature.startsWith('SCRIPTS')) ? ['AWSDataLifecycleManagerSSMFullAccess'] : [],
  ];
  for (const name of names.filter(each => !role.node.tryFindChild(each))) {
    const policyArn = `arn:${Aws.PARTITION}:iam::aws:policy/service-role/${name}`;
    role.addManagedPolicy(iam.ManagedPolicy.fromManagedPolicyArn(role, name, policyArn));
  }
}

/** @see https://docs.aws.amazon.com/dlm/latest/APIReference/API_CreateLifecyclePolicy.html, ExecutionRoleArn */
export function roleProblems(scope: Construct, role: iam.IRole | undefined): Problem[] {
  if (!role || Token.isUnresolved(role.roleArn)) return [];
  if (!/^arn:[\w-]+:iam::\d{12}:role\/./.test(role.roleArn) || role.roleArn.length > 2048) {
    return [`role must be one like arn:aws:iam::111111111111:role/backups, with at most 2048 characters, got '${role.roleArn}' [POL-02]`];
  }
  const { account } = Arn.split(role.roleArn, ArnFormat.SLASH_RESOURCE_NAME);
  const own = Stack.of(scope).account;
  if (Token.isUnresolved(own) || account === own) return [];
  return [`role must be in the policy's account ${own}, got one in ${account}: nobody can pass a role to another account [POL-02]`];
}

/** Known when the app is complete: whether a role that the app makes for DLM trusts it. DLM itself does not look before it runs. */
export function trustProblem(role: iam.IRole): Problem {
  if (!iam.Role.isRole(role) || !role.assumeRolePolicy) return undefined;
  if (JSON.stringify(Stack.of(role).resolve(role.assumeRolePolicy)).includes('"dlm.')) return undefined;
  return `role must trust ${DLM}, or the policy ends in state ERROR at its first run, got ${role.node.path}, which does not; `
    + 'give it assumedBy: new iam.ServicePrincipal(\'dlm.amazonaws.com\') [POL-03]';
}

/** What nobody sees at synth. */
export function roleWarnings({ role, managed, features, kind, documents = [] }: PolicyRoleOptions): Warning[] {
  const runsScripts = features.some(feature => feature.startsWith('SCRIPTS'));
  const isOurs = !role || iam.Role.isRole(role);
  return warnings(
    !isOurs && {
      topic: 'importedRole',
      says: 'role is imported, and gets no rights from here: it must trust dlm.amazonaws.com and allow what the policy does, as '
        + `${kind.endsWith('IMAGES') ? 'AWSDataLifecycleManagerServiceRoleForAMIManagement' : 'AWSDataLifecycleManagerServiceRole'} does; `
        + 'DLM shows what is missing as an error of the policy only, so watch it with onError [POL-03]',
    },
    !isOurs && runsScripts && {
      topic: 'importedRoleScripts',
      says: 'role is imported, and gets no rights from here: for scripts it needs those of AWSDataLifecycleManagerSSMFullAccess, too [SCR-11]',
    },
    managed && documents.length > 0 && {
      topic: 'untaggedDocument',
      says: `rolePermissions is AWS_MANAGED, which lets DLM use documents with the tag DLMScriptsAccess=true alone: see that ${documents.join(' and ')} has it, `
        + 'or take LEAST_PRIVILEGE, which names the document [SCR-07]',
    },
  );
}
