import { Counters } from './counters';
import { Plan } from './plan';
import { Mishap } from './sharing-plan';
import { Random } from '../../random';
import { CallFault, Faults, OutgoingCall } from '../faults';

/** The faults of a plan, dealt out as its calls and events come by. */
export class PlannedFaults implements Faults {
  /** Nothing goes wrong any more. */
  public over = false;
  /** The invocations whose answer to CloudFormation may have been sent without their knowing. */
  public readonly unsureOfAnswer = new Set<string>();
  /** When a fault struck, for those who ask whether a request had a chance. */
  public readonly struckAt: number[] = [];
  /** The invocations that one struck. */
  public readonly struck = new Set<string>();
  /** Something took its time, which may be another's. */
  public wasSlow = false;
  /** The invocations that see to sharings. */
  public readonly sharing = new Set<string>();
  /** Somebody cancels what a stack does, so many seconds from now. */
  public onCancelled?: (afterSeconds: number) => void;
  private readonly byCall: ReadonlyMap<number, CallFault>;
  private readonly byCallOfSharing: ReadonlyMap<number, Mishap>;
  private calls = 0;
  private callsOfSharings = 0;
  private slowness = 0;
  private events = 0;

  constructor(
    private readonly plan: Plan, private readonly random: Random, private readonly counters: Counters, private readonly now: () => number,
    /** Lets EC2's own client lose an answer and repeat the request, as the SDK does. */
    private readonly loseAnswerOf: (action: string) => void,
  ) {
    this.byCall = new Map(plan.faults.map(({ call, kind }) => [call, kind]));
    this.byCallOfSharing = new Map(plan.sharing?.mishaps.map(mishap => [mishap.call, mishap]));
  }

  public ofCall(call: OutgoingCall): CallFault | undefined {
    const kind = this.mishapOf(call) ?? this.byCall.get(this.calls++);
    if (kind === undefined || this.over) return undefined;
    const possible = call.service !== 'lambda' || kind === 'refused' || kind === 'lost';
    if (!possible) return undefined;
    this.struckAt.push(this.now());
    this.struck.add(call.invocationId);
    this.counters.count(`fault: ${NAMES[kind]}`);
    if (call.service === 's3') this.unsureOfAnswer.add(call.invocationId);
    if (kind === 'repeated' && (call.service === 'ec2' || call.service === 'kms')) {
      this.loseAnswerOf(call.operation);
      return undefined;
    }
    return kind;
  }

  /** Of a sharing's calls, which are few among the others, and have a fault more often for that. */
  private mishapOf({ invocationId }: OutgoingCall): CallFault | undefined {
    const mishap = this.sharing.has(invocationId) ? this.byCallOfSharing.get(this.callsOfSharings++) : undefined;
    if (!mishap || this.over) return undefined;
    const { what, seconds } = mishap;
    if (what !== 'slow' && what !== 'cancelled' && what !== 'overtaken') return what;
    if (what !== 'slow') this.onCancelled?.(what === 'cancelled' ? seconds : 0);
    if (what === 'cancelled') return undefined;
    this.counters.count('fault: call of a sharing is long under way');
    this.wasSlow = true;
    this.slowness = seconds * 1000;
    return undefined;
  }

  public redeliveries(): readonly number[] {
    const event = this.events++;
    if (this.over) return [];
    const again = this.plan.redeliveries.filter(each => each.event === event).map(each => each.afterSeconds);
    this.counters.count('event delivered twice', again.length);
    return again;
  }

  public latency(): number {
    const { slowness } = this;
    this.slowness = 0;
    return this.random.int(5, 300) + slowness;
  }
}

const NAMES: { readonly [kind in CallFault]: string } = {
  'crash-before': 'crash before a call',
  'crash-after': 'crash after a call took effect',
  'refused': 'call refused for good',
  'lost': 'answer lost for good',
  'repeated': 'answer lost, request repeated by the client',
};
