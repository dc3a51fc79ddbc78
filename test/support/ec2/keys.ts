/**
 * KMS, as EBS uses it. A key is looked at long after the call was accepted (ec2-semantics 0.3), and whatever is wrong with it
 * is told in one sentence: `Given key ID is not accessible`.
 */
import type {
  CreateKeyRequest, CreateKeyResponse, DescribeKeyCommandOutput, DescribeKeyRequest, DisableKeyRequest, KeyMetadata,
} from '@aws-sdk/client-kms';
import type { Caller } from './caller';
import { ApiError } from './errors';
import { accountPrincipal, isAllowedByPolicy, mayUse } from './key-access';
import type { Key } from './resources';
import { partitionOf, type Region, type World } from './world';

const AWS_EBS = 'alias/aws/ebs';
export const KEY_NOT_ACCESSIBLE = 'Given key ID is not accessible';

type KeyTraits = Partial<Pick<Key, 'id' | 'manager' | 'spec' | 'usage' | 'multiRegion' | 'state' | 'deniesUse' | 'policy'>>;

export function addKey(world: World, region: Region, ownerId: string, traits: KeyTraits = {}): Key {
  const id = traits.id ?? (traits.multiRegion ? `mrk-${world.newKeyId().replaceAll('-', '')}` : world.newKeyId());
  const key: Key = {
    id,
    arn: `arn:${partitionOf(region.name)}:kms:${region.name}:${ownerId}:key/${id}`,
    ownerId,
    region: region.name,
    createdAt: world.time,
    manager: traits.manager ?? 'CUSTOMER',
    spec: traits.spec ?? 'SYMMETRIC_DEFAULT',
    usage: traits.usage ?? 'ENCRYPT_DECRYPT',
    multiRegion: traits.multiRegion ?? false,
    state: traits.state ?? 'Enabled',
    sharedWith: new Set(),
    policy: traits.policy ?? [],
    grants: [],
    deniesUse: traits.deniesUse ?? false,
  };
  region.keys.set(key.arn, key);
  return key;
}

/** The account's default key for EBS: the one it chose, or `aws/ebs`. */
export const defaultKeyArn = (caller: Caller): string => caller.account.defaultKeyArn ?? awsEbsKeyArn(caller);

/** AWS makes this key when it is first needed, or first looked at by its alias. */
export function awsEbsKeyArn({ world, region, account }: Caller): string {
  const alias = `${account.id}:${AWS_EBS}`;
  let arn = region.aliases.get(alias);
  if (!arn) {
    arn = addKey(world, region, account.id, { manager: 'AWS' }).arn;
    region.aliases.set(alias, arn);
  }
  return arn;
}

/** The ARN behind a key id, key ARN, alias name or alias ARN, where the caller's Region has such a key. */
export function resolveKey({ region, account }: Caller, reference: string): string | undefined {
  if (region.keys.has(reference)) return reference;
  if (reference.startsWith('alias/')) return region.aliases.get(`${account.id}:${reference}`);
  const aliasArn = /^arn:[\w-]+:kms:([\w-]+):(\d{12}):(alias\/.+)$/.exec(reference);
  if (aliasArn) return aliasArn[1] === region.name ? region.aliases.get(`${aliasArn[2]}:${aliasArn[3]}`) : undefined;
  const arn = `arn:${partitionOf(region.name)}:kms:${region.name}:${account.id}:key/${reference}`;
  return region.keys.has(arn) ? arn : undefined;
}

/** Whether EBS can use a key on behalf of an account, or of one of its roles, now. */
export function isUsable(world: World, arn: string | undefined, region: string, accountId: string, principal?: string): boolean {
  const key = arn === undefined ? undefined : world.regions.get(region)?.keys.get(arn);
  return key !== undefined && key.state === 'Enabled' && key.spec === 'SYMMETRIC_DEFAULT' && key.usage === 'ENCRYPT_DECRYPT' &&
    !key.deniesUse && mayUse(world, key, accountId, principal);
}

/** AWS managed keys never leave their account, so what they encrypt cannot be shared (4.5). */
export const isAwsManaged = (region: Region, arn: string | undefined): boolean => arn !== undefined && region.keys.get(arn)?.manager === 'AWS';

const FOREIGN_KEY = /^arn:[\w-]+:kms:([\w-]+):(\d{12}):(?:key|alias)\/.+$/;

export function describeKey(caller: Caller, input: DescribeKeyRequest): Omit<DescribeKeyCommandOutput, '$metadata'> {
  const reference = input.KeyId ?? '';
  const parts = FOREIGN_KEY.exec(reference);
  if (parts && parts[1] !== caller.region.name) throw new ApiError('NotFoundException', `Invalid arn ${parts[1]}`);
  const arn = reference === AWS_EBS ? awsEbsKeyArn(caller) : resolveKey(caller, reference);
  const key = arn === undefined ? undefined : caller.region.keys.get(arn);
  if (!key) throw new ApiError('NotFoundException', `Key '${reference}' does not exist`);
  const mayLook = key.ownerId === caller.account.id || key.sharedWith.has(caller.account.id)
    || isAllowedByPolicy(caller.world, key, accountPrincipal(caller.account.id), { action: 'kms:DescribeKey' });
  if (!mayLook) {
    throw new ApiError('AccessDeniedException',
      `User: arn:aws:iam::${caller.account.id}:root is not authorized to perform: kms:DescribeKey on resource: ${key.arn}`);
  }
  return { KeyMetadata: metadataOf(key) };
}

/** A customer managed key; the simulator has no use for its policy. */
export function createKey({ world, region, account }: Caller, input: CreateKeyRequest): CreateKeyResponse {
  const key = addKey(world, region, account.id, { spec: input.KeySpec, usage: input.KeyUsage, multiRegion: input.MultiRegion });
  return { KeyMetadata: metadataOf(key) };
}

/** By id or ARN, as KMS has it for calls that change a key. */
export function disableKey(caller: Caller, input: DisableKeyRequest): void {
  const arn = resolveKey(caller, input.KeyId!);
  const key = arn === undefined ? undefined : caller.region.keys.get(arn);
  if (key?.ownerId !== caller.account.id) throw new ApiError('NotFoundException', `Key '${input.KeyId}' does not exist`);
  key.state = 'Disabled';
}

const metadataOf = (key: Key): KeyMetadata => ({
  AWSAccountId: key.ownerId,
  KeyId: key.id,
  Arn: key.arn,
  CreationDate: new Date(Math.floor(key.createdAt / 1000) * 1000),
  Enabled: key.state === 'Enabled',
  Description: '',
  KeyUsage: key.usage as 'ENCRYPT_DECRYPT',
  KeyState: key.state,
  Origin: 'AWS_KMS',
  KeyManager: key.manager,
  CustomerMasterKeySpec: key.spec as 'SYMMETRIC_DEFAULT',
  KeySpec: key.spec as 'SYMMETRIC_DEFAULT',
  EncryptionAlgorithms: key.usage === 'ENCRYPT_DECRYPT' ? ['SYMMETRIC_DEFAULT'] : undefined,
  MultiRegion: key.multiRegion,
});
