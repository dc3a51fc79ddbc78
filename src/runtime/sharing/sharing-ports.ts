import { KeyManagers, ResourceProgress, Shares } from './shares';
import { OwnStack } from '../cloudformation/ports';
import { Log } from '../log';

/** What the sharings of a stack need, in whatever Regions they are. */
export interface SharingWorld {
  readonly sharesIn: (region: string) => Shares;
  readonly keysIn: (region: string) => KeyManagers;
  readonly progress: ResourceProgress;
  readonly stack: OwnStack;
  readonly log: Log;
  readonly now: () => Date;
  /** The account that the stack is in. */
  readonly account: string;
  /** The stack's own Region. */
  readonly region: string;
}
