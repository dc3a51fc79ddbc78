import { STACK_ID } from './an-event';
import { answering, Handler } from '../../../src/runtime/cloudformation/answering';
import { ContractPorts } from '../../../src/runtime/cloudformation/ports';
import { isResponseUrl } from '../../../src/runtime/cloudformation/response-hosts';
import { Family, Step } from '../../../src/runtime/cloudformation/step';

export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly Data?: Readonly<Record<string, string>>;
}

export const done = (physicalId = 'thing-1'): Step => ({ do: 'succeed', physicalId, because: 'it is there' });
export const again = (afterSeconds = 10, more: { memo?: Record<string, string | number> } = {}): Step =>
  ({ do: 'again', afterSeconds, because: 'it is not there yet', ...more });

/** A family that is done at once, unless told otherwise. */
export const aFamily = (parts: Partial<Family> = {}): Family => ({
  placeholderId: request => `unknown:${request.logicalResourceId}`,
  run: async () => done(),
  deadlineSeconds: () => 600,
  giveUp: (_turn, because) => ({ do: 'fail', because: `not done in time: ${because}` }),
  ...parts,
});

/** The handler of one family, with plain objects around it that write down what it does, in order. */
export function aContract(family: Partial<Family> = {}, changes: Partial<ContractPorts> = {}) {
  const deeds: string[] = [];
  const puts: { url: string; body: string }[] = [];
  const starts: { machine: string; name: string; input: string }[] = [];
  const lines: Readonly<Record<string, unknown>>[] = [];
  const alarms: { milliseconds: number; cancelled: boolean }[] = [];
  const ports: ContractPorts = {
    stackId: STACK_ID,
    trustsResponseUrl: isResponseUrl('eu-central-1', 'amazonaws.com'),
    log: line => lines.push(line),
    replies: { send: async (url, body) => { deeds.push('answer'); puts.push({ url, body }); } },
    executions: { start: async (machine, name, input) => { deeds.push('start'); starts.push({ machine, name, input }); } },
    alarm: milliseconds => {
      const alarm = { milliseconds, cancelled: false };
      alarms.push(alarm);
      return { rings: new Promise(() => undefined), cancel: () => { alarm.cancelled = true; } };
    },
    ...changes,
  };
  const handle = answering({ 'Custom::Thing': aFamily(family) }, ports);
  const answers = () => puts.map(put => JSON.parse(put.body) as Answer);
  return { ports, handle, deeds, puts, starts, lines, alarms, answers };
}

export const withTime = (milliseconds = 120_000): Parameters<Handler>[1] => ({ getRemainingTimeInMillis: () => milliseconds });

const STARTED = Date.parse('2026-11-20T12:00:00Z');

/** How the state machine calls for a further turn. */
export const laterTurnOf = (event: unknown, elapsedSeconds: number, memo: object = {}) => ({
  turnOf: event,
  memo,
  startedAt: new Date(STARTED).toISOString(),
  now: new Date(STARTED + elapsedSeconds * 1000).toISOString(),
});
