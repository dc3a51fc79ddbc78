import { Step } from '../facts';
import { Left } from '../left';

/** What the demo of the pipeline found, for tables and for `--json`. */
export interface PipelineFacts {
  readonly steps: readonly StepFacts[];
  readonly builds: readonly BuildFacts[];
  readonly left: readonly Left[];
  /** What did not go as it should. */
  readonly problems: readonly string[];
}

export interface StepFacts extends Step {
  /** What came of it. */
  readonly outcome: string;
}

export interface BuildFacts {
  /** Recipe, version and build: `web-x86-64 1.0.0/1`. */
  readonly release: string;
  readonly status: string;
  /** What the verifier said that made it fail. */
  readonly findings: readonly string[];
  readonly images: readonly DistributedFacts[];
}

export interface DistributedFacts {
  readonly region: string;
  readonly imageId: string;
  /** Of its snapshots. Absent when they are in plain text. */
  readonly keyArn?: string;
  /** Whether `candidate` named it in the end. */
  readonly isCandidate: boolean;
}
