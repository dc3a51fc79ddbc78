import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { toFailure } from './failures';
import { Executions } from '../cloudformation/ports';

/** Step Functions, for a request that needs more than one turn. */
export class StepFunctionsExecutions implements Executions {
  constructor(private readonly stepFunctions: Pick<SFNClient, 'send'>) {}

  public async start(stateMachineArn: string, name: string, input: string): Promise<void> {
    try {
      await this.stepFunctions.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code !== 'ExecutionAlreadyExists') throw failure;
    }
  }
}
