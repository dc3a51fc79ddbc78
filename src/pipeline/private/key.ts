import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { areApart } from '../../private/apart';
import { isAlias } from '../../private/key-alias';
import { Problem } from '../../private/props';

/** Images outlive their pipeline, and need their key for as long as they exist. Of a multi-Region key other Regions can get a replica, of another never. */
export function createKey(scope: Construct): kms.Key {
  return new kms.Key(scope, 'Key', {
    description: `Encrypts the images of ${scope.node.path}`,
    enableKeyRotation: true,
    multiRegion: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

/** The replica of a multi-Region key in another Region has the same id. */
export function replicaArn(key: kms.IKey, region: string): string {
  return Stack.of(key).formatArn({ service: 'kms', region, resource: 'key', resourceName: key.keyId });
}

/** A build would fail under any of these, after half an hour. */
export function keyProblem(prop: string, key: kms.IKey | undefined, region: string): Problem {
  if (!key) return undefined;
  if (isAlias(key)) {
    return `${prop} must be a key, got an alias of one: nobody can share what is under a key that AWS manages, and other aliases can be pointed elsewhere; use kms.Key.fromKeyArn`;
  }
  const actual = key.env.region;
  return areApart(actual, region) ? `${prop} must be a key in ${region}, got one in ${actual}` : undefined;
}
