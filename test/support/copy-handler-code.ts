import { Backends, openDoors } from './cloudformation/doors';
import { FunctionCode } from './cloudformation/lambda';
import { Sandbox } from './cloudformation/sandbox';
import { CloudFormationOwnStack } from '../../src/runtime/aws/cloudformation-own-stack';
import { Ec2ImageCopies } from '../../src/runtime/aws/ec2-image-copies';
import { Ec2ImageParts } from '../../src/runtime/aws/ec2-image-parts';
import { KmsEncryptionKeys } from '../../src/runtime/aws/kms-encryption-keys';
import { perRegion } from '../../src/runtime/aws/per-region';
import { SsmParameters } from '../../src/runtime/aws/ssm-parameters';
import { StepFunctionsExecutions } from '../../src/runtime/aws/step-functions-executions';
import { PatientReplies } from '../../src/runtime/cloudformation/patient-replies';
import { isResponseUrl } from '../../src/runtime/cloudformation/response-hosts';
import { ENVIRONMENT } from '../../src/runtime/contract';
import { copyHandler } from '../../src/runtime/copy/copy-handler';
import { Log } from '../../src/runtime/log';

export interface CopyHandlerCodeOptions {
  /** The handler; a mutation of it when that is what is tested. */
  readonly make?: typeof copyHandler;
  readonly log?: Log;
}

/** The handler as its entry wires it, with the doors of a sandbox for the clients and the timeline for the clock. */
export const copyHandlerCode = (backends: (sandbox: Sandbox) => Backends, options: CopyHandlerCodeOptions = {}): FunctionCode => sandbox => {
  const { make = copyHandler, log = () => undefined } = options;
  const { environment, timeline } = sandbox;
  const doors = openDoors(sandbox, backends(sandbox));
  const region = sandbox.context.invokedFunctionArn.split(':')[3];
  const stackId = environment[ENVIRONMENT.stackId];
  return make({
    imagesIn: perRegion(each => new Ec2ImageCopies(client(doors.elsewhere(each).ec2))),
    partsIn: perRegion(each => new Ec2ImageParts(client(doors.elsewhere(each).ec2))),
    keysIn: perRegion(each => new KmsEncryptionKeys(client(doors.elsewhere(each).kms))),
    parametersIn: perRegion(each => new SsmParameters(client(doors.elsewhere(each).ssm))),
    stack: new CloudFormationOwnStack(client(doors.cloudformation), stackId),
    executions: new StepFunctionsExecutions(client(doors.states)),
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
    stackId,
    region,
  });
};

/** A door knows commands by their names; what passes through it is the SDK's. */
const client = <Client extends object>(door: object) => door as Client;
