import { Attempt, Provisioner, Result, StackIdentity, StackResource, Wanted } from './provisioning';
import { Values } from './template';
import { Random } from '../random';
import { Timeline } from '../timeline';

/** What a stand-in is told about the resource that it stands for. */
export interface Native {
  readonly stack: StackIdentity;
  readonly logicalId: string;
  readonly properties: Values;
  /** Given by the template, or made up as CloudFormation does. */
  readonly physicalId: string;
  readonly arn: string;
}

/** What Ref and Fn::GetAtt give, where it differs from a plausible name and ARN. */
export interface NativeResult {
  readonly physicalId?: string;
  readonly attributes?: Values;
}

/** A stand-in for a resource of AWS. All parts may be left out: then it takes two seconds, and always goes well. */
export interface NativeType {
  readonly seconds?: (properties: Values) => number;
  /** A change of one of these properties makes another resource. */
  readonly replacedBy?: readonly string[];
  /** The property that names the resource. */
  readonly nameProperty?: string;
  /** Its ARN, without partition. */
  readonly arn?: (name: string) => string;
  create?(native: Native): Promise<NativeResult | void> | NativeResult | void;
  update?(native: Native, old: Values): Promise<void> | void;
  delete?(native: Native): Promise<void> | void;
}

export type NativeTypes = { readonly [type: string]: NativeType };

export interface Home {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
}

/** Resources that CloudFormation makes itself. They end by themselves: cancelling changes nothing. */
export class NativeResources implements Provisioner {
  constructor(
    private readonly timeline: Timeline, private readonly random: Random, private readonly home: Home, private readonly types: NativeTypes,
  ) {}

  public create(stack: StackIdentity, wanted: Wanted): Attempt {
    return this.attempt(wanted, type => this.make(stack, wanted, type));
  }

  public update(stack: StackIdentity, current: StackResource, wanted: Wanted): Attempt {
    return this.attempt(wanted, async type => {
      const replaced = type.replacedBy?.some(name => JSON.stringify(current.properties[name]) !== JSON.stringify(wanted.properties[name]));
      if (replaced) return this.make(stack, wanted, type);
      await type.update?.({ stack, ...wanted, ...known(current) }, current.properties);
      return { ok: true, physicalId: current.physicalId, attributes: current.attributes };
    });
  }

  public delete(stack: StackIdentity, resource: StackResource): Attempt {
    return this.attempt(resource, async type => {
      await type.delete?.({ stack, ...resource, ...known(resource) });
      return { ok: true, physicalId: resource.physicalId, attributes: {} };
    });
  }

  private attempt(wanted: Wanted, act: (type: NativeType) => Promise<Result>): Attempt {
    const type = this.types[wanted.declaration.Type] ?? {};
    const run = async (): Promise<Result> => {
      await this.timeline.sleep(1000 * (type.seconds?.(wanted.properties) ?? 2));
      try {
        return await act(type);
      } catch (error) {
        return { ok: false, reason: (error as Error).message };
      }
    };
    return { result: run(), cancel: () => undefined };
  }

  private async make(stack: StackIdentity, wanted: Wanted, type: NativeType): Promise<Result> {
    const named = type.nameProperty === undefined ? undefined : wanted.properties[type.nameProperty];
    const name = typeof named === 'string' ? named : `${stack.name}-${wanted.logicalId}-${this.random.hex(12).toUpperCase()}`;
    const { region, accountId, partition } = this.home;
    const [, service, kind = ''] = wanted.declaration.Type.split('::');
    const arn = `arn:${partition}:${type.arn?.(name) ?? `${service?.toLowerCase()}:${region}:${accountId}:${kind.toLowerCase()}/${name}`}`;
    const made = await type.create?.({ stack, ...wanted, physicalId: name, arn });
    return { ok: true, physicalId: made?.physicalId ?? name, attributes: { Arn: arn, ...made?.attributes } };
  }
}

const known = ({ physicalId, attributes }: StackResource) => ({ physicalId, arn: String(attributes.Arn) });
