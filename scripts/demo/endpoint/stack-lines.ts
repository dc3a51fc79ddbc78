/** A line in which `cdk deploy` and `cdk destroy` tell of an event: stack, count, time, status, type, and the construct with the rest. */
const EVENT = /^(\S+) \|[ \d/]+\|[^|]+\| (\w+) +\| (\S+) +\| (.+)$/;
/** Where the construct stands, with its logical id and what CloudFormation says. */
const RESOURCE = /^.*?\((\w+)\) ?(.*)$/;

export interface StackLine {
  /** The stack's own status, where the line is about it. */
  readonly stackStatus?: string;
  /** For a resource that has come to an end, whatever end. */
  readonly sentence?: string;
}

/** Undefined when the line is about something else. */
export function stackLine(line: string, paths: ReadonlyMap<string, string>): StackLine | undefined {
  const [, , status, type, rest] = EVENT.exec(line.trimEnd()) ?? [];
  if (!status) return undefined;
  if (type === 'AWS::CloudFormation::Stack') return { stackStatus: status };
  const [, logicalId = rest, reason] = RESOURCE.exec(rest) ?? [];
  if (status.endsWith('_IN_PROGRESS')) return {};
  return { sentence: `${status} ${paths.get(logicalId) ?? logicalId}, ${type}${reason ? `: ${reason}` : ''}` };
}
