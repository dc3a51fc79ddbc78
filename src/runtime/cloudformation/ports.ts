import { Log } from '../log';

/** Sends answers to CloudFormation. Resolves when it has one; tries several times before it throws. */
export interface Replies {
  send(url: string, body: string): Promise<void>;
}

/** The state machine that gives a request its further turns. */
export interface Executions {
  /** Starts an execution; that it runs, or ran, under this name already is a success. */
  start(stateMachineArn: string, name: string, input: string): Promise<void>;
}

/** What CloudFormation says of the handler's own stack. */
export interface OwnStack {
  /** Its status, or undefined when CloudFormation cannot be asked. */
  status(): Promise<string | undefined>;
  /** The physical id that CloudFormation knows a resource of the stack by, if it knows one. Throws when it cannot be asked. */
  physicalIdOf(logicalResourceId: string): Promise<string | undefined>;
}

export interface ContractPorts {
  readonly replies: Replies;
  /** Absent in a handler without a state machine: what wants another turn is delivered again by Lambda, twice, within three minutes. */
  readonly executions?: Executions;
  readonly log: Log;
  /** The ARN of the stack that the handler belongs to. */
  readonly stackId: string;
  /** Whether an answer may be sent there. */
  readonly trustsResponseUrl: (url: string) => boolean;
  /** Resolves after so many milliseconds, unless `cancel` is called. */
  readonly alarm: (milliseconds: number) => Alarm;
}

export interface Alarm {
  readonly rings: Promise<void>;
  cancel(): void;
}
