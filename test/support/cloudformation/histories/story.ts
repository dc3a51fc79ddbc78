import { History } from './history';
import { RequestRecord } from '../response-inbox';
import { Stack } from '../stack';

interface Line {
  readonly at: number;
  readonly text: string;
}

/** What happened in a history, line by line, for whoever wants to know why. Times are seconds from its beginning. */
export function storyOf({ cloud, world }: History): string[] {
  const lines: Line[] = [
    ...cloud.cloudFormation.stacks.flatMap(linesOfStack),
    ...cloud.inbox.requests.flatMap(linesOfRequest),
    ...world.simulator.calls.map(({ at, action, input, error }) =>
      ({ at: at ?? Infinity, text: `    EC2 ${action} ${shortened(JSON.stringify(input))}${error ? ` -> ${error}` : ''}` })),
    ...[...cloud.stepFunctions.machines.values()].flatMap(({ executions }) => [...executions.values()].map(({ startDate, name, status, error }) =>
      ({ at: startDate.getTime(), text: `    execution ${name.slice(0, 8)}: ${status} ${error ?? ''}` }))),
    ...cloud.lambda.events.flatMap(({ attempts, abandoned }) => attempts.flatMap(({ endedAt = Infinity, invocationId, ending }) =>
      ending?.ok === false
        ? [{ at: endedAt, text: `    invocation ${invocationId.slice(0, 8)} failed${abandoned ? ', and the event was given up' : ''}: ${ending.errorMessage}` }]
        : [])),
  ];
  const begin = Math.min(...lines.map(line => line.at));
  return lines.sort((a, b) => a.at - b.at).map(({ at, text }) => `${((at - begin) / 1000).toFixed(1).padStart(9)}  ${text}`);
}

const linesOfStack = ({ identity, events }: Stack): Line[] => events.map(({ at, logicalId, status, physicalId, reason }) =>
  ({ at, text: `${identity.name} ${logicalId === identity.name ? '' : logicalId} ${status} ${physicalId === identity.id ? '' : physicalId ?? ''} ${reason ?? ''}` }));

function linesOfRequest({ event, sentAt, puts, endedBy }: RequestRecord): Line[] {
  const { RequestType, RequestId, LogicalResourceId, PhysicalResourceId = '', ResourceProperties } = event;
  const id = RequestId.slice(0, 8);
  const properties = { ...ResourceProperties, ServiceToken: undefined, StateMachineArn: undefined };
  return [
    { at: sentAt, text: `  request ${id}: ${RequestType} ${LogicalResourceId} ${PhysicalResourceId} (ended by ${endedBy}) ${JSON.stringify(properties)}` },
    ...puts.map(put => ({ at: put.at, text: `  answer to ${id}, ${put.verdict}: ${put.body.replace(/"(StackId|RequestId)":"[^"]*",/g, '')}` })),
  ];
}

const shortened = (text: string) => text.length <= 300 ? text : `${text.slice(0, 300)}…`;
