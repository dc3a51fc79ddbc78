/**
 * EC2 Image Builder: definitions with the service's refusals, builds that take time and end as a seed, `instruct` or their files decide,
 * AMIs in the simulator of EC2, parameters in any Parameter Store, and events to whoever listens. `answer()` and `listen()` speak the
 * service's protocol, for the real clients.
 *
 *   const imageBuilder = new ImageBuilder({ time: timeline, random: new Random(1), ec2, ssmOf });
 *   const { url } = await imageBuilder.listen();
 */
import { Builds, Fate, Time } from './builds';
import { Definitions } from './definitions';
import { Distributor, DistributorProps } from './distributor';
import { otherwise } from './errors';
import type { ImageBuilderEvent } from './events';
import type { Input } from './kinds';
import { Operation, operationsOf } from './operations';
import type { Caller, Image, Pipeline } from './resources';
import { RestDoor } from './rest-door';
import { calm, Rules } from './rules';
import { idle, Workbench } from './workbench';
import { ApiError } from '../ec2/errors';
import { listen, Listening, ListenOptions } from '../ec2/wire/listen';
import type { WireRequest, WireResponse } from '../ec2/wire/wire-door';
import type { Random } from '../random';

export interface ImageBuilderProps extends Omit<DistributorProps, 'rules'> {
  readonly time: Time;
  readonly random: Random;
  /** @default calm */
  readonly rules?: Partial<Rules>;
  /** @default - instances whose components do nothing */
  readonly workbench?: Workbench;
  readonly onEvent?: (event: ImageBuilderEvent) => void;
}

export class ImageBuilder {
  /** Every event so far, as it was told: those that were lost are not here. */
  public readonly events: ImageBuilderEvent[] = [];
  private readonly definitions: Definitions;
  private readonly builds: Builds;
  private readonly operations: Readonly<Record<string, Operation>>;
  private readonly tokens = new Map<string, { readonly input: string; readonly output: object }>();
  private readonly door = new RestDoor((operation, caller, input) => this.handle(operation, caller, input));

  constructor({ time, random, rules: given, workbench = idle, onEvent, ...ways }: ImageBuilderProps) {
    const rules = { ...calm, ...given };
    this.definitions = new Definitions(() => time.now());
    this.builds = new Builds({
      time,
      rules,
      workbench,
      random: random.fork('image builder'),
      definitions: this.definitions,
      distributor: new Distributor({ ...ways, time, rules }),
      tell: event => {
        this.events.push(event);
        onEvent?.(event);
      },
    });
    this.operations = operationsOf(this.definitions, this.builds);
  }

  /** Answers one request of the wire protocol. */
  public answer(request: WireRequest): Promise<WireResponse> {
    return this.door.answer(request);
  }

  public listen(options: ListenOptions = {}): Promise<Listening> {
    return listen(this, options);
  }

  /** One call, without a wire. */
  public handle(operation: string, caller: Caller, input: Input): object {
    const run = this.operations[operation];
    if (!run) throw new ApiError('UnknownOperationException', `${operation} is not known here.`, 404);
    const { clientToken, ...parameters } = input;
    if (clientToken === undefined) return run(caller, input);
    const [use, text] = [[operation, caller.account, caller.region, clientToken].join(), JSON.stringify(parameters)];
    const before = this.tokens.get(use);
    if (before && before.input !== text) throw otherwise();
    const output = before?.output ?? run(caller, input);
    this.tokens.set(use, { input: text, output });
    return output;
  }

  /** The next build meets this; the one after it, what is said next. */
  public instruct(fate: Fate): void {
    this.builds.fates.push(fate);
  }

  /** The schedule of a pipeline fires. The image, unless the pipeline is disabled. */
  public runSchedule(caller: Caller, pipelineArn: string): Image | undefined {
    return this.builds.startScheduled(caller, pipelineArn);
  }

  /** What there is, in all accounts and Regions. */
  public images(): readonly Image[] {
    return this.builds.images.all;
  }

  public pipelines(): readonly Pipeline[] {
    return this.definitions.shelf<Pipeline>('image-pipeline').all;
  }

  /** The ARNs of all definitions that are there. */
  public definitionArns(): readonly string[] {
    return this.definitions.arns;
  }
}
