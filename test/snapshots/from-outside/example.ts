import { Stack } from 'aws-cdk-lib';

/** A policy that AWS shows, or is known to accept, and the same written with this library. */
export interface OutsideExample {
  readonly title: string;
  readonly source: string;

  /** As it is there, placeholders filled in: `PolicyDetails`, or for default policies the parameters of the call. */
  readonly theirs: Readonly<Record<string, unknown>>;

  /** Writes it in a stack of account 123456789012 in eu-central-1. */
  readonly ours: (stack: Stack) => unknown;

  /** The rule that refuses it, although AWS does not. */
  readonly refused?: string;

  /** What is not the same, by path, and why. */
  readonly differs?: Readonly<Record<string, string>>;
}
