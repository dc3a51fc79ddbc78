import * as fc from 'fast-check';
import { Counters } from './counters';
import { History, HistoryResult, Route, runHistory } from './history';
import { Engine } from './model';
import { Plan, planOf, plans, seedOf } from './plan';
import { storyOf } from './story';
import { Gateway } from '../gateway';

/** A run of numbered histories. */
export interface Series {
  readonly seed: number;
  /** One of so many goes over the wire; 0 for none. */
  readonly wireEvery: number;
}

export interface SeriesResult {
  readonly histories: number;
  readonly overWire: number;
  readonly violations: readonly { readonly history: number; readonly sentences: readonly string[] }[];
  readonly contents: { readonly [name: string]: number };
}

/** Over a port of this machine, with the real clients of the SDK. */
export const routeThrough = (gateway: Gateway): Route => ({ cloud, world, timeline, direct }) => gateway.open({
  timeline,
  direct,
  accountId: cloud.home.accountId,
  region: cloud.home.region,
  ssmIn: region => world.in(region).ssm,
  answer: request => world.simulator.answer(request),
});

export async function runSeries(engine: Engine, { seed, wireEvery }: Series, from: number, to: number, gateway: Gateway): Promise<SeriesResult> {
  const contents = new Counters();
  const violations: { history: number; sentences: readonly string[] }[] = [];
  let overWire = 0;
  for (let number = from; number < to; number++) {
    const wired = wireEvery > 0 && number % wireEvery === 0;
    if (wired) overWire++;
    const result = await guarded(() => runHistory(planOf(seed, number), engine, wired ? routeThrough(gateway) : undefined));
    contents.add(result.contents);
    if (result.violations.length > 0) violations.push({ history: number, sentences: result.violations });
  }
  return { histories: to - from, overWire, violations, contents: contents.toJSON() };
}

/** A history that cannot go on is a violation, too: of the simulator, if of nothing else. */
async function guarded(run: () => Promise<HistoryResult>): Promise<HistoryResult> {
  try {
    return await run();
  } catch (error) {
    return { violations: [`the history broke off: ${(error as Error).stack ?? String(error)}`], contents: {} };
  }
}

export interface Replay {
  readonly plan: Plan;
  readonly story: readonly string[];
  readonly violations: readonly string[];
}

/** What a sentence says, whatever it says it of. */
const kindOf = (sentence: string) => sentence.replace(/\S*\d\S*/g, '#');

/** Runs one history again and tells its story; if it violates anything, that of the smallest plan which still violates the same. */
export async function replay(engine: Engine, seed: number, number: number, minimizeForMilliseconds: number): Promise<Replay> {
  const violationsOf = async (smaller: Plan) => (await guarded(() => runHistory(smaller, engine))).violations;
  const [first] = await violationsOf(planOf(seed, number));
  const property = fc.asyncProperty(plans, async smaller =>
    first === undefined || !(await violationsOf(smaller)).some(each => kindOf(each) === kindOf(first)));
  const details = await fc.check(property, { seed: seedOf(seed, number), numRuns: 1, interruptAfterTimeLimit: minimizeForMilliseconds });
  const plan = details.counterexample?.[0] ?? planOf(seed, number);
  const history = new History(plan, engine);
  const { violations } = await guarded(() => history.run());
  return { plan, story: storyOf(history), violations };
}
