/**
 * Decides as IAM does, for the parts of the policy language that the constructs write. What it does not know it refuses
 * to decide, so that a new condition cannot pass by being ignored. `*` and `?` are wildcards; `${*}`, `${?}` and `${$}` are the
 * characters themselves.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  /** Of a resource's policy: whom it is about. */
  readonly Principal?: '*' | { readonly AWS: string | readonly string[] };
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: string | readonly string[] } };
}

/** One thing that somebody wants to do to one resource. */
export interface Access {
  readonly action: string;
  readonly resource: string;
  /** Who wants it, where a resource's policy decides. */
  readonly principal?: string;
  /** Condition keys and their values; a key that the call does not have is left out. */
  readonly context: { readonly [key: string]: string | readonly string[] | undefined };
}

export function isAllowed(statements: readonly Statement[], access: Access): boolean {
  const matching = statements.filter(statement => matches(statement, access));
  return matching.some(each => each.Effect === 'Allow') && !matching.some(each => each.Effect === 'Deny');
}

function matches(statement: Statement, { action, resource, principal, context }: Access): boolean {
  return isAbout(statement.Principal, principal) && listOf(statement.Action).some(pattern => like(pattern, action))
    && listOf(statement.Resource).some(pattern => like(pattern, resource))
    && Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, listOf(wanted).flatMap(each => filled(each, context)), context[key])));
}

/** An account stands for all principals in it: whether they may, its own policies say. */
function isAbout(wanted: Statement['Principal'], principal: string | undefined): boolean {
  if (wanted === undefined || wanted === '*') return true;
  const account = principal?.split(':')[4];
  return listOf(wanted.AWS).some(each => each === '*' || each === principal || each === account || each === principal?.replace(/[^:]*$/, 'root'));
}

/** With its variables filled in; a value whose variable the call does not have matches nothing. */
function filled(value: string, context: Access['context']): string[] {
  const keys = [...value.matchAll(VARIABLE)].map(([, key]) => key);
  if (keys.some(key => typeof context[key] !== 'string')) return [];
  return [value.replace(VARIABLE, (_variable, key: string) => context[key] as string)];
}

const VARIABLE = /\$\{([a-z]+:[\w/-]+)\}/g;

function holds(operator: string, wanted: readonly string[], value: string | readonly string[] | undefined): boolean {
  const values = value === undefined ? [] : listOf(value);
  switch (operator) {
    case 'Bool':
    case 'StringEquals':
      return values.length === 1 && wanted.includes(values[0]);
    case 'StringEqualsIfExists':
      return values.length === 0 || (values.length === 1 && wanted.includes(values[0]));
    case 'StringNotEquals':
      return !values.some(each => wanted.includes(each));
    case 'StringLike':
      return values.length === 1 && wanted.some(pattern => like(pattern, values[0]));
    case 'ArnLike':
      return values.length === 1 && wanted.some(pattern => like(pattern, values[0]));
    case 'ForAnyValue:StringLike':
      return values.some(each => wanted.some(pattern => like(pattern, each)));
    case 'ForAnyValue:StringEquals':
      return values.some(each => wanted.includes(each));
    case 'ForAllValues:StringEquals':
      return values.every(each => wanted.includes(each));
    case 'Null':
      return wanted.includes(String(values.length === 0));
    default:
      throw new Error(`the condition operator ${operator} is not known here`);
  }
}

const listOf = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

const like = (pattern: string, text: string) => new RegExp(`^${pattern.replace(SPECIAL, asExpression)}$`).test(text);

/** Wildcards, the three characters that a policy can escape, and what is special to regular expressions alone. */
const SPECIAL = /\$\{([*?$])\}|[*?]|[.+^${}()|[\]\\]/g;

function asExpression(found: string, escaped?: string): string {
  if (escaped) return `\\${escaped}`;
  if (found === '*') return '.*';
  return found === '?' ? '.' : `\\${found}`;
}
