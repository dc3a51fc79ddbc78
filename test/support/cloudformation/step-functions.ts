import { Faults, serviceError } from './faults';
import { Lambda } from './lambda';
import { Definition, Execution } from './state-machine';
import { StatesError } from './states-data';
import { isMap, Value } from './template';
import { Timeline } from '../timeline';

export interface StartExecutionInput {
  readonly stateMachineArn?: string;
  readonly name?: string;
  readonly input?: string;
}

export interface ExecutionRecord {
  readonly arn: string;
  readonly name: string;
  readonly input: string;
  readonly startDate: Date;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  error?: string;
}

interface StateMachine {
  readonly definition: Definition;
  readonly executions: Map<string, ExecutionRecord>;
  deleting: boolean;
}

/** 1 to 80 characters, none of white space, brackets, wildcards, and what else the API reference of StartExecution lists. */
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/;
const LONGEST_INPUT = 262_144;

/** Step Functions, Standard workflows. */
export class StepFunctions {
  public readonly machines = new Map<string, StateMachine>();

  constructor(private readonly timeline: Timeline, private readonly lambda: Lambda, private readonly faults: Faults) {}

  public put(arn: string, definition: Definition): void {
    // An execution under way keeps the definition it began with.
    this.machines.set(arn, { definition, executions: this.machines.get(arn)?.executions ?? new Map(), deleting: false });
  }

  /** What runs is stopped where it would enter its next state. */
  public remove(arn: string): void {
    const machine = this.machines.get(arn);
    if (machine) machine.deleting = true;
  }

  public startExecution(request: StartExecutionInput): { executionArn: string; startDate: Date } {
    const { stateMachineArn = '', name = '', input = '{}' } = request;
    const machine = this.machines.get(stateMachineArn);
    if (!machine) throw serviceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
    if (machine.deleting) throw serviceError('StateMachineDeleting', `State Machine is deleting: '${stateMachineArn}'`);
    const given = name || `unnamed-${machine.executions.size}`;
    if (!NAME.test(given)) throw serviceError('InvalidName', `Invalid Name: '${given}'`);
    if (Buffer.byteLength(input) > LONGEST_INPUT) throw serviceError('InvalidExecutionInput', 'the input is longer than 262144 bytes');
    const parsed = parseInput(input);
    const known = machine.executions.get(given);
    if (known) {
      // https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html: idempotent while it runs, for the same input.
      if (known.status === 'RUNNING' && known.input === input) return { executionArn: known.arn, startDate: known.startDate };
      throw serviceError('ExecutionAlreadyExists', `Execution Already Exists: '${known.arn}'`);
    }
    const record: ExecutionRecord = {
      arn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${given}`, name: given, input, startDate: new Date(this.timeline.now()), status: 'RUNNING',
    };
    machine.executions.set(given, record);
    void this.timeline.activity(() => this.execute(machine, stateMachineArn, record, parsed));
    return { executionArn: record.arn, startDate: record.startDate };
  }

  private async execute(machine: StateMachine, machineArn: string, record: ExecutionRecord, input: Value): Promise<void> {
    const context = {
      Execution: { Id: record.arn, Input: input, Name: record.name, StartTime: record.startDate.toISOString() },
      StateMachine: { Id: machineArn },
    };
    const { definition } = machine;
    // A timeout of the whole machine asks no Catch.
    const timer = definition.TimeoutSeconds === undefined
      ? undefined
      : this.timeline.after(definition.TimeoutSeconds * 1000, () => { record.status = 'TIMED_OUT'; });
    const over = () => machine.deleting || record.status !== 'RUNNING';
    const execution = new Execution(this.timeline, definition, context, (resource, task) => this.runTask(resource, task, record), over);
    try {
      await execution.run();
      if (record.status === 'RUNNING') record.status = machine.deleting ? 'ABORTED' : 'SUCCEEDED';
    } catch (error) {
      if (!(error instanceof StatesError)) throw error;
      if (record.status === 'RUNNING') record.status = 'FAILED';
      record.error = error.message;
    } finally {
      timer?.cancel();
    }
  }

  private async runTask(resource: string, input: Value, record: ExecutionRecord): Promise<Value> {
    if (!resource.includes(':states:::')) return this.invoke(resource, JSON.stringify(input ?? null), record);
    if (!resource.endsWith(':states:::lambda:invoke') || !isMap(input)) {
      throw new StatesError('States.Runtime', `the integration ${resource} is not supported here`);
    }
    const payload = typeof input.Payload === 'string' ? input.Payload : JSON.stringify(input.Payload ?? {});
    return { ExecutedVersion: '$LATEST', Payload: await this.invoke(String(input.FunctionName), payload, record), StatusCode: 200 };
  }

  private async invoke(functionArn: string, payload: string, record: ExecutionRecord): Promise<Value> {
    const fault = this.faults.ofCall({ service: 'lambda', operation: 'Invoke', invocationId: record.arn });
    await this.timeline.sleep(this.faults.latency());
    if (fault === 'refused') throw new StatesError('Lambda.TooManyRequestsException', 'Rate Exceeded. (Service: Lambda, Status Code: 429)');
    const answer = await this.lambda.invoke(functionArn, payload).catch((error: Error) => {
      throw new StatesError(`Lambda.${error.name}`, error.message);
    });
    if (fault === 'lost') throw new StatesError('Lambda.SdkClientException', 'Unable to execute HTTP request: Read timed out');
    const result: Value = JSON.parse(answer.Payload);
    if (answer.FunctionError === undefined) return result;
    throw new StatesError(isMap(result) ? String(result.errorType) : 'Lambda.Unknown', answer.Payload);
  }
}

function parseInput(input: string): Value {
  try {
    return JSON.parse(input);
  } catch {
    throw serviceError('InvalidExecutionInput', 'the input is not valid JSON');
  }
}
