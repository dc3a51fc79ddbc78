/** CreateSnapshot and CopySnapshot (ec2-semantics 2). Neither has a client token: whoever asks twice gets two. */
import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, readableSnapshot } from '../caller';
import { ApiError, assertIds, invalidCombination, limitExceeded, notFound } from '../errors';
import { assertDuration } from '../images/copy-image';
import { awsEbsKeyArn, defaultKeyArn, isUsable, KEY_NOT_ACCESSIBLE, resolveKey } from '../keys';
import type { Snapshot } from '../resources';
import { assertTagPolicy, parseTagSpecifications, renderTags } from '../tag-rules';
import { snapshotView } from './describe-snapshots';
import { addSnapshot } from './new-snapshot';
import { complete, fail } from './snapshot-life';

export function createSnapshot(caller: Caller, input: sdk.CreateSnapshotRequest): sdk.Snapshot {
  const { world, region, account } = caller;
  const { snapshot: tags } = parseTagSpecifications(caller, input.TagSpecifications, ['snapshot']);
  assertIds('vol', [input.VolumeId!]);
  const volume = region.volumes.get(input.VolumeId!);
  if (volume?.ownerId !== account.id) throw notFound(input.VolumeId!);
  assertTagPolicy(caller, tags);
  const pending = [...region.snapshots.values()].filter((each) => each.volumeId === volume.id && each.status.latest.state === 'pending').length;
  if (pending >= world.rules.limits.pendingSnapshotsPerVolume) {
    throw new ApiError('ConcurrentSnapshotLimitExceeded', `Maximum allowed in-progress snapshots for a single volume exceeded: ${volume.id}`);
  }
  const snapshot = addSnapshot(caller, {
    volumeId: volume.id,
    sizeGiB: volume.sizeGiB,
    encrypted: volume.encrypted,
    keyArn: volume.keyArn,
    description: input.Description ?? '',
    licence: volume.licence,
    tags,
    endsAt: world.time + world.within(world.rules.creationTakes),
  });
  world.later(snapshot.endsAt - world.time, () => complete(caller, snapshot));
  // The answer of the creating call is no describe: it always knows.
  return snapshotView({ ...caller, fresh: true }, snapshot);
}

export function copySnapshot(caller: Caller, input: sdk.CopySnapshotRequest): sdk.CopySnapshotResult {
  const { world } = caller;
  const { snapshot: tags } = parseTagSpecifications(caller, input.TagSpecifications, ['snapshot']);
  assertDuration(input.CompletionDurationMinutes);
  if (input.Encrypted === false) throw new ApiError('InvalidParameterValue', 'You cannot set Encrypted to false.');
  if (input.KmsKeyId && !input.Encrypted) throw invalidCombination('KmsKeyId requires Encrypted to be true.');
  const source = readableSnapshot(caller, world.region(input.SourceRegion!), input.SourceSnapshotId!);
  if (source.status.latest.state !== 'completed') throw new ApiError('IncorrectState', `Snapshot ${source.id} is not completed.`);
  if (source.archived) throw new ApiError('IncorrectState', `Snapshot ${source.id} is archived.`);
  assertTagPolicy(caller, tags);
  assertCopiesInProgress(caller);

  const minutes = input.CompletionDurationMinutes ?? Number.POSITIVE_INFINITY;
  const snapshot = addSnapshot(caller, {
    sizeGiB: source.sizeGiB,
    ...encryption(caller, input, source),
    description: input.Description ?? `[Copied ${source.id} from ${source.region}]`,
    licence: source.licence,
    tags,
    copiedAlone: true,
    endsAt: world.time + Math.min(minutes * 60_000, world.copyDuration(source.sizeGiB)),
  });
  const doomed = snapshot.encrypted && world.faults.strikes('key-failure', 'CopySnapshot');
  world.later(snapshot.endsAt - world.time, () => end(caller, snapshot, source, doomed));
  return { SnapshotId: snapshot.id, Tags: renderTags(tags) };
}

/** The table of 2.2. It differs from CopyImage's: an encrypted source ends under `aws/ebs`, not under its own key. */
function encryption(caller: Caller, input: sdk.CopySnapshotRequest, source: Snapshot): { encrypted: boolean; keyArn?: string } {
  if (input.KmsKeyId) return { encrypted: true, keyArn: resolveKey(caller, input.KmsKeyId) };
  if (caller.account.encryptionByDefault) return { encrypted: true, keyArn: defaultKeyArn(caller) };
  if (source.encrypted) return { encrypted: true, keyArn: awsEbsKeyArn(caller) };
  return input.Encrypted ? { encrypted: true, keyArn: defaultKeyArn(caller) } : { encrypted: false };
}

function end(caller: Caller, snapshot: Snapshot, source: Snapshot, doomed: boolean): void {
  const { world, account } = caller;
  const keysWork = !doomed &&
    (!snapshot.encrypted || isUsable(world, snapshot.keyArn, snapshot.region, account.id)) &&
    (!source.encrypted || isUsable(world, source.keyArn, source.region, account.id));
  if (source.status.latest.state !== 'completed') return fail(caller, snapshot, 'Source snapshot ID is not valid');
  if (!keysWork) return fail(caller, snapshot, KEY_NOT_ACCESSIBLE);
  complete(caller, snapshot);
}

function assertCopiesInProgress({ world, region, account }: Caller): void {
  const { snapshotCopiesInProgress: limit } = world.rules.limits;
  const pending = [...region.snapshots.values()]
    .filter((each) => each.copiedAlone && each.ownerId === account.id && each.status.latest.state === 'pending').length;
  if (pending >= limit || world.faults.strikes('resource-limit', 'CopySnapshot')) {
    throw limitExceeded(`Too many snapshot copies in progress. The limit is ${limit} for this destination region.`);
  }
}
