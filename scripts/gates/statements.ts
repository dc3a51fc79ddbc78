import { Resource, Template } from './examples';

/** A statement of a policy, wherever in a template it stands, with what CloudFormation fills in written as `${…}`. */
export interface Statement {
  readonly where: string;
  readonly resourceType: string;
  readonly effect: string;
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions: string[];
  readonly principals: string[];
  /** NotAction and NotResource, which say all but. */
  readonly allBut: string[];
}

/** Every policy statement of a template: those of roles, those of resources, and those inside JSON texts. */
export function statementsIn(template: Template): Statement[] {
  return Object.entries(template.Resources ?? {}).flatMap(([id, resource]) => documentsIn(resource.Properties)
    .flatMap(document => list(document.Statement))
    .map((statement, index) => readStatement(`${id} (${resource.Type}), statement ${index + 1}`, resource, statement)));
}

function documentsIn(value: unknown): { Statement: unknown }[] {
  if (Array.isArray(value)) return value.flatMap(documentsIn);
  const json = jsonObject(value);
  if (json) return documentsIn(json);
  if (!isObject(value)) return [];
  if (isObject(list(value.Statement)[0])) return [value as { Statement: unknown }];
  return Object.values(value).flatMap(documentsIn);
}

/** The object in a JSON text, such as a resource policy of CloudWatch Logs. */
function jsonObject(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'string' && !(isObject(value) && 'Fn::Join' in value)) return undefined;
  try {
    const parsed: unknown = JSON.parse(text(value));
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function readStatement(where: string, resource: Resource, statement: unknown): Statement {
  const { Effect, Action, Resource: on, Condition, Principal, NotAction, NotResource } = statement as Record<string, unknown>;
  return {
    where,
    resourceType: resource.Type,
    effect: text(Effect),
    actions: list(Action).map(text),
    resources: list(on).map(text),
    conditions: Object.keys(isObject(Condition) ? Condition : {}),
    principals: (isObject(Principal) ? Object.values(Principal) : [Principal]).flatMap(list).map(text),
    allBut: [NotAction, NotResource].flatMap(list).map(text),
  };
}

/** Reads a value as CloudFormation would, as far as the template alone says it. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return JSON.stringify(value);
  const [[name, argument]] = Object.entries(value).concat([['', undefined]]);
  if (name === 'Ref') return `\${${text(argument)}}`;
  if (name === 'Fn::GetAtt') return `\${${list(argument).map(text).join('.')}}`;
  if (name === 'Fn::Sub') return text(list(argument)[0]);
  if (name === 'Fn::Join' && Array.isArray(argument)) return list(argument[1]).map(text).join(text(argument[0]));
  return JSON.stringify(value);
}

function list(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
