/** A simulator with two accounts, one Region to work in and another far away, and a clock that a test moves by hand. */
import type { EC2Client } from '@aws-sdk/client-ec2';
import { Random } from '../random';
import { FAR, HERE, OTHER, OWNER } from './contract/clause';
import { Ec2Simulator, type Ec2SimulatorProps } from './ec2-simulator';
import type { Rules } from './rules';
import type { Seed } from './seeding';

export { FAR, HERE, OTHER, OWNER };

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;

export class Lab {
  public readonly simulator: Ec2Simulator;
  public readonly ec2: Pick<EC2Client, 'send'>;
  public readonly seed: Seed;
  private time = START;

  constructor(rules: Partial<Rules> = {}, props: Partial<Ec2SimulatorProps> = {}) {
    this.simulator = new Ec2Simulator({ clock: { now: () => this.time }, random: new Random(1), rules, ...props });
    this.ec2 = this.simulator.ec2(OWNER, HERE);
    this.seed = this.simulator.seed(OWNER, HERE);
  }

  public get now(): number {
    return this.time;
  }

  public pass(minutes: number): void {
    this.time += minutes * MINUTE;
  }
}

/** What a call was refused with, as `Code: message`. */
export const refusal = (call: Promise<unknown>): Promise<string> => call.then(
  () => { throw new Error('the call was not refused'); },
  (error: Error) => `${error.name}: ${error.message}`);
