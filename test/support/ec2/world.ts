/**
 * The truth: every account's resources in every Region, and the time. Nothing here knows what a caller may see; that is `caller.ts`.
 * Time moves only in `catchUp`, which lets everything happen that fell due since, each at its own moment.
 */
import type { Random } from '../random';
import { Agenda } from './agenda';
import type { TimedCopy } from './copy-pace';
import { ApiError } from './errors';
import { Faults } from './faults';
import type { Image, Instance, Key, LaunchTemplate, Parameter, Snapshot, Volume } from './resources';
import type { Rules, Span } from './rules';

export interface NameHold {
  readonly imageId: string;
  /** Until when the name is taken; infinite while the image is registered. */
  until: number;
}

export interface TokenUse {
  readonly parameters: string;
  readonly resourceId: string;
  readonly expires: number;
}

/** What an account has set, and what EC2 remembers of it, in one Region. */
export interface Account {
  readonly id: string;
  readonly imageNames: Map<string, NameHold>;
  readonly tokens: Map<string, TokenUse>;
  readonly timedCopies: TimedCopy[];
  encryptionByDefault: boolean;
  defaultKeyArn?: string;
  blocksPublicImages: boolean;
  blocksPublicSnapshots: boolean;
}

export class Region {
  public readonly images = new Map<string, Image>();
  /** The ids of images that are gone, as long as EC2 remembers them. */
  public readonly deregistered = new Set<string>();
  public readonly snapshots = new Map<string, Snapshot>();
  public readonly volumes = new Map<string, Volume>();
  public readonly instances = new Map<string, Instance>();
  public readonly launchTemplates = new Map<string, LaunchTemplate>();
  public readonly parameters: Parameter[] = [];
  public readonly keys = new Map<string, Key>();
  /** The key behind `<account>:alias/<name>`. */
  public readonly aliases = new Map<string, string>();
  private readonly accounts = new Map<string, Account>();

  constructor(public readonly name: string) {}

  public account(id: string): Account {
    let account = this.accounts.get(id);
    if (!account) {
      account = {
        id,
        imageNames: new Map(),
        tokens: new Map(),
        timedCopies: [],
        encryptionByDefault: false,
        blocksPublicImages: false,
        blocksPublicSnapshots: false,
      };
      this.accounts.set(id, account);
    }
    return account;
  }
}

/** Where an account stands in AWS Organizations. */
export interface Membership {
  readonly organizationArn: string;
  readonly organizationalUnitArns: readonly string[];
}

export class World {
  public readonly regions = new Map<string, Region>();
  public readonly memberships = new Map<string, Membership>();
  public readonly agenda = new Agenda();
  public readonly faults: Faults;
  public time = Number.NEGATIVE_INFINITY;
  private readonly ids: Random;
  private readonly times: Random;

  constructor(public rules: Rules, random: Random) {
    this.ids = random.fork('ids');
    this.times = random.fork('times');
    this.faults = new Faults(() => this.rules.faults, random.fork('faults'));
  }

  public catchUp(now: number): void {
    for (let due = this.agenda.nextDue(now); due !== undefined; due = this.agenda.nextDue(now)) {
      this.time = Math.max(this.time, due);
      this.agenda.runNext();
    }
    this.time = Math.max(this.time, now);
  }

  public later(delay: number, run: () => void): void {
    this.agenda.add(this.time + delay, run);
  }

  public region(name: string): Region {
    let region = this.regions.get(name);
    if (!region) {
      if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(name)) throw new ApiError('InvalidRegion', `The region '${name}' is not valid`);
      region = new Region(name);
      this.regions.set(name, region);
    }
    return region;
  }

  public newId(prefix: string): string {
    return `${prefix}-0${this.ids.hex(16)}`;
  }

  public newKeyId(): string {
    const hex = this.ids.hex(32);
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  public within([min, max]: Span): number {
    return min === max ? min : this.times.int(min, max);
  }

  public copyDuration(sizeGiB: number): number {
    return this.rules.copyDuration({ sizeGiB, random: this.times });
  }

  public copyKeepsLicence(): boolean {
    const { copiedSnapshotKeepsLicence: likely } = this.rules;
    return likely >= 1 || this.times.chance(likely);
  }

  /** When a change that is made now shows. */
  public visible(): number {
    return this.times.chance(this.rules.lagChance) ? this.time + this.times.int(0, this.rules.lagMax) : this.time;
  }

  /** Whether a call lands on a replica that is up to date. */
  public answersFresh(): boolean {
    return this.rules.freshAnswers >= 1 || this.times.chance(this.rules.freshAnswers);
  }
}

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
