/** One line of a result: what we take, what the alternative takes, and `ours / theirs`. */
export interface Row {
  readonly name: string;
  readonly ours: number;
  readonly theirs: number;
  readonly ratio: number;
  readonly unit: string;
}

export interface BenchmarkOptions {
  readonly pairs: number;
  /** Path of the Node.js to measure with. */
  readonly node?: string;
  /** Another file to measure in place of the handler. */
  readonly source?: string;
}

export interface BenchmarkResult {
  readonly rows: Row[];
  readonly met: boolean;
  readonly notes: string[];
}

export interface Benchmark {
  readonly name: string;
  readonly goal: string;
  run(options: BenchmarkOptions): BenchmarkResult | Promise<BenchmarkResult>;
}
