import { Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { IAmi } from '../ami/ami';
import { imageIdProblem, parameterNameProblem } from '../private/names';
import { Problem } from '../private/props';

/** More about the image that a copy is made from. */
export interface RootSourceOptions {
  /**
   * The key that the source's snapshots are encrypted with. The copy's handler gets the right to use it through EC2;
   * a key of another account has to allow that, too.
   *
   * @default - the source is not encrypted
   */
  readonly encryptionKey?: kms.IKey;
}

/** What a copy starts from. Whenever it names another image, the next deployment replaces the copy. */
export class RootSource {
  /**
   * An image of this account, or one that is public or shared with it, in the stack's Region.
   *
   * @param imageId like `ami-0123456789abcdef0`
   * @param options its key, if it is encrypted
   */
  public static amiId(imageId: string, options: RootSourceOptions = {}): RootSource {
    return new RootSource(() => imageId, () => options.encryptionKey, Token.isUnresolved(imageId), imageIdProblem('source', imageId));
  }

  /**
   * An image that another construct makes, or one imported with `Ami`.
   *
   * @param ami the image; its key is used, if it has one
   */
  public static ami(ami: IAmi): RootSource {
    return new RootSource(() => ami.imageId, scope => ami.encryptionKeyIn(Stack.of(scope).region), Token.isUnresolved(ami.imageId));
  }

  /**
   * Any image that aws-ec2 can name, like `ec2.MachineImage.latestAmazonLinux2023()`.
   *
   * Most of those name the newest image at each deployment: a newer base then replaces the copy.
   *
   * @param image the machine image
   * @param options its key, if it is encrypted
   */
  public static machineImage(image: ec2.IMachineImage, options: RootSourceOptions = {}): RootSource {
    return new RootSource(scope => image.getImage(scope).imageId, () => options.encryptionKey, false);
  }

  /**
   * The image that a public or own SSM parameter names when the stack is deployed.
   *
   * A newer base then replaces the copy at the next deployment.
   *
   * @param parameterName like `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64`
   * @param options its key, if it is encrypted
   */
  public static ssmParameter(parameterName: string, options: RootSourceOptions = {}): RootSource {
    const problem = parameterName.startsWith('/aws/service/') ? undefined : parameterNameProblem('source', parameterName);
    const imageIdFor = (scope: Construct) =>
      ssm.StringParameter.valueForTypedStringParameterV2(scope, parameterName, ssm.ParameterValueType.AWS_EC2_IMAGE_ID);
    return new RootSource(imageIdFor, () => options.encryptionKey, false, problem);
  }

  private constructor(
    private readonly imageIdFor: (scope: Construct) => string,
    private readonly encryptionKeyFor: (scope: Construct) => kms.IKey | undefined,
    private readonly made: boolean,
    /** @internal */
    public readonly _problem?: Problem,
  ) {}

  /**
   * Whether another resource tells the id, which may itself need the handler that is about to copy it.
   * @internal
   */
  public get _isMade(): boolean {
    return this.made;
  }

  /** @internal */
  public _imageId(scope: Construct): string {
    return this.imageIdFor(scope);
  }

  /** @internal */
  public _encryptionKey(scope: Construct): kms.IKey | undefined {
    return this.encryptionKeyFor(scope);
  }
}
