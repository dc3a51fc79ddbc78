import { Counters } from './counters';
import { templateOf } from './deployments';
import { Ec2World } from './ec2-world';
import { Choices, edited, firstModel } from './edits';
import { violationsOfLeftovers, violationsOfUniqueness } from './image-invariants';
import { Engine, FunctionWorld, StackModel } from './model';
import { violationsOfOutcome, violationsOfWait } from './outcome-invariants';
import { violationsOfThrift } from './parts-invariants';
import { Incident, Operation, Plan } from './plan';
import { PlannedFaults } from './planned-faults';
import { fieldsOf, violationsOfAnswers, violationsOfIdentity } from './request-invariants';
import { SharingWatch } from './sharing-watch';
import { mayBeRefused, synthesizable, withSharing } from './sharings';
import { imageIdsIn, Stewardship } from './stewardship';
import { countContents } from './summary';
import { Random } from '../../random';
import { Timeline } from '../../timeline';
import { Cloud, HOME } from '../cloud';
import { Backends, Client, ownBackends, Regional } from '../doors';
import { PutRecord, RequestRecord } from '../response-inbox';
import { Sandbox } from '../sandbox';
import { Stack } from '../stack';

export interface HistoryResult {
  readonly violations: readonly string[];
  readonly contents: { readonly [name: string]: number };
}

/** Leads calls elsewhere than straight to the simulators: over a port, for one. */
export type Route = (parts: { cloud: Cloud; world: Ec2World; timeline: Timeline; direct: Backends }) => Backends;

const STACK_NAMES = ['Images', 'Other'] as const;
/** What the CDK's templates ask for first. */
const BOOTSTRAPPED = { '/cdk-bootstrap/hnb659fds/version': '30' };
const SETTLING_MILLISECONDS = 3 * 3_600_000;

/** Runs one history to its end and says what went against the invariants. Equal plans give equal results. */
export const runHistory = (plan: Plan, engine: Engine, route?: Route): Promise<HistoryResult> => new History(plan, engine, route).run();

const doNothing = () => {};

export class History {
  public readonly cloud: Cloud;
  public readonly world: Ec2World;
  public readonly counters = new Counters();
  private readonly timeline = new Timeline();
  private readonly violations: string[] = [];
  private readonly faults: PlannedFaults;
  private readonly stewardship: Stewardship;
  private readonly backends: Backends;
  private readonly choices: Choices;
  private readonly models = new Map<string, StackModel>();
  private readonly afterLoss = new Set<PutRecord>();
  /** When a key was switched, or a source was removed. */
  private readonly disturbedAt: number[] = [];
  private readonly sharings?: SharingWatch;
  /** What somebody does who cancels the operation that runs. */
  private interrupt: () => void = doNothing;
  private wasInterrupted = false;
  private checkedRequests = 0;
  private checkedAt = 0;

  constructor(private readonly plan: Plan, private readonly engine: Engine, route?: Route) {
    const random = new Random(plan.seed);
    const { timeline } = this;
    this.world = new Ec2World(HOME, timeline, random.fork('ec2'), plan.ec2);
    this.choices = this.world;
    this.faults = new PlannedFaults(plan, random.fork('latency'), this.counters, () => timeline.now(), action =>
      this.world.simulator.inject({ action, fault: 'lost-answer' }));
    this.stewardship = new Stewardship(this.world, engine, () => timeline.now(), () =>
      this.cloud.inbox.requests.flatMap(({ event }) => event.RequestType === 'Delete' ? event.PhysicalResourceId ?? [] : []));
    this.cloud = new Cloud({
      timeline,
      random,
      faults: this.faults,
      habits: plan.habits,
      natives: this.world.natives,
      parameters: BOOTSTRAPPED,
      codeOf: logicalId => engine.functions[logicalId] && (sandbox => {
        if (logicalId === engine.sharingFunction) this.faults.sharing.add(sandbox.context.awsRequestId);
        return engine.functions[logicalId](this.functionWorld(sandbox));
      }),
    });
    this.sharings = plan.sharing && new SharingWatch(plan.sharing, this.cloud, this.world, this.faults, this.counters);
    this.faults.onCancelled = afterSeconds => void timeline.after(afterSeconds * 1000, () => this.interrupt());
    this.cloud.inbox.onPut = ({ event, sentAt, puts: [first] }, put) => {
      const named = put === first ? event.PhysicalResourceId : fieldsOf(first).PhysicalResourceId;
      const isLost = imageIdsIn(`${named} ${JSON.stringify(event.ResourceProperties)}`).some(imageId => this.world.isLost(imageId));
      // A key that was switched meanwhile, or a source that is gone, makes a later delivery come to another end, too.
      if (isLost || (put !== first && this.disturbedAt.some(at => at >= sentAt))) this.afterLoss.add(put);
    };
    const elsewhere = (region: string) => this.world.in(region);
    const direct = { ...ownBackends(this.cloud), ...elsewhere(HOME.region), elsewhere };
    this.backends = route?.({ cloud: this.cloud, world: this.world, timeline, direct }) ?? direct;
  }

  public async run(): Promise<HistoryResult> {
    for (const [number, operation] of this.plan.operations.entries()) {
      await this.cloud.during(this.perform(operation, number));
      if (!operation.hurried) await this.settleAndCheck();
    }
    await this.settleAndCheck();
    if (this.plan.finallyDestroyed) await this.destroyAll();
    countContents(this.counters, this.cloud);
    this.counters.count('image kept because it was in use', [...this.stewardship.kept.values()].filter(why => why === 'in use').length);
    this.world.countFaults(this.counters);
    const violations = [...this.violations, ...this.stewardship.violations, ...this.sharings?.violations ?? []];
    return { violations: [...new Set(violations)], contents: this.counters.toJSON() };
  }

  private functionWorld(sandbox: Sandbox): FunctionWorld {
    const guarded = (ec2: Client) => this.sharings?.guard(ec2, sandbox) ?? ec2;
    const watched = ({ ec2, ...others }: Regional) => ({ ec2: guarded(this.stewardship.watch(ec2, sandbox)), ...others });
    const backends = { ...this.backends, ...watched(this.backends), elsewhere: (region: string) => watched(this.backends.elsewhere(region)) };
    const invoke = (arn: string, payload: string) => sandbox.call('lambda', 'Invoke', () => this.cloud.lambda.invoke(arn, payload));
    return { sandbox, backends, invoke };
  }

  private async perform(operation: Operation, number: number): Promise<void> {
    this.world.enableKeys();
    for (const incident of operation.incidents) {
      this.timeline.after(incident.afterSeconds * 1000, () => void this.timeline.activity(() => this.happen(incident)));
    }
    this.sharings?.begin(number);
    const name = STACK_NAMES[operation.stack];
    const stack = operation.do === 'deploy' ? await this.deploy(name, operation, number) : await this.destroy(name);
    if (stack) this.stewardship.settle(stack);
  }

  /** As `cdk deploy` does it: creates or updates, and first clears away what a failure left. */
  private async deploy(name: string, operation: Operation, number: number): Promise<Stack | undefined> {
    const wanted = this.edit(name, operation, number);
    const stack = await this.deployable(name);
    if (!stack) return undefined;
    const template = templateOf(this.engine, wanted, operation, number);
    const creates = stack.status === 'REVIEW_IN_PROGRESS';
    const interruption = this.interruption(stack, operation.interruptedAfterSeconds);
    try {
      await (creates ? stack.create(template) : stack.update(template));
    } catch (error) {
      if ((error as Error).name !== 'ValidationError') throw error;
      return stack;
    }
    await interruption.done();
    this.counters.count(`operation: ${creates ? 'create' : 'update'} ends in ${stack.status}`);
    const mayBe = wanted.Sharing !== undefined && mayBeRefused(wanted, this.world.importsOf(name));
    const isSure = !this.wasInterrupted && !this.faults.wasSlow && !mayBe;
    if (isSure) this.violations.push(...violationsOfOutcome(this.plan, number, this.faults.struckAt.length, stack));
    this.violations.push(...violationsOfWait(stack, this.world.images()));
    return stack;
  }

  private edit(name: string, { edits }: Operation, number: number): StackModel {
    const images = edits.reduce((before, edit) => edited(before, edit, this.choices), this.models.get(name) ?? firstModel(this.choices));
    const ofSharing = this.plan.sharing?.edits.filter(each => each.operation === number) ?? [];
    if (ofSharing.length === 0 && !images.Sharing) {
      this.models.set(name, images);
      return images;
    }
    const imports = this.world.importsOf(name);
    const model = ofSharing.reduce((before, edit) => withSharing(before, edit, imports), images);
    this.models.set(name, model);
    return synthesizable(model, imports);
  }

  private async deployable(name: string): Promise<Stack | undefined> {
    const stack = this.cloud.cloudFormation.stack(name);
    if (stack.status === 'UPDATE_ROLLBACK_FAILED') {
      this.counters.count(`operation: continued rollback ends in ${await stack.continueUpdateRollback()}`);
      this.stewardship.settle(stack);
    }
    if (stack.status.endsWith('_FAILED') || stack.status === 'ROLLBACK_COMPLETE') await this.destroy(name);
    const next = this.cloud.cloudFormation.stack(name);
    return /^(REVIEW_IN_PROGRESS|(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE)$/.test(next.status) ? next : undefined;
  }

  private interruption(stack: Stack, afterSeconds: number | undefined): { done(): Promise<unknown> } {
    let deletion: Promise<unknown> = Promise.resolve();
    this.wasInterrupted = false;
    this.interrupt = () => {
      this.wasInterrupted = true;
      if (stack.status === 'UPDATE_IN_PROGRESS') stack.cancelUpdate();
      if (stack.status === 'CREATE_IN_PROGRESS') deletion = stack.delete();
    };
    const timer = afterSeconds === undefined ? undefined : this.timeline.after(afterSeconds * 1000, () => this.interrupt());
    return {
      done: async () => {
        timer?.cancel();
        this.interrupt = () => {};
        return deletion;
      },
    };
  }

  private async destroy(name: string): Promise<Stack | undefined> {
    const stack = this.cloud.cloudFormation.stack(name);
    if (stack.status === 'REVIEW_IN_PROGRESS') return undefined;
    this.counters.count(`operation: delete ends in ${await stack.delete()}`);
    this.stewardship.settle(stack);
    return stack;
  }

  private async happen({ what, pick }: Incident): Promise<void> {
    const images = this.world.images();
    const image = images[pick % Math.max(images.length, 1)];
    const origins = [...this.models.values()].flatMap(({ Parts }) => Parts?.origin ?? []);
    const origin = origins[pick % Math.max(origins.length, 1)];
    if (what === 'key disabled' || what === 'key enabled' || what === 'source removed') this.disturbedAt.push(this.timeline.now());
    this.counters.count(`incident: ${what}`, (what === 'image deregistered' && !image) || (what === 'source removed' && !origin) ? 0 : 1);
    switch (what) {
      case 'image deregistered': return image && this.world.deregister(image.imageId, pick % 2 === 0);
      case 'source removed': return origin && this.world.origins.remove(origin);
      case 'key disabled': return this.world.disableKey(pick);
      case 'key enabled': return this.world.enableKeys();
      case 'instance launched': return void (image?.state === 'available' && this.world.launch(image.imageId));
      case 'instances terminated': return this.world.terminateAll();
      case 'image added by others': return this.world.addForeignImage();
    }
  }

  private async destroyAll(): Promise<void> {
    this.faults.over = true;
    this.world.terminateAll();
    this.world.simulator.rules.faults = {};
    await this.settleAndCheck();
    for (const name of STACK_NAMES) await this.cloud.during(this.destroy(name));
    await this.settleAndCheck();
    for (const { identity, status } of this.cloud.cloudFormation.stacks) {
      if (status !== 'DELETE_COMPLETE' && status !== 'REVIEW_IN_PROGRESS') this.violations.push(`iii: ${identity.name} cannot be deleted: ${status}`);
    }
  }

  /** Lets everything come to its end, and looks at what is there then. */
  private async settleAndCheck(): Promise<void> {
    await this.timeline.run();
    await this.cloud.during(this.timeline.sleep(SETTLING_MILLISECONDS));
    const { requests } = this.cloud.inbox;
    const { engine } = this;
    const witness = {
      engine,
      unsureOfAnswer: this.faults.unsureOfAnswer,
      supersededAt: (record: RequestRecord) => supersession(record, requests, this.cloud.cloudFormation.stacks),
      faultsDuring: (record: RequestRecord) => this.faultsDuring(record),
      afterLoss: this.afterLoss,
    };
    const fresh = requests.slice(this.checkedRequests);
    for (const record of fresh) this.violations.push(...violationsOfAnswers(record, witness), ...violationsOfIdentity(record, witness));
    const { world, stewardship } = this;
    const losesNoAnswer = this.plan.ec2 !== 'hard' && this.faults.struckAt.length === 0;
    if (losesNoAnswer) this.violations.push(...fresh.flatMap(record => violationsOfThrift(record, requests, world.simulator)));
    const imageWitness = {
      engine,
      world,
      stewardship,
      stacks: this.cloud.cloudFormation.stacks,
      since: this.checkedAt,
      keptByOwnPolicy: (imageId: string) => requests.some(({ event }) => event.RequestType === 'Delete'
        && String(event.ResourceProperties.RemovalPolicy).startsWith('Retain') && imageIdsIn(event.PhysicalResourceId ?? '').includes(imageId)),
      couldNotBeDeleted: () => fresh.some(record => record.event.RequestType === 'Delete' && record.endedBy !== 'answer' && this.faultsDuring(record) >= 3),
    };
    this.violations.push(...violationsOfLeftovers(imageWitness), ...violationsOfUniqueness(imageWitness), ...world.belongings.harm.map(each => `v: ${each}`));
    this.violations.push(...this.sharings?.check() ?? []);
    this.checkedRequests = requests.length;
    this.checkedAt = this.timeline.now();
  }

  private faultsDuring({ sentAt, event }: RequestRecord): number {
    const until = sentAt + Number(event.ResourceProperties.ServiceTimeout ?? 3600) * 1000;
    return this.faults.struckAt.filter(at => at >= sentAt && at <= until).length;
  }
}

/** A resource that was deleted is asked nothing more, and what is there to answer with may be gone as well. */
function supersession({ event, sentAt, puts }: RequestRecord, requests: readonly RequestRecord[], stacks: readonly Stack[]): number {
  const ended = puts.find(put => put.verdict === 'decided' && event.RequestType === 'Delete' && fieldsOf(put).Status === 'SUCCESS');
  const later = requests.filter(other =>
    other.event.StackId === event.StackId && other.event.LogicalResourceId === event.LogicalResourceId && other.sentAt > sentAt);
  const skipped = stacks.find(({ identity }) => identity.id === event.StackId)?.events.filter(({ at, logicalId, status }) =>
    logicalId === event.LogicalResourceId && status === 'DELETE_SKIPPED' && at > sentAt);
  return Math.min(ended?.at ?? Infinity, ...later.map(other => other.sentAt), ...skipped?.map(({ at }) => at) ?? []);
}
