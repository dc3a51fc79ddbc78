import { ImageModel, StackModel } from './model';
import { Plan } from './plan';
import { BUILD_ACTIONS } from '../../../../src/runtime/contract';
import { Ec2Simulator } from '../../ec2/ec2-simulator';
import { RequestRecord } from '../response-inbox';
import { Stack } from '../stack';

/** Where EC2 is calm, each of the two copies that an image takes at most is done in a quarter of an hour. */
const ENOUGH_MINUTES = 45;

const isInTime = ({ timeoutMinutes, onTimeout }: ImageModel) => timeoutMinutes >= ENOUGH_MINUTES || onTimeout === 'CONTINUE';

/** Whether nothing but the handler could keep an operation from ending well. */
export function isUndisturbed({ ec2, faults, operations }: Plan, number: number, model: StackModel): boolean {
  const { sibling, interruptedAfterSeconds, consumers } = operations[number];
  const isQuiet = ec2 === 'calm' && faults.length === 0 && operations.slice(0, number + 1).every(({ incidents }) => incidents.length === 0);
  const mayFail = sibling?.fails || interruptedAfterSeconds !== undefined || consumers || !Object.values(model).every(each => !each || isInTime(each));
  return isQuiet && !mayFail;
}

/** Invariant vii: what nothing disturbs goes well. Without it a handler that refuses everything would violate nothing. */
export const violationsOfSuccess = ({ identity, status }: Stack) =>
  (/^(CREATE|UPDATE)_COMPLETE$/.test(status) ? [] : [`vii: ${identity.name} has ended in ${status}, though nothing has disturbed it`]);

const TOKENLESS = Object.values(BUILD_ACTIONS).map(each => each.split(':')[1]);

/**
 * Invariant vii, too: no request pays for the same twice, though the calls that make parts know no token, and though Lambda delivers again.
 * Of a history without lost answers, in which nobody takes anything away.
 */
export function violationsOfThrift(record: RequestRecord, all: readonly RequestRecord[], { calls }: Ec2Simulator): string[] {
  const { event, sentAt } = record;
  const isOfResource = (other: RequestRecord) => other.event.StackId === event.StackId && other.event.LogicalResourceId === event.LogicalResourceId;
  const until = Math.min(...all.filter(other => isOfResource(other) && other.sentAt > sentAt).map(other => other.sentAt), Infinity);
  const made = calls.filter(({ action, at = 0, error, input }) => TOKENLESS.includes(action) && error === undefined && at >= sentAt && at < until
    && [event.StackId, event.LogicalResourceId].every(id => JSON.stringify(input).includes(`"${id}"`)));
  const orders = made.map(({ action, input }) => `${action} ${JSON.stringify(input)}`);
  return orders.filter((order, index) => orders.indexOf(order) < index)
    .map(order => `vii: ${event.RequestType} of ${event.LogicalResourceId} (request ${event.RequestId.slice(0, 8)}) has ordered twice: ${order}`);
}
