/** What builds are made of: definitions of every kind, stored as they were given, with the refusals of the real service. */
import { phasesOf } from './document';
import { alreadyExists, inUse, invalid, notFound } from './errors';
import { assertMembers, Input, Kind, KINDS, versionIn } from './kinds';
import type { Caller, Component, Pipeline, Recipe, Resource, Tags } from './resources';
import { Shelf } from './shelf';
import { newestOf, versionFor } from './versions';

export class Definitions {
  /** By folder. */
  private readonly shelves = new Map(KINDS.map(({ folder }) => [folder, new Shelf<Resource>(folder)]));

  constructor(private readonly now: () => number) {}

  /** The shelf of a folder, whose resources are of the type that the caller names. */
  public shelf<T extends Resource>(folder: string): Shelf<T> {
    return this.shelves.get(folder) as unknown as Shelf<T>;
  }

  public create(caller: Caller, kind: Kind, input: Input): Resource {
    assertMembers(kind, input);
    kind.check?.(input, caller);
    this.assertNeeds(caller, kind, input);
    if (kind.folder === 'image-recipe') this.componentsOf(caller, input as unknown as Recipe);
    return this.shelf(kind.folder).put(this.made(caller, kind, input));
  }

  /** Everything but the name: what is not said any more is gone. */
  public update(caller: Caller, kind: Kind, arn: string, input: Input): Resource {
    const shelf = this.shelf(kind.folder);
    const { name, tags, owner, dateCreated } = shelf.get(caller, arn) as Resource & Input;
    kind.check?.(input, caller);
    this.assertNeeds(caller, kind, input);
    return shelf.put(resource(arn, name, tags, input, { ...extrasOf(kind), owner, dateCreated, dateUpdated: this.date }));
  }

  public delete(caller: Caller, kind: Kind, arn: string): void {
    const shelf = this.shelf(kind.folder);
    shelf.get(caller, arn);
    const user = this.usersOf(caller, arn)[0];
    if (user) throw inUse(arn, user.arn);
    shelf.remove(arn);
  }

  /** A definition of any kind, to be tagged. */
  public find(caller: Caller, arn: string): Resource | undefined {
    return this.shelves.get(arn.split(':')[5]?.split('/')[0])?.find(caller, arn);
  }

  /** What a recipe's references mean today. Those to components of others, Amazon's above all, stay what they are. */
  public componentsOf(caller: Caller, recipe: Recipe): readonly (Component | string)[] {
    const own = this.shelf<Component>('component');
    return (recipe.components ?? []).map(({ componentArn }) => {
      if (componentArn.split(':')[4] !== caller.account) return componentArn;
      const named = own.of(caller).filter(({ arn }) => arn.startsWith(`${beforeVersion(componentArn)}/`));
      const version = newestOf(versionIn(componentArn), named.map(each => each.version));
      const builds = named.filter(each => each.version === version);
      const meant = builds.find(({ arn }) => arn === componentArn) ?? builds.at(-1);
      if (!meant) throw notFound(componentArn);
      return meant;
    });
  }

  public get arns(): readonly string[] {
    return [...this.shelves.values()].flatMap(shelf => shelf.all.map(({ arn }) => arn));
  }

  private made(caller: Caller, kind: Kind, input: Input): Resource {
    const { name, tags = {}, semanticVersion } = input as { name: string; tags?: Tags; semanticVersion?: string };
    const shelf = this.shelf<Component>(kind.folder);
    const extras = { ...extrasOf(kind), owner: caller.account, dateCreated: this.date };
    if (!kind.versions) return fresh(shelf, resource(shelf.arnOf(caller, name), name, tags, input, extras));
    const siblings = shelf.of(caller).filter(({ arn }) => arn.startsWith(`${shelf.arnOf(caller, name)}/`));
    const version = versionFor(semanticVersion!, siblings.map(each => each.version));
    if (kind.versions === 'lines') return fresh(shelf, resource(shelf.arnOf(caller, name, version), name, tags, input, { ...extras, version }));
    const builds = siblings.filter(each => each.version === version);
    const same = builds.find(({ data, uri }) => data === input.data && uri === input.uri);
    if (same) throw alreadyExists(same.arn);
    // Another document under the same version is another build of it.
    const phases = phasesOf({ data: input.data as string | undefined });
    const type = phases.length > 0 && phases.every(phase => phase.name === 'test') ? 'TEST' : 'BUILD';
    const arn = shelf.arnOf(caller, name, version, String(builds.length + 1));
    return resource(arn, name, tags, input, { ...extras, version, ...(kind.folder === 'component' ? { type } : {}) });
  }

  private get date(): string {
    return new Date(this.now()).toISOString();
  }

  private assertNeeds(caller: Caller, { needs = {} }: Kind, input: Input): void {
    for (const [member, folder] of Object.entries(needs)) {
      const arn = input[member];
      if (arn === undefined) continue;
      const known = this.shelf(folder).of(caller).some(each => each.arn === arn || newest(each.arn, String(arn)));
      if (!known) throw invalid(`The value supplied for parameter '${member}' is not valid. '${String(arn)}' does not exist.`);
    }
  }

  private usersOf(caller: Caller, arn: string): Resource[] {
    const pipelines = this.shelf<Pipeline>('image-pipeline').of(caller)
      .filter(each => [each.imageRecipeArn, each.infrastructureConfigurationArn, each.distributionConfigurationArn].includes(arn));
    const recipes = this.shelf<Recipe>('image-recipe').of(caller).filter(recipe => recipe.components?.some(({ componentArn }) => componentArn === arn));
    return [...pipelines, ...recipes];
  }
}

/** The recipe that a pipeline or an image names, which may be by a line of versions. */
export function recipeOf(recipes: Shelf<Recipe>, caller: Caller, arn: string): Recipe {
  const named = recipes.of(caller).filter(each => beforeVersion(each.arn) === beforeVersion(arn));
  const version = newestOf(versionIn(arn), named.map(each => each.version));
  const found = named.find(each => each.version === version);
  if (!found) throw notFound(arn);
  return found;
}

const newest = (arn: string, reference: string) =>
  reference.includes('.') && beforeVersion(arn) === beforeVersion(reference) && newestOf(versionIn(reference), [versionIn(arn)]) !== undefined;

const beforeVersion = (arn: string) => arn.split('/').slice(0, 2).join('/');

const extrasOf = ({ folder }: Kind) => (folder === 'image-pipeline' ? { status: 'ENABLED', consecutiveFailures: 0, platform: 'Linux' } : {});

function resource(arn: string, name: string, tags: Tags, input: Input, extras: object): Component & Resource {
  const { clientToken: _token, semanticVersion: _version, dryRun: _dryRun, ...given } = input;
  return { ...extras, ...given, arn, name, tags } as Component & Resource;
}

function fresh(shelf: Shelf<Component>, made: Component): Component {
  if (shelf.has(made.arn)) throw alreadyExists(made.arn);
  return made;
}
