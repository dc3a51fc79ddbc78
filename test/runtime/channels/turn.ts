import { AwsFailure } from '../../../src/runtime/aws-failure';
import { Timeline } from '../../support/timeline';

export interface ApiCall {
  readonly service: string;
  readonly region: string;
  readonly action: string;
}

/** What changes something. */
const WRITES = new Set([
  'PutItem', 'PutParameter', 'PutEvents', 'CreateTags', 'DeleteTags', 'EnableImageDeregistrationProtection', 'DisableImageDeregistrationProtection',
  'TagResource', 'UntagResource',
]);
export const isWrite = ({ action }: ApiCall) => WRITES.has(action);

/** What happens to one invocation. */
export interface Fate {
  /** It dies at this write, by number, before or after what the write does. */
  readonly crashAt?: number;
  readonly crashesAfter?: boolean;
  /** How many times slower its calls are, up to what a client waits for one. */
  readonly slowness?: number;
  /** How its call ends. */
  readonly ofCall?: (call: ApiCall) => 'refused' | 'lost' | undefined;
}

/** One invocation of the function. When it is dead, nothing of it goes on; what was on its way still arrives. */
export class Turn {
  public readonly death: Promise<'crashed'>;
  public isDead = false;
  public writes = 0;
  private tellDeath?: (word: 'crashed') => void;

  constructor(public readonly fate: Fate = {}) {
    this.death = new Promise(resolve => { this.tellDeath = resolve; });
  }

  public die(): void {
    this.isDead = true;
    this.tellDeath?.('crashed');
  }
}

/** What a client waits for a Region that does not answer, with its retries. */
const PATIENCE_MILLISECONDS = 15_000;
const never = () => new Promise<never>(() => undefined);

/** The way between invocations and AWS. */
export class Calls {
  public readonly made: ApiCall[] = [];
  public readonly down = new Set<string>();

  constructor(private readonly timeline: Timeline, private readonly latency: () => number) {}

  public async make<T>(turn: Turn, call: ApiCall, effect: () => Promise<T>): Promise<T> {
    if (turn.isDead) return never();
    this.made.push(call);
    const { crashAt, crashesAfter = false, ofCall } = turn.fate;
    const isLast = isWrite(call) && turn.writes++ === crashAt;
    if (isLast && !crashesAfter) turn.die();
    if (turn.isDead) return never();
    const end = ofCall?.(call);
    await this.wayOf(turn);
    if (this.down.has(call.region) && (call.service === 'ec2' || call.service === 'ssm')) {
      await this.timeline.sleep(PATIENCE_MILLISECONDS);
      return this.answer(turn, Promise.reject(new AwsFailure('TimeoutError', `${call.region} does not answer`, 'later')));
    }
    if (end === 'refused') return this.answer(turn, Promise.reject(new AwsFailure('ThrottlingException', 'Rate exceeded', 'later')));
    // Its client tries again, and gets the answer to that.
    const done = end === 'lost' && call.service === 'dynamodb' ? effect().then(effect) : effect();
    done.catch(() => undefined);
    if (isLast) turn.die();
    await this.wayOf(turn);
    return this.answer(turn, done);
  }

  /** To AWS, or back. */
  private wayOf({ fate: { slowness = 1 } }: Turn): Promise<void> {
    return this.timeline.sleep(Math.min(this.latency() * slowness, PATIENCE_MILLISECONDS / 2));
  }

  private answer<T>(turn: Turn, answer: Promise<T>): Promise<T> {
    if (!turn.isDead) return answer;
    answer.catch(() => undefined);
    return never();
  }
}
