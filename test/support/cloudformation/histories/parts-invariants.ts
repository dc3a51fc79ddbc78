import { Ec2World } from './ec2-world';
import { Origin } from './model';
import { imageIdsIn } from './stewardship';
import { BUILD_ACTIONS, BUILD_RESOURCE_TYPE, BuildProperties } from '../../../../src/runtime/contract';
import { TrueImage, TrueSnapshot } from '../../ec2/census';
import { Ec2Simulator } from '../../ec2/ec2-simulator';
import type { ImageTraits } from '../../ec2/resources';
import { RequestRecord } from '../response-inbox';
import { Stack } from '../stack';

/** What decides whether an image boots, and how it is billed. Other traits follow from these, or are the same everywhere here. */
const TRAITS: readonly (keyof ImageTraits)[] = [
  'Architecture', 'BootMode', 'EnaSupport', 'RootDeviceName', 'TpmSupport', 'UsageOperation', 'VirtualizationType', 'uefiData',
];

/**
 * Invariant iii, of images of parts: a stack that has ended well has what its template says. The image is made of that origin, each
 * device has what the origin has there, under the key that is asked for, and nothing is lost that no snapshot knows.
 */
export function violationsOfParts({ status, identity, resources }: Stack, world: Ec2World): string[] {
  if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(status)) return [];
  const builds = [...resources.values()].filter(({ declaration }) => declaration.Type === BUILD_RESOURCE_TYPE);
  const images = builds.length > 0 ? world.images() : [];
  return builds.flatMap(({ physicalId, properties }) => {
    const wish = properties as unknown as BuildProperties;
    const origin = world.origins.find(wish.Origin.Id)!;
    const image = images.find(each => imageIdsIn(physicalId).includes(each.imageId));
    if (image?.state !== 'available') return [];
    return wrongIn(image, origin, wish, world.simulator.snapshots()).map(each => `iii: ${image.imageId}, in ${identity.name} (${status}) ${each}`);
  });
}

function wrongIn(image: TrueImage, origin: Origin, { Encryption }: BuildProperties, snapshots: readonly TrueSnapshot[]): string[] {
  const keyOf = (device: string) => Encryption?.VolumeKeys?.[device] ?? Encryption?.KeyArn;
  const wanted = Object.entries(origin.sizes).map(([device, sizeGiB]) => volume(device, sizeGiB, keyOf(device)));
  const found = image.devices.map(({ device, snapshotId }) => {
    const snapshot = snapshots.find(each => each.snapshotId === snapshotId);
    return volume(device, snapshot?.sizeGiB, snapshot?.keyArn);
  });
  return [
    ...String(wanted.sort()) === String(found.sort()) ? [] : [`has ${found.join(' and ')} instead of ${wanted.join(' and ')}`],
    ...TRAITS.filter(each => image.traits[each] !== origin.traits[each])
      .map(each => `has the ${each} ${String(image.traits[each])} instead of ${String(origin.traits[each])}`),
  ];
}

const volume = (device: string, sizeGiB: number | undefined, keyArn: string | undefined) =>
  `${sizeGiB} GiB ${keyArn ? `under ${keyArn}` : 'in plain text'} at ${device}`;

const TOKENLESS = Object.values(BUILD_ACTIONS).map(each => each.split(':')[1]);

/**
 * Invariant viii: no request orders the same twice, though the calls that make parts know no token, and Lambda delivers again. In a history
 * without lost answers.
 */
export function violationsOfThrift({ event, sentAt }: RequestRecord, all: readonly RequestRecord[], { calls }: Ec2Simulator): string[] {
  const { StackId, LogicalResourceId, RequestType, RequestId } = event;
  const later = all.filter(other => other.event.StackId === StackId && other.event.LogicalResourceId === LogicalResourceId && other.sentAt > sentAt);
  const until = Math.min(...later.map(other => other.sentAt), Infinity);
  const orders = calls
    .filter(({ action, at = 0, error }) => TOKENLESS.includes(action) && error === undefined && at >= sentAt && at < until)
    .map(({ action, input }) => `${action} ${JSON.stringify(input)}`)
    .filter(order => order.includes(`"${StackId}"`) && order.includes(`"${LogicalResourceId}"`));
  return orders.filter((order, index) => orders.indexOf(order) < index)
    .map(order => `viii: ${RequestType} of ${LogicalResourceId} (request ${RequestId.slice(0, 8)}) has ordered twice: ${order}`);
}
