import { isOwn, ParameterRequest, ParameterWish } from './parameter-request';
import { ParameterContent, ParameterTags } from './parameters';
import { OWNERSHIP_TAG } from '../contract';

/** What to do about a wished parameter, given what there is under its name. */
export type ParameterPlan =
  | { readonly do: 'create' }
  | { readonly do: 'overwrite' }
  /** It was written, and does not show yet. */
  | { readonly do: 'wait' }
  /** It says what it shall say; its tags may have to change. */
  | { readonly do: 'keep'; readonly set: ParameterTags; readonly unset: readonly string[] }
  | { readonly do: 'refuse'; readonly because: string };

export interface ParameterSituation extends ParameterRequest {
  /** Undefined when no parameter shows. */
  readonly found?: { readonly tags: ParameterTags; readonly content?: ParameterContent };
  /** Whether this request has written it already. */
  readonly isWritten: boolean;
}

export function planParameter({ owner, wish, before, found, isWritten }: ParameterSituation): ParameterPlan {
  if (!found) return isWritten ? { do: 'wait' } : { do: 'create' };
  if (!isOwn(found.tags, owner)) return { do: 'refuse', because: whose(found.tags, { owner, wish }) };
  // Gone or going: overwritten now it would come back without its tags.
  if (!found.content) return isWritten ? { do: 'wait' } : { do: 'create' };
  if (found.content.dataType !== wish.dataType) return { do: 'refuse', because: typeStays(found.content.dataType, wish) };
  const isRight = found.content.value === wish.imageId && (isWritten || !before || before.description === wish.description);
  if (!isRight) return { do: isWritten ? 'wait' : 'overwrite' };
  return {
    do: 'keep',
    set: Object.fromEntries(Object.entries(wish.tags).filter(([key, value]) => found.tags[key] !== value)),
    unset: Object.keys(before?.tags ?? {}).filter(key => !Object.hasOwn(wish.tags, key) && Object.hasOwn(found.tags, key)),
  };
}

const typeStays = (dataType: string, { name, region, dataType: wished }: ParameterWish) =>
  `the parameter ${name} in ${region} holds ${dataType}, and Parameter Store changes none to ${wished}: give another parameterName`;

/** Another parameter is never changed, whatever it says. */
function whose(tags: ParameterTags, { owner, wish }: ParameterRequest): string {
  const parameter = `the parameter ${wish.name} in ${wish.region}`;
  if (tags[OWNERSHIP_TAG.stackId] === owner.stackId) {
    return `${parameter} belongs to ${tags[OWNERSHIP_TAG.logicalId]}, another resource of this stack, and is left alone; give each its own parameterName, or take that one away in a deployment before this one`;
  }
  return `${parameter} is there already, and is not this stack's; it is left alone. Delete it, or give another parameterName`;
}
