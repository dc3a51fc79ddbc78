import { CopyWorld, portsIn } from './copy-ports';
import { physicalIdOf } from './image';
import { ResourceRequest } from '../cloudformation/request';
import { Family, Step, Turn } from '../cloudformation/step';
import { ROOT_SNAPSHOT_ATTRIBUTE } from '../contract';
import { text } from '../properties';

/** The mapping of an image that is available is complete; EC2 may take a moment to show it everywhere. */
const SETTLE_SECONDS = 180;

/** Answers `Custom::AmiRootSnapshot`, for a copy in the stack's own Region, once that is available. Makes nothing. */
export const rootSnapshotFamily = (world: CopyWorld): Family => {
  const ports = portsIn(world, world.region);
  const rootOf = (request: ResourceRequest) => `${physicalIdOf(ports.region, text(request.properties, 'ImageId'))}/root`;
  return {
    placeholderId: () => 'root-snapshot',
    deadlineSeconds: () => SETTLE_SECONDS,
    run: async (turn: Turn): Promise<Step> => {
      if (turn.request.requestType === 'Delete') return { do: 'succeed', physicalId: turn.request.physicalResourceId ?? 'root-snapshot', because: 'nothing was made' };
      const image = await ports.images.find(text(turn.request.properties, 'ImageId'));
      const root = image?.snapshots.find(each => each.device === image.rootDeviceName);
      return root
        ? { do: 'succeed', physicalId: rootOf(turn.request), data: { [ROOT_SNAPSHOT_ATTRIBUTE.snapshotId]: root.snapshotId }, because: 'the mapping of the image says so' }
        : { do: 'again', afterSeconds: 15, because: 'the image shows no root snapshot yet' };
    },
    giveUp: (_turn, because) => ({ do: 'fail', because }),
  };
};
