import { TagManager, TagType } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { AmiBase, AmiBaseProps } from './ami-base';
import { Build, durationProblem } from './private/build';
import { copyProblems } from './private/copy-traits';
import { StackImage } from './private/stack-image';
import { RootSource } from './root-source';
import { parameterNameProblem } from '../private/names';
import { assertProps } from '../private/props';
import { BUILD_RESOURCE_TYPE } from '../runtime/contract';

/** Which instance to make an image of, and what becomes of the image. */
export interface AmiFromInstanceProps extends AmiBaseProps {
  /**
   * An instance of this account, in the stack's Region: one that the CDK makes, or one imported with `ec2.CfnInstance.fromInstanceId`.
   * Another instance makes another image.
   */
  readonly instance: ec2.IInstanceRef;

  /**
   * Whether the instance is restarted while its image is made.
   *
   * Without it the image is crash-consistent: all volumes are of one moment, as if the power had gone then. What programs and the system
   * had not written to disk yet is not in it. File systems with a journal and databases recover from that; a restart spares them.
   *
   * @default false
   */
  readonly reboot?: boolean;

  /**
   * The key of the instance's volumes, which is that of the image's snapshots.
   *
   * @default - the volumes are not encrypted, or nobody who uses the image here needs the key
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * An image of an instance with all its volumes, encrypted or not as they are. For an encrypted one there is `EncryptedRootCopy`
 * with `RootSource.instance`.
 *
 * It is made once, as the instance is at that deployment. Another prefix of its name makes another one.
 *
 * @example
 * import * as ec2 from 'aws-cdk-lib/aws-ec2';
 * import { AmiFromInstance } from 'cdk-golden-ami';
 *
 * new AmiFromInstance(this, 'Web', {
 *   instance: ec2.CfnInstance.fromInstanceId(this, 'Instance', 'i-0123456789abcdef0'),
 *   reboot: true,
 * });
 */
export class AmiFromInstance extends AmiBase {
  public readonly cdkTagManager = new TagManager(TagType.MAP, BUILD_RESOURCE_TYPE);

  /** @internal */
  protected readonly _image: StackImage;
  /** @internal */
  protected readonly _encryptionKey: kms.IKey | undefined;

  constructor(scope: Construct, id: string, props: AmiFromInstanceProps) {
    super(scope, id);
    const source = RootSource.instance(props.instance, props);
    assertProps(this, source._problems(this), copyProblems(props), durationProblem(props.completion), parameterNameProblem('parameterName', props.parameterName));
    this._encryptionKey = props.encryptionKey;
    this._image = new StackImage(this, new Build(this, 'Resource', source, undefined, { ...props, tags: this.cdkTagManager }), props.parameterName);
  }
}
