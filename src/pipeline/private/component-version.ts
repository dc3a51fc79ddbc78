import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** What makes one component differ from another. */
export interface VersionedContent {
  readonly name: string;
  readonly platform: string;
  readonly description?: string;
  readonly text: string;
}

/**
 * Image Builder refuses a version that exists, and CloudFormation makes the new component before it removes the old. So every change is
 * another version, and no change is none. The place in the stack counts, too: the two architectures of one image have components of one
 * name, and a construct that is moved is replaced. In another stage it is the same.
 *
 * A node of a version has 30 bits.
 */
export function componentVersion(scope: IConstruct, id: string, content: VersionedContent): string {
  const stack = Stack.of(scope);
  const place = `${scope.node.path.slice(stack.node.path.length)}/${id}`;
  const identity = stack.resolve([place, content.name, content.platform, content.description ?? '', content.text]);
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest();
  return `1.0.${Math.floor(hash.readUInt32BE(0) / 4)}`;
}
