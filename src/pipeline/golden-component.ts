import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Construct } from 'constructs';
import { ComponentDocument } from './private/awstoe/component-document';
import { ReadDocument } from './private/awstoe/read-document';
import { renderDocument } from './private/awstoe/render-document';
import { commandDocument, commandProblems } from './private/command-document';
import { componentNameProblem, nameOfFile } from './private/component-name';
import { parameterProblems } from './private/component-parameters';
import { ComponentSource } from './private/component-source';
import { BuildTarget, ComponentUse } from './private/component-use';
import { DocumentSource, WrittenComponent } from './private/document-source';
import { arnProblem, marketplaceProblem, ReferredSource, versionProblem } from './private/referred-source';

/** What a recipe gives to a component. */
export interface GoldenComponentOptions {
  /**
   * Values for the component's parameters, by name. They are plain text in the recipe and in CloudTrail: no secrets. Let the step read a
   * secret from Secrets Manager when it runs, under a right of the build instance.
   *
   * @default - the component's own defaults
   */
  readonly parameters?: { [name: string]: string };
}

/** Which version of a component that others publish, and what it is given. */
export interface PublishedComponentOptions extends GoldenComponentOptions {
  /**
   * Three numbers with dots between them. `x` stands for the newest: `1.x.x` is the newest of version 1. Right of an `x` there can only be
   * another.
   *
   * @default 'x.x.x'
   */
  readonly version?: string;
}

/** A component made of a document. */
export interface ComponentDocumentOptions extends GoldenComponentOptions {
  /**
   * What the component is called: lower case letters, digits and hyphens. The image's name comes before it.
   *
   * @default - the file's name, without its extension
   */
  readonly name?: string;

  /**
   * What it is for, in a sentence. Another description is another version.
   *
   * @default - the document's own
   */
  readonly description?: string;
}

/**
 * A piece of what is done to an image, or of what is tested on it. In Image Builder's words, a component.
 *
 * The library gives those that it makes a version of their content: what changes becomes another version, and is built; what does not
 * change stays.
 *
 * @example
 * import { GoldenComponent } from 'cdk-golden-ami';
 *
 * const components = [
 *   GoldenComponent.managed('amazon-corretto-21-headless'),
 *   GoldenComponent.shell('app-user', ['useradd --system --home-dir /opt/app app']),
 * ];
 */
export class GoldenComponent {
  /**
   * A component that AWS publishes, by its name.
   *
   * Throws when the name or the version cannot be one. A name that is retired is refused by the pipeline, which says what to use instead;
   * so is one for another platform, operating system or architecture, as far as the library knows them.
   *
   * @param name like `amazon-corretto-21-headless`
   * @param options the version, and parameters
   */
  public static managed(name: string, options: PublishedComponentOptions = {}): GoldenComponent {
    return GoldenComponent.published(name, { owner: 'aws', name }, options);
  }

  /**
   * A component of a product that the account has subscribed to in AWS Marketplace.
   *
   * Throws when the name, the product's id or the version cannot be one.
   *
   * @param name the component's name, without the product's id
   * @param productId like `prod-1234567890abcdef0`
   * @param options the version, and parameters
   */
  public static marketplace(name: string, productId: string, options: PublishedComponentOptions = {}): GoldenComponent {
    const problem = marketplaceProblem(productId);
    if (problem) throw new Error(problem);
    return GoldenComponent.published(name, { owner: 'aws-marketplace', name: `${name}-${productId}` }, options);
  }

  /**
   * A component that exists: made elsewhere, or shared by another account.
   *
   * Throws when the ARN is not one of a component.
   *
   * @param arn like `arn:aws:imagebuilder:eu-central-1:111111111111:component/edr-agent/1.x.x`
   * @param options values for its parameters
   */
  public static arn(arn: string, options: GoldenComponentOptions = {}): GoldenComponent {
    const problem = arnProblem(arn) ?? parameterProblems(options.parameters)[0];
    if (problem) throw new Error(problem);
    return new GoldenComponent(arn, ReferredSource.arn(arn, options.parameters));
  }

  /**
   * Commands for bash, on Linux, as root. They are one script, which ends with the first that fails.
   *
   * Throws when the name cannot be one, or there are no commands. AWSTOE, which runs them, reads `{{ word }}` as a reference of its own:
   * write the braces apart, as in `'{''{ word }}'`.
   *
   * @param name lower case letters, digits and hyphens; the image's name comes before it
   * @param commands at least one
   */
  public static shell(name: string, commands: string[]): GoldenComponent {
    return GoldenComponent._ofCommands(name, 'ExecuteBash', 'build', commands);
  }

  /**
   * Commands for PowerShell, on Windows, as SYSTEM. They are one script, which ends with the first cmdlet that fails; look at
   * `$LASTEXITCODE` after a program.
   *
   * Throws when the name cannot be one, or there are no commands. AWSTOE, which runs them, reads `{{ word }}` as a reference of its own.
   *
   * @param name lower case letters, digits and hyphens; the image's name comes before it
   * @param commands at least one
   */
  public static powershell(name: string, commands: string[]): GoldenComponent {
    return GoldenComponent._ofCommands(name, 'ExecutePowerShell', 'build', commands);
  }

  /**
   * A document of AWSTOE, in YAML. The pipeline checks it at synth as AWSTOE does at the build. Longer than 16,000 characters, it is
   * uploaded as an asset.
   *
   * Throws when there is no such file, or the name cannot be one.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html
   * @param path of the file, from the working directory of the app
   * @param options what it is called, and parameters
   */
  public static document(path: string, options: ComponentDocumentOptions = {}): GoldenComponent {
    if (!existsSync(path) || !statSync(path).isFile()) throw new Error(`path must be a file of a component's document, got '${path}', which is none`);
    const name = options.name ?? nameOfFile(basename(path));
    const problem = componentNameProblem('name', name) ?? parameterProblems(options.parameters)[0];
    if (problem) throw new Error(problem);
    const read = new ReadDocument(path, readFileSync(path, 'utf8'));
    return GoldenComponent.written({
      name,
      description: options.description ?? read.description,
      phases: read.phases,
      parameters: options.parameters,
      text: () => read.text,
      problems: target => read.problems(target, options.parameters),
    });
  }

  /**
   * Of a document that the library writes: it is not checked, its tests do that. Longer than 16,000 characters, it becomes an asset.
   *
   * @internal
   */
  public static _ofDocument(name: string, document: ComponentDocument, grantTo?: ComponentUse['grantTo']): GoldenComponent {
    return GoldenComponent.written({
      name,
      description: document.description,
      phases: document.phases.map(phase => phase.name),
      text: () => renderDocument(document),
      grantTo,
    });
  }

  /**
   * Of commands, in a phase.
   *
   * @internal
   */
  public static _ofCommands(name: string, action: 'ExecuteBash' | 'ExecutePowerShell', phase: 'build' | 'test', commands: string[]): GoldenComponent {
    const problem = componentNameProblem('name', name) ?? (commands.length === 0 ? 'commands must have at least one' : undefined);
    if (problem) throw new Error(problem);
    return GoldenComponent.written({
      name,
      phases: [phase],
      text: () => renderDocument(commandDocument(action, phase, commands)),
      problems: target => commandProblems(action, commands, target),
    });
  }

  private static written(component: WrittenComponent): GoldenComponent {
    return new GoldenComponent(component.name, new DocumentSource(component));
  }

  private static published(name: string, of: { owner: string; name: string }, options: PublishedComponentOptions): GoldenComponent {
    const problem = componentNameProblem('name', name) ?? versionProblem(options.version) ?? parameterProblems(options.parameters)[0];
    if (problem) throw new Error(problem);
    return new GoldenComponent(name, ReferredSource.published({ ...of, version: options.version ?? 'x.x.x' }, options.parameters));
  }

  private constructor(
    /** What it is called in messages, and in the names of the resources that are made for it; of an ARN, that. */
    public readonly name: string,
    private readonly source: ComponentSource,
  ) {}

  /**
   * The phases that it has; undefined when the library cannot know.
   *
   * @internal
   */
  public get _phases(): readonly string[] | undefined {
    return this.source.phases;
  }

  /**
   * What is wrong with it for this image: sentences without a prop.
   *
   * @internal
   */
  public _problems(target: BuildTarget): string[] {
    return this.source.problems(target);
  }

  /**
   * Makes what it needs, and says how a recipe uses it.
   *
   * @internal
   */
  public _bindIn(scope: Construct, id: string, target: BuildTarget): ComponentUse {
    return this.source.bindIn(scope, id, target);
  }
}
