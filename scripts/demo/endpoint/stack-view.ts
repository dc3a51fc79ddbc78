import {
  CloudFormationClient, DescribeStackResourcesCommand, DescribeStacksCommand, paginateDescribeStackEvents, Stack, StackEvent, StackResource,
} from '@aws-sdk/client-cloudformation';

/** What `cdk bootstrap` makes: the bucket and the roles that `cdk deploy` needs. */
export const BOOTSTRAP_STACK = 'CDKToolkit';

/** A stack as CloudFormation tells of it, from outside. */
export class StackView {
  private id?: string;

  constructor(private readonly cloudFormation: CloudFormationClient, public readonly name: string) {}

  /** Its ARN, once it was seen: that also finds it when it is deleted. */
  public get arn(): string | undefined {
    return this.id;
  }

  /** Undefined when there is no such stack. */
  public async status(): Promise<string | undefined> {
    const { Stacks = [] } = await this.cloudFormation.send(new DescribeStacksCommand({ StackName: this.id ?? this.name })).catch(unlessGone);
    const [{ StackId, StackStatus }]: Partial<Stack>[] = [...Stacks, {}];
    // One that went before by the same name is another stack.
    if (StackStatus !== 'DELETE_COMPLETE') this.id = StackId ?? this.id;
    return StackStatus;
  }

  public async exists(): Promise<boolean> {
    const status = await this.status();
    return status !== undefined && status !== 'DELETE_COMPLETE';
  }

  /** Those that it has now. */
  public async resources(): Promise<StackResource[]> {
    const { StackResources = [] } = await this.cloudFormation.send(new DescribeStackResourcesCommand({ StackName: this.id ?? this.name }));
    return StackResources.filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE' && ResourceStatus !== 'DELETE_SKIPPED');
  }

  /** Those that it let go without deleting them, as their deletion policies say. */
  public async skipped(): Promise<StackEvent[]> {
    const events = await this.events();
    return events.filter(({ ResourceStatus }) => ResourceStatus === 'DELETE_SKIPPED');
  }

  /** What CloudFormation says of the first failure of the last operation. */
  public async firstFailure(): Promise<string | undefined> {
    const events = await this.events();
    const isStack = ({ LogicalResourceId }: StackEvent) => LogicalResourceId === this.name;
    const began = events.findIndex(event => isStack(event) && /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(event.ResourceStatus!));
    return events.slice(0, began).filter(event => event.ResourceStatus!.endsWith('_FAILED') && !isStack(event)).at(-1)?.ResourceStatusReason;
  }

  /** Newest first. */
  private async events(): Promise<StackEvent[]> {
    const events: StackEvent[] = [];
    for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client: this.cloudFormation }, { StackName: this.id ?? this.name })) {
      events.push(...StackEvents);
    }
    return events;
  }
}

function unlessGone(error: Error): { Stacks?: Stack[] } {
  if (error.message.includes('does not exist')) return {};
  throw error;
}
