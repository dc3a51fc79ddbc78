/** Worlds for the contract: an EC2 behind an endpoint, through the SDK's own clients. */
import { EC2 } from '@aws-sdk/client-ec2';
import { KMS } from '@aws-sdk/client-kms';
import { FAR, HERE, OTHER, OWNER, World } from './clause';
import { Random } from '../../random';
import { Ec2Simulator } from '../ec2-simulator';
import { listen, type Listening } from '../wire/listen';

export interface Endpoint extends Pick<World, 'now' | 'settled'> {
  readonly url: string;
  /** What each request of an account carries, besides its access key. */
  readonly headers?: (account: string) => Readonly<Record<string, string>>;
}

export interface OpenWorld extends World {
  close(): void;
}

/** The world behind an endpoint. Nothing is tried twice: a server that stumbles is told of. */
export function worldAt({ url, headers = () => ({}), ...rest }: Endpoint): OpenWorld {
  const settings = (account: string, region: string) => (
    { endpoint: url, region, credentials: { accessKeyId: account, secretAccessKey: 'test' }, maxAttempts: 1 });
  const ec2 = (account: string, region: string) => {
    const client = new EC2(settings(account, region));
    client.middlewareStack.add(carrying(headers(account)), BEFORE_IT_IS_SIGNED);
    return client;
  };
  const kms = (account: string, region: string) => {
    const client = new KMS(settings(account, region));
    client.middlewareStack.add(carrying(headers(account)), BEFORE_IT_IS_SIGNED);
    return client;
  };
  const clients = { ec2: ec2(OWNER, HERE), far: ec2(OWNER, FAR), other: ec2(OTHER, HERE), kms: kms(OWNER, HERE), farKms: kms(OWNER, FAR) };
  return { ...rest, ...clients, close: () => Object.values(clients).forEach(client => client.destroy()) };
}

const BEFORE_IT_IS_SIGNED = { step: 'build', name: 'carrying' } as const;

const carrying = (headers: Readonly<Record<string, string>>) =>
  <A extends { request: unknown }, R>(next: (args: A) => Promise<R>) => (args: A): Promise<R> => {
    Object.assign((args.request as { headers: Record<string, string> }).headers, headers);
    return next(args);
  };

const HOUR = 60 * 60_000;

/** Our simulator on a port, where whatever it has begun is over after an hour of its time. */
export class SimulatedWorlds {
  public static async open(): Promise<SimulatedWorlds> {
    const worlds = new SimulatedWorlds();
    worlds.port = await listen({ answer: request => worlds.simulator.answer(request) }, {});
    worlds.world = worldAt({ url: worlds.port.url, now: () => worlds.time, settled: async () => { worlds.time += HOUR; } });
    return worlds;
  }

  private port?: Listening;
  private world?: OpenWorld;
  private time = Date.UTC(2026, 0, 1);
  private simulator = this.newSimulator();

  private constructor() {}

  /** A world in which nothing has happened. The one before is no more. */
  public fresh(): World {
    this.simulator = this.newSimulator();
    return this.world!;
  }

  public async close(): Promise<void> {
    this.world!.close();
    await this.port!.close();
  }

  private newSimulator(): Ec2Simulator {
    return new Ec2Simulator({ clock: { now: () => this.time }, random: new Random(1) });
  }
}
