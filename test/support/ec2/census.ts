/** The truth, for invariants and reports: what there is, whoever may see it and whenever describes will show it. */
import { snapshotIdsOf } from './images/copy-source';
import type { Image, ImageTraits, Snapshot, Tags } from './resources';
import type { World } from './world';

export interface TrueImage {
  readonly imageId: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly description?: string;
  readonly state: string;
  readonly reason?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly snapshotIds: readonly string[];
  /** Device by device, what a launch would find there: a snapshot, or an empty or instance store volume. */
  readonly devices: readonly { readonly device: string; readonly snapshotId?: string }[];
  readonly traits: ImageTraits;
  readonly sourceImageId?: string;
  readonly sharedWith: readonly string[];
}

export interface TrueSnapshot {
  readonly snapshotId: string;
  readonly account: string;
  readonly region: string;
  readonly state: string;
  readonly message?: string;
  readonly sizeGiB: number;
  readonly encrypted: boolean;
  readonly keyArn?: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly sharedWith: readonly string[];
  /** The image that it was made for, whether or not that image is still there. */
  readonly madeFor?: string;
  /** Deleted while pending: it goes when it completes, and nobody has to do anything. */
  readonly goes: boolean;
}

export interface TrueInstance {
  readonly instanceId: string;
  readonly account: string;
  readonly region: string;
  readonly state: string;
  readonly volumeIds: readonly string[];
  /** How often CreateImage has restarted it. */
  readonly restarts: number;
}

/** Everything that is registered: failed and disabled images too, deregistered ones not. */
export const trueImages = (world: World): TrueImage[] =>
  [...world.regions.values()].flatMap((region) => [...region.images.values()])
    .filter((image) => image.status.latest.state !== 'deregistered')
    .map(trueImage);

export const trueSnapshots = (world: World): TrueSnapshot[] =>
  [...world.regions.values()].flatMap((region) => [...region.snapshots.values()])
    .filter((snapshot) => snapshot.status.latest.state !== 'deleted')
    .map(trueSnapshot);

/** The tags of an image, a snapshot, a volume or an instance, as IAM sees them; undefined when there is no such thing. */
export function trueTags(world: World, id: string): Readonly<Record<string, string>> | undefined {
  for (const { images, snapshots, volumes, instances } of world.regions.values()) {
    const stores: readonly ReadonlyMap<string, { readonly tags: { readonly latest: Tags } }>[] = [images, snapshots, volumes, instances];
    const found = stores.flatMap((store) => store.get(id) ?? [])[0];
    if (found) return Object.fromEntries(found.tags.latest);
  }
  return undefined;
}

export const trueInstances = (world: World): TrueInstance[] =>
  [...world.regions.values()].flatMap((region) => [...region.instances.values()]).map((instance) => ({
    instanceId: instance.id,
    account: instance.ownerId,
    region: instance.region,
    state: instance.state,
    volumeIds: instance.volumes.map(({ volumeId }) => volumeId),
    restarts: instance.restarts,
  }));

function trueImage(image: Image): TrueImage {
  const { state, reason } = image.status.latest;
  return {
    imageId: image.id,
    account: image.ownerId,
    region: image.region,
    name: image.name,
    description: image.description,
    state,
    reason,
    tags: Object.fromEntries(image.tags.latest),
    snapshotIds: snapshotIdsOf(image.mappings),
    devices: image.mappings.map((mapping) => ({ device: mapping.DeviceName!, snapshotId: mapping.Ebs?.SnapshotId })),
    traits: image.traits,
    sourceImageId: image.source?.imageId,
    sharedWith: image.launchPermissions.latest.map((each) => each.Group ?? each.UserId ?? each.OrganizationArn ?? each.OrganizationalUnitArn!),
  };
}

function trueSnapshot(snapshot: Snapshot): TrueSnapshot {
  const { state, message } = snapshot.status.latest;
  return {
    snapshotId: snapshot.id,
    account: snapshot.ownerId,
    region: snapshot.region,
    state,
    message,
    sizeGiB: snapshot.sizeGiB,
    encrypted: snapshot.encrypted,
    keyArn: snapshot.keyArn,
    description: snapshot.description,
    tags: Object.fromEntries(snapshot.tags.latest),
    sharedWith: snapshot.createVolumePermissions.latest.map((each) => each.Group ?? each.UserId!),
    madeFor: snapshot.madeFor,
    goes: snapshot.deleteWhenDone,
  };
}
