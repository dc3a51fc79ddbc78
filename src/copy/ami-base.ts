import { ITaggableV2, RemovalPolicy, TagManager, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { AmiDeprecation } from './ami-deprecation';
import { CopyCompletion } from './copy-completion';
import { HandlerOptions } from './handler-options';
import type { StackImage } from './private/stack-image';
import { IAmi } from '../ami/ami';
import { AmiMachineImage, AmiMachineImageOptions } from '../ami/ami-machine-image';

/** What all images of a stack have, whatever they are made from. */
export interface AmiBaseProps {
  /**
   * The start of the image's name. A dash and 12 characters follow, which differ for each image, so that a replacement never
   * has the name of what it replaces. 1 to 115 characters: letters, digits, spaces and `( ) [ ] . / - ' @ _`. Another prefix
   * makes another image.
   *
   * @default - made from the construct's path
   */
  readonly imageNamePrefix?: string;

  /**
   * The image's description, 1 to 255 characters. Changed in place. There is always one, because EC2 takes none away.
   *
   * @default - tells what the image is made from, and whether it is an encrypted copy
   */
  readonly description?: string;

  /**
   * When the deployment takes the image for done.
   *
   * @default CopyCompletion.inDeploy()
   */
  readonly completion?: CopyCompletion;

  /**
   * An SSM parameter to publish the image's id in, for those who cannot take it from the template: another stack that
   * imports the id would keep the image from ever being replaced.
   *
   * @default - the id is not published
   */
  readonly parameterName?: string;

  /**
   * Whether instances of the image start with IMDSv2 required, unless they are told otherwise. EC2 cannot take it back, so
   * that another value makes another image.
   *
   * @default false - as the source has it
   */
  readonly requireImdsv2?: boolean;

  /**
   * When the image becomes deprecated. Changed in place; taken back when it is left out again.
   *
   * @default - not by us
   */
  readonly deprecation?: AmiDeprecation;

  /**
   * Whether the image is protected against being deregistered, by whomever. Changed in place. What is protected is not removed
   * either, so that this and `DESTROY` exclude each other.
   *
   * @default false
   */
  readonly deregistrationProtection?: boolean;

  /**
   * What becomes of the image and its snapshots when it is replaced, or removed with its stack.
   *
   * `DESTROY` removes them, unless an instance, launch template, parameter or recipe of the account still refers to the
   * image: then a stack's deletion fails with their names, and a replaced image is kept, and tagged
   * `cdk-golden-ami:orphaned-in-use`.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How the stack's copying function is set up. All images of a stack share one: give this to the first of them.
   *
   * @default - a function outside of any network, with a role of its own
   */
  readonly handlerOptions?: HandlerOptions;
}

/** An image that a stack makes in its own Region. */
export abstract class AmiBase extends Construct implements IAmi, ITaggableV2 {
  /** The tags of the image and its snapshots; set them with `Tags.of()`. */
  public abstract readonly cdkTagManager: TagManager;

  /** @internal */
  protected abstract readonly _image: StackImage;
  /** @internal */
  protected abstract readonly _encryptionKey: kms.IKey | undefined;

  public get imageId(): string {
    return this._image.imageId;
  }

  public get regions(): string[] {
    return [this._image.region];
  }

  /** The device name of the root volume, like `/dev/xvda`. */
  public get rootDeviceName(): string {
    return this._image.rootDeviceName;
  }

  /**
   * Rings when EC2 fails the image after the deployment went on without it. There when the completion allows that:
   * `CopyCompletion.pending()`, or a timeout that lets the deployment `CONTINUE`.
   */
  public get lateFailureAlarm(): cloudwatch.Alarm | undefined {
    return this._image.lateFailureAlarm;
  }

  /**
   * The snapshot behind the root volume.
   *
   * Throws when the completion lets the deployment end before the image is available: there may be no such snapshot then.
   */
  public get rootSnapshotId(): string {
    return this._image.snapshotId('rootSnapshotId');
  }

  /**
   * The snapshot behind a volume. A deployment fails when the image has none for the device.
   *
   * Throws when the completion lets the deployment end before the image is available: there may be no such snapshot then.
   *
   * @param device the device name, as the image maps it, like `/dev/sdf`
   */
  public snapshotId(device: string): string {
    return this._image.snapshotId('snapshotId', device);
  }

  /**
   * The id in the stack's own Region; throws for another.
   *
   * @param region the Region's name, like `eu-west-1`
   */
  public imageIdIn(region: string): string {
    this.assertOwnRegion(region);
    return this.imageId;
  }

  /**
   * The key of the image's snapshots; throws for another Region than the stack's. Undefined when they are not encrypted, or when
   * the key is not known.
   *
   * @param region the Region's name, like `eu-west-1`
   */
  public encryptionKeyIn(region: string): kms.IKey | undefined {
    this.assertOwnRegion(region);
    return this._encryptionKey;
  }

  /**
   * What to start instances from.
   *
   * @param options the operating system, and user data
   */
  public machineImage(options?: AmiMachineImageOptions): ec2.IMachineImage {
    return new AmiMachineImage(this.imageId, options);
  }

  /**
   * A rule for the moment when the image can be used. EC2 sends such events on a best-effort basis.
   *
   * @param id the rule's id
   * @param options what the rule does
   */
  public onAvailable(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this._image.onState(id, 'available', options);
  }

  /**
   * A rule for the moment when EC2 gives the image up. EC2 sends such events on a best-effort basis.
   *
   * @param id the rule's id
   * @param options what the rule does
   */
  public onFailed(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this._image.onState(id, 'failed', options);
  }

  private assertOwnRegion(region: string): void {
    const { region: own } = this._image;
    if (region === own || Token.isUnresolved(region) || Token.isUnresolved(own)) return;
    throw new Error(`${this.node.path}: the image is in ${own}, not in ${region}`);
  }
}
