/**
 * Who may use a key of KMS: the account that has it, those that its policy lets, and who has a grant. What the policies of the user's own
 * account say is not looked at here.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
import { isDeepStrictEqual } from 'util';
import type {
  CreateGrantRequest, CreateGrantResponse, ListGrantsResponse, ListRetirableGrantsRequest, RetireGrantRequest,
} from '@aws-sdk/client-kms';
import type { Caller } from './caller';
import { ApiError } from './errors';
import type { Key } from './resources';
import { partitionOf, type World } from './world';
import { isAllowed, type Access } from '../iam/policy';

export const accountPrincipal = (accountId: string) => `arn:aws:iam::${accountId}:root`;

/** What EBS does with the key of a volume that it makes for somebody. */
const USES = ['Decrypt', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo'];

/** A service-linked role has no policy that could name a key: only the key's own policy helps it, or a grant. */
export function mayUse(world: World, key: Key, accountId: string, principal = accountPrincipal(accountId)): boolean {
  const isRole = principal !== accountPrincipal(accountId);
  if (!isRole && (key.ownerId === accountId || key.sharedWith.has(accountId))) return true;
  if (key.grants.some(({ grantee, operations }) => grantee === principal && [...USES, 'CreateGrant'].every(each => operations.includes(each)))) return true;
  if (isRole) return false;
  const context = { 'kms:ViaService': `ec2.${key.region}.amazonaws.com` };
  return USES.every(each => isAllowedByPolicy(world, key, principal, { action: `kms:${each}`, context }))
    && isAllowedByPolicy(world, key, principal, { action: 'kms:CreateGrant', context: { ...context, 'kms:GrantIsForAWSResource': 'true' } });
}

export function isAllowedByPolicy(world: World, key: Key, principal: string, access: Pick<Access, 'action'> & Partial<Access>): boolean {
  const account = principal.split(':')[4];
  return isAllowed(key.policy, {
    resource: key.arn, principal, ...access, context: { ...contextOf(world, account), ...access.context },
  });
}

/** What IAM knows of whoever asks. */
export function contextOf(world: Pick<World, 'memberships'>, account: string): Access['context'] {
  const membership = world.memberships.get(account);
  const organization = membership?.organizationArn.split('/')[1];
  const units = membership?.organizationalUnitArns.map((arn) => arn.split('/')[2]) ?? [];
  const root = units.length > 0 ? `r-${units[0].split('-')[1]}` : 'r-root';
  return {
    'aws:PrincipalAccount': account,
    'kms:CallerAccount': account,
    'aws:PrincipalOrgID': organization,
    'aws:PrincipalOrgPaths': organization && [[organization, root, ...units, ''].join('/')],
  };
}

/** The same grant under the same name is given once. */
export function createGrant({ world, region, account }: Caller, input: CreateGrantRequest): CreateGrantResponse {
  const key = region.keys.get(input.KeyId!);
  if (!key) throw new ApiError('NotFoundException', `Key '${input.KeyId}' does not exist`);
  const allowed = key.ownerId === account.id || isAllowedByPolicy(world, key, accountPrincipal(account.id), {
    action: 'kms:CreateGrant',
    context: {
      'kms:GranteePrincipal': input.GranteePrincipal, 'kms:GrantOperations': input.Operations, 'kms:GrantIsForAWSResource': 'false',
    },
  });
  if (!allowed) {
    throw new ApiError('AccessDeniedException',
      `User: ${accountPrincipal(account.id)} is not authorized to perform: kms:CreateGrant on resource: ${key.arn}`);
  }
  const operations = [...input.Operations ?? []].sort();
  const grant = { name: input.Name, grantee: input.GranteePrincipal!, retiring: input.RetiringPrincipal, operations };
  const known = key.grants.find(({ id: _id, ...each }) => grant.name !== undefined && isDeepStrictEqual(each, grant));
  const id = known?.id ?? `${partitionOf(region.name)}-${world.newKeyId()}`.replace(/[^a-z0-9]/g, '');
  if (!known) key.grants.push({ id, ...grant });
  return { GrantId: id, GrantToken: `token-${id}` };
}

export function retireGrant({ region, principal }: Caller, { KeyId, GrantId }: RetireGrantRequest): void {
  const grants = region.keys.get(KeyId!)?.grants ?? [];
  const index = grants.findIndex(({ id }) => id === GrantId);
  if (index < 0) throw new ApiError('NotFoundException', `Grant ${GrantId} does not exist`);
  if (grants[index].retiring !== principal) throw new ApiError('AccessDeniedException', 'Only the retiring principal may retire the grant');
  grants.splice(index, 1);
}

export function listRetirableGrants({ region }: Caller, { RetiringPrincipal }: ListRetirableGrantsRequest): ListGrantsResponse {
  const grants = [...region.keys.values()].flatMap((key) => key.grants.map((grant) => ({ key, grant })));
  return {
    Grants: grants.filter(({ grant }) => grant.retiring === RetiringPrincipal).map(({ key, grant }) => ({
      KeyId: key.arn, GrantId: grant.id, Name: grant.name, GranteePrincipal: grant.grantee, RetiringPrincipal: grant.retiring,
    })),
    Truncated: false,
  };
}
