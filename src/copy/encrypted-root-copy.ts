import { CustomResource, Duration, ITaggableV2, RemovalPolicy, Stack, TagManager, TagType, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { CopyCompletion } from './copy-completion';
import { HandlerOptions } from './handler-options';
import { Copies, copyProblems } from './private/copies';
import { encryptionKeyProblem } from './private/encryption-key';
import { amiStatePattern, LateFailure } from './private/late-failure';
import { RootSource } from './root-source';
import { IAmi } from '../ami/ami';
import { AmiMachineImage, AmiMachineImageOptions } from '../ami/ami-machine-image';
import { parameterNameProblem } from '../private/names';
import { assertProps } from '../private/props';
import { COPY_RESOURCE_TYPE, ROOT_SNAPSHOT_ATTRIBUTE, ROOT_SNAPSHOT_RESOURCE_TYPE, RootSnapshotProperties } from '../runtime/contract';

/** What to copy, under which key, and what becomes of the copy. */
export interface EncryptedRootCopyProps {
  /** The image to copy. */
  readonly source: RootSource;

  /**
   * The key for all snapshots of the copy: a symmetric key in the stack's Region, itself, not an alias of it. Another key
   * makes another copy. The key's policy must let the account's IAM policies decide, as the keys of the CDK do.
   *
   * @default - a new customer managed key with rotation. It is kept when the stack is deleted, even under `DESTROY`:
   * volumes that were made from the image need it for as long as they exist
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The start of the image's name. A dash and 12 characters follow, which differ for each copy, so that a replacement never
   * has the name of what it replaces. 1 to 115 characters: letters, digits, spaces and `( ) [ ] . / - ' @ _`. Another prefix
   * makes another copy.
   *
   * @default - made from the construct's path
   */
  readonly imageNamePrefix?: string;

  /**
   * The image's description, 1 to 255 characters. Changed in place. There is always one, because EC2 takes none away.
   *
   * @default - tells that it is an encrypted copy, and of which image
   */
  readonly description?: string;

  /**
   * When the deployment takes the copy for done.
   *
   * @default CopyCompletion.inDeploy()
   */
  readonly completion?: CopyCompletion;

  /**
   * An SSM parameter to publish the image's id in, for those who cannot take it from the template: another stack that
   * imports the id would keep the copy from ever being replaced.
   *
   * @default - the id is not published
   */
  readonly parameterName?: string;

  /**
   * What becomes of the image and its snapshots when the copy is replaced, or removed with its stack.
   *
   * `DESTROY` removes them, unless an instance, launch template, parameter or recipe of the account still refers to the
   * image: then a stack's deletion fails with their names, and a replaced image is kept, and tagged
   * `cdk-golden-ami:orphaned-in-use`.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How the stack's copying function is set up. All copies of a stack share one: give this to the first of them.
   *
   * @default - a function outside of any network, with a role of its own
   */
  readonly handlerOptions?: HandlerOptions;
}

/**
 * An encrypted image from one that is not: a copy, in the stack's Region, of which every snapshot is encrypted.
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
export class EncryptedRootCopy extends Construct implements IAmi, ITaggableV2 {
  public readonly imageId: string;
  public readonly regions: string[];

  /** The device name of the root volume, like `/dev/xvda`. */
  public readonly rootDeviceName: string;

  /** The key of the copy's snapshots. */
  public readonly encryptionKey: kms.IKey;

  /**
   * Rings when EC2 fails the copy after the deployment went on without it. There when the completion allows that:
   * `CopyCompletion.pending()`, or a timeout that lets the deployment `CONTINUE`.
   */
  public readonly lateFailureAlarm?: cloudwatch.Alarm;

  /** The tags of the image and its snapshots; set them with `Tags.of()`. */
  public readonly cdkTagManager = new TagManager(TagType.MAP, COPY_RESOURCE_TYPE);

  private readonly copies: Copies;
  private rootSnapshot?: CustomResource;

  constructor(scope: Construct, id: string, props: EncryptedRootCopyProps) {
    super(scope, id);
    const { region } = Stack.of(this);
    assertProps(this,
      props.source._problem,
      encryptionKeyProblem('encryptionKey', props.encryptionKey, region, "must be a key in the stack's Region"),
      copyProblems(props),
      parameterNameProblem('parameterName', props.parameterName),
    );
    this.encryptionKey = props.encryptionKey ?? new kms.Key(this, 'Key', {
      description: `Encrypts the image ${this.node.path}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });

    this.copies = new Copies(this, props.source, [{ id: 'Resource', region, encryptionKey: this.encryptionKey }], { ...props, tags: this.cdkTagManager });
    this.imageId = this.copies.imageIdIn(region);
    this.regions = [region];
    this.rootDeviceName = this.copies.rootDeviceNameIn(region);
    if (this.copies.completion._mayEndPending) {
      this.lateFailureAlarm = new LateFailure(this, 'LateFailure', this.copies.pendingImageIdIn(region), this.copies.handler.fn).alarm;
    }
    if (props.parameterName !== undefined) this.publish(props.parameterName);
  }

  /**
   * The snapshot behind the root volume.
   *
   * Throws when the completion lets the deployment end before the copy is available: there may be no such snapshot then.
   */
  public get rootSnapshotId(): string {
    if (this.copies.completion._mayEndPending) {
      throw new Error(`${this.node.path}: rootSnapshotId is not known while the copy is pending; use CopyCompletion.inDeploy() without CONTINUE`);
    }
    this.rootSnapshot ??= this.copies.createResource('RootSnapshot', ROOT_SNAPSHOT_RESOURCE_TYPE, Duration.minutes(5), {
      StateMachineArn: this.copies.handler.stateMachineArn,
      ImageId: this.imageId,
    } satisfies RootSnapshotProperties);
    return this.rootSnapshot.getAttString(ROOT_SNAPSHOT_ATTRIBUTE.snapshotId);
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
   * The key of the copy's snapshots; throws for another Region than the stack's.
   *
   * @param region the Region's name, like `eu-west-1`
   */
  public encryptionKeyIn(region: string): kms.IKey | undefined {
    this.assertOwnRegion(region);
    return this.encryptionKey;
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
   * A rule for the moment when the copy can be used. EC2 sends such events on a best-effort basis.
   *
   * @param id the rule's id
   * @param options what the rule does
   */
  public onAvailable(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onState(id, 'available', options);
  }

  /**
   * A rule for the moment when EC2 gives the copy up. EC2 sends such events on a best-effort basis.
   *
   * @param id the rule's id
   * @param options what the rule does
   */
  public onFailed(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onState(id, 'failed', options);
  }

  private onState(id: string, state: 'available' | 'failed', options: events.OnEventOptions): events.Rule {
    const rule = new events.Rule(options.crossStackScope ?? this, id, options);
    rule.addEventPattern(amiStatePattern(this.copies.pendingImageIdIn(Stack.of(this).region), state));
    rule.addTarget(options.target);
    return rule;
  }

  private publish(parameterName: string): void {
    new ssm.StringParameter(this, 'Parameter', {
      parameterName,
      stringValue: this.imageId,
      description: `The image ${this.node.path}`,
      // Parameter Store checks that the image can be used, which a pending one cannot.
      dataType: this.copies.completion._mayEndPending ? ssm.ParameterDataType.TEXT : ssm.ParameterDataType.AWS_EC2_IMAGE,
    });
  }

  private assertOwnRegion(region: string): void {
    const own = Stack.of(this).region;
    if (region === own || Token.isUnresolved(region) || Token.isUnresolved(own)) return;
    throw new Error(`${this.node.path}: the copy is in ${own}, not in ${region}`);
  }
}
