import { Ec2World } from './ec2-world';
import { Origin } from './model';
import { imageIdsIn } from './stewardship';
import { BUILD_RESOURCE_TYPE, BuildProperties, WAITER_RESOURCE_TYPE } from '../../../../src/runtime/contract';
import { TrueImage, TrueSnapshot } from '../../ec2/census';
import type { ImageTraits } from '../../ec2/resources';
import { Stack } from '../stack';

/** What decides whether an image boots, and how it is billed. Other traits follow from these, or are the same everywhere here. */
const TRAITS: readonly (keyof ImageTraits)[] = [
  'Architecture', 'BootMode', 'EnaSupport', 'RootDeviceName', 'TpmSupport', 'UsageOperation', 'VirtualizationType', 'uefiData',
];

/**
 * Invariant iii, of images of parts: a stack that has ended well has what its template says. The image is made of that origin and can be used,
 * each device has what the origin has there, under the key that is asked for, and nothing is lost that no snapshot knows.
 */
export function violationsOfParts({ status, identity, resources }: Stack, world: Ec2World): string[] {
  if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(status)) return [];
  const builds = [...resources.values()].filter(({ declaration }) => declaration.Type === BUILD_RESOURCE_TYPE);
  const images = builds.length > 0 ? world.images() : [];
  return builds.flatMap(({ physicalId, properties }) => {
    const wish = properties as unknown as BuildProperties;
    const origin = world.origins.find(wish.Origin.Id)!;
    const image = images.find(each => imageIdsIn(physicalId).includes(each.imageId));
    if (!image) return [];
    if (image.state !== 'available') {
      const isExcused = status === 'UPDATE_ROLLBACK_COMPLETE' || mayBePending(image, resources);
      return isExcused ? [] : [`iii: ${image.imageId} is ${image.state}, though ${identity.name} has ended in ${status}`];
    }
    return wrongIn(image, origin, wish, world.simulator.snapshots()).map(each => `iii: ${image.imageId}, in ${identity.name} (${status}) ${each}`);
  });
}

/** Where nobody has waited for the end, EC2 may fail the image after that. */
const mayBePending = ({ imageId }: TrueImage, resources: Stack['resources']) => [...resources.values()].some(({ declaration, properties }) =>
  declaration.Type === WAITER_RESOURCE_TYPE && properties.OnTimeout === 'CONTINUE' && JSON.stringify(properties.Images).includes(imageId));

function wrongIn(image: TrueImage, origin: Origin, { Encryption }: BuildProperties, snapshots: readonly TrueSnapshot[]): string[] {
  const wanted = Object.entries(origin.sizes).map(([device, sizeGiB]) => volume(device, sizeGiB, Encryption?.VolumeKeys?.[device] ?? Encryption?.KeyArn));
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
