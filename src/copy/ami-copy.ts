import { ITaggableV2, RemovalPolicy, Stack, TagManager, TagType, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { AmiDeprecation } from './ami-deprecation';
import { AmiDestination } from './ami-destination';
import { CopyCompletion } from './copy-completion';
import { HandlerOptions } from './handler-options';
import { Copies } from './private/copies';
import { copyProblems } from './private/copy-traits';
import { parameterTokenProblem, publishElsewhere, publishHere } from './private/parameters';
import { RootSource } from './root-source';
import { IAmi } from '../ami/ami';
import { AmiMachineImage, AmiMachineImageOptions } from '../ami/ami-machine-image';
import { parameterNameProblem } from '../private/names';
import { assertProps } from '../private/props';
import { COPY_RESOURCE_TYPE } from '../runtime/contract';

/** What to copy, where to, and what becomes of the copies. */
export interface AmiCopyProps {
  /**
   * The image to copy, as it is in the stack's own Region: one that another construct makes, or one imported with `Ami`. Its
   * key is used, if it has one. Another image makes other copies.
   */
  readonly source: IAmi;

  /** Where to. Each Region once; the stack's own may be one of them. A Region that is taken away loses its copy by the removal policy. */
  readonly destinations: AmiDestination[];

  /**
   * The start of the images' names. A dash and 12 characters follow, which differ for each copy, so that a replacement never
   * has the name of what it replaces. 1 to 115 characters: letters, digits, spaces and `( ) [ ] . / - ' @ _`. Another prefix
   * makes other copies.
   *
   * @default - made from the construct's path
   */
  readonly imageNamePrefix?: string;

  /**
   * The images' description, 1 to 255 characters. Changed in place. There is always one, because EC2 takes none away.
   *
   * @default - tells that it is an encrypted copy, and of which image
   */
  readonly description?: string;

  /**
   * When the deployment takes the copies for done: all of them, since they are made at the same time.
   *
   * @default CopyCompletion.inDeploy()
   */
  readonly completion?: CopyCompletion;

  /**
   * An SSM parameter to publish the copies' ids in: in every Region of the destinations one of this name, with the id there, for those
   * who cannot take it from the template. It goes with its Region, its name or its stack, whatever the removal policy. One of this
   * name that is somebody else's fails the deployment.
   *
   * @default - the ids are not published
   */
  readonly parameterName?: string;

  /**
   * Whether instances of the image start with IMDSv2 required, unless they are told otherwise. EC2 cannot take it back, so
   * that another value makes another image in each Region.
   *
   * @default false - as the source has it
   */
  readonly requireImdsv2?: boolean;

  /**
   * When the images become deprecated. Changed in place; taken back when it is left out again.
   *
   * @default - not by us
   */
  readonly deprecation?: AmiDeprecation;

  /**
   * Whether the images are protected against being deregistered, by whomever. Changed in place. What is protected is not removed
   * either, so that this and `DESTROY` exclude each other.
   *
   * @default false
   */
  readonly deregistrationProtection?: boolean;

  /**
   * What becomes of an image and its snapshots when the copy is replaced, or removed with its Region or its stack.
   *
   * `DESTROY` removes them, unless an instance, launch template, parameter or recipe of the account in that Region still
   * refers to the image: then a stack's deletion fails with their names, and a replaced image is kept, and tagged
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
 * Copies of an image in any number of Regions, encrypted in each, all made at the same time.
 *
 * Each Region has a copy of its own, which is made, replaced and removed by itself: when one of several fails, the deployment
 * fails, and what the others made goes back. The images and their snapshots carry the tags of the construct
 * (`Tags.of(copy).add(…)`) and of its stack, from the call that makes them.
 *
 * @example
 * import { Ami, AmiCopy, AmiDestination } from 'cdk-golden-ami';
 *
 * const abroad = new AmiCopy(this, 'Abroad', {
 *   source: Ami.fromImageId('ami-0123456789abcdef0'),
 *   destinations: [AmiDestination.region('eu-west-1'), AmiDestination.region('us-east-1')],
 * });
 * abroad.imageIdIn('us-east-1');
 */
export class AmiCopy extends Construct implements IAmi, ITaggableV2 {
  public readonly regions: string[];

  /**
   * Rings when EC2 fails the copy after the deployment went on without it. There when the completion allows that:
   * `CopyCompletion.pending()`, or a timeout that lets the deployment `CONTINUE`.
   */
  public readonly lateFailureAlarm?: cloudwatch.Alarm;

  /** The tags of the images and their snapshots; set them with `Tags.of()`. */
  public readonly cdkTagManager = new TagManager(TagType.MAP, COPY_RESOURCE_TYPE);

  private readonly copies: Copies;
  private readonly encryptionKeys: ReadonlyMap<string, kms.IKey | undefined>;

  constructor(scope: Construct, id: string, props: AmiCopyProps) {
    super(scope, id);
    const { destinations } = props;
    this.regions = destinations.map(each => each._region);
    assertProps(this,
      destinations.length === 0 ? 'destinations must name at least one Region' : undefined,
      destinations.flatMap(each => each._problems(this)),
      repeated(this.regions).map(region => `destinations must name a Region once, got ${region} more than once`),
      copyProblems(props),
      parameterNameProblem('parameterName', props.parameterName),
      parameterTokenProblem('parameterName', props.parameterName),
    );
    this.encryptionKeys = new Map(destinations.map(each => [each._region, each._encryptionKey]));
    this.copies = new Copies(this, RootSource.ami(props.source),
      destinations.map(({ _region, _encryptionKey }) => ({ id: _region, region: _region, encryptionKey: _encryptionKey })),
      { ...props, tags: this.cdkTagManager });
    if (this.copies.maker.completion._mayEndPending) this.lateFailureAlarm = this.copies.maker.handler.lateFailureAlarm;
    if (props.parameterName !== undefined) this.publish(props.parameterName);
  }

  /**
   * The id in the stack's own Region. Throws when that is not a destination.
   */
  public get imageId(): string {
    return this.imageIdIn(Stack.of(this).region);
  }

  /**
   * The id in a Region; throws for one that is not a destination. Whatever uses it is deployed after all copies are available.
   *
   * @param region the Region's name, like `eu-west-1`
   */
  public imageIdIn(region: string): string {
    this.assertDestination(region);
    return this.copies.in(region).imageId;
  }

  /**
   * The key of the copy's snapshots in a Region; throws for one that is not a destination. Undefined where it is the account's
   * default.
   *
   * @param region the Region's name, like `eu-west-1`
   */
  public encryptionKeyIn(region: string): kms.IKey | undefined {
    this.assertDestination(region);
    return this.encryptionKeys.get(region);
  }

  /**
   * What to start instances from in the stack's own Region. Throws when that is not a destination.
   *
   * @param options the operating system, and user data
   */
  public machineImage(options?: AmiMachineImageOptions): ec2.IMachineImage {
    return new AmiMachineImage(this.imageId, options);
  }

  private publish(parameterName: string): void {
    const { maker } = this.copies;
    const own = Stack.of(this).region;
    if (this.regions.includes(own)) publishHere(this, parameterName, this.imageIdIn(own), maker.completion._mayEndPending);
    const elsewhere = this.regions.filter(region => region !== own).map((region): [string, string] => [region, this.imageIdIn(region)]);
    publishElsewhere(this, parameterName, new Map(elsewhere), maker, this.cdkTagManager);
  }

  private assertDestination(region: string): void {
    if (this.regions.includes(region)) return;
    const wanted = Token.isUnresolved(region) ? 'a Region that is not known yet; give the stack an env with a region' : `${region}; add it to the destinations`;
    throw new Error(`${this.node.path}: the copies are in ${this.regions.join(', ')}, not in ${wanted}`);
  }
}

const repeated = (regions: readonly string[]) =>
  [...new Set(regions.filter((region, index) => !Token.isUnresolved(region) && regions.indexOf(region) < index))];
