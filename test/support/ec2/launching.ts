/** RunInstances, TerminateInstances and DeleteVolume: as much of them as makes a user of an image, and takes everything away again. */
import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, isVisible } from './caller';
import { ApiError, assertIds, invalidValue, noLongerAvailable, notFound, unavailable } from './errors';
import { describeInstances } from './instances';
import { isUsable } from './keys';
import type { Image, Instance } from './resources';
import { ephemeralOf, type SeedVolume, volumesOf } from './seed-specs';
import { Seed } from './seeding';
import { parseTags } from './tag-rules';
import { remember, replayed } from './tokens';

/** "For approximately one hour" after they have ended. */
const TERMINATED_SHOWN_FOR = 60 * 60_000;

/** All of the request at once, or nothing. Idempotent by client token. */
export function runInstances(caller: Caller, input: sdk.RunInstancesRequest): sdk.Reservation {
  const known = replayed(caller, 'RunInstances', input);
  const ids = known === undefined ? launched(caller, input) : known.split(' ');
  return { ReservationId: `r-${ids[0].slice(2)}`, OwnerId: caller.account.id, Instances: shown(caller, ids) };
}

function launched(caller: Caller, input: sdk.RunInstancesRequest): string[] {
  if (!input.ImageId) throw new ApiError('MissingParameter', 'The request must contain the parameter ImageId');
  const image = launchable(caller, input.ImageId);
  const [least, most] = [input.MinCount!, input.MaxCount!];
  if (!(least >= 1 && most >= least)) throw invalidValue(`Invalid instance count: between ${least} and ${most}`);
  const tags = Object.fromEntries(parseTags(caller, input.TagSpecifications?.find(({ ResourceType }) => ResourceType === 'instance')?.Tags));
  const mappings = overridden(image.mappings, input.BlockDeviceMappings ?? []);
  const ids = Array.from({ length: most }, () => launch(caller, image, mappings, tags));
  remember(caller, 'RunInstances', input, ids.join(' '));
  return ids;
}

function launchable(caller: Caller, imageId: string): Image {
  assertIds('ami', [imageId]);
  const image = caller.region.images.get(imageId);
  if (caller.region.deregistered.has(imageId)) throw noLongerAvailable(imageId);
  if (!image || !isVisible(caller, image)) throw notFound(imageId);
  const { state } = image.status.latest;
  if (state !== 'available') throw unavailable(imageId, `it is ${state}`);
  return image;
}

/** An instance whose volumes cannot be decrypted ends by itself. */
function launch(caller: Caller, image: Image, mappings: readonly sdk.BlockDeviceMapping[], tags: Readonly<Record<string, string>>): string {
  const { world, region, account, principal } = caller;
  const volumes = volumesOf(region, mappings);
  const id = new Seed(() => caller).instance({ imageId: image.id, state: 'pending', volumes, ephemeral: ephemeralOf(mappings), tags });
  world.later(world.within(world.rules.creationTakes), () => {
    const instance = region.instances.get(id)!;
    const opens = ({ encrypted, kmsKeyId }: SeedVolume) => !encrypted || isUsable(world, kmsKeyId, region.name, account.id, principal);
    if (instance.state !== 'pending') return;
    if (volumes.every(opens)) instance.state = 'running';
    else end(caller, instance);
  });
  return id;
}

/** Device by device: what the request says of a volume wins, and the rest stays as it was. */
export function overridden(own: readonly sdk.BlockDeviceMapping[], asked: readonly sdk.BlockDeviceMapping[]): sdk.BlockDeviceMapping[] {
  const mappings = new Map(own.map((mapping) => [mapping.DeviceName, mapping]));
  for (const mapping of asked) {
    const before = mappings.get(mapping.DeviceName);
    if (mapping.NoDevice !== undefined) mappings.delete(mapping.DeviceName);
    else mappings.set(mapping.DeviceName, { ...before, ...mapping, Ebs: mapping.Ebs && { ...before?.Ebs, ...mapping.Ebs } });
  }
  return [...mappings.values()];
}

/** Ends instances for good. One that has ended already is a success. */
export function terminateInstances(caller: Caller, input: sdk.TerminateInstancesRequest): sdk.TerminateInstancesResult {
  const ids = input.InstanceIds ?? [];
  if (ids.length === 0) throw new ApiError('MissingParameter', 'The request must contain the parameter InstanceId');
  // Also says which of them there are not, before anything ends.
  const before = shown(caller, ids);
  for (const id of ids) shutDown(caller, caller.region.instances.get(id)!);
  const after = shown(caller, ids);
  return {
    TerminatingInstances: after.map(({ InstanceId, State }, index) => ({ InstanceId, CurrentState: State, PreviousState: before[index].State })),
  };
}

function shutDown(caller: Caller, instance: Instance): void {
  const { world } = caller;
  if (instance.state === 'terminated' || instance.state === 'shutting-down') return;
  instance.state = 'shutting-down';
  world.later(world.within(world.rules.creationTakes), () => end(caller, instance));
}

function end({ world, region }: Caller, instance: Instance): void {
  instance.state = 'terminated';
  for (const { volumeId, deleteOnTermination } of instance.volumes) {
    if (deleteOnTermination) region.volumes.delete(volumeId);
  }
  Object.assign(instance, { volumes: [] });
  world.later(TERMINATED_SHOWN_FOR, () => region.instances.delete(instance.id));
}

const shown = (caller: Caller, ids: readonly string[]): sdk.Instance[] =>
  describeInstances({ ...caller, fresh: true }, { InstanceIds: [...ids] }).Reservations!.flatMap(({ Instances = [] }) => Instances);

export function deleteVolume({ region, account }: Caller, input: sdk.DeleteVolumeRequest): void {
  const id = input.VolumeId!;
  assertIds('vol', [id]);
  if (region.volumes.get(id)?.ownerId !== account.id) throw notFound(id);
  const user = [...region.instances.values()].find(({ volumes }) => volumes.some(({ volumeId }) => volumeId === id));
  if (user) throw new ApiError('VolumeInUse', `Volume ${id} is currently attached to ${user.id}`);
  region.volumes.delete(id);
}
