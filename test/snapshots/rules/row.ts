import { Stack } from 'aws-cdk-lib';

/** A configuration that breaks a rule, and the sentence that says so. */
export interface Breach {
  /** Makes it in a stack of account 111111111111 in eu-central-1; the stack is synthesized afterwards. */
  readonly breaks: (stack: Stack) => unknown;
  readonly says: string;
}

/** A rule of Data Lifecycle Manager, and how the library holds it: in at least one of these ways. */
export interface RuleRow {
  readonly id: string;

  /** Synth fails. */
  readonly refused?: readonly Breach[];

  /** Synth warns. */
  readonly warned?: readonly Breach[];

  /** It cannot be written, and why. The proof is a type: it fails to compile when it could be written after all. */
  readonly unwritable?: { readonly because: string; readonly proof: true };

  /** What is rendered holds it, whatever is written. */
  readonly kept?: { readonly because: string; readonly holds: (stack: Stack) => void };

  /** Synth cannot see it, and why. */
  readonly unseen?: string;
}

/** `true` where a type has none of these members. */
export type Lacks<T, K extends string> = Extract<keyof T, K> extends never ? true : never;

/** `true` where a type must have all of these members. */
export type Requires<T, K extends keyof T> = T extends Required<Pick<T, K>> ? true : never;

/** `true` where two types are the same. */
export type Is<T, U> = [T] extends [U] ? ([U] extends [T] ? true : never) : never;
