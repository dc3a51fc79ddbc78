/** What the key of a shared image has to allow (https://docs.aws.amazon.com/ebs/latest/userguide/share-kms-key.html). */
import { Annotations, Aws, CfnOutput, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ShareTarget } from './share-target';
import { isPublic, targetsOf } from './targets';
import { IAmi } from '../ami/ami';
import { isAlias } from '../private/key-alias';
import { Problem } from '../private/props';
import { EC2_KEY_ACTIONS } from '../runtime/contract';

/** Any of these an account may have one of by now; the suffix is the account's. */
export const AUTO_SCALING_ROLES = 'aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling*';

/** All that a grant may be for: what EBS needs, and passing it on to EBS. */
export const GRANT_OPERATIONS = [
  'Decrypt', 'Encrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'DescribeKey', 'CreateGrant',
];

/** With more, their ARNs fill the 32 KB that a key's policy may have. */
const MOST_PRINCIPALS = 100;
/** With more, their ids do. */
const MOST_ACCOUNTS = 450;

export const keyProblems = (image: IAmi, targets: readonly ShareTarget[]): Problem[] => image.regions.flatMap(region => {
  const key = image.encryptionKeyIn(region);
  return key ? [keyProblem(key, targets)] : [];
});

export function keyProblem(key: kms.IKey, targets: readonly ShareTarget[]): Problem {
  if (isPublic(targets)) return 'sharedWith must not name everyone for what is encrypted: EC2 makes nothing public that has a key';
  if (isAlias(key)) return 'the key must be given itself, got an alias of one, whose policy cannot be changed: use kms.Key.fromKeyArn';
  return roomProblem('sharedWith', targetsOf(targets, 'account').length);
}

/** Whether a key's policy can name so many accounts. */
export const roomProblem = (prop: string, accounts: number): Problem => (accounts <= MOST_ACCOUNTS
  ? undefined
  : `${prop} must name at most ${MOST_ACCOUNTS} accounts for what is encrypted, got ${accounts}: a key's policy has room for no more; share with an organizational unit`);

/** What is wrong with the names of roles that grants may be given to. */
export const keyGranteeProblems = (names: readonly string[] = []): Problem[] => names.map((name, index) => (
  Token.isUnresolved(name) || /^[\w+=,.@/*?-]{1,512}$/.test(name)
    ? undefined
    : `keyGrantees[${index}] must be the name of a role, with its path and without its ARN, where * stands for any text, got '${name}'`));

/** Lets the targets use the image's key in each Region that has one. */
export function openKeys(scope: Construct, image: IAmi, targets: readonly ShareTarget[], keyGrantees?: readonly string[]): void {
  for (const region of image.regions) {
    const key = image.encryptionKeyIn(region);
    if (key) openKey(scope, key, region, targets, keyGrantees);
  }
}

export function openKey(scope: Construct, key: kms.IKey, region: string, targets: readonly ShareTarget[], keyGrantees?: readonly string[]): void {
  const statements = keyStatements(region, targets, keyGrantees);
  const isAdded = statements.map(each => key.addToResourcePolicy(each, true).statementAdded);
  if (statements.length === 0 || isAdded[0]) return;
  const where = Token.isUnresolved(region) ? '' : `-${region}`;
  const output = new CfnOutput(scope, `KeyStatements${where}`, {
    description: 'Statements for the policy of the imported key, without which what is shared cannot be used',
    value: Stack.of(scope).toJsonString(statements.map(each => each.toStatementJson() as unknown)),
  });
  Annotations.of(scope).addWarningV2('cdk-golden-ami:AmiSharing.importedKey',
    `the key in ${where ? region : "the stack's Region"} is imported, so that its policy stays as it is: paste the statements of the output ${Stack.of(scope).getLogicalId(output)} into it, or nobody can use what is shared`);
}

/** Who it is for, as a statement says it. */
interface Audience {
  readonly principals: iam.IPrincipal[];
  readonly conditions: { readonly [operator: string]: { readonly [key: string]: unknown } };
}

/**
 * The statements for a key in a Region. Rights to data come through EC2 alone. A grant is for AWS's own services, or for the named roles
 * in the grantor's own account, and then for no more than the fixed operations.
 */
export function keyStatements(
  region: string, targets: readonly ShareTarget[], keyGrantees: readonly string[] = [AUTO_SCALING_ROLES],
): iam.PolicyStatement[] {
  const viaEc2 = { 'kms:ViaService': [`ec2.${region}.amazonaws.com`, `ec2.${region}.${Aws.URL_SUFFIX}`] };
  // The variable is KMS's to fill in: a grant goes to a role of the account that gives it.
  const grantees = keyGrantees.map(name => `arn:${Aws.PARTITION}:iam::\${aws:PrincipalAccount}:role/${name}`);
  return audiencesOf(targets).flatMap(audience => [
    statement(audience, ['kms:DescribeKey']),
    statement(audience, EC2_KEY_ACTIONS, { StringEquals: viaEc2 }),
    statement(audience, ['kms:CreateGrant'], { StringEquals: viaEc2, Bool: { 'kms:GrantIsForAWSResource': 'true' } }),
    ...(grantees.length === 0 ? [] : [statement(audience, ['kms:CreateGrant'], {
      'ArnLike': { 'kms:GranteePrincipal': grantees },
      'ForAllValues:StringEquals': { 'kms:GrantOperations': GRANT_OPERATIONS },
    })]),
  ]);
}

function audiencesOf(targets: readonly ShareTarget[]): Audience[] {
  const accounts = targetsOf(targets, 'account');
  const organizations = targetsOf(targets, 'organization').map(arn => arn.split('/')[1]);
  const units = targetsOf(targets, 'unit').map(pathsIn);
  const anyone = [new iam.AnyPrincipal()];
  return [
    ...(accounts.length === 0 ? [] : [accounts.length <= MOST_PRINCIPALS
      ? { principals: accounts.map(each => new iam.AccountPrincipal(each)), conditions: {} }
      : { principals: anyone, conditions: { StringEquals: { 'kms:CallerAccount': accounts } } }]),
    ...(organizations.length === 0 ? [] : [{ principals: anyone, conditions: { StringEquals: { 'aws:PrincipalOrgID': organizations } } }]),
    ...(units.length === 0 ? [] : [{ principals: anyone, conditions: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': units } } }]),
  ];
}

/** A unit may lie at any depth below the root, whose id is the first part of the unit's. */
function pathsIn(arn: string): string {
  const [, organization, unit] = arn.split('/');
  return `${organization}/r-${unit.split('-')[1]}/*${unit}/*`;
}

function statement({ principals, conditions }: Audience, actions: string[], more: Audience['conditions'] = {}): iam.PolicyStatement {
  const operators = [...new Set([...Object.keys(conditions), ...Object.keys(more)])];
  return new iam.PolicyStatement({
    principals,
    actions,
    resources: ['*'],
    conditions: operators.length === 0 ? undefined : Object.fromEntries(operators.map(each => [each, { ...conditions[each], ...more[each] }])),
  });
}
