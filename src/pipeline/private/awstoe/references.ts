import { isFields } from './findings';

/** What can be referred to where a text stands. */
export interface Scope {
  /** Parameters and constants. */
  readonly variables: readonly string[];
  /** What the loop around it is called: `loop`, and its own name. */
  readonly loops: readonly string[];
  /** Steps that have run, as `build.Install`. */
  readonly earlier: ReadonlySet<string>;
  /** Steps of the document that have not run, or ran on another instance, with why. */
  readonly barred: ReadonlyMap<string, string>;
}

/** What stands in braces: `{{ build.Install.outputs.stdout }}`, without them. */
export const referencesIn = (text: string): string[] => [...text.matchAll(/\{\{([^{}]*)\}\}/g)].map(([, inside]) => inside.trim());

/** What others write in braces is no business of AWSTOE: `docker ps --format '{{.Names}}'`. */
export const looksLikeReference = (reference: string) => /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+(\[\d+\])?)*$/.test(reference);

export const holdsReference = (value: unknown): boolean => textsIn(value).some(text => referencesIn(text).some(looksLikeReference));

/** What is referred to and cannot be, in whatever texts the value has. */
export function referenceProblems(value: unknown, scope: Scope): string[] {
  const references = new Set(textsIn(value).flatMap(referencesIn).filter(looksLikeReference));
  return [...references].flatMap(reference => referenceProblem(reference, scope) ?? []);
}

function referenceProblem(reference: string, { variables, loops, earlier, barred }: Scope): string | undefined {
  const parts = reference.split('.');
  if (parts.length === 1) {
    return variables.includes(reference) ? undefined : `{{ ${reference} }} is neither a parameter nor a constant of the document`;
  }
  if (parts.length === 2) {
    if (loops.includes(parts[0]) && ['index', 'value'].includes(parts[1])) return undefined;
    return `{{ ${reference} }} is not known: the step's loop, if it has one, gives loop.index and loop.value`;
  }
  const step = `${parts[0]}.${parts[1]}`;
  if (!barred.has(step) && !earlier.has(step)) return `{{ ${reference} }} is of a step that the document does not have`;
  if (barred.has(step)) return `{{ ${reference} }} ${barred.get(step)}`;
  return /^(inputs|outputs)(\[\d+\])?$/.test(parts[2]) && parts.length > 3 ? undefined
    : `{{ ${reference} }} must name an input or output of the step, like ${step}.outputs.stdout`;
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isFields(value) ? Object.values(value).flatMap(textsIn) : [];
}
