import { Ending } from './ending';
import { Invariants } from './invariants';
import { Ended, Machines } from './machines';
import { deregister, PersonalWrites, retire } from './people';
import { NO_TROUBLE, Plan, PlannedChange, PlannedPayload, Step, Trouble } from './plan';
import { ChannelAnswer } from '../../../../src/runtime/channels/channels-handler';
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

const BUILT = { 'source': 'aws.imagebuilder', 'detail-type': 'EC2 Image Builder Image State Change' };
const DAILY = { 'source': 'aws.events', 'detail-type': 'Scheduled Event' };

class History {
  public readonly violations: string[] = [];
  public readonly contents: Record<string, number> = {};
  public readonly story: string[] = [];
  private readonly lab: ChannelLab;
  private readonly invariants: Invariants;
  private readonly people: PersonalWrites;
  private readonly machines?: Machines;
  private readonly began: number;
  private readonly stable: ChannelLab['configuration']['channels'][number];
  private recipes = 1;
  private isCalm = false;

  constructor(private readonly plan: Plan, code: ChannelCode) {
    const { seed, slowest, isAutomatic } = plan;
    const lab: ChannelLab = new ChannelLab({ ...plan, seed, code, latency: () => lab.random.int(5, slowest) });
    this.lab = lab;
    this.began = lab.timeline.now();
    this.invariants = new Invariants(lab);
    this.people = new PersonalWrites(lab, this.invariants);
    if (isAutomatic) {
      lab.deploy({ channels: lab.configuration.channels.map(channel => ({ ...channel, gate: 'AUTOMATIC' })) });
      this.machines = new Machines(lab, lab.random.pick([0, 60_000]), payload => this.invoke(payload, this.someTrouble()));
    }
    this.stable = lab.configuration.channels[1];
  }

  public async run(): Promise<void> {
    for (const { step, pause } of this.plan.steps) {
      this.begin(step);
      await this.lab.pass(pause);
    }
    this.isCalm = true;
    const ending = new Ending(this.lab, {
      checkTakes: this.plan.checkTakes,
      machines: this.machines,
      note: (sentence, kind) => this.note(sentence, kind),
      violate: sentence => void this.violations.push(sentence),
    });
    await ending.run();
    this.violations.push(...this.invariants.violations, ...this.machines?.violations ?? []);
  }

  private begin(step: Step): void {
    const { lab, invariants } = this;
    switch (step.do) {
      case 'build': return this.build(step);
      case 'deploy': return this.deploy(step.change);
      case 'verb': return void this.invoke(this.payloadOf(step.payload), step.trouble);
      case 'reconcile': return void this.invoke(DAILY, step.trouble);
      case 'overwrite':
      case 'delete':
        return this.note(this.people.change(step), step.do === 'delete' ? 'somebody deletes a parameter' : 'somebody writes a parameter');
      case 'deregister': return void deregister(lab, invariants, step.pick).then(words => this.note(words, words.replace(/ ami-.*/, ' an image')));
      case 'retire': return void retire(lab, invariants, step).then(words => this.note(words, words.replace(/s web.*/, 's a build')));
      case 'ring':
      case 'quiet':
        lab.ringing = step.do === 'ring' ? ['errors'] : [];
        return this.note(`the guard ${step.do}s`);
      case 'down':
      case 'up':
        return this.turnRegion(step.do, lab.configuration.regions[step.region]);
    }
  }

  private build({ architectures, defect, trouble }: Extract<Step, { do: 'build' }>): void {
    const { lines, regions } = this.lab.configuration;
    for (const architecture of architectures) {
      if (lines.every(line => line.architecture !== architecture)) continue;
      const region = defect?.architecture === architecture ? regions[defect.region] : undefined;
      const wrong = defect && region !== undefined ? { region, defect: defect.defect } : undefined;
      const { arn } = this.lab.build(architecture, wrong);
      this.note(`a build: ${arn.split('/').slice(-3).join('/')}, ${wrong?.defect ?? 'well'}`, wrong ? `a build with an image that is ${wrong.defect}` : 'a build');
    }
    void this.invoke(BUILT, trouble);
  }

  private deploy(change: PlannedChange): void {
    const { lab } = this;
    const { configuration: { channels, regions } } = lab;
    switch (change) {
      case 'other recipes': lab.deploy({ recipes: ++this.recipes }); break;
      case 'former recipes': lab.deploy({ recipes: lab.random.int(1, this.recipes) }); break;
      case 'without stable': lab.deploy({ channels: [channels[0]] }); break;
      case 'with stable': lab.deploy({ channels: [channels[0], this.stable] }); break;
      case 'without arm64': lab.deploy({ architectures: ['x86_64'] }); break;
      case 'without the last Region': lab.deploy({ regions: regions.length > 1 ? regions.slice(0, -1) : regions }); break;
    }
    this.invariants.deployed();
    this.note(`a deployment ${change.replace(/^other|^former/, 'with $&')}`);
  }

  private turnRegion(how: 'down' | 'up', region: string | undefined): void {
    if (region === undefined) return;
    this.lab.calls.down[how === 'down' ? 'add' : 'delete'](region);
    this.note(`${region} is ${how}`, `a Region is ${how}`);
  }

  private payloadOf({ verb, channel, age }: PlannedPayload): object {
    const release = age === undefined ? undefined : this.lab.ledger.releases.at(age)?.id;
    return { verb, channel, ...(verb === 'promote' && release !== undefined && { release }) };
  }

  /** Of a machine's call. */
  private someTrouble(): Trouble {
    if (this.isCalm) return NO_TROUBLE;
    const { random } = this.lab;
    return {
      ...NO_TROUBLE,
      crashAt: random.chance(0.1) ? random.int(0, 8) : undefined,
      crashesAfter: random.chance(0.5),
      refused: random.pick([0, 0.03]),
    };
  }

  private async invoke(payload: object, { crashAt, crashesAfter, refused, lost, slowness }: Trouble): Promise<Ended> {
    const { lab } = this;
    const chance = lab.random.fork(`turn ${lab.calls.made.length}`);
    const turn = new Turn({
      crashAt,
      crashesAfter,
      slowness,
      ofCall: ({ service }) => (chance.chance(refused) ? 'refused' : service === 'dynamodb' && chance.chance(lost) ? 'lost' : undefined),
    });
    const { verb = 'reconcile', channel, release } = payload as { readonly verb?: string; readonly channel?: string; readonly release?: string };
    const words = [verb, channel, release].filter(Boolean).join(' ');
    const crash = crashAt === undefined ? '' : `, to be cut off ${crashesAfter ? 'after' : 'before'} its write ${crashAt}`;
    this.note(`${words}${crash}`, verb);
    const isApproval = lab.configuration.channels.some(({ name, gate }) => name === channel && gate === 'APPROVAL');
    const answer = await lab.invoke(payload, verb === 'promote' && isApproval ? 'approve' : 'operate', turn);
    this.note(`  ${words}: ${wordsOf(answer)}`, `${verb}: ${kindOf(answer)}`);
    return answer;
  }

  private note(sentence: string, kind = sentence): void {
    this.contents[kind] = (this.contents[kind] ?? 0) + 1;
    this.story.push(`${((this.lab.timeline.now() - this.began) / 1000).toFixed(1).padStart(8)} s  ${sentence}`);
  }
}

const kindOf = (answer: Ended): string => (answer === 'crashed' ? 'cut off' : answer instanceof Error ? answer.name : answer.status);

function wordsOf(answer: Ended): string {
  if (answer === 'crashed') return 'crashed';
  if (answer instanceof Error) return `${answer.name}: ${answer.message}`;
  if ('because' in answer) return `${answer.status}: ${answer.because}`;
  const { status, problems, repaired, foreign, adopted } = answer as Extract<ChannelAnswer, { readonly problems: unknown }>;
  return `${status}${adopted ? `, adopted ${adopted}` : ''}, ${repaired.length} repaired, ${foreign.length} foreign${problems.map(each => `; ${each}`).join('')}`;
}
