import {
  CloudFormationClient, CreateStackCommand, DeleteStackCommand, DescribeStackEventsCommand, DescribeStacksCommand, UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { Emulators } from './check';
import { CODE } from './probe';

export const HOME = { account: '111111111111', region: 'us-east-1' };
const POLL_MILLISECONDS = 50;
const PATIENCE_MILLISECONDS = 60_000;

export interface Parts {
  readonly Resources: { readonly [logicalId: string]: object };
  readonly [section: string]: object;
}

/** A stack with the probe's function beside whatever it is made of. */
export class ProbeStack {
  private readonly client: CloudFormationClient;
  private id = '';

  constructor(private readonly emulators: Pick<Emulators, 'clientOf' | 'records'>, private readonly name: string, home = HOME) {
    this.client = new CloudFormationClient(emulators.clientOf(home.account, home.region));
  }

  /** Each operation answers with the status in which it ends. */
  public async create(parts: Parts): Promise<string> {
    this.id = (await this.client.send(new CreateStackCommand({ StackName: this.name, TemplateBody: template(parts) }))).StackId!;
    return this.end();
  }

  public async update(parts: Parts): Promise<string> {
    await this.client.send(new UpdateStackCommand({ StackName: this.name, TemplateBody: template(parts) }));
    return this.end();
  }

  public async delete(): Promise<string> {
    await this.client.send(new DeleteStackCommand({ StackName: this.id }));
    return this.end();
  }

  public async describe() {
    return (await this.client.send(new DescribeStacksCommand({ StackName: this.id }))).Stacks![0];
  }

  /** What the function was asked, in order: `Delete Copy Copy-first (ROLLBACK_IN_PROGRESS)`. */
  public get requests(): readonly string[] {
    return this.records.filter(({ request }) => request)
      .map(({ request, logicalId, physicalId, stackStatus }) => [request, logicalId, physicalId, `(${stackStatus})`].filter(Boolean).join(' '));
  }

  /** What became of the function's answers, in order. */
  public get verdicts(): readonly string[] {
    return this.records.flatMap(({ verdict }) => verdict ?? []);
  }

  /** Events of a resource, or of the stack itself by its name, oldest first: `DELETE_FAILED Copy-first`. */
  public async events(logicalId = this.name): Promise<readonly string[]> {
    const { StackEvents = [] } = await this.client.send(new DescribeStackEventsCommand({ StackName: this.id }));
    return StackEvents.filter(event => event.LogicalResourceId === logicalId).reverse()
      .map(({ ResourceStatus, PhysicalResourceId }) => logicalId === this.name ? ResourceStatus! : [ResourceStatus, PhysicalResourceId].filter(Boolean).join(' '));
  }

  /** What CloudFormation says of the failures so far. */
  public async failures(): Promise<readonly string[]> {
    const { StackEvents = [] } = await this.client.send(new DescribeStackEventsCommand({ StackName: this.id }));
    return StackEvents.filter(event => event.ResourceStatus?.endsWith('_FAILED')).reverse().map(event => event.ResourceStatusReason!);
  }

  private get records() {
    return this.emulators.records().filter(({ stackId }) => stackId === this.id);
  }

  private async end(): Promise<string> {
    for (const until = Date.now() + PATIENCE_MILLISECONDS; Date.now() < until; await pause()) {
      const { StackStatus } = await this.describe();
      if (!StackStatus!.endsWith('_IN_PROGRESS')) return StackStatus!;
    }
    throw new Error(`${this.name} is still ${(await this.describe()).StackStatus}`);
  }
}

const pause = () => new Promise(resolve => setTimeout(resolve, POLL_MILLISECONDS));

const template = ({ Resources, ...others }: Parts): string => JSON.stringify({
  ...others,
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: 30, Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { ZipFile: CODE } },
    },
    ...Resources,
  },
});
