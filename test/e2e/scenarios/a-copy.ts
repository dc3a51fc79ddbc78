import { CfnOutput, CfnResource, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CopyCompletion, EncryptedRootCopy, RootSource } from '../../../src';

export interface CopyWish {
  /** @default 'Copy' */
  readonly id?: string;
  readonly source: string;
  /** @default - the construct makes a key */
  readonly keyArn?: string;
  readonly tags?: { readonly [key: string]: string };
  readonly completion?: CopyCompletion;
  /** @default RemovalPolicy.DESTROY, under which nothing may be left */
  readonly removalPolicy?: RemovalPolicy;
}

/** A stack with a copy, whose id is an output. */
export const copyOf = (wish: CopyWish) => (stack: Stack): EncryptedRootCopy => {
  const id = wish.id ?? 'Copy';
  const copy = new EncryptedRootCopy(stack, id, {
    source: RootSource.amiId(wish.source),
    encryptionKey: wish.keyArn === undefined ? undefined : kms.Key.fromKeyArn(stack, `${id}Key`, wish.keyArn),
    imageNamePrefix: 'web',
    completion: wish.completion,
    removalPolicy: wish.removalPolicy ?? RemovalPolicy.DESTROY,
  });
  Object.entries(wish.tags ?? {}).forEach(([key, value]) => Tags.of(copy).add(key, value));
  if (id === 'Copy') new CfnOutput(stack, 'ImageId', { value: copy.imageId });
  return copy;
};

/** The same, with a resource that needs the finished copy and cannot be made: parameters have no such type. */
export const copyBeforeFailure = (wish: CopyWish) => (stack: Stack): void => {
  const copy = copyOf(wish)(stack);
  const failing = new CfnResource(stack, 'Failing', { type: 'AWS::SSM::Parameter', properties: { Type: 'NoSuchType', Value: copy.imageId } });
  failing.node.addDependency(copy);
};
