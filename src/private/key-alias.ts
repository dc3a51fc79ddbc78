import { Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';

/** An alias is a key to the CDK, but not to those who want the key's own ARN. */
export function isAlias(key: kms.IKey): boolean {
  return 'aliasName' in key || (!Token.isUnresolved(key.keyId) && key.keyId.startsWith('alias/'));
}
