/** What a history consists of, by its number. */
import { Random } from '../../../support/random';
import { Defect } from '../channel-lab';

export type Step =
  | { readonly do: 'build'; readonly architectures: readonly string[]; readonly defect?: { readonly architecture: string; readonly region: number; readonly defect: Defect }; readonly trouble: Trouble }
  | { readonly do: 'deploy'; readonly change: PlannedChange }
  | { readonly do: 'verb'; readonly payload: PlannedPayload; readonly trouble: Trouble }
  | { readonly do: 'reconcile'; readonly trouble: Trouble }
  /** A person writes what they like into a parameter, or deletes it. */
  | { readonly do: 'overwrite' | 'delete'; readonly region: number; readonly channel: string; readonly architecture: string; readonly pick: number }
  /** A person deregisters an image, which EC2 refuses when it is protected. */
  | { readonly do: 'deregister'; readonly pick: number }
  /** Image Builder's policy, by age, of what is not pinned. */
  | { readonly do: 'retire'; readonly how: 'disable' | 'delete'; readonly pick: number }
  /** The alarm that guards canary. */
  | { readonly do: 'ring' | 'quiet' }
  | { readonly do: 'down' | 'up'; readonly region: number };

/** A deployment that gives the recipes another version, or takes them back to one that they had, as CloudFormation does when it rolls back; or takes something out. */
export type PlannedChange = 'other recipes' | 'former recipes' | 'without stable' | 'with stable' | 'without arm64' | 'without the last Region';

export interface PlannedPayload {
  readonly verb: 'promote' | 'rollback' | 'resume';
  readonly channel: 'canary' | 'stable';
  /** Which of the releases by age, if it is named. */
  readonly age?: number;
}

export interface Trouble {
  readonly crashAt?: number;
  readonly crashesAfter: boolean;
  /** How likely a call is refused, whatever the client's patience. */
  readonly refused: number;
  /** How likely the answer to a write of the record is lost. */
  readonly lost: number;
  /** How many times slower its calls are. */
  readonly slowness: number;
}

export interface Plan {
  readonly seed: string;
  readonly regions: number;
  readonly isShared: boolean;
  readonly keepNewest: number;
  readonly checkTakes: number;
  /** Whether state machines promote, besides people; else stable asks for an approval. */
  readonly isAutomatic: boolean;
  /** The longest a call takes one way, in milliseconds. */
  readonly slowest: number;
  /** Each with the seconds until the next one, whether or not it has come to its end. */
  readonly steps: readonly { readonly step: Step; readonly pause: number }[];
}

const ARCHITECTURES = ['x86_64', 'arm64'];
const CHANNELS = ['canary', 'stable'] as const;
const CHANGES = ['other recipes', 'other recipes', 'former recipes', 'without stable', 'with stable', 'without arm64', 'without the last Region'] as const;
const PAUSES = [0, 0.3, 2, 10, 30, 90, 400];

export const NO_TROUBLE: Trouble = { crashesAfter: false, refused: 0, lost: 0, slowness: 1 };
/** A release that comes to both channels: most histories begin with some, so that there is something to return to. */
const WELL: Plan['steps'] = [
  { step: { do: 'build', architectures: ARCHITECTURES, trouble: NO_TROUBLE }, pause: 90 },
  { step: { do: 'verb', payload: { verb: 'promote', channel: 'canary' }, trouble: NO_TROUBLE }, pause: 90 },
  { step: { do: 'verb', payload: { verb: 'promote', channel: 'stable' }, trouble: NO_TROUBLE }, pause: 90 },
];

export function planOf(seed: number, number: number): Plan {
  const random = new Random(`${seed}/${number}`);
  const regions = random.pick([1, 2, 2, 3]);
  const opening = random.chance(0.75) ? Array.from({ length: random.int(1, 3) }, () => WELL).flat() : [];
  const length = random.int(6, 20);
  return {
    seed: `${seed}/${number}/world`,
    regions,
    isShared: random.chance(0.6),
    keepNewest: random.pick([1, 1, 2]),
    checkTakes: random.pick([0, 2000, 10_000]),
    isAutomatic: random.chance(0.4),
    slowest: random.pick([50, 500, 6000]),
    steps: [...opening, ...Array.from({ length }, (_, index) => (random.chance(0.08) ? duelOf(random) : oneOf(random, regions, index))).flat()],
  };
}

/** Two things at once, whichever is quicker: a promotion and its rollback, or a new release and a promotion of one that it has no room for any more. */
function duelOf(random: Random): Plan['steps'] {
  const channel = random.pick(CHANNELS);
  if (random.chance(0.3)) {
    const trouble: Trouble = { ...NO_TROUBLE, slowness: random.pick([1, 4, 8]) };
    return [
      { step: { do: 'verb', payload: { verb: 'promote', channel, age: random.int(1, 2) }, trouble }, pause: random.pick([0, 0.1, 0.5, 2]) },
      { step: { do: 'build', architectures: ARCHITECTURES, trouble: NO_TROUBLE }, pause: random.pick(PAUSES) },
    ];
  }
  const verb = (name: 'promote' | 'rollback'): Step => ({ do: 'verb', payload: { verb: name, channel }, trouble: { ...NO_TROUBLE, slowness: random.pick([1, 1, 4]) } });
  return [{ step: verb('promote'), pause: random.pick([0.1, 0.5, 2, 8]) }, { step: verb('rollback'), pause: random.pick(PAUSES) }];
}

const oneOf = (random: Random, regions: number, index: number): Plan['steps'] =>
  [{ step: stepOf(random, regions, index), pause: random.pick(PAUSES) }];

function stepOf(random: Random, regions: number, index: number): Step {
  const region = random.int(0, regions - 1);
  const draw = index === 0 ? 0 : random.next();
  if (draw < 0.2) return buildOf(random, region);
  if (draw < 0.48) return promotionOf(random);
  if (draw < 0.6) return { do: 'verb', payload: { verb: 'rollback', channel: random.pick(CHANNELS) }, trouble: troubleOf(random) };
  if (draw < 0.68) return { do: 'verb', payload: { verb: 'resume', channel: random.pick(CHANNELS) }, trouble: troubleOf(random) };
  if (draw < 0.82) return { do: 'reconcile', trouble: troubleOf(random) };
  if (draw < 0.88) {
    const how = random.pick(['overwrite', 'delete'] as const);
    return { do: how, region, channel: random.pick(CHANNELS), architecture: random.pick(ARCHITECTURES), pick: random.int(0, 99) };
  }
  if (draw < 0.91) return { do: 'deregister', pick: random.int(0, 999) };
  if (draw < 0.94) return { do: 'retire', how: random.pick(['disable', 'delete'] as const), pick: random.int(0, 99) };
  if (draw < 0.975) return { do: random.pick(['down', 'up'] as const), region };
  return draw < 0.985 ? { do: random.pick(['ring', 'quiet'] as const) } : { do: 'deploy', change: random.pick(CHANGES) };
}

function promotionOf(random: Random): Step {
  const age = random.chance(0.2) ? random.int(0, 2) : undefined;
  return { do: 'verb', payload: { verb: 'promote', channel: random.pick(CHANNELS), age }, trouble: troubleOf(random) };
}

function buildOf(random: Random, region: number): Step {
  const architectures = random.chance(0.8) ? ARCHITECTURES : [random.pick(ARCHITECTURES)];
  const defect = random.chance(0.15) ? random.pick(['missing', 'not encrypted', 'not shared', 'pending'] as const) : undefined;
  return { do: 'build', architectures, defect: defect && { architecture: random.pick(architectures), region, defect }, trouble: troubleOf(random) };
}

const troubleOf = (random: Random): Trouble => ({
  crashAt: random.chance(0.3) ? random.int(0, random.pick([8, 8, 30])) : undefined,
  crashesAfter: random.chance(0.5),
  refused: random.pick([0, 0, 0.03]),
  lost: random.pick([0, 0.2]),
  slowness: random.pick([1, 1, 1, 5]),
});
