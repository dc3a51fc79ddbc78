import { notFound } from './errors';
import type { Caller, Resource } from './resources';
import { partitionOf } from '../ec2/world';

/** What accounts have of one kind. A caller sees what is its own, in the Region that it asks. */
export class Shelf<T extends Resource> {
  private readonly resources = new Map<string, T>();

  /** The folder is that of the ARNs: `image-recipe`. */
  constructor(private readonly folder: string) {}

  public arnOf({ account, region }: Caller, name: string, ...rest: readonly string[]): string {
    const path = [this.folder, name.toLowerCase().replace(/[ _]/g, '-'), ...rest].join('/');
    return `arn:${partitionOf(region)}:imagebuilder:${region}:${account}:${path}`;
  }

  public find({ account, region }: Caller, arn: string): T | undefined {
    const [, , , itsRegion, itsAccount] = arn.split(':');
    return itsAccount === account && itsRegion === region ? this.resources.get(arn) : undefined;
  }

  public get(caller: Caller, arn: string): T {
    const found = this.find(caller, arn);
    if (!found) throw notFound(arn);
    return found;
  }

  public of({ account, region }: Caller): T[] {
    return [...this.resources.values()].filter(({ arn }) => arn.includes(`:${region}:${account}:`));
  }

  public get all(): T[] {
    return [...this.resources.values()];
  }

  public has(arn: string): boolean {
    return this.resources.has(arn);
  }

  public put(resource: T): T {
    this.resources.set(resource.arn, resource);
    return resource;
  }

  public remove(arn: string): void {
    this.resources.delete(arn);
  }
}
