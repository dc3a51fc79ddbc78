/** CreateImage: an image of an instance, with a snapshot of each of its volumes. No client token; the name is the only guard. */
import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller } from '../caller';
import { ApiError, assertIds, invalidCombination, invalidValue, notFound } from '../errors';
import { overridden } from '../launching';
import type { Instance, Snapshot, Volume } from '../resources';
import { addSnapshot, licenceOf } from '../snapshots/new-snapshot';
import { complete, fail } from '../snapshots/snapshot-life';
import { assertTagPolicy, parseTagSpecifications } from '../tag-rules';
import { assertNameFree } from './image-names';
import { addImage, assertImageQuota } from './new-image';

const FAILED = 'Image creation failed with an internal error';

interface Attached {
  readonly device: string;
  readonly deleteOnTermination: boolean;
  readonly volume: Volume;
}

export function createImage(caller: Caller, input: sdk.CreateImageRequest): sdk.CreateImageResult {
  const { world } = caller;
  const tags = parseTagSpecifications(caller, input.TagSpecifications, ['image', 'snapshot']);
  const instance = imageable(caller, input.InstanceId!);
  const changes = input.BlockDeviceMappings ?? [];
  const volumes = keptVolumes(caller, instance, changes);
  assertTagPolicy(caller, tags.image, ...volumes.map(() => tags.snapshot));
  assertNameFree(caller, input.Name!);
  assertImageQuota(caller);

  if (!input.NoReboot && instance.state === 'running') instance.restarts++;
  const breaks = world.faults.strikes('making-failure', 'CreateImage');
  const endsAt = world.time + world.within(world.rules.creationTakes);
  const image = addImage(caller, {
    name: input.Name!,
    description: input.Description,
    traits: instance.traits,
    mappings: [],
    tags: tags.image,
    sourceInstanceId: instance.id,
  });
  const made = volumes.map(({ volume }) => addSnapshot(caller, {
    volumeId: volume.id,
    sizeGiB: volume.sizeGiB,
    encrypted: volume.encrypted,
    keyArn: volume.keyArn,
    description: `Created by CreateImage(${instance.id}) for ${image.id}`,
    licence: licenceOf(instance.traits),
    tags: tags.snapshot,
    madeFor: image.id,
    endsAt,
  }));
  image.mappings = overridden([...volumes.map((attached, index) => mappingOf(attached, made[index])), ...instance.ephemeral], changes);
  world.later(endsAt - world.time, () => {
    for (const snapshot of made) {
      if (breaks) fail(caller, snapshot, FAILED);
      else complete(caller, snapshot);
    }
    if (image.status.latest.state !== 'pending') return;
    const intact = made.every((snapshot) => snapshot.status.latest.state === 'completed');
    const reason = breaks ? FAILED : 'Snapshot was deleted';
    image.status.change(intact && !breaks ? { state: 'available' } : { state: 'failed', reason }, world.visible());
  });
  return { ImageId: image.id };
}

function imageable({ region, account }: Caller, instanceId: string): Instance {
  assertIds('i', [instanceId]);
  const instance = region.instances.get(instanceId);
  if (instance?.ownerId !== account.id) throw notFound(instanceId);
  if (instance.state !== 'running' && instance.state !== 'stopped') {
    throw new ApiError('IncorrectInstanceState', `Instance is not in state 'running' or 'stopped'; it is ${instance.state}.`);
  }
  const { RootDeviceName: root } = instance.traits;
  if (!instance.volumes.some(({ device }) => device === root)) {
    throw invalidValue(`Invalid value '${instanceId}' for instanceId. Instance does not have a volume attached at root (${root})`);
  }
  return instance;
}

/** The request can leave volumes out, and say whether they end with an instance; nothing else of them can be changed. */
function keptVolumes({ region }: Caller, instance: Instance, changes: readonly sdk.BlockDeviceMapping[]): Attached[] {
  return instance.volumes.flatMap((attached) => {
    const change = changes.find(({ DeviceName }) => DeviceName === attached.device);
    const changed = Object.entries(change?.Ebs ?? {}).find(([name, value]) => name !== 'DeleteOnTermination' && value !== undefined);
    if (changed) throw invalidCombination(`${changed[0]} of the volume at ${attached.device} cannot be changed.`);
    return change?.NoDevice === undefined ? [{ ...attached, volume: region.volumes.get(attached.volumeId)! }] : [];
  });
}

function mappingOf(attached: Attached, snapshot: Snapshot): sdk.BlockDeviceMapping {
  return {
    DeviceName: attached.device,
    Ebs: {
      SnapshotId: snapshot.id,
      VolumeSize: snapshot.sizeGiB,
      VolumeType: attached.volume.type,
      Iops: attached.volume.iops,
      Throughput: attached.volume.throughput,
      DeleteOnTermination: attached.deleteOnTermination,
      Encrypted: snapshot.encrypted,
    },
  };
}
