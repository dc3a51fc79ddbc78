/** A component's document, as far as it is looked into here. */
import { parse } from 'yaml';

export interface Step {
  readonly name: string;
  readonly action: string;
  readonly inputs?: unknown;
}

export interface Phase {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** None when the document lies elsewhere. */
export function phasesOf({ data }: { readonly data?: string }): readonly Phase[] {
  const { phases = [] } = (data === undefined ? {} : parse(data) ?? {}) as { phases?: readonly Phase[] };
  return phases;
}
