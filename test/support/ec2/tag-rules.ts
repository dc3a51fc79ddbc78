/** What EC2 accepts as tags, in TagSpecifications and in CreateTags alike. */
import type * as sdk from '@aws-sdk/client-ec2';
import type { Caller } from './caller';
import { ApiError, invalidValue } from './errors';
import type { Tags } from './resources';

export function parseTags(caller: Caller, list: readonly sdk.Tag[] | undefined): Map<string, string> {
  const tags = new Map<string, string>();
  for (const { Key: key, Value: value = '' } of list ?? []) {
    if (!key) throw invalidValue('Tag key cannot be null or empty.');
    if (key.length > 128) throw invalidValue(`Tag key exceeds the maximum length of 128 characters: '${key}'`);
    if (value.length > 256) throw invalidValue(`Tag value exceeds the maximum length of 256 characters: '${value}'`);
    if (key.toLowerCase().startsWith('aws:')) throw invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
    if (tags.has(key)) throw invalidValue(`Duplicate tag key '${key}' specified.`);
    tags.set(key, value);
  }
  assertTagCount(caller, tags);
  return tags;
}

export function assertTagCount(caller: Caller, tags: Tags): void {
  const { tags: limit } = caller.world.rules.limits;
  // Tags of AWS itself do not count.
  const own = [...tags.keys()].filter((key) => !key.startsWith('aws:')).length;
  if (own > limit) throw new ApiError('TagLimitExceeded', `The maximum number of Tags for a resource has been reached. (limit ${limit})`);
}

type Taggable = 'image' | 'launch-template' | 'snapshot' | 'volume';

/** The tags of TagSpecifications for each resource that the call makes. Any other resource type fails the request (ec2-semantics 1.1). */
export function parseTagSpecifications<T extends Taggable>(
  caller: Caller, specifications: readonly sdk.TagSpecification[] | undefined, types: readonly T[],
): Record<T, Map<string, string>> {
  const tags = Object.fromEntries(types.map((type) => [type, new Map<string, string>()])) as Record<T, Map<string, string>>;
  for (const { ResourceType: type, Tags: list } of specifications ?? []) {
    if (!type || !Object.hasOwn(tags, type)) throw invalidValue(`'${type}' is not a valid taggable resource type for this operation.`);
    if (tags[type as T].size > 0) throw invalidValue(`Duplicate resource type '${type}' in TagSpecifications.`);
    tags[type as T] = parseTags(caller, list);
  }
  return tags;
}

/** A tag policy with enforcement (1.4): whoever makes a resource without the demanded keys is refused. */
export function assertTagPolicy(caller: Caller, ...made: readonly Tags[]): void {
  const missing = caller.world.rules.requiredTagKeys.filter((key) => made.some((tags) => !tags.has(key)));
  if (missing.length > 0) throw new ApiError('TagPolicyViolation', `The resource is missing the tag key(s): ${missing.join(', ')}`);
}

export const renderTags = (tags: Tags): sdk.Tag[] | undefined =>
  tags.size === 0 ? undefined : Array.from(tags, ([Key, Value]) => ({ Key, Value }));
