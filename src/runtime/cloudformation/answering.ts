/**
 * The contract with CloudFormation, for every custom resource of the library.
 *
 * Called by CloudFormation, through Lambda's queue, with a request: at least once, sometimes twice, sometimes after it
 * was given up. Called by the stack's state machine with a request that wants another turn. Answers each request once,
 * by a PUT to its response URL; a repeated delivery sends the same answer again, which CloudFormation ignores.
 *
 * May start one execution of the state machine per request, under a name made from the request, and nothing else;
 * what a request does in AWS is its family's business. A delivery that throws is delivered again by Lambda, and that
 * is the way out wherever an answer cannot be sent.
 */
import { createHash } from 'crypto';
import { renderAnswer, Ending } from './answer';
import { Alarm, ContractPorts } from './ports';
import { asRecord, parseRequest, ResourceRequest } from './request';
import { Family, Memo, Step, Turn } from './step';
import { AwsFailure, Refusal } from '../aws-failure';
import { text } from '../properties';

/** Before Lambda ends the function there must be time to hand over or to answer. */
const RESERVE_MILLISECONDS = 30_000;
/** How long a hope counts, in seconds from the first turn. */
const HOPE_SECONDS = { soon: 180, later: Infinity, never: 0 } as const;

export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** What the state machine is told after a turn. All fields always there: JSONPath knows no optional ones. */
export interface TurnResult {
  readonly do: 'again' | 'done';
  readonly afterSeconds: number;
  readonly memo: Memo;
}

export type Handler = (event: unknown, context: LambdaContext) => Promise<TurnResult>;

export const DONE: TurnResult = { do: 'done', afterSeconds: 0, memo: {} };

export function answering(families: Readonly<Record<string, Family>>, ports: ContractPorts): Handler {
  const familyOf = (request: ResourceRequest): Family => {
    const family = families[request.resourceType];
    if (!family) throw new Refusal(`this handler makes ${Object.keys(families).join(', ')}, not ${request.resourceType}`);
    return family;
  };

  async function answer(request: ResourceRequest, ending: Ending): Promise<TurnResult> {
    const placeholder = families[request.resourceType]?.placeholderId(request) ?? 'not-made';
    await ports.replies.send(request.responseUrl, renderAnswer(request, ending, placeholder));
    return DONE;
  }

  /** Further turns are asked for by the state machine, and by whoever may invoke the function: they are no better than first ones. */
  function read(event: unknown): ResourceRequest {
    const request = parseRequest(event);
    if (!ports.trustsResponseUrl(request.responseUrl)) throw new Error('the response URL is not one of CloudFormation: no answer is sent');
    return request;
  }

  async function takeTurn(turn: Turn, context: LambdaContext): Promise<Step> {
    const family = familyOf(turn.request);
    const reserve = ports.alarm(Math.max(context.getRemainingTimeInMillis() - RESERVE_MILLISECONDS, 0));
    const step = await firstOf(family.run(turn).catch(error => stepAfter(error, turn)), reserve);
    if (step.do !== 'again') return step;
    const left = family.deadlineSeconds(turn.request) - turn.elapsedSeconds;
    return left > 0 ? { ...step, afterSeconds: Math.ceil(Math.min(step.afterSeconds, left)) } : family.giveUp(turn, step.because);
  }

  async function firstTurn(event: unknown, request: ResourceRequest, context: LambdaContext): Promise<TurnResult> {
    const step = await takeTurn({ request, elapsedSeconds: 0, memo: {} }, context).catch(refused);
    report(request, step);
    if (step.do !== 'again') return answer(request, step);
    return handOver(event, request, { do: 'again', afterSeconds: step.afterSeconds, memo: step.memo ?? {} });
  }

  async function handOver(event: unknown, request: ResourceRequest, next: TurnResult): Promise<TurnResult> {
    try {
      await ports.executions.start(text(request.properties, 'StateMachineArn'), executionName(request), JSON.stringify({ event, next }));
      return next;
    } catch (error) {
      if (error instanceof AwsFailure && error.hope !== 'never') throw error;
      return answer(request, refused(error));
    }
  }

  async function laterTurn(turn: Turn, context: LambdaContext): Promise<TurnResult> {
    const step = await takeTurn(turn, context);
    report(turn.request, step);
    if (step.do === 'again') return { do: 'again', afterSeconds: step.afterSeconds, memo: step.memo ?? {} };
    return answer(turn.request, step);
  }

  function report(request: ResourceRequest, step: Step): void {
    ports.log({ request: request.requestType, resource: request.logicalResourceId, decided: step.do, because: step.because });
  }

  return async (event, context) => {
    const fields = asRecord(event);
    const isFirst = !('turnOf' in fields);
    const request = read(isFirst ? event : fields.turnOf);
    if (request.stackId !== ports.stackId) {
      return answer(request, { do: 'fail', because: 'the ServiceToken belongs to another stack; every stack has a handler of its own' });
    }
    if (isFirst) return firstTurn(event, request, context);
    if (fields.giveUp) return answer(request, { do: 'fail', because: 'the handler failed again and again; its log says why' });
    const elapsedSeconds = (Date.parse(text(fields, 'now')) - Date.parse(text(fields, 'startedAt'))) / 1000;
    return laterTurn({ request, elapsedSeconds, memo: asRecord(fields.memo) as Memo }, context);
  };
}

/** The same for every delivery of a request, so that a second start is no second execution. */
function executionName(request: ResourceRequest): string {
  return createHash('sha256').update([request.stackId, request.logicalResourceId, request.requestId].join('|')).digest('hex');
}

async function firstOf(work: Promise<Step>, reserve: Alarm): Promise<Step> {
  const outOfTime = reserve.rings.then((): Step => ({ do: 'again', afterSeconds: 1, because: 'the function is about to end' }));
  try {
    return await Promise.race([work, outOfTime]);
  } finally {
    reserve.cancel();
  }
}

function stepAfter(error: unknown, turn: Turn): Step {
  if (error instanceof AwsFailure && turn.elapsedSeconds < HOPE_SECONDS[error.hope]) {
    return { do: 'again', afterSeconds: error.hope === 'soon' ? 10 : 60, because: `${error.code}: ${error.message}`, memo: error.memo ?? turn.memo };
  }
  return refused(error);
}

function refused(error: unknown): Ending {
  if (error instanceof AwsFailure) return { do: 'fail', because: `${error.code}: ${error.message}` };
  return { do: 'fail', because: error instanceof Error ? error.message : String(error) };
}
