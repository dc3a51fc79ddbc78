import { IResolvable, Lazy, TagManager, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { tagsWithStacks } from '../../private/stack-tags';
import { ACCEPTED_TAG, KEPT_TAG, ORPHANED_TAG, OWNERSHIP_TAG, TAG_NAMESPACE, WATCHED_TAG } from '../../runtime/contract';

/** EC2 takes 50; ours are among them. */
const MOST_TAGS = 50 - Object.keys(OWNERSHIP_TAG).length - [ACCEPTED_TAG, KEPT_TAG, ORPHANED_TAG, WATCHED_TAG].length;

/**
 * The tags of a copy: those of its stack, which CloudFormation does not give to custom resources, then its own.
 * Known when all aspects have run.
 */
export function renderTags(scope: Construct, tags: TagManager): IResolvable {
  scope.node.addValidation({ validate: () => tagProblems(tagsWithStacks(scope, tags)) });
  return Lazy.any({ produce: () => tagsWithStacks(scope, tags) });
}

function tagProblems(tags: Record<string, string>): string[] {
  const keys = Object.keys(tags);
  const reserved = keys.filter(key => key.startsWith('aws:') || key.startsWith(TAG_NAMESPACE));
  const long = keys.filter(key => key.length > 128 || (!Token.isUnresolved(tags[key]) && tags[key].length > 256));
  return [
    ...reserved.map(key => `the tag '${key}' is reserved; choose a key that starts with neither aws: nor ${TAG_NAMESPACE}`),
    ...long.map(key => `the tag '${key}' is too long: a key has at most 128 characters, a value 256`),
    ...(keys.length > MOST_TAGS ? [`an image takes ${MOST_TAGS} tags besides the library's own, got ${keys.length}`] : []),
  ];
}
