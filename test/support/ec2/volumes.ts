import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, exists, readableSnapshot, seen } from './caller';
import { ApiError, assertIds, invalidCombination, notFound } from './errors';
import { type FilterTable, matching } from './filters';
import { defaultKeyArn, isUsable, resolveKey } from './keys';
import { Lagging } from './lagging';
import { assertPages, page } from './pages';
import type { Snapshot, Volume } from './resources';
import { assertTagPolicy, parseTagSpecifications, renderTags } from './tag-rules';
import { remember, replayed } from './tokens';

/** An encrypted volume straight from an unencrypted snapshot needs no copy of it (ec2-semantics 0). Idempotent by client token. */
export function createVolume(caller: Caller, input: sdk.CreateVolumeRequest): sdk.Volume {
  const known = replayed(caller, 'CreateVolume', input);
  const volume = known === undefined ? undefined : caller.region.volumes.get(known);
  return volumeView({ ...caller, fresh: true }, volume ?? newVolume(caller, input));
}

function newVolume(caller: Caller, input: sdk.CreateVolumeRequest): Volume {
  const { world, region, account } = caller;
  const { volume: tags } = parseTagSpecifications(caller, input.TagSpecifications, ['volume']);
  const zone = input.AvailabilityZone;
  if (!zone?.startsWith(region.name)) throw new ApiError('InvalidZone.NotFound', `The zone '${zone}' does not exist.`);
  if (input.KmsKeyId && !input.Encrypted) throw invalidCombination('KmsKeyId requires Encrypted to be true.');
  const snapshot = input.SnapshotId ? readableSnapshot(caller, region, input.SnapshotId) : undefined;
  if (snapshot && snapshot.status.latest.state !== 'completed') throw new ApiError('IncorrectState', `Snapshot ${snapshot.id} is not completed.`);
  const sizeGiB = input.Size ?? snapshot?.sizeGiB;
  if (sizeGiB === undefined) throw new ApiError('MissingParameter', 'The request must contain the parameter size or snapshotId');
  if (snapshot && sizeGiB < snapshot.sizeGiB) throw new ApiError('InvalidParameterValue', `The volume is smaller than snapshot '${snapshot.id}'.`);
  assertTagPolicy(caller, tags);

  const volume: Volume = {
    id: world.newId('vol'),
    ownerId: account.id,
    region: region.name,
    zone,
    sizeGiB,
    ...performance(input, sizeGiB),
    ...encryption(caller, input, snapshot),
    snapshotId: snapshot?.id,
    createdAt: world.time,
    visibleFrom: world.visible(),
    licence: snapshot?.licence ?? {},
    state: new Lagging<sdk.VolumeState>('creating'),
    tags: new Lagging(tags),
  };
  region.volumes.set(volume.id, volume);
  remember(caller, 'CreateVolume', input, volume.id);
  world.later(world.within(world.rules.creationTakes), () => end(caller, volume));
  return volume;
}

/** What a volume can do when its request does not say, and what its type cannot do. */
function performance({ VolumeType: type = 'gp2', Iops: iops, Throughput: throughput }: sdk.CreateVolumeRequest, sizeGiB: number) {
  const isProvisioned = type === 'io1' || type === 'io2';
  if (isProvisioned && iops === undefined) throw new ApiError('MissingParameter', 'The request must contain the parameter iops');
  if (iops !== undefined && type !== 'gp3' && !isProvisioned) throw invalidCombination(`The parameter iops is not supported for ${type} volumes.`);
  if (throughput !== undefined && type !== 'gp3') throw invalidCombination(`The parameter throughput is not supported for ${type} volumes.`);
  if (type === 'gp3') return { type, iops: iops ?? 3000, throughput: throughput ?? 125 };
  return { type, iops: type === 'gp2' ? Math.min(16_000, Math.max(100, 3 * sizeGiB)) : iops };
}

/** A snapshot of one's own keeps its key; what was shared ends under the caller's default key (4.6). */
function encryption(caller: Caller, input: sdk.CreateVolumeRequest, snapshot: Snapshot | undefined): { encrypted: boolean; keyArn?: string } {
  if (input.KmsKeyId) return { encrypted: true, keyArn: resolveKey(caller, input.KmsKeyId) };
  if (snapshot?.encrypted) return { encrypted: true, keyArn: snapshot.ownerId === caller.account.id ? snapshot.keyArn : defaultKeyArn(caller) };
  const encrypts = input.Encrypted === true || caller.account.encryptionByDefault;
  return encrypts ? { encrypted: true, keyArn: defaultKeyArn(caller) } : { encrypted: false };
}

function end({ world, account }: Caller, volume: Volume): void {
  const works = !volume.encrypted || isUsable(world, volume.keyArn, volume.region, account.id);
  volume.state.change(works ? 'available' : 'error', world.visible());
}

const FILTERS: FilterTable<sdk.Volume> = {
  'availability-zone': (volume) => volume.AvailabilityZone,
  'encrypted': (volume) => volume.Encrypted,
  'size': (volume) => volume.Size,
  'snapshot-id': (volume) => volume.SnapshotId,
  'status': (volume) => volume.State,
  'volume-id': (volume) => volume.VolumeId,
  'volume-type': (volume) => volume.VolumeType,
};

export function describeVolumes(caller: Caller, input: sdk.DescribeVolumesRequest): sdk.DescribeVolumesResult {
  const isVisible = (volume: Volume | undefined): volume is Volume => volume?.ownerId === caller.account.id && exists(caller, volume);
  const ids = input.VolumeIds?.length ? input.VolumeIds : undefined;
  assertPages(input, ids, 'volumeIdsSet');
  assertIds('vol', ids ?? []);
  const volumes = ids
    ? ids.map((id) => {
      const volume = caller.region.volumes.get(id);
      if (!isVisible(volume)) throw notFound(id);
      return volume;
    })
    : [...caller.region.volumes.values()].filter(isVisible);
  const views = volumes.map((volume) => volumeView(caller, volume));
  const { items, next } = page(views, input, (volume) => volume.VolumeId!, (all) => matching(all, input.Filters, FILTERS));
  return { Volumes: items, NextToken: next };
}

function volumeView(caller: Caller, volume: Volume): sdk.Volume {
  return {
    VolumeId: volume.id,
    AvailabilityZone: volume.zone,
    Size: volume.sizeGiB,
    VolumeType: volume.type,
    Iops: volume.iops,
    Throughput: volume.throughput,
    Encrypted: volume.encrypted,
    KmsKeyId: volume.keyArn,
    SnapshotId: volume.snapshotId ?? '',
    State: seen(caller, volume.state),
    CreateTime: new Date(volume.createdAt),
    MultiAttachEnabled: false,
    Attachments: attachments(caller, volume),
    Tags: renderTags(seen(caller, volume.tags)),
  };
}

function attachments({ region }: Caller, volume: Volume): sdk.VolumeAttachment[] {
  return [...region.instances.values()].flatMap((instance) => instance.volumes
    .filter((attached) => attached.volumeId === volume.id)
    .map((attached) => ({ InstanceId: instance.id, VolumeId: volume.id, Device: attached.device, State: 'attached' as const })));
}
