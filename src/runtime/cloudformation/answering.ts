/**
 * The contract with CloudFormation, for every custom resource of the library.
 *
 * Called by CloudFormation, through Lambda's queue, with a request: at least once, sometimes twice, sometimes after it
 * was given up. Called by the stack's state machine with a request that wants another turn. Answers each request once,
 * by a PUT to its response URL; a repeated delivery sends the same answer again, which CloudFormation ignores. What an
 * answer leaves to be watched has further turns, which answer nothing: the state machine hands back how the last one ended.
 *
 * May start one execution of the state machine per request, under a name made from the request, and nothing else;
 * what a request does in AWS is its family's business. A delivery that throws is delivered again by Lambda, and that
 * is the way out wherever an answer cannot be sent.
 */
import { createHash } from 'crypto';
import { renderAnswer, Ending } from './answer';
import { Alarm, ContractPorts } from './ports';
import { asRecord, parseRequest, ResourceRequest } from './request';
import { Again, Family, Memo, NextLook, Step, Turn, WatchStep } from './step';
import { AwsFailure, Refusal } from '../aws-failure';
import { text } from '../properties';

/** Before Lambda ends the function there must be time to hand over or to answer. */
const RESERVE_MILLISECONDS = 30_000;
/** How long a hope counts, in seconds from the first turn. */
const HOPE_SECONDS = { soon: 180, later: Infinity, never: 0 } as const;
/** The pause after a watch's refused call: nobody waits for it. */
const WATCH_PAUSE_SECONDS = 600;

export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** What the state machine is told after a turn. All fields always there: JSONPath knows no optional ones. */
export interface TurnResult {
  /** `watch`: again, and CloudFormation has its answer already. `failed`: what was watched came to a bad end. */
  readonly do: 'again' | 'watch' | 'done' | 'failed';
  readonly afterSeconds: number;
  readonly memo: Memo;
}

export type Handler = (event: unknown, context: LambdaContext) => Promise<TurnResult>;

const DONE: TurnResult = { do: 'done', afterSeconds: 0, memo: {} };
const FAILED: TurnResult = { ...DONE, do: 'failed' };

export function answering(families: Readonly<Record<string, Family>>, ports: ContractPorts): Handler {
  const familyOf = (request: ResourceRequest): Family => {
    const family = families[request.resourceType];
    if (!family) throw new Refusal(`this handler makes ${Object.keys(families).join(', ')}, not ${request.resourceType}`);
    return family;
  };

  async function answer(request: ResourceRequest, ending: Ending): Promise<TurnResult> {
    const placeholder = families[request.resourceType]?.placeholderId(request) ?? 'not-made';
    await ports.replies.send(request.responseUrl, renderAnswer(request, ending, placeholder));
    return afterAnswer(ending);
  }

  /** Further turns are asked for by the state machine, and by whoever may invoke the function: they are no better than first ones. */
  function read(event: unknown): ResourceRequest {
    const request = parseRequest(event);
    if (!ports.trustsResponseUrl(request.responseUrl)) throw new Error('the response URL is not one of CloudFormation: no answer is sent');
    return request;
  }

  async function takeTurn(turn: Turn, context: LambdaContext): Promise<Step> {
    const family = familyOf(turn.request);
    const wish = await inTime(family.run(turn).catch(error => stepAfter(error, turn)), context);
    const step = wish.do === 'again' ? withinDeadline(family, turn, wish) : wish;
    return step.do === 'fail' ? { ...step, watch: family.afterFailure?.(turn, step.because) } : step;
  }

  function withinDeadline(family: Family, turn: Turn, wish: Again): Step {
    const left = family.deadlineSeconds(turn.request) - turn.elapsedSeconds;
    return left > 0 ? { ...wish, afterSeconds: Math.min(wish.afterSeconds, left) } : family.giveUp(turn, wish.because);
  }

  function inTime<S>(work: Promise<S>, context: LambdaContext): Promise<S | Again> {
    return firstOf(work, ports.alarm(Math.max(context.getRemainingTimeInMillis() - RESERVE_MILLISECONDS, 0)));
  }

  async function firstTurn(event: unknown, request: ResourceRequest, context: LambdaContext): Promise<TurnResult> {
    const step = await takeTurn({ request, elapsedSeconds: 0, memo: {} }, context).catch(refused);
    report(request, step);
    const next = step.do === 'again' ? goingOn('again', step) : afterAnswer(step);
    // First this: an answer that cannot be sent is tried again, and then finds the execution there.
    const refusal = next.do === 'done' ? undefined : await handOver(event, request, next);
    if (refusal) return answer(request, refusal);
    return step.do === 'again' ? next : answer(request, step);
  }

  async function handOver(event: unknown, request: ResourceRequest, next: TurnResult): Promise<Ending | undefined> {
    if (!ports.executions) throw new Error('there is no state machine for another turn: Lambda is to deliver the request again');
    try {
      await ports.executions.start(text(request.properties, 'StateMachineArn'), executionName(request), JSON.stringify({ event, next }));
      return undefined;
    } catch (error) {
      if (error instanceof AwsFailure && error.hope !== 'never') throw error;
      return refused(error);
    }
  }

  async function laterTurn(turn: Turn, context: LambdaContext): Promise<TurnResult> {
    const step = await takeTurn(turn, context);
    report(turn.request, step);
    return step.do === 'again' ? goingOn('again', step) : answer(turn.request, step);
  }

  async function turnOfWatch(turn: Turn, context: LambdaContext): Promise<TurnResult> {
    const { watch } = familyOf(turn.request);
    if (!watch) return DONE;
    const left = watch.deadlineSeconds - turn.elapsedSeconds;
    const wish = await inTime(watch.run(turn).catch(error => watchStepAfter(error, turn)), context);
    const step: WatchStep = wish.do === 'again' && left <= 0 ? { do: 'fail', because: `${wish.because} after ${watch.deadlineSeconds / 3600} hours` } : wish;
    report(turn.request, step);
    if (step.do === 'again') return goingOn('watch', { ...step, afterSeconds: Math.min(step.afterSeconds, left) });
    return step.do === 'fail' ? FAILED : DONE;
  }

  function report(request: ResourceRequest, step: Step | WatchStep): void {
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
    const turn: Turn = { request, elapsedSeconds, memo: asRecord(fields.memo) as Memo };
    return fields.after === 'watch' ? turnOfWatch(turn, context) : laterTurn(turn, context);
  };
}

/** The same for every delivery of a request, so that a second start is no second execution. */
function executionName(request: ResourceRequest): string {
  return createHash('sha256').update([request.stackId, request.logicalResourceId, request.requestId].join('|')).digest('hex');
}

const goingOn = (how: 'again' | 'watch', { afterSeconds, memo = {} }: NextLook): TurnResult =>
  ({ do: how, afterSeconds: Math.ceil(afterSeconds), memo });

const afterAnswer = ({ watch }: Ending) => (watch ? goingOn('watch', watch) : DONE);

async function firstOf<S>(work: Promise<S>, reserve: Alarm): Promise<S | Again> {
  const outOfTime = reserve.rings.then((): Again => ({ do: 'again', afterSeconds: 1, because: 'the function is about to end' }));
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

function watchStepAfter(error: unknown, { memo }: Turn): WatchStep {
  if (!(error instanceof AwsFailure) || error.hope === 'never') return { do: 'fail', because: refused(error).because };
  return { do: 'again', afterSeconds: WATCH_PAUSE_SECONDS, because: `${error.code}: ${error.message}`, memo };
}

function refused(error: unknown): Ending {
  if (error instanceof AwsFailure) return { do: 'fail', because: `${error.code}: ${error.message}` };
  return { do: 'fail', because: error instanceof Error ? error.message : String(error) };
}
