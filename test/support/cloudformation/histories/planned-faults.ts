import { Counters } from './counters';
import { Plan } from './plan';
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
  private readonly byCall: ReadonlyMap<number, CallFault>;
  private calls = 0;
  private events = 0;

  constructor(
    private readonly plan: Plan, private readonly random: Random, private readonly counters: Counters, private readonly now: () => number,
    /** Lets EC2's own client lose an answer and repeat the request, as the SDK does. */
    private readonly loseAnswerOf: (action: string) => void,
  ) {
    this.byCall = new Map(plan.faults.map(({ call, kind }) => [call, kind]));
  }

  public ofCall(call: OutgoingCall): CallFault | undefined {
    const kind = this.byCall.get(this.calls++);
    if (kind === undefined || this.over) return undefined;
    const possible = call.service !== 'lambda' || kind === 'refused' || kind === 'lost';
    if (!possible) return undefined;
    this.struckAt.push(this.now());
    this.counters.count(`fault: ${NAMES[kind]}`);
    if (call.service === 's3') this.unsureOfAnswer.add(call.invocationId);
    if (kind === 'repeated' && (call.service === 'ec2' || call.service === 'kms')) {
      this.loseAnswerOf(call.operation);
      return undefined;
    }
    return kind;
  }

  public redeliveries(): readonly number[] {
    const event = this.events++;
    if (this.over) return [];
    const again = this.plan.redeliveries.filter(each => each.event === event).map(each => each.afterSeconds);
    this.counters.count('event delivered twice', again.length);
    return again;
  }

  public latency(): number {
    return this.random.int(5, 300);
  }
}

const NAMES: { readonly [kind in CallFault]: string } = {
  'crash-before': 'crash before a call',
  'crash-after': 'crash after a call took effect',
  'refused': 'call refused for good',
  'lost': 'answer lost for good',
  'repeated': 'answer lost, request repeated by the client',
};
