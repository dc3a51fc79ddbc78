import { Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { isAlias } from '../../private/key-alias';
import { Problem } from '../../private/props';

const REGION = /^([a-z]+-){2,3}\d$/;
const OUTPOST = /^arn:[\w-]+:outposts:([a-z]+-){2,3}\d:\d{12}:outpost\/op-[0-9a-f]+$/;

/** What can be wrong with the name of a Region, or the ARN of an Outpost. */
export function copyTargetProblem(prop: 'region' | 'outpost', target: string): Problem {
  if (Token.isUnresolved(target)) return undefined;
  if (prop === 'outpost') {
    return OUTPOST.test(target) ? undefined
      : `outpostArn must be like arn:aws:outposts:us-east-1:123456789012:outpost/op-1234567890abcdef0, got '${target}' [XRC-02]`;
  }
  if (REGION.test(target) && target.length <= 16) return undefined;
  return target.includes(':outposts:')
    ? 'region must be a Region like eu-west-1, got an Outpost; use SnapshotCopyDestination.outpost for snapshots, AMIs cannot be copied there [XRC-02]'
    : `region must be a Region like eu-west-1, got '${target}' [XRC-02]`;
}

/** @see https://docs.aws.amazon.com/dlm/latest/APIReference/API_CrossRegionCopyRule.html, CmkArn */
export function copyKeyProblem(key: kms.IKey): Problem {
  return isAlias(key)
    ? 'key must be a key, got an alias of one: DLM takes the ARN of the key itself; give the key, with kms.Key.fromKeyArn if need be [XRC-07]'
    : undefined;
}
