import { Construct } from 'constructs';
import { BuildTarget, ComponentUse } from './component-use';
import type { GoldenComponentOptions } from '../golden-component';

/** Where a component comes from. */
export interface ComponentSource {
  /** The phases that it has; undefined when nobody here can know. */
  readonly phases?: readonly string[];
  /** What is wrong with it for an image. */
  problems(target: BuildTarget): string[];
  /** Makes what it needs, and says how a recipe uses it. */
  bindIn(scope: Construct, id: string, target: BuildTarget): ComponentUse;
}

/** The values that a recipe gives to a component's parameters. */
export type Parameters = NonNullable<GoldenComponentOptions['parameters']>;
