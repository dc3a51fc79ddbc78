import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, exists, isRestorable, seen } from '../caller';
import { assertIds, notFound } from '../errors';
import { type FilterTable, matching } from '../filters';
import { assertPages, page } from '../pages';
import type { Snapshot } from '../resources';
import { renderTags } from '../tag-rules';

const GIB = 1024 ** 3;

const FILTERS: FilterTable<sdk.Snapshot> = {
  'description': (snapshot) => snapshot.Description,
  'encrypted': (snapshot) => snapshot.Encrypted,
  'owner-id': (snapshot) => snapshot.OwnerId,
  'progress': (snapshot) => snapshot.Progress,
  'snapshot-id': (snapshot) => snapshot.SnapshotId,
  'start-time': (snapshot) => snapshot.StartTime?.toISOString(),
  'status': (snapshot) => snapshot.State,
  'storage-tier': (snapshot) => snapshot.StorageTier,
  'transfer-type': (snapshot) => snapshot.TransferType,
  'volume-id': (snapshot) => snapshot.VolumeId,
  'volume-size': (snapshot) => snapshot.VolumeSize,
};

export function describeSnapshots(caller: Caller, input: sdk.DescribeSnapshotsRequest): sdk.DescribeSnapshotsResult {
  const ids = input.SnapshotIds?.length ? new Set(input.SnapshotIds) : undefined;
  assertPages(input, input.SnapshotIds, 'snapshotSet');
  const snapshots = ids ? snapshotsById(caller, ids) : [...caller.region.snapshots.values()].filter((snapshot) => isVisible(caller, snapshot));
  const views = snapshots.filter((snapshot) => isListed(caller, snapshot, input)).map((snapshot) => snapshotView(caller, snapshot));
  const select = (items: readonly sdk.Snapshot[]) => matching(items, input.Filters, FILTERS);
  const { items, next } = page(views, input, (snapshot) => snapshot.SnapshotId!, select, caller.world.rules.sparsePages);
  return { Snapshots: items, NextToken: next };
}

const isVisible = (caller: Caller, snapshot: Snapshot): boolean =>
  exists(caller, snapshot) && seen(caller, snapshot.status).state !== 'deleted' && isRestorable(caller, snapshot);

function snapshotsById(caller: Caller, ids: ReadonlySet<string>): Snapshot[] {
  assertIds('snap', [...ids]);
  return [...ids].map((id) => {
    const snapshot = caller.region.snapshots.get(id);
    if (!snapshot || !isVisible(caller, snapshot)) throw notFound(id);
    return snapshot;
  });
}

function isListed(caller: Caller, snapshot: Snapshot, input: sdk.DescribeSnapshotsRequest): boolean {
  const isOwner = snapshot.ownerId === caller.account.id;
  if (input.OwnerIds?.length && !input.OwnerIds.some((owner) => owner === snapshot.ownerId || (owner === 'self' && isOwner))) return false;
  if (!input.RestorableByUserIds?.length) return true;
  return input.RestorableByUserIds.some((user) => user === 'all'
    ? seen(caller, snapshot.createVolumePermissions).some((permission) => permission.Group === 'all')
    : isRestorable(caller, snapshot, user === 'self' ? undefined : user));
}

export function snapshotView(caller: Caller, snapshot: Snapshot): sdk.Snapshot {
  const { state, message } = seen(caller, snapshot.status);
  const isOwner = snapshot.ownerId === caller.account.id;
  return {
    SnapshotId: snapshot.id,
    OwnerId: snapshot.ownerId,
    VolumeId: snapshot.volumeId,
    VolumeSize: snapshot.sizeGiB,
    FullSnapshotSizeInBytes: snapshot.sizeGiB * GIB,
    State: state as sdk.SnapshotState,
    StateMessage: message,
    Progress: `${progress(snapshot, state, caller.world.time)}%`,
    StartTime: new Date(snapshot.startedAt),
    CompletionTime: state === 'completed' ? new Date(snapshot.endsAt) : undefined,
    Description: snapshot.description,
    Encrypted: snapshot.encrypted,
    KmsKeyId: snapshot.keyArn,
    StorageTier: snapshot.archived ? 'archive' : 'standard',
    TransferType: snapshot.completionMinutes === undefined ? 'standard' : 'time-based',
    CompletionDurationMinutes: snapshot.completionMinutes,
    Tags: isOwner ? renderTags(seen(caller, snapshot.tags)) : undefined,
  };
}

function progress({ startedAt, endsAt }: Snapshot, state: string, now: number): number {
  if (state === 'completed') return 100;
  return endsAt <= startedAt ? 0 : Math.min(99, Math.floor(100 * (now - startedAt) / (endsAt - startedAt)));
}
