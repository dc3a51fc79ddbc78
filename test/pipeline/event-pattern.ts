/**
 * Decides as EventBridge does whether a pattern matches an event, for the parts of the language that the rules use. What it does not know it
 * refuses to decide.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function matches(pattern: object, event: object): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    const value = (event as Readonly<Record<string, unknown>>)[key];
    if (!Array.isArray(wanted)) return typeof value === 'object' && value !== null && matches(wanted as object, value);
    // One value of an event's list is enough.
    return (Array.isArray(value) ? value : [value]).some(each => wanted.some(one => accepts(one, each)));
  });
}

function accepts(wanted: unknown, value: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return wanted === value;
  const [[matcher, by]] = Object.entries(wanted);
  if (matcher === 'exists') return (value !== undefined) === by;
  if (matcher === 'prefix') return typeof value === 'string' && value.startsWith(by as string);
  const [, unwanted] = matcher === 'anything-but' ? /^\*([^*]+)\*$/.exec((by as { readonly wildcard?: string }).wildcard ?? '') ?? [] : [];
  if (unwanted !== undefined) return typeof value === 'string' && !value.includes(unwanted);
  if (matcher === 'numeric' && by[0] === '>' && by.length === 2) return typeof value === 'number' && value > by[1];
  throw new Error(`the matcher ${JSON.stringify(wanted)} is not known here`);
}

export interface Target {
  readonly Arn: string;
  /** What the target gets, whatever the event is. */
  readonly Input?: string;
  readonly InputTransformer?: { readonly InputPathsMap: Readonly<Record<string, string>>; readonly InputTemplate: string };
}

/** What a target gets for an event, whose paths must all be there. */
export function messageFor({ InputTransformer: transformer }: Target, event: object): string {
  const { InputPathsMap: paths, InputTemplate: template } = transformer!;
  const text = template.replace(/<([^>]+)>/g, (_all, name: string) => {
    const value = paths[name].slice('$.'.length).split(/[.[\]]+/).filter(Boolean)
      .reduce<unknown>((within, key) => (within as Readonly<Record<string, unknown>> | undefined)?.[key], event);
    if (value === undefined) throw new Error(`the event has nothing at ${paths[name]}`);
    return String(value);
  });
  return JSON.parse(text) as string;
}
