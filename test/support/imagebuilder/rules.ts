/** How this Image Builder behaves where the real one publishes no number. Times are spans in milliseconds, both ends included. */
import type { Span } from '../ec2/rules';

const MINUTE = 60_000;

export interface Rules {
  /** From the start to BUILDING. */
  queuedFor: Span;
  /** The components' build and validate phases, and CreateImage. */
  buildTakes: Span;
  testTakes: Span;
  /** Beside the copies, whose time is EC2's. */
  distributionTakes: Span;
  integrationTakes: Span;
  /** How likely a build fails for a reason that is none of the recipe's, such as an instance that does not start. */
  failures: number;
  /** How likely EventBridge never gets an event: Image Builder promises best effort only. */
  lostEvents: number;
  /** Whether an account has the role that Image Builder needs to make copies there. */
  letsCopy: (account: string) => boolean;
}

/** Quarter of an hour, and all goes well. */
export const calm: Readonly<Rules> = {
  queuedFor: [0, 0],
  buildTakes: [9 * MINUTE, 9 * MINUTE],
  testTakes: [4 * MINUTE, 4 * MINUTE],
  distributionTakes: [MINUTE, MINUTE],
  integrationTakes: [MINUTE, MINUTE],
  failures: 0,
  lostEvents: 0,
  letsCopy: () => true,
};

export const hard: Readonly<Rules> = {
  ...calm,
  queuedFor: [0, 5 * MINUTE],
  buildTakes: [5 * MINUTE, 45 * MINUTE],
  testTakes: [MINUTE, 30 * MINUTE],
  distributionTakes: [0, 10 * MINUTE],
  integrationTakes: [0, 5 * MINUTE],
  failures: 0.15,
  lostEvents: 0.05,
};
