/** CreateSnapshot and CreateSnapshots (ec2-semantics 2.5). Neither has a client token: whoever asks twice gets two. */
import type * as sdk from '@aws-sdk/client-ec2';
import type { Caller } from '../caller';
import { ApiError, assertIds, notFound } from '../errors';
import type { Tags, Volume } from '../resources';
import { assertTagPolicy, parseTagSpecifications } from '../tag-rules';
import { snapshotView } from './describe-snapshots';
import { addSnapshot } from './new-snapshot';
import { complete, fail } from './snapshot-life';

export function createSnapshot(caller: Caller, input: sdk.CreateSnapshotRequest): sdk.Snapshot {
  const { region, account } = caller;
  const { snapshot: tags } = parseTagSpecifications(caller, input.TagSpecifications, ['snapshot']);
  assertIds('vol', [input.VolumeId!]);
  const volume = region.volumes.get(input.VolumeId!);
  if (volume?.ownerId !== account.id) throw notFound(input.VolumeId!);
  if (volume.state.latest !== 'available') throw new ApiError('IncorrectState', `The volume '${volume.id}' is '${volume.state.latest}'.`);
  assertTagPolicy(caller, tags);
  assertFewPending(caller, volume);
  return begun(caller, 'CreateSnapshot', volume, input.Description, tags);
}

/** One of each volume of an instance, or none (2.5). */
export function createSnapshots(caller: Caller, input: sdk.CreateSnapshotsRequest): sdk.CreateSnapshotsResult {
  const { snapshot: tags } = parseTagSpecifications(caller, input.TagSpecifications, ['snapshot']);
  const { InstanceId: instanceId = '', ExcludeBootVolume: excludesRoot, ExcludeDataVolumeIds: excluded = [] } = input.InstanceSpecification!;
  assertIds('i', [instanceId]);
  const instance = caller.region.instances.get(instanceId);
  if (instance?.ownerId !== caller.account.id) throw notFound(instanceId);
  const volumes = instance.volumes
    .filter(({ device, volumeId }) => !(excludesRoot && device === instance.traits.RootDeviceName) && !excluded.includes(volumeId))
    .flatMap(({ volumeId }) => caller.region.volumes.get(volumeId) ?? []);
  assertTagPolicy(caller, tags);
  for (const volume of volumes) assertFewPending(caller, volume);
  return {
    Snapshots: volumes.map((volume) => {
      const all = input.CopyTagsFromSource === 'volume' ? new Map([...volume.tags.latest, ...tags]) : tags;
      return begun(caller, 'CreateSnapshots', volume, input.Description, all);
    }),
  };
}

/** Not too many at a time, nor one right after the other. */
function assertFewPending({ world, region }: Caller, volume: Volume): void {
  const { limits, snapshotsOfVolumeApart } = world.rules;
  const limit = volume.type === 'st1' || volume.type === 'sc1' ? limits.pendingSnapshotsPerHddVolume : limits.pendingSnapshotsPerVolume;
  const pending = [...region.snapshots.values()].filter((each) => each.volumeId === volume.id && each.status.latest.state === 'pending');
  if (pending.length >= limit) {
    throw new ApiError('ConcurrentSnapshotLimitExceeded', `Maximum allowed in-progress snapshots for a single volume exceeded: ${volume.id}`);
  }
  if (pending.some(({ startedAt }) => world.time < startedAt + snapshotsOfVolumeApart)) {
    throw new ApiError('SnapshotCreationPerVolumeRateExceeded', 'The maximum per volume CreateSnapshot request rate has been exceeded. ' +
      'Use an increasing or variable sleep interval between requests.');
  }
}

function begun(caller: Caller, action: string, volume: Volume, description = '', tags: Tags): sdk.Snapshot {
  const { world } = caller;
  const breaks = world.faults.strikes('making-failure', action);
  const snapshot = addSnapshot(caller, {
    volumeId: volume.id,
    sizeGiB: volume.sizeGiB,
    encrypted: volume.encrypted,
    keyArn: volume.keyArn,
    description,
    licence: volume.licence,
    tags,
    endsAt: world.time + world.within(world.rules.creationTakes),
  });
  world.later(snapshot.endsAt - world.time, () => {
    if (breaks) fail(caller, snapshot, 'An internal error has occurred');
    else complete(caller, snapshot);
  });
  // The answer of the creating call is no describe: it always knows.
  return snapshotView({ ...caller, fresh: true }, snapshot);
}
