import { isDeepStrictEqual } from 'util';
import { isCustom } from './custom-resources';
import { dependenciesOf, inOrder } from './dependencies';
import { Attempt, Result, StackResource, Wanted } from './provisioning';
import { Resolver } from './resolver';
import { StackServices } from './stack-services';
import { stringified, Value, Values } from './template';

/** What an operation did to one resource. */
export interface Change {
  readonly logicalId: string;
  /** Absent when the operation creates it. */
  readonly before?: StackResource;
  /** What exists, or may exist, now. Absent when the work never began. */
  after?: StackResource;
  /** There is nothing to bring back, or no longer. */
  undone: boolean;
}

/** The way forward of an operation: brings the resources of a stack to a template, side by side where it can. */
export class Deployment {
  public readonly changes: Change[] = [];
  /** Why nothing new begins any more. */
  public failure?: string;
  private readonly underWay = new Set<Attempt>();

  constructor(
    private readonly services: StackServices, private readonly resources: Map<string, StackResource>, private readonly resolver: Resolver,
  ) {}

  public async run(): Promise<boolean> {
    const graph = dependenciesOf(this.resolver.template, this.resolver.logicalIds);
    await inOrder(graph, logicalId => this.bring(logicalId), () => this.failure !== undefined);
    return this.failure === undefined;
  }

  /** Stops the operation: what is under way is no longer waited for, though the functions know nothing of it. */
  public fail(reason: string): void {
    if (this.failure !== undefined) return;
    this.failure = reason;
    this.services.timeline.after(this.services.habits.cancelAfterSeconds * 1000, () => {
      for (const attempt of this.underWay) attempt.cancel('Resource operation cancelled');
    });
  }

  private async bring(logicalId: string): Promise<boolean> {
    const before = this.resources.get(logicalId);
    const wanted = this.wanted(logicalId);
    const verb = before ? 'UPDATE' : 'CREATE';
    if (typeof wanted === 'string') return this.failed(logicalId, verb, before, wanted);
    if (before && same(before, wanted)) {
      // A changed policy is taken over without any work on the resource.
      this.resources.set(logicalId, { ...before, declaration: wanted.declaration });
      return true;
    }
    const change: Change = { logicalId, before, undone: false };
    this.changes.push(change);
    this.services.note(logicalId, `${verb}_IN_PROGRESS`, before?.physicalId, undefined, wanted.properties);
    const result = await this.attempt(before, wanted);
    const after = this.outcome(wanted, before, result);
    change.after = after;
    if (after) this.resources.set(logicalId, after);
    if (result.ok) {
      this.services.note(logicalId, `${verb}_COMPLETE`, result.physicalId, undefined, wanted.properties);
      return true;
    }
    change.undone = result.untouched ?? false;
    return this.failed(logicalId, verb, after, result.reason, wanted.properties);
  }

  private wanted(logicalId: string): Wanted | string {
    try {
      const declaration = this.resolver.template.Resources[logicalId];
      return { logicalId, declaration, properties: this.resolver.properties(logicalId, id => this.resources.get(id)) };
    } catch (error) {
      return (error as Error).message;
    }
  }

  private failed(logicalId: string, verb: string, resource: StackResource | undefined, reason: string, properties?: Values): false {
    this.services.note(logicalId, `${verb}_FAILED`, resource?.physicalId, reason, properties);
    this.fail(`The following resource(s) failed: [${logicalId}]. ${reason}`);
    return false;
  }

  private async attempt(before: StackResource | undefined, wanted: Wanted): Promise<Result> {
    const provisioner = this.services.provisioner(wanted.declaration.Type);
    const attempt = before ? provisioner.update(this.services.stack, before, wanted) : provisioner.create(this.services.stack, wanted);
    this.underWay.add(attempt);
    try {
      return await attempt.result;
    } finally {
      this.underWay.delete(attempt);
    }
  }

  private outcome(wanted: Wanted, before: StackResource | undefined, result: Result): StackResource | undefined {
    if (result.ok) return { ...wanted, physicalId: result.physicalId, attributes: result.attributes };
    if (before && result.untouched) return before;
    if (before) return { ...wanted, physicalId: result.physicalId ?? before.physicalId, attributes: before.attributes };
    // What a function may have made before it failed, or went silent, has to be removed; it is asked to do so in any case.
    if (!isCustom(wanted.declaration.Type)) return undefined;
    const invented = result.physicalId === undefined;
    return { ...wanted, physicalId: result.physicalId ?? this.services.inventId(wanted.logicalId), attributes: {}, invented };
  }
}

/** Custom resources see text, so a change from 5 to '5' is none. */
const comparable = (type: string, properties: Values): Value => isCustom(type) ? stringified(properties) : properties;

function same(current: StackResource, wanted: Wanted): boolean {
  const type = wanted.declaration.Type;
  return isDeepStrictEqual(comparable(type, current.properties), comparable(type, wanted.properties));
}
