import { Plan } from './a-policy';
import { CopyModel, PeriodModel, RetentionModel } from '../../src/snapshots/private/policy-model';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Held {
  readonly made: number;
  readonly makers: readonly Plan[];
  readonly owner: Plan;
  readonly deprecator: Plan | undefined;
  /** What is still on, with the plan that rules it. */
  readonly zones: Map<string, Plan>;
  readonly accounts: Set<string>;
  readonly copies: Map<string, readonly CopyModel[]>;
  readonly isDeprecated: Set<string>;
  /** Its number in each queue that something counts. */
  readonly numbers: Map<string, number>;
  archivedAt?: number;
  isGone: boolean;
}

/**
 * Keeps the books of a policy as a clerk would: looks once an hour which schedules run, then at every backup that there is, and writes down what is due.
 * Knows AWS's rules by the words of its guide, and nothing of how the preview finds out.
 */
export class Clerk {
  public readonly events: string[] = [];
  private held: Held[] = [];
  private readonly counters = new Map<string, number>();
  private now = 0;

  constructor(private readonly plans: readonly Plan[], private readonly region: string) {}

  public look(now: number): void {
    this.now = now;
    const moment = new Date(now);
    const makers = this.plans.filter(plan => plan.rhythm.runsAt(moment));
    if (makers.length > 0) this.make(makers);
    // All lengths of time are whole days: in other hours, nothing can be due for a backup unless another is made.
    const due = this.held.filter(({ made, archivedAt = made }) => makers.length > 0 || (now - made) % DAY === 0 || (now - archivedAt) % DAY === 0);
    due.forEach(backup => this.lookAtCopies(backup));
    const there = due.filter(({ isGone }) => !isGone);
    there.forEach(backup => this.lookAtChanges(backup));
    there.filter(backup => this.isToGo(backup)).forEach(backup => {
      backup.isGone = true;
      this.note(backup, 'DELETE', [], this.region, backup.archivedAt === undefined ? 'standard' : 'archive');
    });
    this.held = this.held.filter(({ isGone, copies }) => !isGone || copies.size > 0);
  }

  public count(region: string, tier: string): number {
    if (region !== this.region) return tier === 'standard' ? this.held.filter(({ copies }) => copies.has(region)).length : 0;
    return this.held.filter(({ isGone, archivedAt }) => !isGone && (archivedAt !== undefined) === (tier === 'archive')).length;
  }

  private make(makers: Plan[]): void {
    const zones = unique(makers.flatMap(({ schedule }) => schedule.fastRestore?.zones ?? []));
    const copies = makers.flatMap(({ schedule }) => schedule.copies ?? []);
    const backup: Held = {
      made: this.now,
      makers,
      owner: this.latest(makers, plan => this.letsGo(plan, plan.schedule.archive, this.letsGo(plan, plan.schedule.retention, this.now))),
      deprecator: makers.every(({ schedule }) => schedule.deprecation)
        ? this.latest(makers, plan => this.letsGo(plan, deprecationOf(plan), this.now))
        : undefined,
      zones: new Map(zones.map(zone => [zone, this.latest(
        makers.filter(({ schedule }) => schedule.fastRestore?.zones.includes(zone)),
        plan => this.letsGo(plan, plan.schedule.fastRestore?.retention, this.now),
      )])),
      accounts: new Set(makers.flatMap(({ schedule }) => schedule.share?.accounts ?? [])),
      copies: new Map(copies.map(({ target }) => [target, copies.filter(copy => copy.target === target)])),
      isDeprecated: new Set(),
      numbers: new Map(),
      isGone: false,
    };
    this.enter(backup, `kept ${backup.owner.schedule.name}`);
    if (backup.deprecator) this.enter(backup, `deprecated ${backup.deprecator.schedule.name}`);
    backup.zones.forEach((plan, zone) => this.enter(backup, `${zone} ${plan.schedule.name}`));
    this.held.push(backup);
    this.note(backup, 'CREATE');
    if (backup.accounts.size > 0) this.note(backup, 'SHARE', [...backup.accounts]);
    if (zones.length > 0) this.note(backup, 'ENABLE_FAST_RESTORE', zones);
    [...backup.copies.keys()].forEach(target => this.note(backup, 'COPY', [], target));
  }

  private lookAtCopies(backup: Held): void {
    for (const [target, rules] of backup.copies) {
      if (!backup.isDeprecated.has(target) && rules.every(({ deprecateAfter }) => deprecateAfter && this.isOver(backup.made, deprecateAfter))) {
        backup.isDeprecated.add(target);
        this.note(backup, 'DEPRECATE', [], target);
      }
      if (rules.every(({ retention }) => this.isOver(backup.made, retention))) {
        backup.copies.delete(target);
        this.note(backup, 'DELETE', [], target);
      }
    }
  }

  private lookAtChanges(backup: Held): void {
    const { owner: { schedule: { retention, archive } }, deprecator } = backup;
    const isLeaving = backup.archivedAt === undefined && archive !== undefined && this.isDue(backup, 'kept', retention);
    if (deprecator && !backup.isDeprecated.has(this.region) && this.isDue(backup, 'deprecated', deprecationOf(deprecator), deprecator)) {
      backup.isDeprecated.add(this.region);
      this.note(backup, 'DEPRECATE');
    }
    this.switchOff(backup, isLeaving);
    if (isLeaving) {
      backup.archivedAt = this.now;
      this.enter(backup, `archived ${backup.owner.schedule.name}`);
      this.note(backup, 'ARCHIVE', [], this.region, 'archive');
    }
  }

  private switchOff(backup: Held, isLeaving: boolean): void {
    const zones = [...backup.zones].filter(([zone, plan]) => isLeaving || this.isDue(backup, zone, plan.schedule.fastRestore?.retention, plan));
    zones.forEach(([zone]) => backup.zones.delete(zone));
    if (zones.length > 0) this.note(backup, 'DISABLE_FAST_RESTORE', zones.map(([zone]) => zone));
    const accounts = [...backup.accounts].filter(account => isLeaving || backup.makers.every(({ schedule: { share } }) =>
      !share?.accounts.includes(account) || (share.unshareAfter && this.isOver(backup.made, share.unshareAfter))));
    accounts.forEach(account => backup.accounts.delete(account));
    if (accounts.length > 0) this.note(backup, 'UNSHARE', accounts);
  }

  private isToGo(backup: Held): boolean {
    const { owner: { schedule: { retention, archive } }, archivedAt } = backup;
    const hasSuccessor = this.younger(backup, `kept ${backup.owner.schedule.name}`) > 0;
    if (!archive) return this.isDue(backup, 'kept', retention) && (!retention.period || hasSuccessor);
    if (archivedAt === undefined || this.now < archivedAt + 90 * DAY) return false;
    if (archive.period) return this.isOver(archivedAt, archive.period) && hasSuccessor;
    return this.younger(backup, `archived ${backup.owner.schedule.name}`) >= (archive.keep ?? Infinity);
  }

  private isDue(backup: Held, queue: string, { keep = Infinity, period }: RetentionModel = {}, plan: Plan = backup.owner): boolean {
    return period ? this.isOver(backup.made, period) : this.younger(backup, `${queue} ${plan.schedule.name}`) >= keep;
  }

  private isOver(from: number, period: PeriodModel): boolean {
    const [least, most] = DAYS_IN[period.unit].map(days => days * period.amount * DAY);
    const passed = this.now - from;
    return passed >= most || (passed >= least && this.now >= afterwards(from, period));
  }

  /** How many have entered a queue after a backup. */
  private younger(backup: Held, queue: string): number {
    return (this.counters.get(queue) ?? 0) - (backup.numbers.get(queue) ?? 0);
  }

  private enter(backup: Held, queue: string): void {
    const number = (this.counters.get(queue) ?? 0) + 1;
    this.counters.set(queue, number);
    backup.numbers.set(queue, number);
  }

  private letsGo(plan: Plan, rule: RetentionModel | undefined, from: number): number {
    if (rule?.period) return afterwards(from, rule.period);
    return from + (rule?.keep ?? 0) * plan.rhythm.longestGapHours * HOUR;
  }

  private latest(plans: readonly Plan[], end: (plan: Plan) => number): Plan {
    const ends = plans.map(end);
    return plans[ends.indexOf(Math.max(...ends))];
  }

  private note(backup: Held, action: string, those: readonly string[] = [], place: string = this.region, tier: string = 'standard'): void {
    const { made, owner, makers } = backup;
    this.events.push(line(this.now, action, made, owner.schedule.name, makers.map(({ schedule }) => schedule.name), place, tier, those));
  }
}

/** An event as one line of text. */
export function line(
  when: number, action: string, made: number, schedule: string, schedules: readonly string[], region: string, tier: string, those: readonly string[],
): string {
  const minute = (moment: number) => `${new Date(moment).toISOString().slice(0, 16)}Z`;
  return [minute(when), action, minute(made), schedule, schedules.join('+'), region, tier, [...those].sort().join('+')].join(' ');
}

const unique = <T>(list: readonly T[]) => [...new Set(list)];

function deprecationOf({ schedule: { retention, deprecation } }: Plan): RetentionModel {
  return { period: deprecation?.period, keep: Math.max(0, (retention.keep ?? Infinity) - (deprecation?.count ?? 0)) };
}

/** At the least, and at the most. */
const DAYS_IN: Record<string, [number, number]> = { DAYS: [1, 1], WEEKS: [7, 7], MONTHS: [28, 31], YEARS: [365, 366] };

/** The same date of another month, or its last one when it has no such date. */
function afterwards(from: number, { amount, unit }: PeriodModel): number {
  if (unit === 'DAYS' || unit === 'WEEKS') return from + amount * DAYS_IN[unit][0] * DAY;
  const [year, month, date] = new Date(from).toISOString().slice(0, 10).split('-').map(Number);
  const months = year * 12 + month - 1 + amount * (unit === 'YEARS' ? 12 : 1);
  for (let day = date; ; day--) {
    const iso = `${Math.floor(months / 12)}-${twoDigits(months % 12 + 1)}-${twoDigits(day)}${new Date(from).toISOString().slice(10)}`;
    const moment = new Date(iso);
    if (!Number.isNaN(moment.getTime()) && moment.toISOString() === iso) return moment.getTime();
  }
}

const twoDigits = (number: number) => String(number).padStart(2, '0');
