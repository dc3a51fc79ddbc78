import { Step } from '../facts';
import { Left } from '../left';

/** What the demo of channels found, for tables and for `--json`. */
export interface ChannelsFacts {
  /** The command that the stack prints. */
  readonly rollback?: string;
  readonly steps: readonly StepFacts[];
  readonly checks: readonly Check[];
  readonly left: readonly Left[];
  /** What did not go as it should. */
  readonly problems: readonly string[];
}

export interface StepFacts extends Step {
  /** What the parameters name afterwards, by Region and channel. */
  readonly named: Readonly<Record<string, Readonly<Record<string, NamedFacts>>>>;
  /** The releases that the instances of the fleet have afterwards; absent before there is one. */
  readonly fleet?: readonly string[];
}

export interface NamedFacts {
  readonly release: string;
  readonly imageId: string;
}

export interface Check {
  readonly sentence: string;
  readonly ok: boolean;
}
