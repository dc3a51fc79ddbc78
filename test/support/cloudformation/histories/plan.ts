import * as fc from 'fast-check';
import { COPY_IDS, ImagesModel, WAY_NAMES } from './model';
import { sharingPlan, SharingPlan } from './sharing-plan';
import { CallFault } from '../faults';
import { Habits } from '../stack-services';

/** A change to what a template says of an image; the value picks among a few alternatives, over and over. `regions` are for copies, `way` is for images of parts. */
export interface Edit {
  readonly copy: keyof ImagesModel;
  readonly of: 'source' | 'key' | 'prefix' | 'tags' | 'description' | 'policy' | 'completion' | 'regions' | 'way' | 'presence';
  readonly value: number;
}

/** What somebody else does while an operation runs, or after it. */
export interface Incident {
  readonly afterSeconds: number;
  readonly what: 'image deregistered' | 'source removed' | 'key disabled' | 'key enabled' | 'instance launched' | 'instances terminated' | 'image added by others';
  readonly pick: number;
}

export interface Operation {
  readonly do: 'deploy' | 'destroy';
  readonly stack: 0 | 1;
  readonly edits: readonly Edit[];
  /** Instances of the template that use the images of its copies. */
  readonly consumers: boolean;
  /** Another resource of the template, which takes its time and may fail. */
  readonly sibling?: { readonly seconds: number; readonly fails: boolean; readonly afterCopies: boolean };
  /** Somebody cancels the update, or deletes the stack while it is created. */
  readonly interruptedAfterSeconds?: number;
  readonly incidents: readonly Incident[];
  /** The next operation begins before everything that this one set off has come to its end. */
  readonly hurried: boolean;
}

/** One history. The seed decides ids, latencies and EC2's moods; everything else is spelled out, so that it can be made smaller. */
export interface Plan {
  readonly seed: number;
  readonly habits: Habits;
  readonly ec2: 'calm' | 'slow' | 'hard';
  readonly operations: readonly Operation[];
  /** The call that is hit, counted over the history. */
  readonly faults: readonly { readonly call: number; readonly kind: CallFault }[];
  /** The event that comes more than once, counted over the history. */
  readonly redeliveries: readonly { readonly event: number; readonly afterSeconds: number }[];
  /** At the end everything is deleted, with nothing in the way. */
  readonly finallyDestroyed: boolean;
  /** What stacks share, and what people do to that. Most histories have none of it. */
  readonly sharing?: SharingPlan;
}

const often = <T>(usual: T, unusual: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: unusual });

const editOfCopy: fc.Arbitrary<Edit> = fc.record({
  copy: fc.constantFrom(...COPY_IDS),
  of: fc.constantFrom('source', 'key', 'prefix', 'tags', 'description', 'policy', 'completion', 'regions', 'presence'),
  value: fc.nat(2),
});

/** The first of them says how the image is made. */
const editOfParts: fc.Arbitrary<Edit> = fc.record({
  copy: fc.constant('Parts' as const),
  of: fc.constantFrom('way', 'source', 'key', 'prefix', 'tags', 'description', 'policy', 'completion', 'presence'),
  value: fc.nat(WAY_NAMES.length - 1),
});

const edit: fc.Arbitrary<Edit> = fc.oneof({ weight: 3, arbitrary: editOfCopy }, { weight: 2, arbitrary: editOfParts });

const incident: fc.Arbitrary<Incident> = fc.record({
  afterSeconds: fc.oneof(fc.nat(60), fc.nat(2400)),
  what: fc.constantFrom('image deregistered', 'source removed', 'key disabled', 'key enabled', 'instance launched', 'instances terminated', 'image added by others'),
  pick: fc.nat(3),
});

/** A first deployment that nothing disturbs, so that there is something to update. */
const firstDeployment: fc.Arbitrary<Operation> = fc.record({
  do: fc.constant('deploy' as const),
  stack: fc.constant(0 as const),
  edits: fc.array(edit, { maxLength: 2 }),
  consumers: often(false, fc.constant(true)),
  incidents: fc.constant([]),
  hurried: often(false, fc.constant(true)),
});

const sibling = fc.record({
  seconds: fc.oneof(fc.nat(30), fc.nat(1800)),
  fails: fc.boolean(),
  afterCopies: often(false, fc.constant(true)),
});

const operation: fc.Arbitrary<Operation> = fc.record({
  do: fc.oneof({ weight: 6, arbitrary: fc.constant('deploy' as const) }, { weight: 1, arbitrary: fc.constant('destroy' as const) }),
  stack: often<0 | 1>(0, fc.constant(1)),
  edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
  consumers: often(false, fc.constant(true)),
  sibling: fc.option(sibling, { nil: undefined, freq: 2 }),
  interruptedAfterSeconds: fc.option(fc.oneof(fc.nat(30), fc.nat(1200)), { nil: undefined, freq: 1 }),
  incidents: often<Incident[]>([], fc.array(incident, { minLength: 1, maxLength: 3 })),
  hurried: often(false, fc.constant(true)),
});

/** A first deployment, mostly undisturbed, and then what comes. */
export const plans: fc.Arbitrary<Plan> = fc.record({
  seed: fc.noBias(fc.nat()),
  habits: fc.record({
    rollback: fc.constantFrom('update-back', 'switch-back'),
    cancelAfterSeconds: fc.constantFrom(0, 1, 5, 20),
    cleanUpAttempts: fc.constant(3),
    deletionAttempts: fc.constantFrom(1, 1, 3),
  }),
  ec2: fc.constantFrom('calm', 'slow', 'hard', 'hard'),
  operations: fc.tuple(fc.oneof({ weight: 3, arbitrary: firstDeployment }, { weight: 1, arbitrary: operation }), fc.array(operation, { maxLength: 4, size: 'max' }))
    .map(([first, rest]) => [first, ...rest]),
  faults: fc.array(fc.record({
    call: fc.oneof(fc.nat(40), fc.nat(300)),
    kind: fc.constantFrom('crash-before', 'crash-after', 'refused', 'lost', 'repeated'),
  }), { maxLength: 6, size: 'max' }),
  redeliveries: fc.array(fc.record({
    event: fc.nat(25),
    afterSeconds: fc.oneof(fc.constant(0), fc.nat(10), fc.nat(900)),
  }), { maxLength: 3, size: 'max' }),
  finallyDestroyed: fc.boolean(),
  sharing: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: sharingPlan }),
});

/** Neighbours in a series have nothing in common. */
export const seedOf = (seed: number, number: number): number => (seed * 1_000_003 + number) % 2_147_483_647;

/** The plan with a number in a series: the same on every machine. */
export const planOf = (seed: number, number: number): Plan => fc.sample(plans, { seed: seedOf(seed, number), numRuns: 1 })[0];
