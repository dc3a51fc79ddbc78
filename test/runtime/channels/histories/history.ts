import { Invariants } from './invariants';
import { deregister, PersonalWrites } from './people';
import { Plan, PlannedPayload, Step, Trouble } from './plan';
import { ReconcileAnswer } from '../../../../src/runtime/channels/channel-contract';
import { ChannelAnswer } from '../../../../src/runtime/channels/channels-handler';
import { imagesOf, Release } from '../../../../src/runtime/channels/ledger';
import { parameterNameOf } from '../../../../src/runtime/channels/pointer-plan';
import { CHANNEL_CODE, ChannelCode, ChannelLab } from '../channel-lab';
import { Turn } from '../turn';

export interface HistoryResult {
  readonly violations: readonly string[];
  /** What it contained, and how often. */
  readonly contents: Readonly<Record<string, number>>;
  readonly story: readonly string[];
}

export async function runHistory(plan: Plan, code: ChannelCode = CHANNEL_CODE): Promise<HistoryResult> {
  const history = new History(plan, code);
  await history.run();
  return { violations: history.violations, contents: history.contents, story: history.story };
}

class History {
  public readonly violations: string[] = [];
  public readonly contents: Record<string, number> = {};
  public readonly story: string[] = [];
  private readonly lab: ChannelLab;
  private readonly invariants: Invariants;
  private readonly people: PersonalWrites;
  private readonly began: number;
  private definition = 1;

  constructor(private readonly plan: Plan, code: ChannelCode) {
    const { seed, slowest } = plan;
    const lab: ChannelLab = new ChannelLab({ ...plan, seed, code, latency: () => lab.random.int(5, slowest) });
    this.lab = lab;
    this.began = lab.timeline.now();
    this.invariants = new Invariants(lab);
    this.people = new PersonalWrites(lab, this.invariants);
  }

  public async run(): Promise<void> {
    for (const { step, pause } of this.plan.steps) {
      this.begin(step);
      await this.lab.pass(pause);
    }
    await this.end();
    this.violations.push(...this.invariants.violations);
  }

  private begin(step: Step): void {
    switch (step.do) {
      case 'build': return this.build(step);
      case 'redefine': return this.redefine();
      case 'verb': return this.invoke(this.payloadOf(step.payload), step.payload, step.trouble);
      case 'reconcile': return this.invoke({ 'source': 'aws.events', 'detail-type': 'Scheduled Event' }, undefined, step.trouble);
      case 'overwrite':
      case 'delete':
        return this.note(this.people.change(step), step.do === 'delete' ? 'somebody deletes a parameter' : 'somebody writes a parameter');
      case 'deregister': return void deregister(this.lab, this.invariants, step.pick).then(words => this.note(words, words.replace(/ ami-.*/, ' an image')));
      case 'down':
      case 'up':
        return this.turnRegion(step.do, this.lab.configuration.regions[step.region]);
    }
  }

  private build({ architectures, defect, trouble }: Extract<Step, { do: 'build' }>): void {
    const { regions } = this.lab.configuration;
    for (const architecture of architectures) {
      const wrong = defect?.architecture === architecture ? { region: regions[defect.region], defect: defect.defect } : undefined;
      const { arn } = this.lab.build(architecture, wrong);
      this.note(`a build: ${arn.split('/').slice(-3).join('/')}, ${wrong?.defect ?? 'well'}`, wrong ? `a build with an image that is ${wrong.defect}` : 'a build');
    }
    this.invoke({ 'source': 'aws.imagebuilder', 'detail-type': 'EC2 Image Builder Image State Change' }, undefined, trouble);
  }

  private redefine(): void {
    this.lab.redefine(++this.definition);
    this.note(`a deployment: recipes are 1.0.${this.definition}`, 'a deployment with other recipes');
  }

  private turnRegion(how: 'down' | 'up', region: string): void {
    this.lab.calls.down[how === 'down' ? 'add' : 'delete'](region);
    this.note(`${region} is ${how}`, `a Region is ${how}`);
  }

  private payloadOf({ verb, channel, age }: PlannedPayload): object {
    const release = age === undefined ? undefined : this.lab.ledger.releases.at(age)?.id;
    return { verb, channel, ...(verb === 'promote' && release !== undefined && { release }) };
  }

  private invoke(payload: object, planned: PlannedPayload | undefined, { crashAt, crashesAfter, refused, lost, slowness }: Trouble): void {
    const { lab } = this;
    const chance = lab.random.fork(`turn ${lab.calls.made.length}`);
    const isHome = (service: string) => service === 'dynamodb';
    const turn = new Turn({
      crashAt,
      crashesAfter,
      slowness,
      ofCall: ({ service }) => (chance.chance(refused) ? 'refused' : isHome(service) && chance.chance(lost) ? 'lost' : undefined),
    });
    const words = planned ? `${planned.verb} ${planned.channel}${'release' in payload ? ` ${String(payload.release)}` : ''}` : 'reconcile';
    const crash = crashAt === undefined ? '' : `, to be cut off ${crashesAfter ? 'after' : 'before'} its write ${crashAt}`;
    this.note(`${words}${crash}`, planned ? planned.verb : 'reconcile');
    const alias = planned?.verb === 'promote' && planned.channel === 'stable' ? 'approve' : 'operate';
    void lab.invoke(payload, alias, turn).then(answer => this.note(`  ${words}: ${wordsOf(answer)}`, `${planned ? planned.verb : 'reconcile'}: ${kindOf(answer)}`));
  }

  /** Everything calms down. One reconcile must do, and a rollback must be possible wherever there is something before. */
  private async end(): Promise<void> {
    const { lab } = this;
    lab.calls.down.clear();
    await lab.pass(300);
    const answer = await lab.ask({ verb: 'reconcile' }) as ReconcileAnswer;
    this.note(`  the last reconcile: ${wordsOf(answer)}`, `the last reconcile: ${answer.status}`);
    const problems = answer.problems.filter(each => !each.includes(' is no release: '));
    if (problems.length > 0) this.violations.push(`5: reconcile does not agree: ${problems.join('; ')}`);
    await this.compare('one reconcile');
    await this.checkReturns();
    for (let again = 0; again < 2; again++) await lab.ask({ verb: 'reconcile' });
    this.checkPins();
    this.checkNews();
  }

  private async checkReturns(): Promise<void> {
    for (const [channel, { previous, isHeld }] of Object.entries(this.lab.ledger.channels)) {
      if (previous === undefined || isHeld) continue;
      const answer = await this.lab.ask({ verb: 'rollback', channel });
      this.note(`  the last rollback of ${channel}: ${wordsOf(answer)}`, `the last rollback: ${answer.status}`);
      const isBack = answer.status === 'moved' && this.lab.ledger.channels[channel].release === previous;
      if (!isBack) this.violations.push(`6: ${channel} does not return to ${previous}: ${wordsOf(answer)}`);
    }
    await this.compare('rollbacks');
  }

  private async compare(after: string): Promise<void> {
    const { lab } = this;
    await lab.pass(this.plan.checkTakes / 1000 + 1);
    for (const [channel, { release: id }] of Object.entries(lab.ledger.channels)) {
      for (const { region, architecture, imageId } of lab.ledger.releases.filter(each => each.id === id).flatMap(imagesOf)) {
        const found = lab.store.find(region, parameterNameOf(lab.configuration, architecture, channel))?.value;
        if (found !== imageId) this.violations.push(`5: after ${after} ${channel} has ${id}, and ${region} says ${found} for ${architecture}`);
      }
    }
  }

  /** Whoever waits for news has heard all that is still true. */
  private checkNews(): void {
    const { ledger, moves, released } = this.lab;
    for (const { id } of ledger.releases) if (!released.includes(id)) this.violations.push(`8: nobody was told of ${id}`);
    for (const [channel, { release: id, verb }] of Object.entries(ledger.channels)) {
      const news = moves.filter(move => move.channel === channel && move.release === id && move.verb === verb);
      const told = news.flatMap(({ images }) => Object.keys(images));
      const missing = this.lab.configuration.regions.filter(region => !told.includes(region));
      if (missing.length > 0) this.violations.push(`8: nobody was told that ${channel} has ${id} in ${missing.join(', ')}`);
    }
  }

  /** What nobody needs is protected no more, and what the record has is. */
  private checkPins(): void {
    const { ledger, ec2 } = this.lab;
    const idsOf = (releases: readonly Release[]) => new Set(releases.flatMap(imagesOf).map(({ imageId }) => imageId));
    const kept = idsOf([...ledger.releases, ...ledger.leaving, ...ledger.joining ? [ledger.joining] : []]);
    const needed = idsOf(ledger.releases);
    for (const { imageId, tags } of ec2.images()) {
      const isPinned = 'golden:pinned' in tags;
      if (isPinned && !kept.has(imageId)) this.violations.push(`7: ${imageId} of ${this.lab.amis.get(imageId)?.arn} is pinned, and nobody knows it`);
      if (!isPinned && needed.has(imageId)) this.violations.push(`7: ${imageId} is in a release, and is not pinned`);
    }
  }

  private note(sentence: string, kind = sentence): void {
    this.contents[kind] = (this.contents[kind] ?? 0) + 1;
    this.story.push(`${((this.lab.timeline.now() - this.began) / 1000).toFixed(1).padStart(8)} s  ${sentence}`);
  }
}

const kindOf = (answer: ChannelAnswer | Error | 'crashed'): string =>
  (answer === 'crashed' ? 'cut off' : answer instanceof Error ? answer.name : answer.status);

function wordsOf(answer: ChannelAnswer | Error | 'crashed'): string {
  if (answer === 'crashed') return 'crashed';
  if (answer instanceof Error) return `${answer.name}: ${answer.message}`;
  if ('because' in answer) return `${answer.status}: ${answer.because}`;
  const { status, problems, repaired, foreign, adopted } = answer;
  return `${status}${adopted ? `, adopted ${adopted}` : ''}, ${repaired.length} repaired, ${foreign.length} foreign${problems.map(each => `; ${each}`).join('')}`;
}
