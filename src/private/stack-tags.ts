import { Stack, TagManager } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** The tags of a resource: those of its stack and of the stacks around that, then its own. */
export function tagsWithStacks(scope: IConstruct, tags: TagManager): Record<string, string> {
  const stacks: Stack[] = [];
  for (let stack: Stack | undefined = Stack.of(scope); stack; stack = stack.nestedStackParent) stacks.unshift(stack);
  return Object.assign({}, ...stacks.map(stack => stack.tags.tagValues()), tags.tagValues());
}
