import { HistoryResult, runHistory } from './history';
import { planOf } from './plan';
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
    const result = await runHistory(planOf(seed, history), code);
    if (result.violations.length > 0) violations.push({ history, sentences: result.violations });
    for (const [name, count] of Object.entries(result.contents)) contents[name] = (contents[name] ?? 0) + count;
  }
  return { histories: to - from, violations, contents };
}

export const replay = (seed: number, history: number): Promise<HistoryResult> => runHistory(planOf(seed, history));

/** The number of the first history that goes wrong, and what does; undefined when all of them are well. */
export async function firstViolation(code: ChannelCode, histories: number): Promise<string | undefined> {
  for (let history = 0; history < histories; history++) {
    const { violations: [first] } = await runHistory(planOf(1, history), code);
    if (first !== undefined) return `history ${history}: ${first}`;
  }
  return undefined;
}
