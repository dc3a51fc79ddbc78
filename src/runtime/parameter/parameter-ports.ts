import { Parameters } from './parameters';
import { OwnStack } from '../cloudformation/ports';

/** What a stack's parameters need, in whatever Regions they are. */
export interface ParameterWorld {
  readonly parametersIn: (region: string) => Parameters;
  readonly stack: OwnStack;
  /** The stack's own Region. */
  readonly region: string;
}
