import type * as sdk from '@aws-sdk/client-ec2';
import type { Caller } from '../caller';
import { Lagging } from '../lagging';
import type { Licence, Snapshot, SnapshotStatus, Tags } from '../resources';

export interface NewSnapshot {
  /** @default - the arbitrary id that copies carry (ec2-semantics 2.4) */
  readonly volumeId?: string;
  readonly sizeGiB: number;
  readonly encrypted: boolean;
  readonly keyArn?: string;
  readonly description: string;
  readonly licence: Licence;
  readonly tags: Tags;
  readonly madeFor?: string;
  readonly copiedAlone?: boolean;
  readonly completionMinutes?: number;
  readonly endsAt: number;
  /** @default - after the lag that chance gives it */
  readonly visibleFrom?: number;
}

export const licenceOf = ({ Platform, PlatformDetails, ProductCodes, UsageOperation }: Licence): Licence =>
  ({ Platform, PlatformDetails, ProductCodes, UsageOperation });

/** A pending snapshot. Whoever makes it completes it. */
export function addSnapshot({ world, region, account }: Caller, made: NewSnapshot): Snapshot {
  const snapshot: Snapshot = {
    id: world.newId('snap'),
    ownerId: account.id,
    region: region.name,
    volumeId: made.volumeId ?? 'vol-ffffffff',
    sizeGiB: made.sizeGiB,
    encrypted: made.encrypted,
    keyArn: made.keyArn,
    description: made.description,
    startedAt: world.time,
    visibleFrom: made.visibleFrom ?? world.visible(),
    licence: made.licence,
    madeFor: made.madeFor,
    copiedAlone: made.copiedAlone ?? false,
    completionMinutes: made.completionMinutes,
    status: new Lagging<SnapshotStatus>({ state: 'pending' }),
    tags: new Lagging(made.tags),
    createVolumePermissions: new Lagging<readonly sdk.CreateVolumePermission[]>([]),
    endsAt: made.endsAt,
    deleteWhenDone: false,
    heldUntil: Number.NEGATIVE_INFINITY,
    locked: false,
    archived: false,
  };
  region.snapshots.set(snapshot.id, snapshot);
  return snapshot;
}
