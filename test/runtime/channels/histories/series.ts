import { HistoryResult, runHistory } from './history';
import { Plan, planOf } from './plan';
import { ChannelCode } from '../channel-lab';

export interface Series {
  readonly histories: number;
  readonly violations: readonly { readonly history: number; readonly sentences: readonly string[] }[];
  readonly contents: Readonly<Record<string, number>>;
}

/** The histories with these numbers, `to` not included. */
export async function runSeries(seed: number, from: number, to: number, code?: ChannelCode): Promise<Series> {
  const violations: { history: number; sentences: readonly string[] }[] = [];
  const contents: Record<string, number> = {};
  for (let history = from; history < to; history++) {
    const result = await guarded(planOf(seed, history), code);
    if (result.violations.length > 0) violations.push({ history, sentences: result.violations });
    for (const [name, count] of Object.entries(result.contents)) contents[name] = (contents[name] ?? 0) + count;
  }
  return { histories: to - from, violations, contents };
}

/** One of them again, with its story. */
export async function replay(seed: number, history: number): Promise<HistoryResult & { readonly plan: Plan }> {
  const plan = planOf(seed, history);
  return { plan, ...await guarded(plan) };
}

/** A history that cannot go on is a violation, too: of its simulators, if of nothing else. */
async function guarded(plan: Plan, code?: ChannelCode): Promise<HistoryResult> {
  try {
    return await runHistory(plan, code);
  } catch (error) {
    return { violations: [`0: the history broke off: ${(error as Error).stack ?? String(error)}`], contents: {}, story: [] };
  }
}

/** The number of the first history that goes wrong, and what does; undefined when all of them are well. */
export async function firstViolation(code: ChannelCode, histories: number): Promise<string | undefined> {
  for (let history = 0; history < histories; history++) {
    const { violations: [first] } = await guarded(planOf(1, history), code);
    if (first !== undefined) return `history ${history}: ${first}`;
  }
  return undefined;
}
