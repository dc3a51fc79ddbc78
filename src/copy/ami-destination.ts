import { Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { encryptionKeyProblem } from './private/encryption-key';
import { isRegionName, partitionProblem } from './private/regions';
import { Problem } from '../private/props';

/** How a copy is kept in a Region. */
export interface AmiDestinationOptions {
  /**
   * The key for all snapshots of the copy: a symmetric key in that Region, itself, not an alias of it. Another key makes
   * another copy. The key's policy must let the account's IAM policies decide, as the keys of the CDK do. A key of another
   * Region is imported by its ARN, with `kms.Key.fromKeyArn`.
   *
   * @default - the account's default key for EBS in that Region. AWS's own, which it is unless you chose another, encrypts
   * as well, but images under it cannot be shared
   */
  readonly encryptionKey?: kms.IKey;
}

/** Where a copy is made. */
export class AmiDestination {
  /**
   * A Region of the stack's partition, its own or another. It has to be enabled for the account.
   *
   * @param region the Region's name, like `eu-west-1`
   * @param options the key of the copy
   */
  public static region(region: string, options: AmiDestinationOptions = {}): AmiDestination {
    return new AmiDestination(region, options.encryptionKey);
  }

  private constructor(
    /** @internal */
    public readonly _region: string,
    /** @internal */
    public readonly _encryptionKey: kms.IKey | undefined,
  ) {}

  /** @internal */
  public _problems(scope: Construct): Problem[] {
    if (Token.isUnresolved(this._region)) {
      return ['destinations must name their Regions, got one that is known at deployment only; write the name, or give the stack an env with a region'];
    }
    if (!isRegionName(this._region)) return [`destinations must be Regions like eu-west-1, got '${this._region}'`];
    return [partitionProblem('destinations', Stack.of(scope).region, this._region), encryptionKeyProblem(`the encryptionKey for ${this._region}`, this._encryptionKey, this._region)];
  }
}
