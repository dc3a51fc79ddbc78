import { CloudFormation } from './cloud-formation';
import { serviceError } from './faults';
import { ResponseInbox } from './response-inbox';
import { Sandbox } from './sandbox';
import { StartExecutionInput, StepFunctions } from './step-functions';

/** The part of an SDK client, and of its commands, that handlers use. */
export interface Client {
  send(command: Command): Promise<unknown>;
}
export interface Command {
  readonly input: object;
}

/** What a function calls in whatever Region. */
export interface Regional {
  readonly ec2: Client;
  readonly kms: Client;
  readonly ssm: Client;
}

/** What lies behind the doors: each backend without faults and without delay of its own. EC2, KMS and Parameter Store are the home Region's. */
export interface Backends extends Regional {
  readonly states: Client;
  readonly cloudformation: Client;
  elsewhere(region: string): Regional;
  put(url: string, body: string, invocationId: string): Promise<number>;
}

/** A function's ways out of its sandbox. */
export interface Doors extends Regional {
  readonly states: Client;
  readonly cloudformation: Client;
  elsewhere(region: string): Regional;
  /** Answers CloudFormation; gives the HTTP status. Throws when the connection broke. */
  put(url: string, body: string): Promise<number>;
}

export const operationOf = (command: Command): string => command.constructor.name.replace(/Command$/, '');

export function openDoors(sandbox: Sandbox, backends: Backends): Doors {
  const door = (service: string, backend: Client): Client => ({
    send: command => sandbox.call(service, operationOf(command), () => backend.send(command)),
  });
  const regional = ({ ec2, kms, ssm }: Regional): Regional => ({ ec2: door('ec2', ec2), kms: door('kms', kms), ssm: door('ssm', ssm) });
  return {
    ...regional(backends),
    elsewhere: region => regional(backends.elsewhere(region)),
    states: door('states', backends.states),
    cloudformation: door('cloudformation', backends.cloudformation),
    put: async (url, body) => {
      try {
        return await sandbox.call('s3', 'PutObject', () => backends.put(url, body, sandbox.context.awsRequestId));
      } catch (error) {
        // A refusal by the bucket is an answer like any other.
        if ((error as Error).name === 'ServiceUnavailable') return 503;
        throw error;
      }
    },
  };
}

/** The backends that this simulator has itself. */
export function ownBackends(
  cloud: { stepFunctions: StepFunctions; cloudFormation: CloudFormation; inbox: ResponseInbox },
): Omit<Backends, keyof Regional | 'elsewhere'> {
  const client = (answer: (operation: string, input: object) => unknown): Client => ({
    send: async command => answer(operationOf(command), command.input),
  });
  const unknown = (operation: string) => serviceError('UnknownOperationException', `${operation} is not supported here`);
  return {
    states: client((operation, input) => {
      if (operation !== 'StartExecution') throw unknown(operation);
      return cloud.stepFunctions.startExecution(input as StartExecutionInput);
    }),
    cloudformation: client((operation, input) => {
      if (operation === 'DescribeStackEvents') return cloud.cloudFormation.describeStackEvents(input);
      if (operation === 'DescribeStackResource') return cloud.cloudFormation.describeStackResource(input);
      if (operation === 'DescribeStacks') return cloud.cloudFormation.describeStacks(input);
      throw unknown(operation);
    }),
    put: async (url, body, invocationId) => cloud.inbox.put(url, body, invocationId),
  };
}
