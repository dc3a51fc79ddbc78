import { DescribeStackEventsCommand, DescribeStackResourceCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import * as ssm from '@aws-sdk/client-ssm';
import { CloudFormation } from './cloud-formation';
import { Client, Command } from './doors';

export interface WireRequest {
  readonly method: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Step Functions speaks AWS JSON 1.0. */
export async function statesAnswer(states: Client, { headers, body }: WireRequest): Promise<WireAnswer> {
  const json = (status: number, value: unknown): WireAnswer =>
    ({ status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(value) });
  if (headers['x-amz-target'] !== 'AWSStepFunctions.StartExecution') return json(400, { __type: 'UnknownOperationException' });
  try {
    const { executionArn, startDate } = await states.send(new StartExecutionCommand(JSON.parse(body))) as { executionArn: string; startDate: Date };
    return json(200, { executionArn, startDate: startDate.getTime() / 1000 });
  } catch (error) {
    const { name, message } = error as Error;
    return json(400, { __type: name, message });
  }
}

const SSM_COMMANDS: { readonly [operation: string]: (new (input: never) => Command) | undefined } = {
  PutParameter: ssm.PutParameterCommand,
  GetParameter: ssm.GetParameterCommand,
  GetParameters: ssm.GetParametersCommand,
  DeleteParameter: ssm.DeleteParameterCommand,
  ListTagsForResource: ssm.ListTagsForResourceCommand,
  AddTagsToResource: ssm.AddTagsToResourceCommand,
  RemoveTagsFromResource: ssm.RemoveTagsFromResourceCommand,
};

/** Parameter Store speaks AWS JSON 1.1; the Region stands in the credential scope. */
export async function ssmAnswer(ssmIn: (region: string) => Client, { headers, body }: WireRequest): Promise<WireAnswer> {
  const json = (status: number, value: unknown): WireAnswer =>
    ({ status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(value) });
  const [, region = ''] = /Credential=[^/]+\/\d{8}\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const command = SSM_COMMANDS[headers['x-amz-target']?.split('.')[1] ?? ''];
  if (!command) return json(400, { __type: 'UnknownOperationException' });
  try {
    return json(200, await ssmIn(region).send(new command(JSON.parse(body) as never)));
  } catch (error) {
    const { name, message, $fault } = error as Error & { $fault?: string };
    return json($fault === 'server' ? 500 : 400, { __type: name, message });
  }
}

/** CloudFormation speaks the Query protocol, and answers XML. */
export async function cloudFormationAnswer(cloudFormation: Client, { body }: WireRequest): Promise<WireAnswer> {
  const xml = (status: number, text: string): WireAnswer => ({ status, headers: { 'content-type': 'text/xml' }, body: text });
  const parameters = new URLSearchParams(body);
  const failed = (code: string, message: string) =>
    xml(400, `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error></ErrorResponse>`);
  const StackName = parameters.get('StackName') ?? undefined;
  try {
    if (parameters.get('Action') === 'DescribeStackResource') {
      const LogicalResourceId = parameters.get('LogicalResourceId') ?? undefined;
      const described = await cloudFormation.send(new DescribeStackResourceCommand({ StackName, LogicalResourceId }));
      const { StackResourceDetail } = described as ReturnType<CloudFormation['describeStackResource']>;
      return xml(200, `<DescribeStackResourceResponse><DescribeStackResourceResult><StackResourceDetail>${elements(StackResourceDetail)}</StackResourceDetail>`
        + '</DescribeStackResourceResult></DescribeStackResourceResponse>');
    }
    if (parameters.get('Action') === 'DescribeStackEvents') {
      const described = await cloudFormation.send(new DescribeStackEventsCommand({ StackName, NextToken: parameters.get('NextToken') ?? undefined }));
      const { StackEvents, NextToken } = described as ReturnType<CloudFormation['describeStackEvents']>;
      const events = StackEvents.map(event => `<member>${elements(event)}</member>`).join('');
      return xml(200, `<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>${events}</StackEvents>${element('NextToken', NextToken)}`
        + '</DescribeStackEventsResult></DescribeStackEventsResponse>');
    }
    if (parameters.get('Action') !== 'DescribeStacks') return failed('InvalidAction', `${parameters.get('Action')} is not supported here`);
    const described = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    const { Stacks } = described as ReturnType<CloudFormation['describeStacks']>;
    const members = Stacks.map(stack => `<member>${elements(stack)}</member>`).join('');
    return xml(200, `<DescribeStacksResponse><DescribeStacksResult><Stacks>${members}</Stacks></DescribeStacksResult></DescribeStacksResponse>`);
  } catch (error) {
    const { name, message } = error as Error;
    return failed(name, message);
  }
}

const elements = (values: { readonly [name: string]: string | Date | undefined }) =>
  Object.entries(values).map(([name, value]) => element(name, value)).join('');

function element(name: string, value: string | Date | undefined): string {
  if (value === undefined) return '';
  return `<${name}>${escaped(value instanceof Date ? value.toISOString() : value)}</${name}>`;
}

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
