import { isCustom } from './custom-resources';
import { dependenciesOf, inOrder } from './dependencies';
import { Change, Deployment } from './deployment';
import { StackResource } from './provisioning';
import { Removal } from './removal';
import { StackServices } from './stack-services';
import { Template } from './template';

/**
 * The way back of an update: first every changed resource to what it was, in the order of the old template; what the update made is
 * removed in the clean-up that follows.
 */
export class UpdateRollback {
  /** What the clean-up has to remove. */
  public readonly removals: Removal[] = [];
  private readonly changes: readonly Change[];

  constructor(
    private readonly services: StackServices,
    private readonly resources: Map<string, StackResource>,
    private readonly oldTemplate: Template,
    deployment: Deployment,
  ) {
    this.changes = deployment.changes;
    for (const { before, after } of this.changes) {
      if (!before && after) this.removals.push({ resource: after, occasion: 'rollback' });
    }
  }

  /** False when a resource could not be brought back; a second run tries those again. */
  public async run(): Promise<boolean> {
    for (const { logicalId, before } of this.changes) {
      if (!before) this.resources.delete(logicalId);
    }
    const open = this.changes.filter(change => change.before && !change.undone);
    const graph = dependenciesOf(this.oldTemplate, open.map(change => change.logicalId));
    const results = await inOrder(graph, logicalId => this.bringBack(open.find(change => change.logicalId === logicalId)!));
    return [...results.values()].every(Boolean);
  }

  /** What exists besides the stack's resources when the rollback failed: all of it goes with the stack. */
  public get leftBehind(): readonly Removal[] {
    const stuck = this.changes.filter(({ before, after, undone }) => before && after && !undone && before.physicalId !== after.physicalId);
    return [...this.removals, ...stuck.map(({ before }): Removal => ({ resource: before!, occasion: 'deletion' }))];
  }

  private async bringBack(change: Change): Promise<boolean> {
    const before = change.before!;
    const after = change.after ?? before;
    const replaced = after.physicalId !== before.physicalId;
    const straight = replaced && (!isCustom(before.declaration.Type) || this.services.habits.rollback === 'switch-back');
    const restored = straight ? before : await this.updateBack(before, after);
    if (!restored) return false;
    this.resources.set(before.logicalId, restored);
    change.undone = true;
    if (after.physicalId !== restored.physicalId) this.removals.push({ resource: after, occasion: replaced ? 'rollback' : 'replacement' });
    return true;
  }

  private async updateBack(before: StackResource, after: StackResource): Promise<StackResource | undefined> {
    const { logicalId } = before;
    this.services.note(logicalId, 'UPDATE_IN_PROGRESS', after.physicalId, undefined, before.properties);
    const result = await this.services.provisioner(before.declaration.Type).update(this.services.stack, after, before).result;
    if (!result.ok) {
      this.services.note(logicalId, 'UPDATE_FAILED', after.physicalId, result.reason, before.properties);
      return undefined;
    }
    this.services.note(logicalId, 'UPDATE_COMPLETE', result.physicalId, undefined, before.properties);
    return { ...before, physicalId: result.physicalId, attributes: result.attributes };
  }
}
