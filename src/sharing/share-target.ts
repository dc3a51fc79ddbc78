import { Token } from 'aws-cdk-lib';
import { EVERYONE } from '../runtime/contract';

/** What is said when something becomes public. */
export interface PublicShareOptions {
  /** Whether it is meant: `true`, or nothing becomes public. */
  readonly acknowledgePublic: boolean;
}

/** Whom an image or a snapshot is shared with. */
export class ShareTarget {
  /**
   * An account.
   *
   * @param accountId its id, 12 digits
   */
  public static account(accountId: string): ShareTarget {
    if (!Token.isUnresolved(accountId) && !/^\d{12}$/.test(accountId)) throw new Error(`an account id must have 12 digits, got '${accountId}'`);
    return new ShareTarget('account', accountId);
  }

  /**
   * All accounts of an organization, also those that join it later.
   *
   * @param organizationArn like `arn:aws:organizations::111111111111:organization/o-a1b2c3d4e5`. The account in it is the management account
   */
  public static organization(organizationArn: string): ShareTarget {
    return new ShareTarget('organization', arnOf('an organization', organizationArn, ORGANIZATION, 'organization/o-a1b2c3d4e5'));
  }

  /**
   * All accounts of an organizational unit and of the units in it, also those that join it later.
   *
   * @param unitArn like `arn:aws:organizations::111111111111:ou/o-a1b2c3d4e5/ou-ab12-11111111`. The account in it is the management account
   */
  public static organizationalUnit(unitArn: string): ShareTarget {
    return new ShareTarget('unit', arnOf('an organizational unit', unitArn, UNIT, 'ou/o-a1b2c3d4e5/ou-ab12-11111111'));
  }

  /**
   * Everyone: whoever has an account at AWS.
   *
   * Throws unless that is acknowledged. A deployment is refused where the account blocks public access, and for what is encrypted.
   *
   * @param options that it is meant
   */
  public static everyone(options: PublicShareOptions): ShareTarget {
    if (options.acknowledgePublic !== true) throw new Error('acknowledgePublic must be true to share with everyone: all accounts of AWS could use it');
    return new ShareTarget('everyone', EVERYONE);
  }

  private constructor(
    /** @internal */ public readonly _kind: 'account' | 'organization' | 'unit' | 'everyone',
    /** @internal */ public readonly _principal: string,
  ) {}
}

const ORGANIZATION = /^arn:[\w-]+:organizations::\d{12}:organization\/o-[a-z0-9]{10,32}$/;
const UNIT = /^arn:[\w-]+:organizations::\d{12}:ou\/o-[a-z0-9]{10,32}\/ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}$/;

/** The key's policy needs the ids in it, so that the text has to be known. */
function arnOf(what: string, arn: string, pattern: RegExp, example: string): string {
  if (Token.isUnresolved(arn)) throw new Error(`the ARN of ${what} must be known at synth: the policy of the key names its parts`);
  if (!pattern.test(arn)) throw new Error(`the ARN of ${what} must be a full one like arn:aws:organizations::111111111111:${example}, got '${arn}'`);
  return arn;
}
