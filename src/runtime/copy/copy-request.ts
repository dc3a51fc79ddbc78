import { createHash } from 'crypto';
import { Owner } from './image-copies';
import { ResourceRequest } from '../cloudformation/request';
import { OWNERSHIP_TAG } from '../contract';
import { optionalText, Properties, text, textMap } from '../properties';

/** What `Custom::AmiCopy` was asked. */
export interface CopyWish {
  /** Where the copy is made. */
  readonly region: string;
  readonly sourceImageId: string;
  /** Absent: the account's default key for EBS. */
  readonly encryptionKeyArn?: string;
  readonly imageNamePrefix: string;
  readonly description: string;
  /** As CloudFormation spells it: Delete, Retain or RetainExceptOnCreate. */
  readonly removalPolicy: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The same for every delivery, retry and rollback of this wish; another one means another image. */
  readonly job: string;
}

export interface CopyRequest {
  readonly owner: Owner;
  readonly wish: CopyWish;
  /** What was wished before; only for Update. */
  readonly before?: CopyWish;
}

export function parseCopyRequest(request: ResourceRequest): CopyRequest {
  const owner = { stackId: request.stackId, logicalResourceId: request.logicalResourceId };
  return {
    owner,
    wish: parseWish(request.properties, owner),
    before: request.requestType === 'Update' ? parseWish(request.oldProperties, owner) : undefined,
  };
}

function parseWish(properties: Properties, owner: Owner): CopyWish {
  const region = text(properties, 'Region');
  const what = {
    sourceImageId: text(properties, 'SourceImageId'),
    encryptionKeyArn: optionalText(properties, 'EncryptionKeyArn'),
    imageNamePrefix: text(properties, 'ImageNamePrefix'),
  };
  return {
    region,
    ...what,
    description: text(properties, 'Description'),
    removalPolicy: text(properties, 'RemovalPolicy'),
    tags: textMap(properties, 'Tags'),
    job: hash([owner.stackId, owner.logicalResourceId, region, ...Object.values(what)]),
  };
}

/** Unique for the job, so that a replacement never has the name of what it replaces. */
export const imageNameOf = (wish: CopyWish) => `${wish.imageNamePrefix}-${wish.job.slice(0, 12)}`;

/**
 * Equal orders have equal tokens, other orders other ones: EC2 refuses a token with changed parameters. An attempt is
 * over when its image is dead; EC2 may remember the token for longer.
 */
export const tokenOf = (wish: CopyWish, attempt: number) =>
  hash([wish.job, String(attempt), wish.description, ...Object.entries(wish.tags).flat()]);

export const ownershipTags = (owner: Owner, wish: CopyWish): Readonly<Record<string, string>> => ({
  [OWNERSHIP_TAG.stackId]: owner.stackId,
  [OWNERSHIP_TAG.logicalId]: owner.logicalResourceId,
  [OWNERSHIP_TAG.job]: wish.job,
  [OWNERSHIP_TAG.source]: wish.sourceImageId,
  [OWNERSHIP_TAG.part]: 'result',
});

const hash = (parts: readonly (string | undefined)[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
