import type { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { Lazily } from './lazily';
import { OwnStack } from '../cloudformation/ports';

/** CloudFormation, loaded when somebody wants to know. Where it cannot be reached the answer is undefined: its users are careful then. */
export class CloudFormationOwnStack implements OwnStack {
  constructor(
    private readonly load: Lazily<CloudFormationClient, { DescribeStacksCommand: typeof DescribeStacksCommand }>,
    private readonly stackId: string,
  ) {}

  public async status(): Promise<string | undefined> {
    const { client, sdk } = await this.load();
    try {
      const { Stacks } = await client.send(new sdk.DescribeStacksCommand({ StackName: this.stackId }));
      return Stacks?.[0]?.StackStatus;
    } catch {
      return undefined;
    }
  }
}
