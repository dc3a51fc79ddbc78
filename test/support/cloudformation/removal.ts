import { dependenciesOf, inOrder, reversed } from './dependencies';
import { StackResource } from './provisioning';
import { StackServices } from './stack-services';

/** Why a resource is removed: it decides what the policies of the resource mean. */
export type Occasion =
  /** The operation that created it is rolled back. */
  | 'rollback'
  /** It left the template, or its stack is deleted. */
  | 'deletion'
  /** Another one took its place. */
  | 'replacement';

export interface Removal {
  readonly resource: StackResource;
  readonly occasion: Occasion;
}

export type Fate = 'deleted' | 'retained' | 'failed' | 'left, because something that needs it was not deleted';

/** Whether the template says that it stays. */
export function isRetained({ declaration }: StackResource, occasion: Occasion): boolean {
  if (occasion === 'replacement') return declaration.UpdateReplacePolicy === 'Retain';
  return declaration.DeletionPolicy === 'Retain' || declaration.DeletionPolicy === 'RetainExceptOnCreate' && occasion !== 'rollback';
}

/** Removes resources, dependents first, and says what became of each. */
export async function remove(services: StackServices, removals: readonly Removal[], attempts: number): Promise<Map<Removal, Fate>> {
  // A logical id can stand for two resources: the one that replaced, and the replaced one.
  const named = new Map(removals.map(removal => [`${removal.resource.logicalId} ${removal.resource.physicalId}`, removal]));
  const fates = new Map<Removal, Fate>(removals.map(removal => [removal, 'left, because something that needs it was not deleted']));
  const Resources = Object.fromEntries(removals.map(({ resource }) => [resource.logicalId, resource.declaration]));
  const byLogicalId = dependenciesOf({ Resources }, Object.keys(Resources));
  const keys = [...named.keys()];
  const graph = reversed(new Map(keys.map(key => {
    const needed = byLogicalId.get(named.get(key)!.resource.logicalId)!;
    return [key, new Set(keys.filter(other => needed.has(named.get(other)!.resource.logicalId)))];
  })));
  await inOrder(graph, async key => {
    const removal = named.get(key)!;
    const fate = await removeOne(services, removal, attempts);
    fates.set(removal, fate);
    return fate !== 'failed';
  });
  return fates;
}

async function removeOne(services: StackServices, { resource, occasion }: Removal, attempts: number): Promise<Fate> {
  const { logicalId, physicalId } = resource;
  if (isRetained(resource, occasion)) {
    services.note(logicalId, 'DELETE_SKIPPED', physicalId);
    return 'retained';
  }
  for (let attempt = 0; attempt < attempts; attempt++) {
    services.note(logicalId, 'DELETE_IN_PROGRESS', physicalId, undefined, resource.properties);
    const result = await services.provisioner(resource.declaration.Type).delete(services.stack, resource).result;
    if (result.ok) {
      services.note(logicalId, 'DELETE_COMPLETE', physicalId, undefined, resource.properties);
      return 'deleted';
    }
    services.note(logicalId, 'DELETE_FAILED', physicalId, result.reason);
  }
  return 'failed';
}
