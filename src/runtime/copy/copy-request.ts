import { createHash } from 'crypto';
import { CopyPorts } from './copy-ports';
import { Owner } from './image-copies';
import { ResourceRequest } from '../cloudformation/request';
import { OWNERSHIP_TAG } from '../contract';
import { optionalNumber, optionalText, Properties, text, textMap } from '../properties';

/** What `Custom::AmiCopy` was asked. */
export interface CopyWish {
  /** Where the copy is made. */
  readonly region: string;
  readonly sourceId: string;
  /** Absent: the stack's own Region. */
  readonly sourceRegion?: string;
  /** Absent: the account's default key for EBS. */
  readonly encryptionKeyArn?: string;
  /** How long EC2 may take for it. Absent: as fast as it does it. */
  readonly durationMinutes?: number;
  readonly imageNamePrefix: string;
  readonly description: string;
  /** As CloudFormation spells it: Delete, Retain or RetainExceptOnCreate. */
  readonly removalPolicy: string;
  readonly tags: Readonly<Record<string, string>>;
  /** `intermediate` for an image on the way to the wished one. Absent: `result`. */
  readonly part?: string;
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
    sourceId: text(properties, 'SourceImageId'),
    sourceRegion: optionalText(properties, 'SourceRegion'),
    encryptionKeyArn: optionalText(properties, 'EncryptionKeyArn'),
    imageNamePrefix: text(properties, 'ImageNamePrefix'),
    imdsSupport: optionalText(properties, 'ImdsSupport'),
  };
  return {
    region,
    ...what,
    durationMinutes: optionalNumber(properties, 'CopyDurationMinutes'),
    description: text(properties, 'Description'),
    removalPolicy: text(properties, 'RemovalPolicy'),
    tags: textMap(properties, 'Tags'),
    job: hash([owner.stackId, owner.logicalResourceId, region, ...Object.values(what)]),
  };
}

/** The image that is copied, if it is to be seen. */
export const sourceOf = (ports: CopyPorts, { sourceId, sourceRegion = ports.home }: CopyWish) => ports.imagesIn(sourceRegion).find(sourceId);

/** Unique for the job, so that a replacement never has the name of what it replaces. */
export const imageNameOf = ({ imageNamePrefix, job, part }: CopyWish) =>
  (part === undefined ? `${imageNamePrefix}-${job.slice(0, 12)}` : `${imageNamePrefix.slice(0, 100)}-${job.slice(0, 12)}-${part}`);

/**
 * Equal orders have equal tokens, other orders other ones: EC2 refuses a token with changed parameters. An attempt is
 * over when its image is dead; EC2 may remember the token for longer.
 */
export const tokenOf = ({ job, sourceId, part, durationMinutes, description, tags }: CopyWish, attempt: number) =>
  hash([job, sourceId, part, String(attempt), durationMinutes?.toString(), description, ...Object.entries(tags).flat()]);

export const ownershipTags = (owner: Owner, wish: CopyWish): Readonly<Record<string, string>> => ({
  [OWNERSHIP_TAG.stackId]: owner.stackId,
  [OWNERSHIP_TAG.logicalId]: owner.logicalResourceId,
  [OWNERSHIP_TAG.job]: wish.job,
  [OWNERSHIP_TAG.source]: wish.sourceId,
  [OWNERSHIP_TAG.part]: wish.part ?? 'result',
});

export const hash = (parts: readonly (string | undefined)[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
