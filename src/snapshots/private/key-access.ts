import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { known } from './known';
import { Warning } from './rules/sentences';
import { siteOf } from './site';

/** What EC2 and DLM do with a key in the role's name. AWS writes `kms:ReEncrypt*` and `kms:GenerateDataKey*`: these are the four of EBS. */
const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:DescribeKey'];
const GRANT = ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'];
/** Grants for AWS's own services alone. In a statement of its own: the key of this condition is in grants only. */
const FOR_AWS = { Bool: { 'kms:GrantIsForAWSResource': 'true' } };

export interface KeyUses {
  /** The keys of what is backed up; in a cross-account copy policy, of what is shared. */
  readonly sourceKeys?: readonly kms.IKey[];
  /** The keys of the copies. */
  readonly copyKeys?: readonly kms.IKey[];
  /** The accounts that get the snapshots, and so need the source keys. */
  readonly sharedWith?: readonly string[];
}

/**
 * Lets a policy's role, and the accounts that it shares with, use the keys: in the role, and in the policy of each key
 * that the app makes. Not bound to `kms:ViaService`: nobody says that DLM makes no call of its own.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/event-policy.html, steps 2 and 4
 * @returns what the owners of imported keys have to do
 */
export function grantKeys(scope: Construct, role: iam.IRole, { sourceKeys = [], copyKeys = [], sharedWith = [] }: KeyUses): Warning[] {
  const shared = new Set(sharedWith.length > 0 ? sourceKeys : []);
  return [...new Set([...sourceKeys, ...copyKeys])].flatMap(key => {
    const accounts = shared.has(key) ? sharedWith : [];
    if (iam.Role.isRole(role)) statements([key.keyArn]).forEach(statement => role.addToPrincipalPolicy(statement));
    const principals = [userOf(key, role), ...accounts.map(account => new iam.AccountPrincipal(account))];
    const added = statements(['*'], principals).map(statement => key.addToResourcePolicy(statement, true).statementAdded);
    return added.every(Boolean) ? [] : [importedKeyWarning(scope, key, accounts)];
  });
}

const statements = (resources: string[], principals?: iam.IPrincipal[]) => [
  new iam.PolicyStatement({ actions: USE, resources, principals }),
  new iam.PolicyStatement({ actions: GRANT, resources, principals, conditions: FOR_AWS }),
];

/** Two stacks cannot refer to each other, and the role's refers to the key's already: there the role's account decides. */
const userOf = (key: kms.IKey, role: iam.IRole): iam.IPrincipal =>
  (Stack.of(key) === Stack.of(role) ? new iam.ArnPrincipal(role.roleArn) : new iam.AccountPrincipal(Stack.of(role).account));

interface ImportedUse {
  readonly topic: string;
  readonly because: string;
  readonly rule: string;
}

function importedKeyWarning(scope: Construct, key: kms.IKey, sharedWith: readonly string[]): Warning {
  const { topic, because, rule } = importedUse(scope, key, sharedWith);
  const name = Token.isUnresolved(key.keyArn) ? key.node.path : key.keyArn;
  return {
    topic,
    says: `the key ${name} is imported, ${because}: its policy is not changed from here, and has to have these statements, or their like: `
      + `${JSON.stringify(statementsToPaste([Stack.of(scope).account, ...sharedWith], Stack.of(scope).partition))} [${rule}]`,
  };
}

function importedUse(scope: Construct, key: kms.IKey, sharedWith: readonly string[]): ImportedUse {
  if (sharedWith.length > 0) return { topic: 'sharedImportedKey', because: 'and the accounts that get the snapshots need it, too', rule: 'SHR-07' };
  const [own, other] = [siteOf(scope).account, known(key.env.account)];
  return own !== undefined && other !== undefined && own !== other
    ? { topic: 'foreignKey', because: `and of account ${other}`, rule: 'XRC-09' }
    : { topic: 'importedKey', because: 'and may not let IAM decide who uses it', rule: 'XRC-09' };
}

/** They name accounts: the role has no name before it is made, and its own policy names the key. */
function statementsToPaste(accounts: readonly string[], partition: string) {
  const AWS = accounts.map(account => `arn:${known(partition) ?? 'aws'}:iam::${known(account) ?? '<the account of the policy>'}:root`);
  return [
    { Effect: 'Allow', Principal: { AWS }, Action: USE, Resource: '*' },
    { Effect: 'Allow', Principal: { AWS }, Action: GRANT, Resource: '*', Condition: FOR_AWS },
  ];
}
