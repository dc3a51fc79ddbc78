/**
 * EC2, as far as images, snapshots, volumes and their keys go: one synchronous core over plain data, in virtual time, with chance from a seed.
 * Two doors lead to it: `ec2()` and `kms()` give clients that take the SDK's commands, `answer()` and `listen()` speak the wire protocol.
 * What it does is what the facts about EC2 say; where they are silent, `rules` decides, and `calm` and `hard` are two sets of them.
 *
 *   const simulator = new Ec2Simulator({ clock, random: new Random(1), rules: hard });
 *   const source = simulator.seed('111111111111', 'eu-central-1').image({ volumes: [{ sizeGiB: 8 }] });
 *   await simulator.ec2('111111111111', 'eu-central-1').send(new CopyImageCommand({ … }));
 */
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { Random } from '../random';
import { type TrueImage, trueImages, type TrueInstance, trueInstances, type TrueSnapshot, trueSnapshots, trueTags } from './census';
import { ClientDoor, type DoorOptions } from './client-door';
import { type Call, type Clock, Exchange, type Hooks } from './exchange';
import type { FaultKind, Injection } from './faults';
import type { Key } from './resources';
import { calm, type Rules } from './rules';
import { Seed } from './seeding';
import { listen, type Listening, type ListenOptions } from './wire/listen';
import { WireDoor, type WireRequest, type WireResponse } from './wire/wire-door';
import { type Membership, World } from './world';

export interface Ec2SimulatorProps {
  readonly clock: Clock;
  readonly random: Random;
  /** @default calm */
  readonly rules?: Partial<Rules>;
  readonly hooks?: Hooks;
  /** For the wire: the account behind an access key id that is not the account's own number. */
  readonly accounts?: Readonly<Record<string, string>>;
}

export class Ec2Simulator {
  private readonly world: World;
  private readonly exchange: Exchange;
  private readonly wire: WireDoor;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly hooks: Hooks;

  constructor({ clock, random, rules = calm, hooks = {}, accounts = {} }: Ec2SimulatorProps) {
    this.clock = clock;
    this.hooks = hooks;
    this.random = random.fork('doors');
    this.world = new World({ ...calm, ...rules }, random.fork('world'));
    this.exchange = new Exchange(this.world, clock, hooks);
    this.wire = new WireDoor(this.exchange, accounts);
  }

  /** A client for EC2, as an account sees it in a Region. Typed as the SDK's own, whose overloads no other class can implement. */
  public ec2(account: string, region: string, options: DoorOptions = {}): Pick<EC2Client, 'send'> {
    return this.door('ec2', account, region, options) as unknown as Pick<EC2Client, 'send'>;
  }

  /** A client for KMS, which knows DescribeKey. */
  public kms(account: string, region: string, options: DoorOptions = {}): Pick<KMSClient, 'send'> {
    return this.door('kms', account, region, options) as unknown as Pick<KMSClient, 'send'>;
  }

  /** Answers one request of the wire protocol. Rejects where a server would break the connection: a lost answer, a crash in a hook. */
  public answer(request: WireRequest): Promise<WireResponse> {
    return this.wire.answer(request);
  }

  /** Listens on a free port of 127.0.0.1, for clients with this URL as their endpoint. */
  public listen(options: ListenOptions = {}): Promise<Listening> {
    return listen(this.wire, options);
  }

  /** Puts something there before a test begins, or changes what AWS would not ask us about. */
  public seed(account: string, region: string): Seed {
    const home = this.world.region(region);
    return new Seed(() => {
      this.catchUp();
      return { world: this.world, region: home, account: home.account(account), fresh: true };
    });
  }

  /** Where an account stands in AWS Organizations. */
  public joins(account: string, membership: Membership): void {
    this.world.memberships.set(account, membership);
  }

  /** The fault strikes the next call, or the next few calls, of an action. */
  public inject(injection: Injection): void {
    this.world.faults.inject(injection);
  }

  /** May be changed at any time, for example to let faults end before a last look. */
  public get rules(): Rules {
    return this.world.rules;
  }

  /** Every call that arrived, attempts of a retrying client included. */
  public get calls(): readonly Call[] {
    return this.exchange.calls;
  }

  public get faultsSeen(): Readonly<Record<FaultKind, number>> {
    return this.world.faults.seen;
  }

  public images(): TrueImage[] {
    this.catchUp();
    return trueImages(this.world);
  }

  public snapshots(): TrueSnapshot[] {
    this.catchUp();
    return trueSnapshots(this.world);
  }

  public instances(): TrueInstance[] {
    this.catchUp();
    return trueInstances(this.world);
  }

  /** Of an image, a snapshot, a volume or an instance. */
  public tagsOf(id: string): Readonly<Record<string, string>> | undefined {
    this.catchUp();
    return trueTags(this.world, id);
  }

  /** A key, to be changed in place: `simulator.key(arn).state = 'Disabled'`. */
  public key(arn: string): Key {
    this.catchUp();
    for (const region of this.world.regions.values()) {
      const key = region.keys.get(arn);
      if (key) return key;
    }
    throw new Error(`there is no key ${arn}`);
  }

  private door(service: 'ec2' | 'kms', account: string, region: string, options: DoorOptions): ClientDoor {
    return new ClientDoor(this.exchange, this.hooks, this.random, { service, account, region }, options);
  }

  private catchUp(): void {
    this.world.catchUp(this.clock.now());
  }
}
