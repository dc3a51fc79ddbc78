import * as kms from 'aws-cdk-lib/aws-kms';
import { areApart } from '../../private/apart';
import { isAlias } from '../../private/key-alias';
import { Problem } from '../../private/props';

/** EC2 would accept the copy under any of these, and fail it some minutes later. */
export function encryptionKeyProblem(prop: string, key: kms.IKey | undefined, region: string, must = 'must be a key in'): Problem {
  if (!key) return undefined;
  if (isAlias(key)) return `${prop} must be a key, got an alias of one, which can be pointed elsewhere without a deployment; give the key itself, with kms.Key.fromKeyArn if need be`;
  const actual = key.env.region;
  return areApart(actual, region) ? `${prop} ${must} ${region}, got one in ${actual}` : undefined;
}
