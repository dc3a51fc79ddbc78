import { explainElsewhere, isNothingMade, nothingMade } from './closed-region';
import { CopyPorts, CopyWorld, portsIn } from './copy-ports';
import { CopyRequest, parseCopyRequest } from './copy-request';
import { regionIn } from './image';
import { runCopy } from './run-copy';
import { runDelete } from './run-delete';
import { afterFailure, watchOffer } from './run-offer';
import { rootSnapshotFamily } from './run-root-snapshot';
import { waiterFamily } from './run-wait';
import { Refusal } from '../aws-failure';
import { BuildRequest, parseBuildRequest } from '../build/build-request';
import { runBuild } from '../build/run-build';
import { answering, Handler } from '../cloudformation/answering';
import { ContractPorts } from '../cloudformation/ports';
import { ResourceRequest } from '../cloudformation/request';
import { Family, Step, Turn } from '../cloudformation/step';
import {
  BUILD_RESOURCE_TYPE, COPY_RESOURCE_TYPE, PARAMETER_RESOURCE_TYPE, ROOT_SNAPSHOT_RESOURCE_TYPE, TURNS_DEADLINE_SECONDS, WAITER_RESOURCE_TYPE,
} from '../contract';
import { parameterFamily } from '../parameter/parameter-family';
import { ParameterWorld } from '../parameter/parameter-ports';
import { positiveNumber } from '../properties';

/** How a kind of resource makes its image. */
interface Kind<Request extends CopyRequest> {
  readonly parse: (request: ResourceRequest) => Request;
  readonly run: (ports: CopyPorts, request: Request, turn: Turn) => Promise<Step>;
  readonly deadlineSeconds: (request: ResourceRequest) => number;
}

const COPY: Kind<CopyRequest> = { parse: parseCopyRequest, run: runCopy, deadlineSeconds: () => TURNS_DEADLINE_SECONDS };

const BUILD: Kind<BuildRequest> = {
  parse: parseBuildRequest,
  run: runBuild,
  // Removing has no step to wait for.
  deadlineSeconds: ({ requestType, properties }) =>
    (requestType === 'Delete' ? TURNS_DEADLINE_SECONDS : Math.max(positiveNumber(properties, 'TimeoutMinutes') * 60, TURNS_DEADLINE_SECONDS)),
};

const imageFamily = <Request extends CopyRequest>(world: CopyWorld, kind: Kind<Request>): Family => ({
  placeholderId: request => `unknown:${request.logicalResourceId}`,
  deadlineSeconds: kind.deadlineSeconds,
  run: async turn => {
    const { requestType, physicalResourceId } = turn.request;
    const request = kind.parse(turn.request);
    const ports = portsIn(world, request.wish.region);
    if (requestType === 'Update') assertStays(physicalResourceId, ports.region);
    const run = requestType === 'Delete' ? runDelete(ports, request, turn) : kind.run(ports, request, turn);
    return run.catch(error => {
      if (isNothingMade(error, ports, turn)) return nothingMade(ports, turn);
      throw explainElsewhere(error, ports);
    });
  },
  giveUp: ({ request }, because) => ({ do: 'fail', because: `not done in ${kind.deadlineSeconds(request) / 60} minutes: ${because}` }),
  afterFailure,
  watch: watchOffer(turn => {
    const request = kind.parse(turn.request);
    return { ports: portsIn(world, request.wish.region), request };
  }),
});

/** What an update left in another Region nobody would look for when it is rolled back. */
function assertStays(physicalId: string | undefined, region: string): void {
  const current = regionIn(physicalId) ?? region;
  if (current !== region) throw new Refusal(`a copy stays in its Region: this one is in ${current}, not in ${region}; give each Region a resource of its own`);
}

/** The handler of a stack, given its world. */
export function copyHandler(world: CopyWorld & ParameterWorld & ContractPorts): Handler {
  return answering({
    [BUILD_RESOURCE_TYPE]: imageFamily(world, BUILD),
    [COPY_RESOURCE_TYPE]: imageFamily(world, COPY),
    [WAITER_RESOURCE_TYPE]: waiterFamily(world),
    [PARAMETER_RESOURCE_TYPE]: parameterFamily(world),
    [ROOT_SNAPSHOT_RESOURCE_TYPE]: rootSnapshotFamily(world),
  }, world);
}
