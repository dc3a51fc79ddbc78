/** CreateImage: an image of an instance, with a snapshot of each of its volumes. No client token; the name is the only guard. */
import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller } from '../caller';
import { ApiError, assertIds, notFound } from '../errors';
import type { Instance, Snapshot, Volume } from '../resources';
import { addSnapshot, licenceOf } from '../snapshots/new-snapshot';
import { complete } from '../snapshots/snapshot-life';
import { assertTagPolicy, parseTagSpecifications } from '../tag-rules';
import { assertNameFree } from './image-names';
import { addImage, assertImageQuota } from './new-image';

export function createImage(caller: Caller, input: sdk.CreateImageRequest): sdk.CreateImageResult {
  const { world } = caller;
  const tags = parseTagSpecifications(caller, input.TagSpecifications, ['image', 'snapshot']);
  const instance = ownInstance(caller, input.InstanceId!);
  const volumes = instance.volumes.map((attached) => ({ ...attached, volume: caller.region.volumes.get(attached.volumeId)! }));
  assertTagPolicy(caller, tags.image, ...volumes.map(() => tags.snapshot));
  assertNameFree(caller, input.Name!);
  assertImageQuota(caller);

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
  image.mappings = volumes.map((attached, index) => mappingOf(attached, made[index]));
  world.later(endsAt - world.time, () => {
    for (const snapshot of made) complete(caller, snapshot);
    if (image.status.latest.state !== 'pending') return;
    const intact = made.every((snapshot) => snapshot.status.latest.state === 'completed');
    image.status.change(intact ? { state: 'available' } : { state: 'failed', reason: 'Snapshot was deleted' }, world.visible());
  });
  return { ImageId: image.id };
}

function ownInstance({ region, account }: Caller, instanceId: string): Instance {
  assertIds('i', [instanceId]);
  const instance = region.instances.get(instanceId);
  if (instance?.ownerId !== account.id) throw notFound(instanceId);
  if (instance.state !== 'running' && instance.state !== 'stopped') {
    throw new ApiError('IncorrectInstanceState', `The instance '${instanceId}' is ${instance.state}.`);
  }
  return instance;
}

function mappingOf(attached: { device: string; deleteOnTermination: boolean; volume: Volume }, snapshot: Snapshot): sdk.BlockDeviceMapping {
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
