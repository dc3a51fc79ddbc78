import type { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { toFailure } from './failures';
import { Lazily } from './lazily';
import { Executions } from '../cloudformation/ports';

/** Step Functions, loaded when a request needs more than one turn. */
export class StepFunctionsExecutions implements Executions {
  constructor(private readonly load: Lazily<SFNClient, { StartExecutionCommand: typeof StartExecutionCommand }>) {}

  public async start(stateMachineArn: string, name: string, input: string): Promise<void> {
    const { client, sdk } = await this.load();
    try {
      await client.send(new sdk.StartExecutionCommand({ stateMachineArn, name, input }));
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code !== 'ExecutionAlreadyExists') throw failure;
    }
  }
}
