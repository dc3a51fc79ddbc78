import { lookUp, read, StateData } from './states-data';
import { Value } from './template';

/** One rule of a Choice state, or one operand of And, Or, Not. */
export interface ChoiceRule {
  readonly Next?: string;
  readonly Variable?: string;
  readonly And?: readonly ChoiceRule[];
  readonly Or?: readonly ChoiceRule[];
  readonly Not?: ChoiceRule;
  readonly [operator: string]: unknown;
}

type Comparable = string | number;
const ORDERS: { readonly [name: string]: (left: Comparable, right: Comparable) => boolean } = {
  Equals: (left, right) => left === right,
  LessThan: (left, right) => left < right,
  GreaterThan: (left, right) => left > right,
  LessThanEquals: (left, right) => left <= right,
  GreaterThanEquals: (left, right) => left >= right,
};

const TYPES: { readonly [name: string]: (value: Value) => Comparable | undefined } = {
  String: value => typeof value === 'string' ? value : undefined,
  Numeric: value => typeof value === 'number' ? value : undefined,
  Boolean: value => typeof value === 'boolean' ? Number(value) : undefined,
  Timestamp: value => typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? Date.parse(value) : undefined,
};

const KINDS: { readonly [name: string]: (value: Value) => boolean } = {
  IsPresent: value => value !== undefined,
  IsNull: value => value === null,
  IsString: value => typeof value === 'string',
  IsNumeric: value => typeof value === 'number',
  IsBoolean: value => typeof value === 'boolean',
};

export function chosen(rule: ChoiceRule, from: StateData): boolean {
  if (rule.And) return rule.And.every(each => chosen(each, from));
  if (rule.Or) return rule.Or.some(each => chosen(each, from));
  if (rule.Not) return !chosen(rule.Not, from);
  const operator = Object.keys(rule).find(key => !['Next', 'Variable', 'Comment'].includes(key));
  if (operator === undefined || rule.Variable === undefined) throw new Error('a rule of a Choice state needs a variable and an operator');
  const operand = rule[operator] as Value;
  if (operator in KINDS) return KINDS[operator](lookUp(rule.Variable, from)) === operand;
  return compare(operator, read(rule.Variable, from), operator.endsWith('Path') ? read(String(operand), from) : operand);
}

function compare(operator: string, left: Value, right: Value): boolean {
  const match = /^(String|Numeric|Boolean|Timestamp)(\w+?)(?:Path)?$/.exec(operator);
  const order = match && ORDERS[match[2]];
  if (!order) throw new Error(`the operator ${operator} of a Choice state is not supported here`);
  const [a, b] = [TYPES[match[1]](left), TYPES[match[1]](right)];
  return a !== undefined && b !== undefined && order(a, b);
}
