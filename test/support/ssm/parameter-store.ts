/**
 * Parameter Store, as far as parameters that name images go: per account and Region, in virtual time, with chance from a seed. An image is
 * looked at after PutParameter has answered; one that is not available there, or was given up meanwhile, is forgotten without a word.
 * EC2's simulator learns what there is, because it tells who refers to an image.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-ec2-aliases.html
 */
import type * as sdk from '@aws-sdk/client-ssm';
import { calm, ParameterRules } from './rules';
import { Client, operationOf } from '../cloudformation/doors';
import { serviceError } from '../cloudformation/faults';
import { Ec2Simulator } from '../ec2/ec2-simulator';
import { Lagging } from '../ec2/lagging';
import { Span } from '../ec2/rules';
import { Random } from '../random';
import { Timeline } from '../timeline';

export interface Parameter {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly value: string;
  readonly description?: string;
  readonly dataType: string;
  readonly version: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** One name in one account and Region. */
interface Slot {
  readonly parameter: Lagging<Parameter | undefined>;
  /** A first value that is being looked at takes the name already. */
  isAwaited: boolean;
  heldUntil: number;
}

export interface ParameterStoreProps {
  readonly timeline: Timeline;
  readonly random: Random;
  readonly ec2: Ec2Simulator;
  readonly rules?: Partial<ParameterRules>;
}

export interface ParameterCall {
  readonly region: string;
  readonly action: string;
  readonly input: object;
}

/** In one call of GetParameters. */
const MOST_NAMES = 10;

export class ParameterStore {
  /** May be changed at any time. */
  public readonly rules: ParameterRules;
  public readonly calls: ParameterCall[] = [];
  private readonly slots = new Map<string, Slot>();
  private readonly timeline: Timeline;
  private readonly random: Random;
  private readonly ec2: Ec2Simulator;

  constructor({ timeline, random, ec2, rules }: ParameterStoreProps) {
    this.rules = { ...calm, ...rules };
    this.timeline = timeline;
    this.random = random;
    this.ec2 = ec2;
  }

  /** A client, as an account sees a Region. */
  public client(account: string, region: string): Client {
    return { send: async command => this.answer(account, region, operationOf(command), command.input) };
  }

  /** What there is, whoever may see it. */
  public get parameters(): readonly Parameter[] {
    return [...this.slots.values()].flatMap(({ parameter }) => parameter.latest ?? []);
  }

  public find(region: string, name: string): Parameter | undefined {
    return this.parameters.find(each => each.region === region && each.name === name);
  }

  /** Somebody writes a parameter, which shows at once. */
  public put(parameter: Omit<Parameter, 'version' | 'dataType'> & { readonly dataType?: string }): void {
    const slot = this.slot(parameter.account, parameter.region, parameter.name);
    this.set(slot, { dataType: 'text', version: 1, ...parameter }, [0, 0]);
  }

  private answer(account: string, region: string, action: string, input: object): object {
    this.calls.push({ region, action, input });
    // As a service of AWS's JSON protocols says it.
    if (this.ec2.rules.regionsNotEnabled.includes(region)) throw serviceError('UnrecognizedClientException', 'The security token included in the request is invalid.');
    for (const [code, likely] of Object.entries(this.rules.refusals)) {
      if (this.random.chance(likely)) throw serviceError(code, code === 'ThrottlingException' ? 'Rate exceeded' : '', code === 'InternalServerError' ? 'server' : 'client');
    }
    const slotOf = ({ Name, ResourceId }: { Name?: string; ResourceId?: string }) => this.slot(account, region, Name ?? ResourceId ?? '');
    switch (action) {
      case 'PutParameter':
        return this.putParameter(account, region, input as sdk.PutParameterRequest);
      case 'GetParameter':
        return { Parameter: toSdk(this.shown(slotOf(input), 'ParameterNotFound')) };
      case 'GetParameters':
        return this.getParameters(account, region, (input as sdk.GetParametersRequest).Names ?? []);
      case 'ListTagsForResource': {
        const slot = slotOf(input);
        const parameter = this.rules.tagsOfNothing === 'none' ? this.seen(slot) : this.shown(slot, 'InvalidResourceId');
        return { TagList: Object.entries(parameter?.tags ?? {}).map(([Key, Value]): sdk.Tag => ({ Key, Value })) };
      }
      case 'AddTagsToResource':
        return this.retag(slotOf(input), tags => ({ ...tags, ...fromTags((input as sdk.AddTagsToResourceRequest).Tags) }));
      case 'RemoveTagsFromResource':
        return this.retag(slotOf(input), tags =>
          Object.fromEntries(Object.entries(tags).filter(([key]) => !(input as sdk.RemoveTagsFromResourceRequest).TagKeys!.includes(key))));
      case 'DeleteParameter':
        return this.deleteParameter(slotOf(input));
      default:
        throw serviceError('UnknownOperationException', `${action} is not supported here`);
    }
  }

  private getParameters(account: string, region: string, names: readonly string[]): object {
    if (names.length < 1 || names.length > MOST_NAMES) {
      throw serviceError('ValidationException', `Member must have length less than or equal to ${MOST_NAMES}, and at least 1`);
    }
    const found = names.flatMap(name => this.seen(this.slot(account, region, name)) ?? []);
    return { Parameters: found.map(toSdk), InvalidParameters: names.filter(name => found.every(each => each.name !== name)) };
  }

  private putParameter(account: string, region: string, input: sdk.PutParameterRequest): object {
    const { Name = '', Value = '', Description, DataType = 'text', Overwrite = false, Tags } = input;
    const slot = this.slot(account, region, Name);
    const { latest } = slot.parameter;
    if (Overwrite && Tags?.length) throw serviceError('ValidationException', "Invalid request: tags and overwrite can't be used together.");
    if (!Overwrite && (latest || slot.isAwaited || slot.heldUntil > this.timeline.now())) {
      throw serviceError('ParameterAlreadyExists', 'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.');
    }
    if (latest && latest.dataType !== DataType) throw serviceError('ValidationException', 'You can not modify the dataType of a parameter.');
    const version = (latest?.version ?? 0) + 1;
    const tags = latest?.tags ?? fromTags(Tags);
    const written: Parameter = { account, region, name: Name, value: Value, description: Description, dataType: DataType, version, tags };
    if (DataType === 'aws:ec2:image') this.checkLater(slot, written);
    else this.set(slot, written, this.rules.lag);
    return { Version: version, Tier: 'Standard' };
  }

  private checkLater(slot: Slot, written: Parameter): void {
    slot.isAwaited = true;
    this.timeline.after(this.within(this.rules.checkTakes), () => {
      slot.isAwaited = false;
      // What is deleted meanwhile is not brought back.
      if (written.version > 1 && !slot.parameter.latest) return;
      const image = this.ec2.images().find(({ imageId, region }) => imageId === written.value && region === written.region);
      if (image?.state !== 'available' || !this.rules.mayLook) return;
      this.set(slot, { ...written, tags: slot.parameter.latest?.tags ?? written.tags }, this.rules.lag);
    });
  }

  private retag(slot: Slot, change: (tags: Parameter['tags']) => Parameter['tags']): object {
    const { latest } = slot.parameter;
    if (!latest) throw serviceError('InvalidResourceId', 'The resource ID is not valid.');
    this.set(slot, { ...latest, tags: change(latest.tags) }, this.rules.lag);
    return {};
  }

  private deleteParameter(slot: Slot): object {
    const { latest } = slot.parameter;
    if (!latest) throw serviceError('ParameterNotFound', 'The parameter could not be found.');
    slot.heldUntil = this.timeline.now() + this.within(this.rules.nameHeldAfterDeletion);
    slot.parameter.change(undefined, this.timeline.now() + this.within(this.rules.lag));
    this.ec2.seed(latest.account, latest.region).removeParameter(latest.name);
    return {};
  }

  private set(slot: Slot, parameter: Parameter, lag: Span): void {
    slot.parameter.change(parameter, this.timeline.now() + this.within(lag));
    this.ec2.seed(parameter.account, parameter.region).parameter(parameter.name, parameter.value);
  }

  private seen(slot: Slot): Parameter | undefined {
    return slot.parameter.seenAt(this.timeline.now());
  }

  private shown(slot: Slot, otherwise: string): Parameter {
    const parameter = this.seen(slot);
    if (!parameter) throw serviceError(otherwise, '');
    return parameter;
  }

  private slot(account: string, region: string, name: string): Slot {
    const id = [account, region, name].join('|');
    const slot = this.slots.get(id) ?? { parameter: new Lagging<Parameter | undefined>(undefined), isAwaited: false, heldUntil: 0 };
    this.slots.set(id, slot);
    return slot;
  }

  private within([min, max]: Span): number {
    return min === max ? min : this.random.int(min, max);
  }
}

const toSdk = ({ name, value, version, dataType }: Parameter): sdk.Parameter => ({ Name: name, Value: value, Version: version, DataType: dataType, Type: 'String' });

const fromTags = (tags: readonly sdk.Tag[] = []) => Object.fromEntries(tags.map(({ Key, Value }) => [Key!, Value!]));
