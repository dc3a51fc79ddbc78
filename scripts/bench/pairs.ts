import { execFileSync } from 'child_process';
import { Row } from './benchmark';

/** Two programs that each print how many milliseconds something took them. */
export interface Pair {
  readonly name: string;
  readonly ours: string;
  readonly theirs: string;
}

/** Medians of fresh processes in turn, so that what slows the machine slows both. */
export function measurePair(node: string, { name, ours, theirs }: Pair, pairs: number, cwd: string): Row {
  const run = (program: string) => Number(execFileSync(node, ['-e', program], { encoding: 'utf8', cwd, env: {} }));
  const samples = { ours: [] as number[], theirs: [] as number[] };
  [ours, theirs].forEach(run); // the first run reads from the disk
  for (let pair = 0; pair < pairs; pair++) {
    samples.ours.push(run(ours));
    samples.theirs.push(run(theirs));
  }
  const [mine, other] = [median(samples.ours), median(samples.theirs)];
  return { name, ours: mine, theirs: other, ratio: mine / other, unit: 'ms' };
}

/** Prints the milliseconds that the statements take, and leaves at once. */
export const timed = (statements: string) => `
  const start = process.hrtime.bigint();
  ${statements}
  process.stdout.write(String(Number(process.hrtime.bigint() - start) / 1e6), () => process.exit());
`;

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
