import type { Random } from '../random';

/** What goes wrong although the caller did nothing wrong. */
export type FaultKind =
  /** RequestLimitExceeded, before anything happened. */
  | 'throttle'
  /** InternalError, before anything happened. */
  | 'server-error'
  /** InternalError, and yet the effect stays. */
  | 'server-error-after-effect'
  /** The effect stays, and no answer arrives. */
  | 'lost-answer'
  /** A copy was accepted, and fails later because of a key. */
  | 'key-failure'
  /** Too many copies are in progress, as far as EC2 is concerned. */
  | 'resource-limit'
  /** CreateImage, CreateSnapshot or RegisterImage was accepted, and fails later for a reason of EC2's own. */
  | 'making-failure'
  /** DeregisterImage removed the image and could not remove a snapshot. */
  | 'snapshot-internal-error'
  /** The same, because the role may not. */
  | 'snapshot-missing-permissions';

export type FaultRates = Partial<Record<FaultKind, number>>;

/** A fault for the next call of an action, rather than by chance. */
export interface Injection {
  readonly action: string;
  readonly fault: FaultKind;
  /** @default 1 */
  readonly times?: number;
}

export class Faults {
  /** How often each kind struck. */
  public readonly seen: Record<FaultKind, number> = {
    'throttle': 0,
    'server-error': 0,
    'server-error-after-effect': 0,
    'lost-answer': 0,
    'key-failure': 0,
    'resource-limit': 0,
    'making-failure': 0,
    'snapshot-internal-error': 0,
    'snapshot-missing-permissions': 0,
  };
  private readonly injected: { readonly action: string; readonly fault: FaultKind; left: number }[] = [];

  constructor(private readonly rates: () => FaultRates, private readonly random: Random) {}

  public inject(injection: Injection): void {
    this.injected.push({ action: injection.action, fault: injection.fault, left: injection.times ?? 1 });
  }

  /** Whether the fault strikes now. */
  public strikes(fault: FaultKind, action: string): boolean {
    const strikes = this.takeInjected(fault, action) || this.random.chance(this.rates()[fault] ?? 0);
    if (strikes) this.seen[fault]++;
    return strikes;
  }

  private takeInjected(fault: FaultKind, action: string): boolean {
    if (this.injected.length === 0) return false;
    const entry = this.injected.find((each) => each.fault === fault && each.action === action && each.left > 0);
    if (!entry) return false;
    entry.left--;
    return true;
  }
}
