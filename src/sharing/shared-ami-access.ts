import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { GrantHandler } from './private/grant-handler';
import { SharedAmi } from './shared-ami';
import { SharedAmiGrantee } from './shared-ami-grantee';
import { AmiMachineImageOptions } from '../ami/ami-machine-image';
import { areApart } from '../private/apart';
import { isAlias } from '../private/key-alias';
import { assertProps, Problem } from '../private/props';

/** Which image of another account to use, and who starts instances of it. */
export interface SharedAmiAccessProps {
  /** The image, as its owner shares it with this account. */
  readonly image: SharedAmi;

  /**
   * The owner's key for the image in this Region, by its ARN: `kms.Key.fromKeyArn`.
   *
   * @default - the image is not encrypted
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Who needs a grant on the key. People, pipelines and CloudFormation need none: their own policies can name the key.
   *
   * @default [SharedAmiGrantee.autoScaling()]
   */
  readonly grantees?: SharedAmiGrantee[];
}

/**
 * What an account needs to use an encrypted image that another account shares with it: the grants on the key for those who start
 * instances, which only this account can give. They are retired with the stack.
 *
 * The template has no assets, so that a StackSet can bring it to many accounts. What its owner has to do is `AmiSharing`.
 *
 * @example
 * import * as kms from 'aws-cdk-lib/aws-kms';
 * import { SharedAmi, SharedAmiAccess } from 'cdk-golden-ami';
 *
 * const access = new SharedAmiAccess(this, 'Access', {
 *   image: SharedAmi.amiId('ami-0123456789abcdef0'),
 *   encryptionKey: kms.Key.fromKeyArn(this, 'Key', 'arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab'),
 * });
 * access.machineImage();
 */
export class SharedAmiAccess extends Construct {
  private readonly image: SharedAmi;
  private readonly grants: string[];

  constructor(scope: Construct, id: string, props: SharedAmiAccessProps) {
    super(scope, id);
    const { image, encryptionKey, grantees = [SharedAmiGrantee.autoScaling()] } = props;
    assertProps(this, encryptionKey && this.keyProblem(encryptionKey));
    this.image = image;
    this.grants = encryptionKey ? grantees.map(each => GrantHandler.of(this).createGrant(this, encryptionKey, each).ref) : [];
  }

  /**
   * What to start instances from. Of an image by its id, whatever uses it is deployed after the grants are given; of one by its name, let
   * it depend on this construct.
   *
   * @param options the operating system, and user data
   */
  public machineImage(options?: AmiMachineImageOptions): ec2.IMachineImage {
    return this.image._machineImage(this.grants, options);
  }

  private keyProblem(key: kms.IKey): Problem {
    if (isAlias(key)) return 'encryptionKey must be the key itself, got an alias of one: aliases do not leave their account; use kms.Key.fromKeyArn';
    const [own, actual] = [Stack.of(this).region, key.env.region];
    return areApart(own, actual) ? `encryptionKey must be the image's key in the stack's Region ${own}, got one in ${actual}` : undefined;
  }
}
