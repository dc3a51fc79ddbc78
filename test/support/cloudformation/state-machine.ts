import { ChoiceRule, chosen } from './states-choice';
import { fill, placed, read, StateData, StatesError } from './states-data';
import { isMap, Value } from './template';
import { Timeline } from '../timeline';

interface Matcher { readonly ErrorEquals: readonly string[] }
interface Retrier extends Matcher {
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
}
interface Catcher extends Matcher {
  readonly Next: string;
  readonly ResultPath?: string | null;
}

/** A state, as far as machines here use the language. JSONPath only. */
export interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Resource?: string;
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly Parameters?: Value;
  readonly ResultSelector?: Value;
  readonly ResultPath?: string | null;
  readonly Result?: Value;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Choices?: readonly ChoiceRule[];
  readonly Default?: string;
  readonly Seconds?: number;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

export interface Definition {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: State };
  readonly TimeoutSeconds?: number;
}

/** Calls what a Task names, with the task's input. */
export type RunTask = (resource: string, input: Value) => Promise<Value>;

/** The part of the context object that does not change from state to state. */
export interface ExecutionContext {
  readonly Execution: { readonly Id: string; readonly Input: Value; readonly Name: string; readonly StartTime: string };
  readonly StateMachine: { readonly Id: string };
}

/** What Step Functions keeps of an error. */
const LONGEST_CAUSE = 32_768;

interface Move { readonly next?: string; readonly data: Value }

/** One execution of a state machine, from state to state. */
export class Execution {
  constructor(
    private readonly timeline: Timeline,
    private readonly definition: Definition,
    private readonly context: ExecutionContext,
    private readonly runTask: RunTask,
    private readonly aborted: () => boolean,
  ) {}

  /** The output, or undefined when it was aborted. Throws what no Catch took. */
  public async run(): Promise<Value> {
    let move: Move = { next: this.definition.StartAt, data: this.context.Execution.Input };
    while (move.next !== undefined) {
      if (this.aborted()) return undefined;
      move = await this.enter(move.next, move.data);
    }
    return move.data;
  }

  private async enter(name: string, data: Value): Promise<Move> {
    const state = this.definition.States[name];
    if (state === undefined) throw new StatesError('States.Runtime', `there is no state '${name}'`);
    const attempts = new Map<Retrier, number>();
    for (;;) {
      const context = { ...this.context, State: { Name: name, EnteredTime: new Date(this.timeline.now()).toISOString() } };
      try {
        return await this.perform(state, { data, context: context as unknown as Value });
      } catch (error) {
        if (!(error instanceof StatesError)) throw error;
        const retrier = state.Retry?.find(each => error.isNamedBy(each.ErrorEquals));
        const attempt = retrier ? attempts.get(retrier) ?? 0 : 0;
        if (!retrier || attempt >= (retrier.MaxAttempts ?? 3)) return caught(state, error, data);
        attempts.set(retrier, attempt + 1);
        await this.timeline.sleep(delaySeconds(retrier, attempt) * 1000);
        if (this.aborted()) return { data };
      }
    }
  }

  private async perform(state: State, from: StateData): Promise<Move> {
    if (state.Type === 'Fail') {
      throw new StatesError(
        state.ErrorPath ? String(read(state.ErrorPath, from)) : state.Error ?? '', state.CausePath ? String(read(state.CausePath, from)) : state.Cause ?? '');
    }
    const input = state.InputPath === null ? {} : read(state.InputPath ?? '$', from);
    const within = { data: input, context: from.context };
    if (state.Type === 'Choice') {
      const next = state.Choices?.find(rule => chosen(rule, within))?.Next ?? state.Default;
      if (next === undefined) throw new StatesError('States.NoChoiceMatched', 'no rule of the Choice state matched');
      return { next, data: output(state, input, from) };
    }
    const result = await this.result(state, within);
    const data = state.Type === 'Task' || state.Type === 'Pass' ? placed(result, state.ResultPath, from.data) : result;
    return { next: state.Type === 'Succeed' ? undefined : state.Next, data: output(state, data, from) };
  }

  private async result(state: State, within: StateData): Promise<Value> {
    switch (state.Type) {
      case 'Succeed': return within.data;
      case 'Wait':
        await this.timeline.sleep(waitMilliseconds(state, within, this.timeline.now()));
        return within.data;
      case 'Pass': return state.Result ?? (state.Parameters === undefined ? within.data : fill(state.Parameters, within));
      case 'Task': {
        const input = state.Parameters === undefined ? within.data : fill(state.Parameters, within);
        const result = await this.inTime(state.TimeoutSeconds, this.runTask(state.Resource ?? '', input));
        return state.ResultSelector === undefined ? result : fill(state.ResultSelector, { data: result, context: within.context });
      }
      default: throw new StatesError('States.Runtime', `states of type ${state.Type} are not supported here`);
    }
  }

  private async inTime(seconds: number | undefined, task: Promise<Value>): Promise<Value> {
    if (seconds === undefined) return task;
    return new Promise((resolve, reject) => {
      const timer = this.timeline.after(seconds * 1000, () => reject(new StatesError('States.Timeout', '')));
      task.then(resolve, reject).finally(() => timer.cancel());
    });
  }
}

const output = (state: State, data: Value, from: StateData): Value =>
  state.OutputPath === null ? {} : read(state.OutputPath ?? '$', { data, context: from.context });

function caught(state: State, error: StatesError, data: Value): Move {
  const catcher = state.Catch?.find(each => error.isNamedBy(each.ErrorEquals));
  if (!catcher) throw error;
  const taken = { Error: error.error, Cause: error.errorCause.slice(0, LONGEST_CAUSE) };
  return { next: catcher.Next, data: placed(taken, catcher.ResultPath, data) };
}

function delaySeconds(retrier: Retrier, attempt: number): number {
  const delay = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** attempt;
  return Math.min(delay, retrier.MaxDelaySeconds ?? delay);
}

function waitMilliseconds(state: State, within: StateData, now: number): number {
  if (state.Seconds !== undefined) return state.Seconds * 1000;
  if (state.SecondsPath !== undefined) {
    const seconds = read(state.SecondsPath, within);
    if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0) return seconds * 1000;
    throw new StatesError('States.Runtime', `The value at '${state.SecondsPath}' is no whole number of seconds`);
  }
  const until = Date.parse(state.Timestamp ?? String(read(state.TimestampPath ?? '$', within)));
  if (Number.isNaN(until)) throw new StatesError('States.Runtime', 'The timestamp of a Wait state cannot be read');
  return Math.max(0, until - now);
}

/** Reads a definition as CloudFormation passes it on. */
export function parseDefinition(properties: { readonly [key: string]: Value }): Definition {
  const given = properties.DefinitionString ?? properties.Definition;
  const text = typeof given === 'string' ? given : JSON.stringify(given);
  const substitutions = isMap(properties.DefinitionSubstitutions) ? properties.DefinitionSubstitutions : {};
  const filled = text.replace(/\$\{([\w-]+)\}/g, (match, name: string) => name in substitutions ? String(substitutions[name]) : match);
  const definition: Definition & { QueryLanguage?: string } = JSON.parse(filled);
  if (definition.QueryLanguage && definition.QueryLanguage !== 'JSONPath') throw new Error(`${definition.QueryLanguage} is not supported here`);
  return definition;
}
