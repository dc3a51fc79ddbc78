import { Stack, TagManager, TagType } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { AmiBase, AmiBaseProps } from './ami-base';
import { AmiRegistrationOptions } from './ami-registration';
import { Build, durationProblem, stepsProblem } from './private/build';
import { copyProblems } from './private/copy-traits';
import { encryptionKeyProblem } from './private/encryption-key';
import { dataSnapshotProblems, registrationProblems, rootDeviceOf } from './private/registration';
import { StackImage } from './private/stack-image';
import { RootSource } from './root-source';
import { parameterNameProblem, snapshotIdProblem } from '../private/names';
import { assertProps } from '../private/props';
import { BUILD_RESOURCE_TYPE } from '../runtime/contract';

/** Which snapshots to make an image of, what it says besides, and what becomes of it. */
export interface AmiFromSnapshotProps extends AmiBaseProps, AmiRegistrationOptions {
  /** The snapshot of the root volume, in the stack's Region, like `snap-0123456789abcdef0`. Another snapshot makes another image. */
  readonly rootSnapshotId: string;

  /**
   * The snapshots of further volumes, by device name, like `{ '/dev/sdf': 'snap-0123456789abcdef0' }`.
   *
   * @default - the image has a root volume only
   */
  readonly dataSnapshots?: { [device: string]: string };

  /**
   * The key of the snapshots.
   *
   * @default - the snapshots are not encrypted, or nobody who uses the image here needs the key
   */
  readonly encryptionKey?: kms.IKey;
}

/**
 * An image of snapshots that exist. They stay what and whose they are: the image uses them, and is removed without them. For an encrypted
 * image with snapshots of its own there is `EncryptedRootCopy` with `RootSource.snapshot`.
 *
 * @example
 * import { AmiArchitecture, AmiBootMode, AmiFromSnapshot } from 'cdk-golden-ami';
 *
 * new AmiFromSnapshot(this, 'Restored', {
 *   rootSnapshotId: 'snap-0123456789abcdef0',
 *   architecture: AmiArchitecture.ARM_64,
 *   bootMode: AmiBootMode.UEFI,
 * });
 */
export class AmiFromSnapshot extends AmiBase {
  public readonly cdkTagManager = new TagManager(TagType.MAP, BUILD_RESOURCE_TYPE);

  /** @internal */
  protected readonly _image: StackImage;
  /** @internal */
  protected readonly _encryptionKey: kms.IKey | undefined;

  constructor(scope: Construct, id: string, props: AmiFromSnapshotProps) {
    super(scope, id);
    const { rootSnapshotId, dataSnapshots = {}, encryptionKey } = props;
    assertProps(this,
      snapshotIdProblem('rootSnapshotId', rootSnapshotId),
      dataSnapshotProblems(rootDeviceOf(props), dataSnapshots),
      registrationProblems(props),
      encryptionKeyProblem('encryptionKey', encryptionKey, Stack.of(this).region, "must be a key in the stack's Region"),
      copyProblems(props),
      durationProblem(props.completion),
      stepsProblem(props.completion),
      parameterNameProblem('parameterName', props.parameterName),
    );
    const source = RootSource.snapshot(rootSnapshotId, props);
    this._encryptionKey = encryptionKey;
    this._image = new StackImage(this, new Build(this, 'Resource', source, undefined, { ...props, tags: this.cdkTagManager }), props.parameterName);
  }
}
