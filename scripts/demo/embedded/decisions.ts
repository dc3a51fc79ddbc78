/** A line of the handler's log: what it decided for a request, or which image it kept. */
interface Decision {
  readonly request?: string;
  readonly resource?: string;
  readonly decided?: 'again' | 'succeed' | 'fail';
  readonly kept?: string;
  readonly because?: string;
}

const VERBS = { again: 'will look again', succeed: 'done', fail: 'refused' } as const;

/** Any other text tells of no decision. */
const decisionIn = (line: string): Decision => line.startsWith('{') ? JSON.parse(line) : {};

/** Turns log lines into sentences. Who waits says the same again and again: that is told once, and how often in the end. */
export class Decisions {
  private readonly repeated = new Map<string, { readonly because?: string; looks: number }>();

  constructor(private readonly paths: ReadonlyMap<string, string>) {}

  /** Undefined when the line brings nothing new. */
  public sentenceOf(line: string): string | undefined {
    const { request, resource = '', decided, kept, because } = decisionIn(line);
    if (kept !== undefined) return `${kept} is kept: ${because}`;
    if (decided === undefined) return line;
    const id = `${request} ${this.paths.get(resource) ?? resource}`;
    const before = this.repeated.get(id);
    const looks = (before?.looks ?? 0) + 1;
    if (decided === 'again') {
      this.repeated.set(id, { because, looks });
      return before?.because === because ? undefined : `${id}: ${VERBS.again}, ${because?.split('. ')[0]}`;
    }
    this.repeated.delete(id);
    return `${id}: ${VERBS[decided]}, ${because}${looks > 1 ? ` (looked ${looks} times)` : ''}`;
  }
}
