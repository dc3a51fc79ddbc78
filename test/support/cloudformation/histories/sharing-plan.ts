import * as fc from 'fast-check';
import { CallFault } from '../faults';

/** A change to what a template says of a sharing, before an operation; the value picks among a few alternatives. */
export interface SharingEdit {
  readonly operation: number;
  readonly of: 'image' | 'list' | 'snapshots' | 'exclusive' | 'presence';
  readonly value: number;
}

/** What people do to permissions while an operation runs, or after it. */
export interface Hand {
  readonly operation: number;
  readonly afterSeconds: number;
  readonly what: 'granted' | 'revoked' | 'given back' | 'image taken away';
  /** Which image or snapshot. */
  readonly pick: number;
  /** To whom. */
  readonly to: number;
}

/** What befalls a call of a sharing's function, counted over the history. */
export interface Mishap {
  readonly call: number;
  /**
   * `slow`: it is so many seconds under way. `cancelled`: so many seconds after it has begun, somebody cancels what the stack does.
   * `overtaken`: it is so many seconds under way, and what the stack does is cancelled when it has begun.
   */
  readonly what: CallFault | 'slow' | 'cancelled' | 'overtaken';
  readonly seconds: number;
}

/** What there is in a history when its stacks share an image. */
export interface SharingPlan {
  readonly edits: readonly SharingEdit[];
  readonly hands: readonly Hand[];
  readonly mishaps: readonly Mishap[];
}

const operation = fc.nat(4);

const edit: fc.Arbitrary<SharingEdit> = fc.record({
  operation,
  of: fc.constantFrom('image', 'image', 'list', 'list', 'list', 'snapshots', 'exclusive', 'exclusive', 'presence'),
  value: fc.nat(6),
});

const hand: fc.Arbitrary<Hand> = fc.record({
  operation,
  afterSeconds: fc.oneof(fc.nat(60), fc.nat(2400), fc.nat(9000)),
  what: fc.constantFrom('granted', 'granted', 'granted', 'revoked', 'revoked', 'given back', 'image taken away'),
  pick: fc.nat(7),
  to: fc.nat(4),
});

const mishap: fc.Arbitrary<Mishap> = fc.record({
  call: fc.nat(45),
  what: fc.constantFrom('crash-before', 'crash-after', 'refused', 'lost', 'repeated', 'slow', 'cancelled', 'cancelled', 'overtaken', 'overtaken'),
  seconds: fc.oneof(fc.nat(3), fc.nat(30), fc.nat(80)),
});

export const sharingPlan: fc.Arbitrary<SharingPlan> = fc.record({
  edits: fc.array(edit, { minLength: 2, maxLength: 9, size: 'max' }),
  hands: fc.array(hand, { maxLength: 5, size: 'max' }),
  mishaps: fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(mishap, { minLength: 1, maxLength: 5, size: 'max' }) }),
});
