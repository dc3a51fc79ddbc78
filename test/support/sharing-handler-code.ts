import { Backends, openDoors } from './cloudformation/doors';
import { FunctionCode } from './cloudformation/lambda';
import { Sandbox } from './cloudformation/sandbox';
import { CloudFormationOwnStack } from '../../src/runtime/aws/cloudformation-own-stack';
import { CloudFormationProgress } from '../../src/runtime/aws/cloudformation-progress';
import { Ec2Shares } from '../../src/runtime/aws/ec2-shares';
import { KmsKeyManagers } from '../../src/runtime/aws/kms-key-managers';
import { perRegion } from '../../src/runtime/aws/per-region';
import { PatientReplies } from '../../src/runtime/cloudformation/patient-replies';
import { isResponseUrl } from '../../src/runtime/cloudformation/response-hosts';
import { ENVIRONMENT } from '../../src/runtime/contract';
import { Log } from '../../src/runtime/log';
import { sharingHandler } from '../../src/runtime/sharing/sharing-handler';

/** The sharing handler as its entry wires it, with the doors of a sandbox for the clients and the timeline for the clock. */
export const sharingHandlerCode = (backends: (sandbox: Sandbox) => Backends, log: Log): FunctionCode => sandbox => {
  const { environment, timeline } = sandbox;
  const doors = openDoors(sandbox, backends(sandbox));
  const region = sandbox.context.invokedFunctionArn.split(':')[3];
  const stackId = environment[ENVIRONMENT.stackId];
  return sharingHandler({
    sharesIn: perRegion(each => new Ec2Shares(client(doors.elsewhere(each).ec2), each)),
    keysIn: perRegion(each => new KmsKeyManagers(client(doors.elsewhere(each).kms))),
    progress: new CloudFormationProgress(client(doors.cloudformation), stackId),
    stack: new CloudFormationOwnStack(client(doors.cloudformation), stackId),
    replies: new PatientReplies((url, body) => doors.put(url, body), milliseconds => sandbox.sleep(milliseconds), () => 0.5),
    trustsResponseUrl: isResponseUrl(region, environment[ENVIRONMENT.urlSuffix]),
    alarm: milliseconds => {
      let ring = () => {};
      const rings = new Promise<void>(resolve => { ring = resolve; });
      const { cancel } = timeline.after(milliseconds, ring);
      return { rings, cancel };
    },
    log,
    now: () => new Date(timeline.now()),
    account: stackId.split(':')[4],
    stackId,
    region,
  });
};

/** A door knows commands by their names; what passes through it is the SDK's. */
const client = <Client extends object>(door: object) => door as Client;
