import { CopyWorld, portsIn } from './copy-ports';
import { Image, physicalIdOf } from './image';
import { Family, Step, Turn } from '../cloudformation/step';
import { ROOT_SNAPSHOT_ATTRIBUTE } from '../contract';
import { optionalText, text } from '../properties';

/** The mapping of an image that is available is complete; EC2 may take a moment to show it everywhere. */
const SETTLE_SECONDS = 180;

/**
 * Answers `Custom::AmiRootSnapshot` for an image in the stack's own Region, once that is available: with the snapshot of a device,
 * or of the root. Makes nothing.
 */
export const rootSnapshotFamily = (world: CopyWorld): Family => {
  const ports = portsIn(world, world.region);
  return {
    placeholderId: () => 'root-snapshot',
    deadlineSeconds: () => SETTLE_SECONDS,
    run: async (turn: Turn): Promise<Step> => {
      const { request } = turn;
      if (request.requestType === 'Delete') return { do: 'succeed', physicalId: request.physicalResourceId ?? 'root-snapshot', because: 'nothing was made' };
      const imageId = text(request.properties, 'ImageId');
      const device = optionalText(request.properties, 'Device');
      const image = await ports.images.find(imageId);
      const found = image?.snapshots.find(each => each.device === (device ?? image.rootDeviceName));
      if (!found) return { do: 'again', afterSeconds: 15, because: explain(device, image) };
      return {
        do: 'succeed',
        physicalId: `${physicalIdOf(ports.region, imageId)}/${device ?? 'root'}`,
        data: { [ROOT_SNAPSHOT_ATTRIBUTE.snapshotId]: found.snapshotId },
        because: 'the mapping of the image says so',
      };
    },
    giveUp: (_turn, because) => ({ do: 'fail', because }),
  };
};

function explain(device: string | undefined, image: Image | undefined): string {
  if (device === undefined || !image || image.snapshots.length === 0) return device === undefined ? 'the image shows no root snapshot yet' : 'the image shows no snapshots yet';
  return `the image has no snapshot for ${device}; it has some for ${image.snapshots.map(each => each.device).join(', ')}`;
}
