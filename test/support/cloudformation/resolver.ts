import { attributePath, intrinsicOf, isList, isMap, Referable, substitute, Template, Value, Values } from './template';

/** What a template is resolved against, besides itself and its own resources. */
export interface Surroundings {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly stackName: string;
  readonly stackId: string;
  /** Given by whoever deploys. */
  readonly parameters: { readonly [name: string]: string };
  /** Systems Manager's parameters, at this moment. */
  readonly parameterStore: ReadonlyMap<string, string>;
  readonly imports: ReadonlyMap<string, string>;
}

export type Made = (logicalId: string) => Referable | undefined;

const URL_SUFFIXES: { readonly [partition: string]: string } = { 'aws': 'amazonaws.com', 'aws-cn': 'amazonaws.com.cn', 'aws-us-gov': 'amazonaws.com' };
const NO_VALUE = Symbol('AWS::NoValue');

/** Turns the intrinsic functions of one template into values. Parameters from Systems Manager are read once, as at the start of an operation. */
export class Resolver {
  /** The resources whose condition holds. */
  public readonly logicalIds: readonly string[];
  private readonly names: Map<string, Value | typeof NO_VALUE>;
  private readonly conditions = new Map<string, boolean>();

  constructor(public readonly template: Template, private readonly surroundings: Surroundings) {
    const { accountId, region, partition, stackName, stackId } = surroundings;
    this.names = new Map<string, Value | typeof NO_VALUE>([
      ['AWS::AccountId', accountId], ['AWS::Region', region], ['AWS::Partition', partition], ['AWS::StackName', stackName],
      ['AWS::StackId', stackId], ['AWS::URLSuffix', URL_SUFFIXES[partition]], ['AWS::NotificationARNs', []], ['AWS::NoValue', NO_VALUE],
    ]);
    for (const name of Object.keys(template.Parameters ?? {})) this.names.set(name, this.parameter(name));
    this.logicalIds = Object.keys(template.Resources).filter(logicalId => {
      const condition = template.Resources[logicalId].Condition;
      return condition === undefined || this.condition(condition);
    });
  }

  public properties(logicalId: string, made: Made): Values {
    return this.resolve(this.template.Resources[logicalId].Properties ?? {}, made) as Values;
  }

  public resolve(value: Value, made: Made): Value {
    const resolved = this.evaluate(value, made);
    return resolved === NO_VALUE ? undefined : resolved;
  }

  public sameParameters(other: Resolver): boolean {
    return Object.keys(this.template.Parameters ?? {}).every(name => JSON.stringify(this.names.get(name)) === JSON.stringify(other.names.get(name)));
  }

  private parameter(name: string): Value {
    const declared = this.template.Parameters?.[name];
    const given = this.surroundings.parameters[name] ?? declared?.Default;
    if (declared === undefined || given === undefined) throw new Error(`Parameters: [${name}] must have values`);
    const stored = /^AWS::SSM::Parameter::Value<(.+)>$/.exec(declared.Type);
    const value = stored ? this.storedParameter(String(given)) : String(given);
    return /^(Comma|List<)/.test(stored?.[1] ?? declared.Type) ? value.split(',').map(each => each.trim()) : value;
  }

  private storedParameter(name: string): string {
    const value = this.surroundings.parameterStore.get(name);
    if (value === undefined) throw new Error(`Unable to fetch parameters [${name}] from parameter store for this account.`);
    return value;
  }

  private condition(name: string): boolean {
    const known = this.conditions.get(name);
    if (known !== undefined) return known;
    const declared = this.template.Conditions?.[name];
    if (declared === undefined) throw new Error(`Template error: unresolved condition ${name}`);
    const holds = this.evaluate(declared, () => undefined) === true;
    this.conditions.set(name, holds);
    return holds;
  }

  private evaluate(value: Value, made: Made): Value | typeof NO_VALUE {
    const intrinsic = intrinsicOf(value);
    if (intrinsic) return this.call(intrinsic.name, intrinsic.argument, made);
    if (typeof value === 'string') return this.dynamicReferences(value);
    if (isList(value)) return value.map(each => this.evaluate(each, made)).filter(each => each !== NO_VALUE);
    if (!isMap(value)) return value;
    const resolved: Record<string, Value> = {};
    for (const key of Object.keys(value)) {
      const each = this.evaluate(value[key], made);
      if (each !== NO_VALUE && each !== undefined) resolved[key] = each;
    }
    return resolved;
  }

  private dynamicReferences(text: string): string {
    if (!text.includes('{{resolve:ssm:')) return text;
    return text.replace(/\{\{resolve:ssm:([^:}]+)(?::\d+)?\}\}/g, (_match, name: string) => this.storedParameter(name));
  }

  private call(name: string, argument: Value, made: Made): Value | typeof NO_VALUE {
    if (name === 'Ref') return this.ref(String(argument), made);
    if (name === 'Condition') return this.condition(String(argument));
    if (name === 'Fn::GetAtt') return this.attribute(argument, made);
    if (name === 'Fn::Sub') return this.sub(argument, made);
    if (name === 'Fn::If') {
      const [condition, then, otherwise] = argument as readonly Value[];
      return this.evaluate(this.condition(String(condition)) ? then : otherwise, made);
    }
    const operands = this.evaluate(argument, made) as Value;
    const list = isList(operands) ? operands : [operands];
    switch (name) {
      case 'Fn::Join': return (list[1] as readonly Value[]).join(String(list[0]));
      case 'Fn::Split': return String(list[1]).split(String(list[0]));
      case 'Fn::Select': return (list[1] as readonly Value[])[Number(list[0])];
      case 'Fn::FindInMap': return this.inMap(list.map(String));
      case 'Fn::ImportValue': return this.imported(String(operands));
      case 'Fn::Base64': return Buffer.from(String(operands)).toString('base64');
      case 'Fn::Equals': return JSON.stringify(list[0]) === JSON.stringify(list[1]);
      case 'Fn::And': return list.every(each => each === true);
      case 'Fn::Or': return list.some(each => each === true);
      case 'Fn::Not': return list[0] !== true;
      default: throw new Error(`Template error: ${name} is not supported here`);
    }
  }

  private ref(name: string, made: Made): Value | typeof NO_VALUE {
    if (this.names.has(name)) return this.names.get(name) as Value | typeof NO_VALUE;
    const resource = made(name);
    if (!resource) throw new Error(`Template error: unresolved resource dependency [${name}]`);
    return resource.physicalId;
  }

  private attribute(argument: Value, made: Made): Value {
    const [logicalId, name] = attributePath(argument);
    const resource = made(logicalId);
    if (!resource) throw new Error(`Template error: unresolved resource dependency [${logicalId}]`);
    const value = resource.attributes[name];
    if (value === undefined) throw new Error(`Vendor response doesn't contain ${name} attribute in object of ${logicalId}`);
    return value;
  }

  private sub(argument: Value, made: Made): string {
    const [text, given] = isList(argument) ? [String(argument[0]), argument[1] as Values] : [String(argument), {} as Values];
    return this.dynamicReferences(substitute(text, name => {
      if (name in given) return String(this.evaluate(given[name], made));
      return String(name.includes('.') && !name.includes('::') ? this.attribute(name, made) : this.ref(name, made));
    }));
  }

  private inMap([map, first, second]: readonly string[]): Value {
    const value = (this.template.Mappings?.[map]?.[first] as Values | undefined)?.[second];
    if (value === undefined) throw new Error(`Template error: Unable to get mapping for ${map}::${first}::${second}`);
    return value;
  }

  private imported(name: string): string {
    const value = this.surroundings.imports.get(name);
    if (value === undefined) throw new Error(`No export named ${name} found.`);
    return value;
  }
}
