/**
 * CopyImage: everything that can be refused at once is refused here; the answer is an id and nothing else. What happens to the copy
 * afterwards, and the errors that come too late to be answers, are in `copy-job.ts`.
 */
import type { CopyImageRequest, CopyImageResult } from '@aws-sdk/client-ec2';
import { type Caller, seen } from '../caller';
import { assertDuration, assertThroughputLeft } from '../copy-pace';
import { ApiError, invalidCombination, limitExceeded } from '../errors';
import type { Tags } from '../resources';
import { assertTagCount, assertTagPolicy, parseTagSpecifications } from '../tag-rules';
import { remember, replayed } from '../tokens';
import { type Encryption, encryptionOfCopy } from './copy-encryption';
import { CopyJob } from './copy-job';
import { copySource, type CopySource } from './copy-source';
import { assertNameFree } from './image-names';
import { addImage, assertImageQuota } from './new-image';

export function copyImage(caller: Caller, input: CopyImageRequest): CopyImageResult {
  const known = replayed(caller, 'CopyImage', input);
  if (known && !(isDead(caller, known) && caller.world.rules.tokenReplayAfterDeath === 'new-copy')) return { ImageId: known };

  const tags = parseTagSpecifications(caller, input.TagSpecifications, ['image', 'snapshot']);
  assertDuration(input.SnapshotCopyCompletionDurationMinutes);
  if (input.KmsKeyId && input.Encrypted !== true) throw invalidCombination('KmsKeyId requires Encrypted to be true.');
  const source = copySource(caller, input.SourceImageId!, input.SourceRegion!);
  const encryptions = encryptionsOf(caller, input, source);
  const imageTags = withSourceTags(caller, input, source, tags.image);
  assertTagCount(caller, imageTags);
  assertTagPolicy(caller, imageTags, ...source.snapshots.map(() => tags.snapshot));
  assertNameFree(caller, input.Name!);
  assertImageQuota(caller);
  assertCopiesInProgress(caller);
  const pace = { from: source.region.name, minutes: input.SnapshotCopyCompletionDurationMinutes };
  assertThroughputLeft(caller, pace);

  const image = addImage(caller, {
    name: input.Name!,
    description: input.Description,
    traits: { ...source.image.traits, ImdsSupport: source.image.imdsSupport },
    mappings: source.image.mappings,
    tags: imageTags,
    source: { imageId: source.image.id, region: source.region.name },
  });
  remember(caller, 'CopyImage', input, image.id);
  new CopyJob(caller, image, source, encryptions, tags.snapshot, pace).start();
  return { ImageId: image.id };
}

function isDead({ region }: Caller, imageId: string): boolean {
  const state = region.images.get(imageId)?.status.latest.state;
  return state === undefined || state === 'failed' || state === 'deregistered';
}

function encryptionsOf(caller: Caller, input: CopyImageRequest, source: CopySource): Encryption[] {
  if (source.image.traits.RootDeviceType === 'instance-store' && input.Encrypted) {
    throw invalidCombination('Instance store-backed images cannot be encrypted.');
  }
  for (const snapshot of source.snapshots) {
    if (snapshot.encrypted && input.Encrypted === false) {
      throw new ApiError('InvalidRequest',
        `Snapshot ${snapshot.id} is encrypted. Creating an unencrypted copy from an encrypted snapshot is not supported.`);
    }
  }
  return source.snapshots.map((snapshot) => encryptionOfCopy(caller, input, snapshot));
}

/** CopyImageTags takes the image's own tags; of another account's image only those it shares on purpose. Tags in the request win. */
function withSourceTags(caller: Caller, input: CopyImageRequest, { image }: CopySource, requested: Tags): Tags {
  if (!input.CopyImageTags) return requested;
  const isOwner = image.ownerId === caller.account.id;
  const copied = [...seen(caller, image.tags)].filter(([key]) => !key.startsWith('aws:') && (isOwner || key.startsWith('ec2:SharedTag/')));
  return new Map([...copied, ...requested]);
}

function assertCopiesInProgress(caller: Caller): void {
  const { world, region, account } = caller;
  const { imageCopiesInProgress: limit } = world.rules.limits;
  let pending = 0;
  for (const image of region.images.values()) {
    if (image.source && image.ownerId === account.id && image.status.latest.state === 'pending') pending++;
  }
  if (pending >= limit || world.faults.strikes('resource-limit', 'CopyImage')) {
    throw limitExceeded(`Too many AMI copies in progress. The limit is ${limit} for this destination region.`);
  }
}
