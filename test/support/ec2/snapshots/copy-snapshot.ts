/** CopySnapshot (ec2-semantics 2). It has no client token: whoever asks twice gets two. */
import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, exists, isRestorable } from '../caller';
import { assertDuration, assertThroughputLeft, copyTakes } from '../copy-pace';
import { ApiError, invalidCombination, invalidValue, isId, limitExceeded } from '../errors';
import { awsEbsKeyArn, defaultKeyArn, isUsable, KEY_NOT_ACCESSIBLE, resolveKey } from '../keys';
import type { Snapshot, Tags } from '../resources';
import { assertTagPolicy, parseTagSpecifications, renderTags } from '../tag-rules';
import { addSnapshot } from './new-snapshot';
import { complete, fail } from './snapshot-life';

const NOT_FOUND = 'Source snapshot is not found';
const NOT_COMPLETE = 'Source snapshot is not complete';

export function copySnapshot(caller: Caller, input: sdk.CopySnapshotRequest): sdk.CopySnapshotResult {
  const { world } = caller;
  const { snapshot: tags } = parseTagSpecifications(caller, input.TagSpecifications, ['snapshot']);
  assertDuration(input.CompletionDurationMinutes);
  if (input.Encrypted === false) throw new ApiError('InvalidParameterValue', 'You cannot set Encrypted to false.');
  if (input.KmsKeyId && !input.Encrypted) throw invalidCombination('KmsKeyId requires Encrypted to be true.');
  if (!isId('snap', input.SourceSnapshotId!)) throw invalidValue('The specified snapshotId is invalid.');
  const source = sourceOf(caller, input);
  if (source?.archived) throw new ApiError('IncorrectState', `Snapshot ${source.id} is archived.`);
  assertTagPolicy(caller, tags);
  assertCopiesInProgress(caller);
  const pace = { from: input.SourceRegion!, minutes: input.CompletionDurationMinutes };
  assertThroughputLeft(caller, pace);

  if (source?.status.latest.state !== 'completed') return doomed(caller, input, tags, source ? NOT_COMPLETE : NOT_FOUND);
  const snapshot = addSnapshot(caller, {
    sizeGiB: source.sizeGiB,
    ...encryption(caller, input, source),
    description: input.Description ?? '',
    licence: world.copyKeepsLicence() ? source.licence : {},
    tags,
    copiedAlone: true,
    completionMinutes: pace.minutes,
    endsAt: world.time + copyTakes(caller, pace, [source.sizeGiB]),
  });
  const keyFails = snapshot.encrypted && world.faults.strikes('key-failure', 'CopySnapshot');
  world.later(snapshot.endsAt - world.time, () => end(caller, snapshot, source, keyFails));
  return { SnapshotId: snapshot.id, Tags: renderTags(tags) };
}

/** What the caller may read, in whatever state. EC2 looks for the source when the copy has begun, and so says nothing of it at once. */
function sourceOf(caller: Caller, { SourceRegion: regionName, SourceSnapshotId: id }: sdk.CopySnapshotRequest): Snapshot | undefined {
  const source = caller.world.region(regionName!).snapshots.get(id!);
  return source && source.status.latest.state !== 'deleted' && exists(caller, source) && isRestorable(caller, source) ? source : undefined;
}

/** A copy that has begun although its source is not there, or not complete. */
function doomed(caller: Caller, input: sdk.CopySnapshotRequest, tags: Tags, message: string): sdk.CopySnapshotResult {
  const { world } = caller;
  const endsAt = world.time + world.within(world.rules.keyFailsAfter);
  const snapshot = addSnapshot(caller, { sizeGiB: 0, encrypted: false, description: input.Description ?? '', licence: {}, tags, copiedAlone: true, endsAt });
  world.later(endsAt - world.time, () => fail(caller, snapshot, message));
  return { SnapshotId: snapshot.id, Tags: renderTags(tags) };
}

/** The table of 2.2. It differs from CopyImage's: an encrypted source ends under `aws/ebs`, not under its own key. */
function encryption(caller: Caller, input: sdk.CopySnapshotRequest, source: Snapshot): { encrypted: boolean; keyArn?: string } {
  if (input.KmsKeyId) return { encrypted: true, keyArn: resolveKey(caller, input.KmsKeyId) };
  if (caller.account.encryptionByDefault) return { encrypted: true, keyArn: defaultKeyArn(caller) };
  if (source.encrypted) return { encrypted: true, keyArn: awsEbsKeyArn(caller) };
  return input.Encrypted ? { encrypted: true, keyArn: defaultKeyArn(caller) } : { encrypted: false };
}

function end(caller: Caller, snapshot: Snapshot, source: Snapshot, keyFails: boolean): void {
  const { world, account } = caller;
  const keysWork = !keyFails &&
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
