import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, IConstruct } from 'constructs';
import { OsFamily } from './os-family';
import { onChannelMoved } from './private/channels/channel-events';
import { onBuildFailed, onBuildSucceeded } from './private/events';
import { WatchedPipeline } from './private/watched-pipeline';
import { assertProps, Problem } from '../private/props';
import { CANDIDATE, channelParameterName } from '../runtime/channels/channel-contract';

/** Which of a golden AMI's images. */
export interface GoldenAmiReference {
  /**
   * The architecture.
   *
   * @default - the first of the golden AMI's
   */
  readonly architecture?: ec2.InstanceArchitecture;

  /**
   * The channel, or `candidate` for the newest image that passed.
   *
   * @default - the last of the golden AMI's channels; `candidate` where it has none
   */
  readonly channel?: string;
}

/** Which of a golden AMI's images to start instances from, and how. */
export interface GoldenMachineImageOptions extends GoldenAmiReference {
  /**
   * Whether each launch asks for the image that the channel has then. Otherwise each deployment does, and instances are replaced when it has changed.
   *
   * @default false
   */
  readonly atLaunch?: boolean;

  /**
   * The version of the channel's parameter whose image each launch asks for, whatever the channel has by then: 1 or more, with `atLaunch` only. Versions are counted for each
   * architecture in each Region, and Parameter Store keeps 100 of them. An image that a channel has left may retire: pin for days, and not for years.
   *
   * @default - the newest, so that the channel is followed
   */
  readonly parameterVersion?: number;

  /**
   * What instances run when they start for the first time.
   *
   * @default - empty user data for the operating system
   */
  readonly userData?: ec2.UserData;
}

/** An image that a pipeline builds again and again. */
export interface IGoldenAmi extends IConstruct {
  /** Its name: lower case, digits and hyphens. */
  readonly imageName: string;

  /** The family of its operating system. */
  readonly osFamily: OsFamily;

  /** The architectures that it is built for. */
  readonly architectures: ec2.InstanceArchitecture[];

  /** The names of its channels, from the first to the last; `candidate` is not among them. */
  readonly channels: string[];

  /**
   * The name of the parameter that has the id of the image that a channel has. It is the same in all Regions that the image is distributed to. In another account than its own, the ARN.
   *
   * Throws for an architecture that the image is not built for, and for a channel that it does not have.
   *
   * @param reference which image
   */
  parameterName(reference?: GoldenAmiReference): string;

  /**
   * What to start instances from: the image that a channel has, in the Region of the stack that uses it. There must be one when that stack is deployed.
   *
   * Throws for an architecture that the image is not built for, and for a channel that it does not have.
   *
   * @param options which image, and how
   */
  machineImage(options?: GoldenMachineImageOptions): ec2.IMachineImage;

  /**
   * Rings when an image of this name is ready, in the account and Region of its pipeline.
   *
   * @param id the rule's id
   * @param options what happens then
   */
  onBuildSucceeded(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * Rings when an image of this name failed, in the account and Region of its pipeline.
   *
   * @param id the rule's id
   * @param options what happens then
   */
  onBuildFailed(id: string, options?: events.OnEventOptions): events.Rule;

  /**
   * Rings when a channel has another release, forward or back, in the account and Region of its pipeline. At least once for each move; for one that some Regions
   * get later, once more with these.
   *
   * Throws for a channel that the golden AMI does not have, and for `candidate`, which moves when a build has succeeded.
   *
   * @param id the rule's id
   * @param channel the channel's name
   * @param options what happens then
   */
  onChannelMoved(id: string, channel: string, options?: events.OnEventOptions): events.Rule;
}

/** What is known of an image that a pipeline of another app builds. */
export interface GoldenAmiAttributes {
  /** The image's name, as its pipeline has it. */
  readonly imageName: string;

  /**
   * The family of its operating system.
   *
   * @default OsFamily.AMAZON_LINUX_2023
   */
  readonly osFamily?: OsFamily;

  /**
   * The architectures that it is built for.
   *
   * @default [ec2.InstanceArchitecture.X86_64]
   */
  readonly architectures?: ec2.InstanceArchitecture[];

  /**
   * What the names of its parameters start with.
   *
   * @default '/golden'
   */
  readonly parameterPrefix?: string;

  /**
   * The names of its channels, from the first to the last.
   *
   * @default - they are not known: any can be named, and without a name it is `candidate`
   */
  readonly channels?: string[];

  /**
   * The account that the parameters are in, 12 digits, when it shares them with this one through AWS RAM. Instances then start from them with `atLaunch` only.
   *
   * @default - this account
   */
  readonly ownerAccount?: string;

  /**
   * The key of the images' snapshots in this Region. Only who builds on the image needs it.
   *
   * @default - it is not known
   */
  readonly encryptionKey?: kms.IKey;
}

/** What all golden AMIs have, those of this app and those of others. */
export abstract class GoldenAmiBase extends Construct implements IGoldenAmi {
  public abstract readonly imageName: string;
  public abstract readonly osFamily: OsFamily;
  public abstract readonly architectures: ec2.InstanceArchitecture[];
  public abstract readonly channels: string[];

  /** What the names of its parameters start with. */
  public abstract readonly parameterPrefix: string;

  /** @internal */
  public abstract readonly _watched: readonly WatchedPipeline[];

  /**
   * Of the images' snapshots in the pipeline's Region, as far as it is known.
   *
   * @internal
   */
  public abstract readonly _imageKey?: kms.IKey;

  /**
   * The name of the parameter that has the image's id.
   *
   * @param reference which image
   */
  public parameterName(reference: GoldenAmiReference = {}): string {
    return channelParameterName(this.parameterPrefix, this.imageName, this._architectureOf(reference), this._channelOf(reference));
  }

  /**
   * What to start instances from.
   *
   * @param options which image, and how
   */
  public machineImage(options: GoldenMachineImageOptions = {}): ec2.IMachineImage {
    const { atLaunch = false, parameterVersion, userData } = options;
    assertProps(this, versionProblem(options));
    const os = this.osFamily === OsFamily.WINDOWS ? ec2.OperatingSystemType.WINDOWS : ec2.OperatingSystemType.LINUX;
    const [name, imageOptions] = [this.parameterName(options), { os, userData }];
    return atLaunch
      ? ec2.MachineImage.resolveSsmParameterAtLaunch(name, { ...imageOptions, parameterVersion: parameterVersion?.toString() })
      : ec2.MachineImage.fromSsmParameter(name, imageOptions);
  }

  /**
   * Rings when an image of this name is ready.
   *
   * @param id the rule's id
   * @param options what happens then
   */
  public onBuildSucceeded(id: string, options?: events.OnEventOptions): events.Rule {
    return onBuildSucceeded(this, id, this._watched, options);
  }

  /**
   * Rings when an image of this name failed.
   *
   * @param id the rule's id
   * @param options what happens then
   */
  public onBuildFailed(id: string, options?: events.OnEventOptions): events.Rule {
    return onBuildFailed(this, id, this._watched, options);
  }

  /**
   * Rings when a channel has another release, forward or back.
   *
   * @param id the rule's id
   * @param channel the channel's name
   * @param options what happens then
   */
  public onChannelMoved(id: string, channel: string, options?: events.OnEventOptions): events.Rule {
    if (this._channelOf({ channel }) === CANDIDATE) {
      throw new Error(`${this.node.path}: channel must be one that releases are promoted into, got 'candidate': use onBuildSucceeded`);
    }
    return onChannelMoved(this, id, this.imageName, [channel], options);
  }

  /** @internal */
  public _channelOf({ channel = this.channels.at(-1) ?? CANDIDATE }: GoldenAmiReference): string {
    const known = [CANDIDATE, ...this.channels];
    if (known.includes(channel)) return channel;
    throw new Error(`${this.node.path}: channel must be one that ${this.imageName} has, ${known.join(' or ')}, got '${channel}'`);
  }

  /** @internal */
  public _architectureOf({ architecture = this.architectures[0] }: GoldenAmiReference): ec2.InstanceArchitecture {
    if (this.architectures.includes(architecture)) return architecture;
    throw new Error(`${this.node.path}: architecture must be one that ${this.imageName} is built for, ${this.architectures.join(' or ')}, got ${architecture}`);
  }
}

function versionProblem({ atLaunch, parameterVersion: version }: GoldenMachineImageOptions): Problem {
  if (version === undefined) return undefined;
  if (!atLaunch) return `parameterVersion must go with atLaunch, got ${version} without it: a deployment asks for the newest`;
  return Token.isUnresolved(version) || (Number.isInteger(version) && version >= 1) ? undefined : `parameterVersion must be a whole number of 1 or more, got ${version}`;
}
