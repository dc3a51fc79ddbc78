import { Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { isAlias } from '../../private/key-alias';
import { Problem } from '../../private/props';

/** EC2 would accept the copy under any of these, and fail it some minutes later. */
export function encryptionKeyProblem(scope: Construct, prop: string, key: kms.IKey | undefined): Problem {
  if (!key) return undefined;
  if (isAlias(key)) return `${prop} must be a key, got an alias of one, which can be pointed elsewhere without a deployment; give the key itself, with kms.Key.fromKeyArn if need be`;
  const region = key.env.region;
  const own = Stack.of(scope).region;
  if (Token.isUnresolved(region) || Token.isUnresolved(own) || region === own) return undefined;
  return `${prop} must be a key in the stack's Region ${own}, got one in ${region}`;
}
