import { Duration } from 'aws-cdk-lib';
import { Freshness } from './stale-after';
import { Problem } from '../../private/props';
import { RetentionOptions } from '../retention-options';

/** @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailFilter.html, Value */
const MOST_UNITS = 1000;
/** @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailExclusionRulesAmisLastLaunched.html, Value */
const MOST_DAYS_SINCE_LAUNCH = 365;
const UNITS = { DAYS: 1, WEEKS: 7, YEARS: 365 };
const STEP = 30;
/** Between the moment in which people hear that an image is stale, and the one in which they cannot launch it any more. */
const TIME_TO_REACT = 14;

/** An age, as the service takes it. */
export interface Age {
  readonly unit: string;
  readonly value: number;
}

export interface Retirement {
  readonly enabled: boolean;
  /** In their order, each at an age of its own. */
  readonly steps: readonly { readonly action: 'DEPRECATE' | 'DISABLE' | 'DELETE'; readonly age: Age }[];
  /** What was launched within this time is left alone. */
  readonly spared: Age;
}

/** What happens to an image when. The options have passed `retentionProblems`. */
export function retirementOf(options: RetentionOptions, freshness?: Freshness): Retirement {
  const { protectIfLaunchedWithin: spared = Duration.days(STEP) } = options;
  const { deprecateAfter, disableAfter, deleteAfter } = agesOf(options, freshness);
  const all = [
    { action: 'DEPRECATE' as const, days: deprecateAfter },
    { action: 'DISABLE' as const, days: disableAfter },
    { action: 'DELETE' as const, days: deleteAfter },
  ];
  const steps = all.filter(({ days }, index) => all.slice(index + 1).every(next => next.days !== days));
  return {
    // Of images that are built by hand nobody knows when there is a newer one.
    enabled: options.enabled ?? !(freshness && !freshness.staleAfter),
    steps: steps.map(({ action, days }) => ({ action, age: ageOf(days)! })),
    spared: { unit: 'DAYS', value: spared.toDays() },
  };
}

/** What is wrong, in sentences that start with the name of the prop. Tokens pass. */
export function retentionProblems(prop: string, options: RetentionOptions = {}, freshness?: Freshness): Problem[] {
  const { enabled, deprecateAfter, disableAfter, deleteAfter, protectIfLaunchedWithin } = options;
  if (enabled === false) return [];
  const given = Object.entries({ deprecateAfter, disableAfter, deleteAfter });
  const lengths = [
    ...given.map(([name, age]) => lengthProblem(`${prop}.${name}`, age)),
    launchProblem(`${prop}.protectIfLaunchedWithin`, protectIfLaunchedWithin),
  ];
  // An order of lengths that are none would be a second sentence about the same mistake.
  return lengths.some(problem => problem !== undefined) ? lengths : [...orderProblems(prop, given), staleProblem(prop, given, freshness?.staleAfter)];
}

type Ages = Readonly<Record<'deprecateAfter' | 'disableAfter' | 'deleteAfter', number>>;

/** In days, with what was left out put between what was given, at ages that the service takes. */
function agesOf(options: RetentionOptions, freshness?: Freshness): Ages {
  const [deprecated, disabled, deleted] = [options.deprecateAfter, options.disableAfter, options.deleteAfter].map(age => age?.toDays());
  const deprecateAfter = deprecated ?? earliest(STEP, options.disableAfter, options.deleteAfter);
  const told = Math.ceil(known(freshness?.staleAfter, 0)) + TIME_TO_REACT;
  const usual = possible(Math.max(known(options.deprecateAfter, STEP) + STEP, told));
  const disableAfter = disabled ?? earliest(usual, options.deleteAfter);
  return { deprecateAfter, disableAfter, deleteAfter: deleted ?? possible(known(options.disableAfter, usual) + STEP) };
}

/** The next age that the service takes, or the greatest. */
const possible = (days: number): number => (ageOf(days) ? days : possible(Math.min(days + 1, MOST_UNITS * UNITS.YEARS)));

const known = (age: Duration | undefined, otherwise: number) => (age && !age.isUnresolved() ? age.toDays({ integral: false }) : otherwise);
const earliest = (days: number, ...later: readonly (Duration | undefined)[]) => Math.min(days, ...later.map(age => known(age, Infinity)));

/** In the largest count of days, weeks or years of 365 days that the service takes; undefined when there is none. A token is of days. */
function ageOf(days: number): Age | undefined {
  const fitting = Object.entries(UNITS).find(([, length]) => !(days % length > 0) && !(days / length > MOST_UNITS));
  return fitting && { unit: fitting[0], value: fitting[1] === 1 ? days : days / fitting[1] };
}

function lengthProblem(prop: string, age: Duration | undefined): Problem {
  if (!age) return undefined;
  if (age.isUnresolved()) return tokenProblem(prop, age);
  const days = age.toDays({ integral: false });
  const got = `got ${age.toHumanString()}`;
  if (!Number.isInteger(days) || days < 1) return `${prop} must be a whole number of days, at least one, ${got}`;
  return ageOf(days) ? undefined : `${prop} must be at most ${MOST_UNITS} days, or ${MOST_UNITS} weeks (in days that 7 divides) or years (that 365 divides), ${got}`;
}

function launchProblem(prop: string, age: Duration | undefined): Problem {
  if (!age) return undefined;
  if (age.isUnresolved()) return tokenProblem(prop, age);
  const days = age.toDays({ integral: false });
  if (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS_SINCE_LAUNCH) return undefined;
  return `${prop} must be 1 to ${MOST_DAYS_SINCE_LAUNCH} days, in whole days, got ${age.toHumanString()}`;
}

/** A pipeline that stops would take its last image with it before anybody hears of it. */
function staleProblem(prop: string, [, ...taking]: readonly [string, Duration | undefined][], staleAfter: Duration | undefined): Problem {
  const first = taking.find(([, age]) => age && !age.isUnresolved() && age.toDays() <= known(staleAfter, 0));
  if (!first) return undefined;
  const [name, age] = first;
  return `${prop}.${name} must be more than the age at which an image is stale, ${staleAfter!.toHumanString()}, got ${age!.toHumanString()}; `
    + 'a lower alarms.staleAfter says that nobody would be surprised';
}

/** A template cannot calculate. */
const tokenProblem = (prop: string, age: Duration): Problem =>
  (age.unitLabel() === 'days' ? undefined : `${prop} must be made with Duration.days() when it is a token, got one of ${age.unitLabel()}`);

function orderProblems(prop: string, given: readonly [string, Duration | undefined][]): Problem[] {
  const certain = given.flatMap(([name, age]) => (age && !age.isUnresolved() ? [{ name, age }] : []));
  return certain.slice(1).map(({ name, age }, index) => {
    const before = certain[index];
    if (age.toDays() >= before.age.toDays()) return undefined;
    const got = `${age.toHumanString()} and ${before.age.toHumanString()}`;
    return `${prop}.${name} must not be less than ${prop}.${before.name}, got ${got}: images are deprecated, then disabled, then deleted`;
  });
}
