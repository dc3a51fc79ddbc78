import { createRequire } from 'node:module';
import type * as yaml from 'yaml';
import { documentProblems } from './document-problems';
import { at, isFields } from './findings';
import { namesIn, namesWithoutDefault } from './variables';
import { parameterNamesProblem } from '../component-parameters';
import { Parameters } from '../component-source';
import { BuildTarget } from '../component-use';

/** A document that the user wrote. Its text goes to Image Builder as it is. */
export class ReadDocument {
  public readonly description?: string;
  public readonly phases: readonly string[];
  private readonly content: unknown;
  private readonly syntaxProblems: readonly string[];

  constructor(private readonly path: string, public readonly text: string) {
    const { parseDocument } = loadYaml();
    const parsed = parseDocument(text, { logLevel: 'error' });
    this.syntaxProblems = parsed.errors.map(({ message }) => `is not YAML: ${message.split('\n')[0].replace(/:$/, '')}`);
    this.content = this.syntaxProblems.length === 0 ? parsed.toJS() : undefined;
    const { description, phases } = isFields(this.content) ? this.content : {};
    this.description = typeof description === 'string' && description !== '' ? description : undefined;
    this.phases = Array.isArray(phases) ? phases.filter(isFields).map(phase => String(phase.name)) : [];
  }

  /** What is wrong with it for an image, and with what a recipe gives to it. */
  public problems(target: BuildTarget, given: Parameters = {}): string[] {
    const wrong = this.syntaxProblems.length > 0 ? this.syntaxProblems
      : [...documentProblems(this.content, target.osFamily), ...this.parameterProblems(given)];
    return at(`document '${this.path}'`, wrong);
  }

  private parameterProblems(given: Parameters = {}): string[] {
    const { parameters } = isFields(this.content) ? this.content : {};
    return [
      ...parameterNamesProblem('it', given, namesIn(parameters)),
      ...namesWithoutDefault(parameters).filter(name => !Object.hasOwn(given, name))
        .map(name => `parameter ${name} has no default: give it in parameters`),
    ];
  }
}

/** Loads the parser when it is first needed: who imports the package for something else does not pay for it. */
const loadYaml = (): typeof yaml => createRequire(__filename)('yaml');
