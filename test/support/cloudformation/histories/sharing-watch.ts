import { Counters } from './counters';
import { Ec2World } from './ec2-world';
import { Hands } from './hands';
import { PlannedFaults } from './planned-faults';
import { SharingBook } from './sharing-book';
import { SharingClaims } from './sharing-claims';
import { violationsOfRefusal, violationsOfSharing } from './sharing-invariants';
import { SharingPlan } from './sharing-plan';
import { Cloud } from '../cloud';
import { Client } from '../doors';
import { RequestRecord, ResourceEvent } from '../response-inbox';
import { Sandbox } from '../sandbox';

/** Of a history in which stacks share images: what people do to that, and whether all goes well. */
export class SharingWatch {
  private readonly claims: SharingClaims;
  private readonly book: SharingBook;
  private readonly hands: Hands;
  private checkedAt = 0;

  constructor(
    private readonly plan: SharingPlan, private readonly cloud: Cloud, private readonly world: Ec2World,
    private readonly faults: PlannedFaults, counters: Counters,
  ) {
    this.claims = new SharingClaims(cloud.inbox, cloud.cloudFormation.stacks);
    this.book = new SharingBook(world, this.claims, counters, () => cloud.timeline.now());
    this.hands = new Hands(world, this.book, counters);
  }

  /** Those that were seen at the moment when they happened. */
  public get violations(): readonly string[] {
    return this.book.violations;
  }

  /** Lets people do what they do while an operation runs, or after it. */
  public begin(operation: number): void {
    const { timeline } = this.cloud;
    for (const hand of this.plan.hands.filter(each => each.operation === operation)) {
      timeline.after(hand.afterSeconds * 1000, () => void timeline.activity(() => this.hands.act(hand)));
    }
  }

  /** EC2, for a function that has its rights as long as its stack is there. */
  public guard(ec2: Client, { environment }: Sandbox): Client {
    return this.book.guard(ec2, () =>
      this.cloud.cloudFormation.stacks.some(({ identity, status }) => identity.id === environment.STACK_ID && status === 'DELETE_COMPLETE'));
  }

  /** To be called when CloudFormation is at rest. */
  public check(): string[] {
    const { claims, book, world: { simulator }, faults: { struckAt, struck } } = this;
    const now = this.cloud.timeline.now();
    const witness = {
      book,
      claims,
      simulator,
      now,
      faultsBetween: (from: number, to: number) => struckAt.filter(at => at >= from && at <= to).length,
      wasStruckAfterEnd: (record: RequestRecord) => this.attemptsAt(record).some(({ invocationId, endedAt = Infinity }) =>
        struck.has(invocationId) && endedAt > (record.endedAt ?? Infinity)),
    };
    const violations = [...violationsOfRefusal(witness, this.checkedAt), ...violationsOfSharing(witness)];
    this.checkedAt = now;
    return violations;
  }

  private attemptsAt({ event }: RequestRecord) {
    return this.cloud.lambda.events.filter(each => (each.event as ResourceEvent).RequestId === event.RequestId).flatMap(({ attempts }) => attempts);
  }
}
