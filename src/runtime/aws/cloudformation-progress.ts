import { CloudFormationClient, DescribeStackEventsCommand, DescribeStackResourceCommand, StackEvent } from '@aws-sdk/client-cloudformation';
import { isThrottled, toFailure } from './failures';
import { asRecord } from '../cloudformation/request';
import { Course, Progress, ResourceProgress } from '../sharing/shares';

/** Newest first, a hundred on a page: what goes on, and what was a few minutes ago, is found there. */
const MOST_PAGES = 3;

/** CloudFormation, asked what it does to a resource of the handler's stack. */
export class CloudFormationProgress implements ResourceProgress {
  constructor(private readonly cloudFormation: Pick<CloudFormationClient, 'send'>, private readonly stackId: string) {}

  public async of(logicalResourceId: string): Promise<Progress | undefined> {
    try {
      const command = new DescribeStackResourceCommand({ StackName: this.stackId, LogicalResourceId: logicalResourceId });
      const { ResourceStatus: status, LastUpdatedTimestamp: since } = (await this.cloudFormation.send(command)).StackResourceDetail ?? {};
      return status && since ? { status, since } : undefined;
    } catch (error) {
      return unlessThrottled(error);
    }
  }

  public async courseOf(logicalResourceId: string): Promise<Course | undefined> {
    try {
      const events: StackEvent[] = [];
      let token: string | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const command: DescribeStackEventsCommand = new DescribeStackEventsCommand({ StackName: this.stackId, NextToken: token });
        const { StackEvents = [], NextToken } = await this.cloudFormation.send(command);
        events.push(...StackEvents.filter(each => each.LogicalResourceId === logicalResourceId));
        const last = events.find(each => !isUnderWay(each));
        if (last) return courseFrom(events[0], last);
        if (NextToken === undefined) return undefined;
        token = NextToken;
      }
      return undefined;
    } catch (error) {
      return unlessThrottled(error);
    }
  }
}

const isUnderWay = ({ ResourceStatus }: StackEvent) => ResourceStatus?.endsWith('_IN_PROGRESS') ?? false;

function courseFrom(newest: StackEvent, last: StackEvent): Course | undefined {
  if (!isUnderWay(newest) || !newest.ResourceProperties || !last.ResourceProperties) return undefined;
  return { from: asRecord(JSON.parse(last.ResourceProperties)), to: asRecord(JSON.parse(newest.ResourceProperties)) };
}

/** Without the right to ask, or a way there, there is no answer ever. */
function unlessThrottled(error: unknown): undefined {
  if (isThrottled(error)) throw toFailure(error);
  return undefined;
}
