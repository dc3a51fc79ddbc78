import {
  CreateStateMachineCommand, DescribeExecutionCommand, DescribeExecutionCommandOutput, SFNClient, StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ClientSettings } from '../../support/emulators/emulated-cloud';

const POLL_MILLISECONDS = 50;

export async function createMachine(client: SFNClient, name: string, definition: object): Promise<string> {
  const roleArn = 'arn:aws:iam::111111111111:role/machine';
  return (await client.send(new CreateStateMachineCommand({ name, definition: JSON.stringify(definition), roleArn }))).stateMachineArn!;
}

/** An execution, as it ended. */
export async function endOf(client: SFNClient, executionArn?: string): Promise<DescribeExecutionCommandOutput> {
  for (;;) {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') return execution;
    await new Promise(resolve => setTimeout(resolve, POLL_MILLISECONDS));
  }
}

/** Runs a new state machine once, to its end. */
export async function runMachine(settings: ClientSettings, name: string, definition: object): Promise<DescribeExecutionCommandOutput> {
  const client = new SFNClient(settings);
  const stateMachineArn = await createMachine(client, name, definition);
  return endOf(client, (await client.send(new StartExecutionCommand({ stateMachineArn }))).executionArn);
}
