import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, exists } from './caller';
import { ApiError, assertIds, notFound, prefixOf } from './errors';
import type { Lagging } from './lagging';
import type { Tags } from './resources';
import { assertTagCount, parseTags } from './tag-rules';

interface Tagged {
  readonly ownerId: string;
  readonly tags: Lagging<Tags>;
  readonly visibleFrom?: number;
}

/** All resources get the tags, or none does. */
export function createTags(caller: Caller, input: sdk.CreateTagsRequest): void {
  const added = parseTags(caller, input.Tags);
  const changes = taggedResources(caller, input.Resources ?? []).map((resource) => {
    const tags: Tags = new Map([...resource.tags.latest, ...added]);
    assertTagCount(caller, tags);
    return () => resource.tags.change(tags, caller.world.visible());
  });
  for (const change of changes) change();
}

/** A tag goes if its value is not told or the same; without any tags told, all go but those of AWS. */
export function deleteTags(caller: Caller, input: sdk.DeleteTagsRequest): void {
  const told = input.Tags?.length ? input.Tags : undefined;
  for (const resource of taggedResources(caller, input.Resources ?? [])) {
    const left = [...resource.tags.latest].filter(([key, value]) => told
      ? !told.some((tag) => tag.Key === key && (tag.Value === undefined || tag.Value === value))
      : key.startsWith('aws:'));
    resource.tags.change(new Map(left), caller.world.visible());
  }
}

function taggedResources(caller: Caller, ids: readonly string[]): Tagged[] {
  if (ids.length > 1000) throw new ApiError('InvalidParameterValue', 'At most 1000 resources can be tagged at once.');
  return ids.map((id) => {
    const resource = lookUp(caller, id);
    if (resource?.ownerId !== caller.account.id || !exists(caller, { visibleFrom: resource.visibleFrom ?? 0 })) throw notFound(id);
    return resource;
  });
}

function lookUp({ region }: Caller, id: string): Tagged | undefined {
  const prefix = prefixOf(id);
  assertIds(prefix, [id]);
  switch (prefix) {
    case 'ami': {
      const image = region.images.get(id);
      return image?.status.latest.state === 'deregistered' ? undefined : image;
    }
    case 'snap': {
      const snapshot = region.snapshots.get(id);
      return snapshot?.status.latest.state === 'deleted' ? undefined : snapshot;
    }
    case 'vol': return region.volumes.get(id);
    case 'i': return region.instances.get(id);
    case 'lt': return region.launchTemplates.get(id);
    default: throw new ApiError('InvalidID', `The ID '${id}' is not valid`);
  }
}
