import { CopyPorts } from './copy-ports';
import { parseCopyRequest } from './copy-request';
import { noteLateFailure } from './late-failure';
import { runCopy } from './run-copy';
import { runDelete } from './run-delete';
import { rootSnapshotFamily } from './run-root-snapshot';
import { waiterFamily } from './run-wait';
import { answering, DONE, Handler } from '../cloudformation/answering';
import { ContractPorts } from '../cloudformation/ports';
import { Family } from '../cloudformation/step';
import { COPY_RESOURCE_TYPE, ROOT_SNAPSHOT_RESOURCE_TYPE, TURNS_DEADLINE_SECONDS, WAITER_RESOURCE_TYPE } from '../contract';

const copyFamily = (ports: CopyPorts): Family => ({
  placeholderId: request => `unknown:${request.logicalResourceId}`,
  deadlineSeconds: () => TURNS_DEADLINE_SECONDS,
  run: async turn => {
    const request = parseCopyRequest(turn.request, ports.region);
    return turn.request.requestType === 'Delete' ? runDelete(ports, request, turn) : runCopy(ports, request, turn);
  },
  giveUp: (_turn, because) => ({ do: 'fail', because: `not done in ${TURNS_DEADLINE_SECONDS / 60} minutes: ${because}` }),
});

/** The handler of a stack, given its world. */
export function copyHandler(ports: CopyPorts & ContractPorts): Handler {
  const answer = answering({
    [COPY_RESOURCE_TYPE]: copyFamily(ports),
    [WAITER_RESOURCE_TYPE]: waiterFamily(ports),
    [ROOT_SNAPSHOT_RESOURCE_TYPE]: rootSnapshotFamily(ports),
  }, ports);
  return async (event, context) => (noteLateFailure(event, ports.log) ? DONE : answer(event, context));
}
