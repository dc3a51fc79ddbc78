import { CloudFormationClient, DescribeStackResourceCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { toFailure } from './failures';
import { OwnStack } from '../cloudformation/ports';

/** CloudFormation, asked about the stack that the handler belongs to. */
export class CloudFormationOwnStack implements OwnStack {
  constructor(private readonly cloudFormation: Pick<CloudFormationClient, 'send'>, private readonly stackId: string) {}

  public async status(): Promise<string | undefined> {
    try {
      const { Stacks } = await this.cloudFormation.send(new DescribeStacksCommand({ StackName: this.stackId }));
      return Stacks?.[0]?.StackStatus;
    } catch {
      return undefined;
    }
  }

  public async physicalIdOf(logicalResourceId: string): Promise<string | undefined> {
    try {
      const command = new DescribeStackResourceCommand({ StackName: this.stackId, LogicalResourceId: logicalResourceId });
      return (await this.cloudFormation.send(command)).StackResourceDetail?.PhysicalResourceId || undefined;
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code === 'ValidationError' && failure.message.includes('does not exist')) return undefined;
      throw failure;
    }
  }
}
