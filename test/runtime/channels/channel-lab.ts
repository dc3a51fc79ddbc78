/**
 * A pipeline's channels in an account: the simulators of EC2 and Parameter Store behind the real adapters, records with conditional
 * writes, and Image Builder as far as it lists builds. Every call takes time; what the handler does may be cut off between any two calls.
 */
import { Calls, Turn } from './turn';
import { Ec2ReleaseImages } from '../../../src/runtime/aws/ec2-release-images';
import { SsmChannelParameters } from '../../../src/runtime/aws/ssm-channel-parameters';
import { ChannelMovedDetail, ChannelsConfiguration } from '../../../src/runtime/channels/channel-contract';
import { ChannelWorld } from '../../../src/runtime/channels/channel-ports';
import { ChannelAnswer, channelsHandler } from '../../../src/runtime/channels/channels-handler';
import { EMPTY_LEDGER, Ledger, ReleaseImage } from '../../../src/runtime/channels/ledger';
import { parameterNameOf } from '../../../src/runtime/channels/pointer-plan';
import { Client, Command, operationOf } from '../../support/cloudformation/doors';
import { serviceError } from '../../support/cloudformation/faults';
import { Ec2Simulator } from '../../support/ec2/ec2-simulator';
import { calm } from '../../support/ec2/rules';
import { Random } from '../../support/random';
import { ParameterStore } from '../../support/ssm/parameter-store';
import { Timeline } from '../../support/timeline';

export const ACCOUNT = '111111111111';
export const FRIEND = '222222222222';
export const FUNCTION = `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:channels`;
const ALL_REGIONS = [
  'eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2', 'ap-southeast-1', 'ap-northeast-1', 'ca-central-1', 'sa-east-1', 'eu-north-1', 'ap-south-1',
];
const ARCHITECTURES = ['x86_64', 'arm64'];

/** What is under test: a test of mutations brings its own. */
export interface ChannelCode {
  readonly channelsHandler: typeof channelsHandler;
  readonly Ec2ReleaseImages: typeof Ec2ReleaseImages;
  readonly SsmChannelParameters: typeof SsmChannelParameters;
}
export const CHANNEL_CODE: ChannelCode = { channelsHandler, Ec2ReleaseImages, SsmChannelParameters };

export type Defect = 'missing' | 'not encrypted' | 'not shared' | 'pending';

/** What is true of an image, whatever EC2 shows. */
export interface TrueAmi {
  readonly imageId: string;
  readonly region: string;
  readonly architecture: string;
  readonly arn: string;
  readonly defect?: Defect;
  isThere: boolean;
  isDisabled: boolean;
}

/** What a deployment changes of what the function knows. */
export interface Change {
  /** The last number of the recipes' version. */
  readonly recipes?: number;
  readonly architectures?: readonly string[];
  readonly regions?: readonly string[];
  readonly channels?: ChannelsConfiguration['channels'];
}

export interface ChannelLabOptions {
  readonly seed: number | string;
  readonly regions?: number;
  readonly isShared?: boolean;
  readonly keepNewest?: number;
  readonly code?: ChannelCode;
  readonly checkTakes?: number;
  readonly latency?: () => number;
}

export class ChannelLab {
  public readonly timeline = new Timeline();
  public readonly random: Random;
  public readonly ec2: Ec2Simulator;
  public readonly store: ParameterStore;
  public readonly calls: Calls;
  public readonly amis = new Map<string, TrueAmi>();
  public readonly moves: ChannelMovedDetail[] = [];
  public readonly released: string[] = [];
  public readonly lines: Readonly<Record<string, unknown>>[] = [];
  public ringing: string[] = [];
  public configuration: ChannelsConfiguration;
  public ledger: Ledger = EMPTY_LEDGER;
  /** Told of each change before anybody else can do something. */
  public onParameter?: (region: string, name: string, imageId: string) => void;
  public onRecord?: (before: Ledger, after: Ledger) => void;
  public onMoved?: (detail: ChannelMovedDetail) => void;
  public onReleased?: (release: string) => void;
  public readonly builds: Build[] = [];
  private readonly code: ChannelCode;
  private turns = 0;

  constructor({ seed, regions = 2, isShared = true, keepNewest = 2, code = CHANNEL_CODE, checkTakes = 2000, latency }: ChannelLabOptions) {
    const { timeline } = this;
    this.code = code;
    this.random = new Random(seed);
    this.ec2 = new Ec2Simulator({ clock: timeline, random: this.random.fork('ec2'), rules: calm });
    this.store = new ParameterStore({ timeline, random: this.random.fork('ssm'), ec2: this.ec2, rules: { checkTakes: [checkTakes, checkTakes] } });
    this.calls = new Calls(timeline, latency ?? (() => 50));
    this.configuration = {
      imageName: 'web',
      parameterPrefix: '/golden',
      tableName: 'channels',
      keepNewest,
      regions: ALL_REGIONS.slice(0, regions),
      sharedWith: isShared ? [FRIEND] : [],
      lines: ARCHITECTURES.map(architecture => ({ architecture, recipeArn: recipeArn(architecture, 1) })),
      channels: [
        { name: 'canary', source: 'candidate', gate: 'AUTOMATIC', guards: ['errors'] },
        { name: 'stable', source: 'canary', gate: 'APPROVAL' },
      ],
    };
  }

  public deploy({ recipes, architectures, ...change }: Change): void {
    const { configuration: { lines, ...configuration } } = this;
    const version = recipes ?? Number(lines[0].recipeArn.split('.').at(-1));
    const names = architectures ?? lines.map(({ architecture }) => architecture);
    const changed = names.map(architecture => ({ architecture, recipeArn: recipeArn(architecture, version) }));
    this.configuration = { ...configuration, ...change, lines: changed };
  }

  /** One architecture's build is available, with its images in all Regions. */
  public build(architecture: string, defect?: { readonly region: string; readonly defect: Defect }): ReleaseImage {
    const { recipeArn: recipe } = this.configuration.lines.find(line => line.architecture === architecture)!;
    const version = recipe.replace(':image-recipe/', ':image/');
    const arn = `${version}/${this.builds.filter(each => each.arn.startsWith(`${version}/`)).length + 1}`;
    const amis = Object.fromEntries(this.configuration.regions.flatMap(region => {
      const wrong = defect?.region === region ? defect.defect : undefined;
      if (wrong === 'missing') return [];
      const imageId = this.ec2.seed(ACCOUNT, region).image({
        volumes: [{ encrypted: wrong !== 'not encrypted' }],
        state: wrong === 'pending' ? 'pending' : 'available',
        sharedWith: wrong === 'not shared' ? [] : this.configuration.sharedWith,
        tags: { 'golden:image': 'web' },
      });
      this.amis.set(imageId, { imageId, region, architecture, arn, defect: wrong === 'not shared' && this.configuration.sharedWith.length === 0 ? undefined : wrong, isThere: true, isDisabled: false });
      return [[region, imageId]];
    }));
    const build = { arn, amis, endedAt: this.timeline.now(), isPinned: false, isThere: true };
    this.builds.push(build);
    return build;
  }

  /** Both architectures, one after the other. */
  public buildAll(): void {
    for (const { architecture } of this.configuration.lines) this.build(architecture);
  }

  /** One invocation: its answer, the error it fails with, or `crashed`. */
  public invoke(payload: unknown, alias: string, turn = new Turn()): Promise<ChannelAnswer | Error | 'crashed'> {
    const handler = this.code.channelsHandler(() => this.worldOf(turn, `turn-${++this.turns}`));
    const answer = handler(payload, { invokedFunctionArn: `${FUNCTION}:${alias}` }).catch((error: Error) => error);
    return this.timeline.activity(() => Promise.race([answer, turn.death]));
  }

  /** The same, until it has answered. */
  public async ask(payload: object, alias = 'operate', turn?: Turn): Promise<ChannelAnswer> {
    const asked = this.invoke(payload, alias, turn);
    await this.timeline.run(asked);
    const answer = await asked;
    if (answer instanceof Error) throw answer;
    if (answer === 'crashed') throw new Error('the function crashed');
    return answer;
  }

  public async pass(seconds: number): Promise<void> {
    await this.timeline.run(this.timeline.sleep(seconds * 1000));
  }

  /** What readers of a parameter get. */
  public value(region: string, architecture: string, channel: string): string | undefined {
    return this.store.find(region, `/golden/web/${architecture}/${channel}`)?.value;
  }

  public isGood(imageId: string): boolean {
    const ami = this.amis.get(imageId);
    return ami?.isThere === true && !ami.isDisabled && ami.defect === undefined;
  }

  private worldOf(turn: Turn, name: string): ChannelWorld {
    const { calls, code } = this;
    const clientOf = (service: string, region: string, send: Client['send']): Client => ({
      send: command => calls.make(turn, { service, region, action: operationOf(command) }, () => send(command)),
    });
    const ec2In = (region: string) => this.ec2.ec2(ACCOUNT, region, { maxAttempts: 1 }) as unknown as Client;
    const storeIn = (region: string) => this.store.client(ACCOUNT, region);
    const home = this.configuration.regions[0];
    const call = <T>(service: string, action: string, effect: () => T) => calls.make(turn, { service, region: home, action }, async () => effect());
    return {
      configuration: this.configuration,
      turn: name,
      now: () => new Date(this.timeline.now()),
      log: line => void this.lines.push(line),
      metrics: line => void this.lines.push(line),
      imagesIn: region => new code.Ec2ReleaseImages(clientOf('ec2', region, command => ec2In(region).send(command)) as never),
      parametersIn: region => new code.SsmChannelParameters(clientOf('ssm', region, command => this.sendTo(storeIn(region), region, command)) as never),
      records: {
        read: () => call('dynamodb', 'GetItem', () => this.ledger),
        write: ledger => call('dynamodb', 'PutItem', () => this.record(ledger)),
      },
      builds: {
        availableOf: recipe => call('imagebuilder', 'ListImageBuildVersions', () => this.builds
          .filter(({ arn, isThere }) => isThere && arn.startsWith(`${recipe.replace(':image-recipe/', ':image/')}/`)).map(({ arn, amis }) => ({ arn, amis }))),
        unpinnedOf: arns => call('imagebuilder', 'ListImageBuildVersions', () => this.builds
          .filter(({ arn, isThere, isPinned }) => isThere && !isPinned && arns.includes(arn)).map(({ arn }) => arn)),
        pin: arn => call('imagebuilder', 'TagResource', () => this.pin(arn, true)),
        unpin: arn => call('imagebuilder', 'UntagResource', () => this.pin(arn, false)),
      },
      announcements: {
        moved: detail => call('events', 'PutEvents', () => {
          this.moves.push(detail);
          this.onMoved?.(detail);
        }),
        released: ({ release }) => call('events', 'PutEvents', () => {
          this.released.push(release);
          this.onReleased?.(release);
        }),
      },
      alarms: { against: names => call('cloudwatch', 'DescribeAlarms', () => names.filter(each => this.ringing.includes(each))) },
    };
  }

  private pin(arn: string, isPinned: boolean): void {
    const build = this.builds.find(each => each.arn === arn);
    if (build) build.isPinned = isPinned;
  }

  private record(ledger: Ledger): boolean {
    if (ledger.version !== this.ledger.version + 1) return false;
    const before = this.ledger;
    this.ledger = ledger;
    this.onRecord?.(before, ledger);
    return true;
  }

  /** As its policy says it: of one name without a right nobody gets the others. */
  private mayUse(region: string, name: string): boolean {
    const { lines, channels, regions } = this.configuration;
    return regions.includes(region)
      && lines.some(({ architecture }) => channels.some(channel => name === parameterNameOf(this.configuration, architecture, channel.name)));
  }

  private async sendTo(store: Client, region: string, command: Command): Promise<object> {
    const { Names = [], Name, Value } = command.input as { Names?: readonly string[]; Name?: string; Value?: string };
    if (![...Names, ...Name ? [Name] : []].every(each => this.mayUse(region, each))) throw serviceError('AccessDeniedException', 'You are not authorized.');
    if (operationOf(command) === 'PutParameter') this.onParameter?.(region, Name!, Value!);
    return store.send(command) as Promise<object>;
  }
}

/** One of Image Builder's, with its tag. */
interface Build extends ReleaseImage {
  readonly endedAt: number;
  isPinned: boolean;
  isThere: boolean;
}

const recipeArn = (architecture: string, version: number) =>
  `arn:aws:imagebuilder:eu-central-1:${ACCOUNT}:image-recipe/web-${architecture.replace('_', '-')}/1.0.${version}`;
