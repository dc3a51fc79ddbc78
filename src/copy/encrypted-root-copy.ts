import { RemovalPolicy, Stack, TagManager, TagType } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { AmiBase, AmiBaseProps } from './ami-base';
import { EncryptedVolumeOptions } from './encrypted-volume';
import { Build, stepsProblem } from './private/build';
import { Copies } from './private/copies';
import { copyProblems } from './private/copy-traits';
import { encryptionKeyProblem } from './private/encryption-key';
import { MadeImage } from './private/image-maker';
import { StackImage } from './private/stack-image';
import { volumeKeyProblems } from './private/volume-keys';
import { RootSource } from './root-source';
import { parameterNameProblem } from '../private/names';
import { assertProps } from '../private/props';
import { COPY_RESOURCE_TYPE } from '../runtime/contract';

/** What to copy, under which keys, and what becomes of the copy. */
export interface EncryptedRootCopyProps extends AmiBaseProps {
  /** The image, instance, volume or snapshots to copy. */
  readonly source: RootSource;

  /**
   * The key for all snapshots of the copy, but for those of `volumeKeys`: a symmetric key in the stack's Region, itself, not an
   * alias of it. Another key makes another copy. The key's policy must let the account's IAM policies decide, as the keys of
   * the CDK do.
   *
   * @default - a new customer managed key with rotation. It is kept when the stack is deleted, even under `DESTROY`:
   * volumes that were made from the image need it for as long as they exist
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The keys of volumes that have one of their own, by device name, like `{ '/dev/sdf': dataKey }`. The others are under
   * `encryptionKey`. Each volume is then copied by itself, and the image is registered anew, with all that the source says
   * of itself. Other keys make another copy.
   *
   * @default - one key for all volumes
   */
  readonly volumeKeys?: { [device: string]: kms.IKey };

  /**
   * Whether `volumeKeys` may be tried for an image whose use is billed: by its operating system, like Windows or Red Hat, or with product codes
   * of AWS Marketplace. EC2 may lose that when an image is registered anew. The copy is then compared with its source, and discarded
   * when it would be billed in another way: the deployment fails.
   *
   * @default false
   */
  readonly registerBilledImage?: boolean;
}

/**
 * An encrypted image from what is not: a copy, in the stack's Region, of which every snapshot is encrypted.
 *
 * The image and its snapshots carry the tags of the construct (`Tags.of(copy).add(…)`) and of its stack, from the call that
 * makes them. Tags and description are changed in place; another source, key or prefix makes another copy, and the old
 * one goes by the removal policy once the stack's update has succeeded.
 *
 * @example
 * import * as ec2 from 'aws-cdk-lib/aws-ec2';
 * import { EncryptedRootCopy, RootSource } from 'cdk-golden-ami';
 *
 * const web = new EncryptedRootCopy(this, 'Web', {
 *   source: RootSource.amiId('ami-0123456789abcdef0'),
 * });
 * new ec2.LaunchTemplate(this, 'Template', { machineImage: web.machineImage() });
 */
export class EncryptedRootCopy extends AmiBase {
  /** The key of the copy's snapshots, but for those of `volumeKeys`. */
  public readonly encryptionKey: kms.IKey;

  public readonly cdkTagManager = new TagManager(TagType.MAP, COPY_RESOURCE_TYPE);

  /** @internal */
  protected readonly _image: StackImage;
  /** @internal */
  protected readonly _encryptionKey: kms.IKey;
  private readonly source: RootSource;
  private readonly volumeKeys: { readonly [device: string]: kms.IKey };

  constructor(scope: Construct, id: string, props: EncryptedRootCopyProps) {
    super(scope, id);
    const { source, volumeKeys } = props;
    const isCopied = source._isImage && volumeKeys === undefined;
    assertProps(this,
      source._problems(this),
      encryptionKeyProblem('encryptionKey', props.encryptionKey, Stack.of(this).region, "must be a key in the stack's Region"),
      volumeKeyProblems(this, props),
      copyProblems(props),
      isCopied ? undefined : stepsProblem(props.completion),
      parameterNameProblem('parameterName', props.parameterName),
    );
    this.source = source;
    this.volumeKeys = volumeKeys ?? {};
    this.encryptionKey = props.encryptionKey ?? new kms.Key(this, 'Key', {
      description: `Encrypts the image ${this.node.path}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this._encryptionKey = this.encryptionKey;
    this._image = new StackImage(this, isCopied ? this.copy(props) : this.build(props), props.parameterName);
  }

  /**
   * An encrypted volume that starts with what is on one of the copy's snapshots, under the same key. A resource of CloudFormation's own.
   *
   * Another copy makes another volume. What was written to the old one is in the old one, which is kept unless you say otherwise.
   *
   * @param id the volume's id
   * @param options where it is, which device it is made from, and what kind of disk it is
   */
  public createVolume(id: string, options: EncryptedVolumeOptions): ec2.Volume {
    const { device, ...rest } = options;
    return new ec2.Volume(this, id, {
      volumeType: ec2.EbsDeviceVolumeType.GP3,
      ...rest,
      snapshotId: device === undefined ? this.rootSnapshotId : this.snapshotId(device),
      encrypted: true,
      encryptionKey: this.keyOf(device ?? this.source._devices?.[0]),
    });
  }

  private keyOf(device: string | undefined): kms.IKey {
    if (device !== undefined) return this.volumeKeys[device] ?? this.encryptionKey;
    if (Object.keys(this.volumeKeys).length === 0) return this.encryptionKey;
    throw new Error(`${this.node.path}: device must be named for a volume of a copy with volumeKeys, because the root device is known at deployment only`);
  }

  private copy(props: EncryptedRootCopyProps): MadeImage {
    const { region } = Stack.of(this);
    const destination = { id: 'Resource', region, encryptionKey: this.encryptionKey };
    return new Copies(this, props.source, [destination], { ...props, tags: this.cdkTagManager }).in(region);
  }

  /** Under another id: CloudFormation refuses to make a resource one of another type. */
  private build(props: EncryptedRootCopyProps): MadeImage {
    return new Build(this, 'Build', props.source, { ...props, encryptionKey: this.encryptionKey }, { ...props, tags: this.cdkTagManager });
  }
}
