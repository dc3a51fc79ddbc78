import { isDeepStrictEqual } from 'util';
import { Engine } from './model';
import { PutRecord, RequestRecord, ResourceEvent } from '../response-inbox';

/** What the checks of requests need to know of the history. */
export interface RequestWitness {
  readonly engine: Engine;
  /** Invocations whose PUT met a fault, so that a second one is in order. */
  readonly unsureOfAnswer: ReadonlySet<string>;
  /** Answers that came when an image that the request, or the first answer, named had failed or was taken away: no wonder that they differ. */
  readonly afterLoss: ReadonlySet<PutRecord>;
  /** How many faults struck while the request was open. */
  faultsDuring(record: RequestRecord): number;
  /** When CloudFormation next asked for something about the same resource. */
  supersededAt(record: RequestRecord): number;
}

/** So many faults can silence any function: Lambda waits one minute, then two, before it delivers again, and the margin is two. */
const SILENCING_FAULTS = 2;

/** An id that CloudFormation made up is no name of the resource, so there is nothing to be true to. */
const INVENTED = /-[0-9A-F]{12}$/;

const nameOf = ({ event, sentAt }: RequestRecord) =>
  `${event.RequestType} of ${event.LogicalResourceId} (${event.PhysicalResourceId ?? 'new'}, request ${event.RequestId.slice(0, 8)}, sent at ${sentAt})`;

export const fieldsOf = ({ body }: PutRecord): { Status?: string; PhysicalResourceId?: string; Reason?: string } => {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
};

/** Invariants i and ii: each request is answered once, by something that CloudFormation takes. */
export function violationsOfAnswers(record: RequestRecord, witness: RequestWitness): string[] {
  const violations: string[] = [];
  const { puts, endedBy } = record;
  for (const put of puts) {
    if (put.problem !== undefined) violations.push(`i/ii: ${nameOf(record)} was answered with what CloudFormation refuses: ${put.problem}`);
  }
  // Of a delivery that comes when the resource has long been asked for something else, nothing can be expected but an end.
  const answers = puts.filter(put => put.at <= witness.supersededAt(record) && !witness.afterLoss.has(put)).map(fieldsOf);
  const [first] = answers;
  const contradiction = answers.find(each => each.Status !== first.Status || each.PhysicalResourceId !== first.PhysicalResourceId);
  if (first && contradiction) {
    violations.push(`i: ${nameOf(record)} was answered ${first.Status} ${first.PhysicalResourceId}, and ${contradiction.Status} ${contradiction.PhysicalResourceId}`);
  }
  const senders = puts.map(put => put.invocationId);
  const twice = senders.find((sender, index) => senders.indexOf(sender) < index && !witness.unsureOfAnswer.has(sender));
  if (twice !== undefined) violations.push(`i: ${nameOf(record)} was answered twice by one invocation`);
  if (endedBy === 'timeout' && witness.faultsDuring(record) < SILENCING_FAULTS) violations.push(`i: ${nameOf(record)} was not answered in time`);
  return violations;
}

/** Invariant vi: another physical id only where the template asks for another resource, or the old one is gone. */
export function violationsOfIdentity(record: RequestRecord, witness: RequestWitness): string[] {
  const { event, puts } = record;
  const put = puts.find(each => each.verdict === 'decided');
  if (!put || event.RequestType === 'Create') return [];
  const { Status, PhysicalResourceId: answered } = fieldsOf(put);
  if (answered === undefined || answered === event.PhysicalResourceId) return [];
  if (event.RequestType === 'Delete' && INVENTED.test(event.PhysicalResourceId ?? '')) return [];
  if (event.RequestType === 'Delete') return [`vi: ${nameOf(record)} was answered with another id, ${answered}`];
  if (Status === 'FAILED' || asksForAnother(event, witness.engine) || witness.afterLoss.has(put)) return [];
  return [`vi: ${nameOf(record)} changed its id to ${answered} although nothing asked for another resource`];
}

function asksForAnother({ ResourceType, ResourceProperties, OldResourceProperties = {} }: ResourceEvent, engine: Engine): boolean {
  const names = engine.replacementProperties[ResourceType] ?? [];
  return names.some(name => !isDeepStrictEqual(ResourceProperties[name], OldResourceProperties[name]));
}
