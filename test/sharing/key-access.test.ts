import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Ami } from '../../src/ami/ami';
import { AmiSharing, AmiSharingProps } from '../../src/sharing/ami-sharing';
import { GRANT_OPERATIONS } from '../../src/sharing/key-access';
import { ShareTarget } from '../../src/sharing/share-target';
import { resolved } from '../copy/policies';
import { B, C, ORGANIZATION, target, UNIT } from '../runtime/sharing/sharing-lab';
import { contextOf } from '../support/ec2/key-access';
import { Access, isAllowed, Statement } from '../support/iam/policy';
import { synthesize } from '../support/lab';

const STRANGER = '999999999999';
const NESTED = [UNIT, 'arn:aws:organizations::111111111111:ou/o-a1b2c3d4e5/ou-ab12-22222222'];
/** B is in the organization alone, C in a unit of it, the third in a unit below that, the stranger in another organization. */
const memberships = new Map([
  [B, { organizationArn: ORGANIZATION, organizationalUnitArns: ['arn:aws:organizations::111111111111:ou/o-a1b2c3d4e5/ou-ab12-99999999'] }],
  [C, { organizationArn: ORGANIZATION, organizationalUnitArns: [UNIT] }],
  ['444444444444', { organizationArn: ORGANIZATION, organizationalUnitArns: [NESTED[1], UNIT] }],
  [STRANGER, { organizationArn: 'arn:aws:organizations::999999999999:organization/o-zzzzzzzzzz', organizationalUnitArns: [] }],
]);

const VIA_EC2 = { 'kms:ViaService': 'ec2.eu-central-1.amazonaws.com' };
const VIA_ELSEWHERE = { 'kms:ViaService': 'ec2.eu-west-1.amazonaws.com' };
const VIA_S3 = { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' };
const AWS_GRANT = { 'kms:GrantIsForAWSResource': 'true', 'kms:GrantOperations': ['Decrypt'], 'kms:GranteePrincipal': `arn:aws:iam::${B}:role/somebody` };
const role = (account: string, name = 'aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling') => `arn:aws:iam::${account}:role/${name}`;
const grant = (grantee: string, operations: readonly string[] = GRANT_OPERATIONS) =>
  ({ 'kms:GrantIsForAWSResource': 'false', 'kms:GranteePrincipal': grantee, 'kms:GrantOperations': operations });

function sharing(stack: Stack, key: kms.IKey, targets: ShareTarget[], props: Partial<AmiSharingProps> = {}): AmiSharing {
  const image = Ami.fromAttributes({ imageIds: { 'eu-central-1': 'ami-0123456789abcdef0' }, encryptionKeys: { 'eu-central-1': key } });
  return new AmiSharing(stack, 'Sharing', { image, sharedWith: targets, ...props });
}

/** What a key of the stack says, but for what it says by itself. */
function statementsFor(targets: ShareTarget[], props: Partial<AmiSharingProps> = {}): Statement[] {
  const { Resources } = synthesize(stack => sharing(stack, new kms.Key(stack, 'Key'), targets, props));
  const key = Object.values(Resources).find(({ Type }) => Type === 'AWS::KMS::Key')!;
  return (key.Properties!.KeyPolicy as unknown as { Statement: Statement[] }).Statement.slice(1).map(resolved);
}

const may = (statements: Statement[], account: string, action: string, context: Access['context'] = {}) => isAllowed(statements, {
  action, resource: '*', principal: `arn:aws:iam::${account}:role/admin`, context: { ...contextOf({ memberships }, account), ...context },
});

describe.each<[string, string, string[], string[]]>([
  ['an account', B, [B], [C, STRANGER]],
  ['an organization', ORGANIZATION, [B, C, '444444444444'], [STRANGER, '555555555555']],
  ['an organizational unit', UNIT, [C, '444444444444'], [B, STRANGER, '555555555555']],
])('a key shared with %s', (_title, principal, insiders, outsiders) => {
  const statements = statementsFor([target(principal)]);

  test.each<[string, string, (account: string) => Access['context'], boolean]>([
    ['may be looked at', 'kms:DescribeKey', () => ({}), true],
    ['decrypts through EC2', 'kms:Decrypt', () => VIA_EC2, true],
    ['re-encrypts through EC2', 'kms:ReEncryptFrom', () => VIA_EC2, true],
    ['makes data keys through EC2', 'kms:GenerateDataKeyWithoutPlaintext', () => VIA_EC2, true],
    ['decrypts nothing directly', 'kms:Decrypt', () => ({}), false],
    ['decrypts nothing through another service', 'kms:Decrypt', () => VIA_S3, false],
    ['decrypts nothing through EC2 in another Region', 'kms:Decrypt', () => VIA_ELSEWHERE, false],
    ['encrypts nothing by itself', 'kms:Encrypt', () => VIA_EC2, false],
    ['lets EC2 give grants to AWS', 'kms:CreateGrant', () => ({ ...VIA_EC2, ...AWS_GRANT }), true],
    ['lets nobody give such a grant directly', 'kms:CreateGrant', () => AWS_GRANT, false],
    ['lets the Auto Scaling role have a grant', 'kms:CreateGrant', account => grant(role(account)), true],
    ['lets one with a suffix have a grant', 'kms:CreateGrant', account => grant(`${role(account)}_web`), true],
    ['lets no other role have one', 'kms:CreateGrant', account => grant(role(account, 'admin')), false],
    ['lets no role of another account have one', 'kms:CreateGrant', () => grant(role(STRANGER === principal ? B : '888888888888')), false],
    ['lets no grant be for more', 'kms:CreateGrant', account => grant(role(account), ['Decrypt', 'Sign']), false],
    ['lets nobody change it', 'kms:PutKeyPolicy', () => ({}), false],
    ['lets nobody delete it', 'kms:ScheduleKeyDeletion', () => ({}), false],
  ])('%s', (_what, action, contextFor, expected) => {
    for (const account of insiders) expect([account, may(statements, account, action, contextFor(account))]).toEqual([account, expected]);
    for (const account of outsiders) expect([account, may(statements, account, action, contextFor(account))]).toEqual([account, false]);
  });
});

test('a role of the user\'s own gets a grant when the sharing names it, and the Auto Scaling role then none', () => {
  const statements = statementsFor([target(B)], { keyGrantees: ['launcher'] });
  const grants = [role(B, 'launcher'), role(B)].map(grantee => may(statements, B, 'kms:CreateGrant', grant(grantee)));
  expect(grants).toEqual([true, false]);
});

test('no role gets a grant when the sharing names none', () =>
  expect(may(statementsFor([target(B)], { keyGrantees: [] }), B, 'kms:CreateGrant', grant(role(B)))).toBe(false));

test('450 accounts fit into the 32 KB of a key\'s policy, with the same rights', () => {
  const accounts = Array.from({ length: 450 }, (_, index) => String(200000000000 + index));
  const statements = statementsFor(accounts.map(target));
  expect(JSON.stringify(statements).length).toBeLessThan(32_000);
  expect([may(statements, accounts[449], 'kms:Decrypt', VIA_EC2), may(statements, STRANGER, 'kms:Decrypt', VIA_EC2)]).toEqual([true, false]);
});

test('fails when there are more accounts than the policy of a key has room for', () => {
  const accounts = Array.from({ length: 451 }, (_, index) => String(200000000000 + index));
  expect(() => statementsFor(accounts.map(target))).toThrow('sharedWith must name at most 450 accounts for what is encrypted, got 451');
});

test('the statements for an imported key are an output to paste, with a warning', () => {
  const stack = new Stack(undefined, 'Images');
  sharing(stack, kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:111111111111:key/1234'), [target(B)]);
  const [output] = Object.values(Template.fromStack(stack).findOutputs('*')) as { Value: unknown }[];
  expect(JSON.stringify(output.Value)).toContain('kms:GrantIsForAWSResource');
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('is imported, so that its policy stays as it is'));
});

test('fails when an encrypted image is to be public', () => {
  const stack = new Stack();
  expect(() => sharing(stack, new kms.Key(stack, 'Key'), [target('all')])).toThrow('sharedWith must not name everyone for what is encrypted');
});
