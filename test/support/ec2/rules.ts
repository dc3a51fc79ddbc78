/**
 * How this EC2 behaves where the real one publishes no number, or where its documentation is silent.
 * `calm` shows everything at once and never fails: for examples and for tests of one idea. `hard` uses the freedom that the documentation
 * leaves, against the caller. A test takes one and changes what it is about: `{ ...hard, tokenReplayAfterDeath: 'new-copy' }`.
 */
import type { Random } from '../random';
import type { FaultRates } from './faults';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** From and to, in milliseconds, both included. */
export type Span = readonly [min: number, max: number];

export interface CopyToTime {
  readonly sizeGiB: number;
  readonly random: Random;
}

export interface Limits {
  readonly imageCopiesInProgress: number;
  readonly snapshotCopiesInProgress: number;
  readonly pendingSnapshotsPerVolume: number;
  /** Of the types st1 and sc1. */
  readonly pendingSnapshotsPerHddVolume: number;
  readonly copyMibPerSecond: number;
  readonly timedCopiesMibPerSecond: number;
  readonly images: number;
  readonly publicImages: number;
  readonly sharesPerImage: number;
  readonly tags: number;
}

export interface Rules {
  /** Milliseconds that a copy of an image or a snapshot stays pending. */
  copyDuration: (copy: CopyToTime) => number;
  /** How long CreateImage, RegisterImage, CreateSnapshot and CreateVolume take. */
  creationTakes: Span;
  /** How long after CopyImage the snapshots of the copy come into being. */
  snapshotsAppearAfter: Span;
  /** How long after that EC2 finds out that it may not use a key. */
  keyFailsAfter: Span;
  /** Whether a copy shows the ids of its snapshots before it is available. */
  pendingCopyShowsSnapshots: boolean;
  /** What happens to the snapshots of a copy that is deregistered while it is pending. */
  cancelledCopy: 'keeps-snapshots' | 'deletes-snapshots';
  /** What a known client token gives once the image it made has failed or is deregistered. */
  tokenReplayAfterDeath: 'dead-id' | 'new-copy';
  tokensRememberedFor: number;
  /** How likely a snapshot that CopySnapshot made is to remember the software on it, from which RegisterImage derives the bill. */
  copiedSnapshotKeepsLicence: number;
  /** How far snapshots of a volume have to be apart as long as the earlier one is pending. */
  snapshotsOfVolumeApart: number;

  /** How likely a change is to be seen late. */
  lagChance: number;
  /** How late, at most. */
  lagMax: number;
  /** How likely a call is to be answered by a replica that trails nothing, while others still do. */
  freshAnswers: number;
  deregisteredLingersFor: Span;
  /** How long after that its id is still known: an empty list to describes, and unavailable to everything else. */
  deregisteredRememberedFor: Span;
  nameHeldAfterDeregistration: Span;
  snapshotHeldAfterDeregistration: Span;
  /** Whether a page is so many resources looked at, rather than so many found, so that it may come empty and yet not be the last. */
  sparsePages: boolean;

  limits: Limits;
  /** Keys that a tag policy demands of every image, snapshot and volume that is made. */
  requiredTagKeys: readonly string[];
  /** Regions that no account has opted into. */
  regionsNotEnabled: readonly string[];
  /** Regions that take no copies of paravirtual images. */
  regionsWithoutParavirtual: readonly string[];
  faults: FaultRates;
}

const limits: Limits = {
  imageCopiesInProgress: 300,
  snapshotCopiesInProgress: 20,
  pendingSnapshotsPerVolume: 5,
  pendingSnapshotsPerHddVolume: 1,
  copyMibPerSecond: 500,
  timedCopiesMibPerSecond: 2_000,
  images: 50_000,
  publicImages: 5,
  sharesPerImage: 1_000,
  tags: 50,
};

export const calm: Readonly<Rules> = {
  copyDuration: () => 10 * MINUTE,
  creationTakes: [MINUTE, MINUTE],
  snapshotsAppearAfter: [0, 0],
  keyFailsAfter: [MINUTE, MINUTE],
  pendingCopyShowsSnapshots: false,
  cancelledCopy: 'keeps-snapshots',
  tokenReplayAfterDeath: 'dead-id',
  tokensRememberedFor: 24 * HOUR,
  copiedSnapshotKeepsLicence: 1,
  snapshotsOfVolumeApart: 0,
  lagChance: 0,
  lagMax: 0,
  freshAnswers: 1,
  deregisteredLingersFor: [0, 0],
  deregisteredRememberedFor: [HOUR, HOUR],
  nameHeldAfterDeregistration: [0, 0],
  snapshotHeldAfterDeregistration: [0, 0],
  sparsePages: false,
  limits,
  requiredTagKeys: [],
  regionsNotEnabled: [],
  regionsWithoutParavirtual: [],
  faults: {},
};

export const hard: Readonly<Rules> = {
  ...calm,
  copyDuration: longTailed,
  creationTakes: [5 * SECOND, 10 * MINUTE],
  snapshotsAppearAfter: [0, 40 * SECOND],
  keyFailsAfter: [0, 3 * MINUTE],
  tokensRememberedFor: HOUR,
  copiedSnapshotKeepsLicence: 0.5,
  snapshotsOfVolumeApart: 15 * SECOND,
  lagChance: 0.5,
  lagMax: 40 * SECOND,
  freshAnswers: 0.3,
  deregisteredLingersFor: [0, 2 * MINUTE],
  deregisteredRememberedFor: [10 * MINUTE, 10 * MINUTE],
  nameHeldAfterDeregistration: [0, 3 * MINUTE],
  snapshotHeldAfterDeregistration: [0, 4 * MINUTE],
  sparsePages: true,
  faults: {
    'throttle': 0.05,
    'server-error': 0.02,
    'server-error-after-effect': 0.01,
    'lost-answer': 0.02,
    'key-failure': 0.05,
    'resource-limit': 0.05,
    'snapshot-internal-error': 0.1,
    'making-failure': 0.05,
  },
};

/** Minutes as a rule, seconds at times, and now and then longer than CloudFormation waits. */
function longTailed({ sizeGiB, random }: CopyToTime): number {
  const draw = random.next();
  if (draw < 0.1) return random.int(1, 30) * SECOND;
  if (draw < 0.8) return random.int(2 * MINUTE, 20 * MINUTE) + Math.min(sizeGiB, 100) * SECOND;
  if (draw < 0.95) return random.int(20 * MINUTE, HOUR);
  return random.int(HOUR, 6 * HOUR);
}
