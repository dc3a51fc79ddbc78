import { CloudFormationClient, DescribeStackResourceCommand } from '@aws-sdk/client-cloudformation';
import { Progress, ResourceProgress } from '../sharing/shares';

/** CloudFormation, asked what it does to a resource of the handler's stack. */
export class CloudFormationProgress implements ResourceProgress {
  constructor(private readonly cloudFormation: Pick<CloudFormationClient, 'send'>, private readonly stackId: string) {}

  public async of(logicalResourceId: string): Promise<Progress | undefined> {
    try {
      const command = new DescribeStackResourceCommand({ StackName: this.stackId, LogicalResourceId: logicalResourceId });
      const { ResourceStatus: status, LastUpdatedTimestamp: since } = (await this.cloudFormation.send(command)).StackResourceDetail ?? {};
      return status && since ? { status, since } : undefined;
    } catch {
      return undefined;
    }
  }
}
