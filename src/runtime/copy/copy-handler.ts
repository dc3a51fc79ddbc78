import { explainElsewhere, isNothingMade, nothingMade } from './closed-region';
import { CopyWorld, portsIn } from './copy-ports';
import { parseCopyRequest } from './copy-request';
import { regionIn } from './image';
import { noteLateFailure } from './late-failure';
import { runCopy } from './run-copy';
import { runDelete } from './run-delete';
import { rootSnapshotFamily } from './run-root-snapshot';
import { waiterFamily } from './run-wait';
import { Refusal } from '../aws-failure';
import { answering, DONE, Handler } from '../cloudformation/answering';
import { ContractPorts } from '../cloudformation/ports';
import { Family } from '../cloudformation/step';
import { COPY_RESOURCE_TYPE, ROOT_SNAPSHOT_RESOURCE_TYPE, TURNS_DEADLINE_SECONDS, WAITER_RESOURCE_TYPE } from '../contract';

const copyFamily = (world: CopyWorld): Family => ({
  placeholderId: request => `unknown:${request.logicalResourceId}`,
  deadlineSeconds: () => TURNS_DEADLINE_SECONDS,
  run: async turn => {
    const { requestType, physicalResourceId } = turn.request;
    const request = parseCopyRequest(turn.request);
    const ports = portsIn(world, request.wish.region);
    if (requestType === 'Update') assertStays(physicalResourceId, ports.region);
    const run = requestType === 'Delete' ? runDelete : runCopy;
    return run(ports, request, turn).catch(error => {
      if (isNothingMade(error, ports, turn)) return nothingMade(ports, turn);
      throw explainElsewhere(error, ports);
    });
  },
  giveUp: (_turn, because) => ({ do: 'fail', because: `not done in ${TURNS_DEADLINE_SECONDS / 60} minutes: ${because}` }),
});

/** What an update left in another Region nobody would look for when it is rolled back. */
function assertStays(physicalId: string | undefined, region: string): void {
  const current = regionIn(physicalId) ?? region;
  if (current !== region) throw new Refusal(`a copy stays in its Region: this one is in ${current}, not in ${region}; give each Region a resource of its own`);
}

/** The handler of a stack, given its world. */
export function copyHandler(world: CopyWorld & ContractPorts): Handler {
  const answer = answering({
    [COPY_RESOURCE_TYPE]: copyFamily(world),
    [WAITER_RESOURCE_TYPE]: waiterFamily(world),
    [ROOT_SNAPSHOT_RESOURCE_TYPE]: rootSnapshotFamily(world),
  }, world);
  return async (event, context) => (noteLateFailure(event, world.log) ? DONE : answer(event, context));
}
