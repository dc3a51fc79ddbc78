import { Counters } from './counters';
import { BUILD_RESOURCE_TYPE, BuildProperties, SHARING_RESOURCE_TYPE } from '../../../../src/runtime/contract';
import { Cloud, HOME } from '../cloud';
import { RequestRecord, ResourceEvent } from '../response-inbox';
import { Stack } from '../stack';

/** Counts what CloudFormation did in a history, so that a reader sees how hard it was. */
export function countContents(counters: Counters, { inbox, cloudFormation, lambda }: Cloud): void {
  const { rollback } = cloudFormation.habits;
  const updateRollback = rollback === 'update-back' ? 'rollback of an update, asking resources back' : 'rollback of an update, straight to the old resources';
  for (const stack of cloudFormation.stacks) {
    const statuses = stack.events.filter(({ physicalId }) => physicalId === stack.identity.id).map(({ status }) => status);
    counters.count('rollback of a creation', statuses.filter(status => status === 'ROLLBACK_IN_PROGRESS').length);
    counters.count(updateRollback, statuses.filter(status => status === 'UPDATE_ROLLBACK_IN_PROGRESS').length);
    for (const { fate } of stack.relinquished) counters.count(`resource ${fate === 'retained' ? 'retained by policy' : 'left behind by CloudFormation'}`);
    const requests = inbox.requests.filter(({ event }) => event.StackId === stack.identity.id);
    for (const record of requests) countRequest(counters, record, requests, stack);
  }
  counters.count('event given up by Lambda after three attempts', lambda.events.filter(({ abandoned }) => abandoned).length);
}

function countRequest(counters: Counters, record: RequestRecord, all: readonly RequestRecord[], stack: Stack): void {
  const { event, puts, endedBy, sentAt } = record;
  const { RequestType, LogicalResourceId, PhysicalResourceId = '' } = event;
  counters.count(`request: ${RequestType}`);
  counters.count(`request: ${RequestType} of a copy in another Region`, [undefined, HOME.region].includes(event.ResourceProperties.Region as string) ? 0 : 1);
  if (event.ResourceType === BUILD_RESOURCE_TYPE) counters.count(`request: ${RequestType} of an image of parts, ${wayOf(event)}`);
  if (event.ResourceType === SHARING_RESOURCE_TYPE) {
    counters.count(`request: ${RequestType} of a sharing`);
    counters.count('request: sharing of snapshots, too', event.ResourceProperties.Snapshots === 'COPY' ? 1 : 0);
    counters.count('request: sharing with an exclusive list', event.ResourceProperties.Exclusive === 'true' ? 1 : 0);
  }
  const status = statusAt(stack, sentAt);
  if (RequestType === 'Update' && status === 'UPDATE_ROLLBACK_IN_PROGRESS') counters.count('request: Update from new to old');
  if (RequestType === 'Delete' && status.endsWith('_CLEANUP_IN_PROGRESS')) counters.count(`request: Delete in ${status}`);
  if (RequestType === 'Delete' && /-[0-9A-F]{12}$/.test(PhysicalResourceId)) counters.count('request: Delete under an invented id');
  const running = all.some(other => other.event.LogicalResourceId === LogicalResourceId && other.event.RequestType === 'Create'
    && other.endedBy === 'cancellation' && other.sentAt < sentAt && !other.puts.some(put => put.at < sentAt));
  if (RequestType === 'Delete' && running) counters.count('request: Delete while Create still runs');
  counters.count('answer never came in time', endedBy === 'timeout' ? 1 : 0);
  counters.count('answer came too late', puts.filter(put => put.verdict === 'late').length);
  counters.count('answer came again', puts.filter(put => put.verdict === 'second').length);
  const decided = puts.find(put => put.verdict === 'decided');
  if (!decided) return;
  const answer = JSON.parse(decided.body);
  counters.count(`answer: ${RequestType} failed`, answer.Status === 'FAILED' ? 1 : 0);
  counters.count('image discarded because it differs from its source', /is not what it was made from/.test(answer.Reason) ? 1 : 0);
  if (RequestType === 'Update' && answer.Status === 'SUCCESS' && answer.PhysicalResourceId !== PhysicalResourceId) counters.count('answer: Update with another id');
}

function wayOf({ ResourceProperties }: ResourceEvent): string {
  const { Origin, Encryption } = ResourceProperties as unknown as BuildProperties;
  return `${Origin.Kind} ${Encryption ? `with ${Encryption.VolumeKeys ? 'a key for each volume' : 'one key'}` : 'as it is'}`;
}

function statusAt({ events, identity }: Stack, moment: number): string {
  const before = events.filter(({ at, physicalId }) => at <= moment && physicalId === identity.id);
  return before[before.length - 1]?.status ?? '';
}
