import { createRequire } from 'module';
import { ITaggableV2, TagManager, TagType } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct, Dependable } from 'constructs';
import { BaseImage } from './base-image';
import { BuildOnDeploy } from './build-on-deploy';
import { BuildSchedule } from './build-schedule';
import { GoldenAmiAttributes, GoldenAmiBase, GoldenAmiReference, IGoldenAmi } from './golden-ami';
import { GoldenAmiPipelineProps } from './golden-ami-pipeline-props';
import { OsFamily } from './os-family';
import { chainOf, chainProblems } from './private/chain';
import type * as channels from './private/channels/pipeline-channels';
import { onCriticalFinding, onPipelineDisabled } from './private/events';
import { ImportedGoldenAmi } from './private/imported-golden-ami';
import { createPlace } from './private/infrastructure';
import { createKey } from './private/key';
import { retireImages } from './private/lifecycle';
import { Line, LineOptions } from './private/line';
import { defaultImageName, lineNameOf } from './private/names';
import { pipelineProblems } from './private/pipeline-problems';
import { Place, placesOf } from './private/places';
import { createExecutionRole, createInstanceRole } from './private/roles';
import { openPlaces } from './private/share';
import { Freshness, freshnessOf } from './private/stale-after';
import { renderAmiTags } from './private/tags';
import { takeNames } from './private/taken-names';
import { warn } from './private/warnings';
import { Watch, watchPipeline } from './private/watch';
import { WatchedPipeline } from './private/watched-pipeline';
import { VulnerabilityScan } from './vulnerability-scan';
import { assertProps } from '../private/props';
import { CANDIDATE } from '../runtime/channels/channel-contract';

export type { GoldenAmiPipelineProps } from './golden-ami-pipeline-props';

/**
 * Builds an image again and again: patched, hardened, stripped of secrets, proven to be, scanned, tested, encrypted, published and watched.
 *
 * Image Builder does the work, with one pipeline of its own for each architecture.
 *
 * @example
 * import { BaseImage, GoldenAmiPipeline } from 'cdk-golden-ami';
 *
 * new GoldenAmiPipeline(this, 'Al2023', {
 *   baseImage: BaseImage.amazonLinux2023(),
 * });
 */
export class GoldenAmiPipeline extends GoldenAmiBase implements ITaggableV2 {
  /**
   * An image that a pipeline of another app builds, in this account, or copies to it.
   *
   * @param scope where it belongs
   * @param id its id there
   * @param attributes what is known of it
   */
  public static fromAttributes(scope: Construct, id: string, attributes: GoldenAmiAttributes): IGoldenAmi {
    return new ImportedGoldenAmi(scope, id, attributes);
  }

  public readonly imageName: string;
  public readonly osFamily: OsFamily;
  public readonly architectures: ec2.InstanceArchitecture[];
  public readonly channels: string[];
  public readonly parameterPrefix: string;

  /** The tags of the AMIs; set them with `Tags.of()`. */
  public readonly cdkTagManager = new TagManager(TagType.MAP, 'AWS::ImageBuilder::ImagePipeline');

  /** The key of the images' snapshots in the stack's Region. */
  public readonly encryptionKey: kms.IKey;

  /** The role of the instances that build and test. */
  public readonly instanceRole: iam.IRole;

  /** The role that Image Builder takes on. */
  public readonly executionRole: iam.IRole;

  /** Where messages go. */
  public readonly topic: sns.ITopic;

  private readonly lines: readonly Line[];
  private readonly watch: Watch;
  private readonly moved?: channels.PipelineChannels;

  constructor(scope: Construct, id: string, props: GoldenAmiPipelineProps) {
    super(scope, id);
    this.imageName = props.imageName ?? defaultImageName(this);
    this.osFamily = props.baseImage.osFamily;
    this.architectures = props.architectures ?? [ec2.InstanceArchitecture.X86_64];
    this.channels = props.channels?.map(({ name }) => name) ?? [];
    this.parameterPrefix = props.parameterPrefix ?? '/golden';
    this.encryptionKey = props.encryptionKey ?? createKey(this);
    const chains = this.architectures.map(architecture => chainOf(props, {
      osFamily: this.osFamily, architecture, imageName: lineNameOf(this.imageName, architecture),
    }));
    const { schedule = BuildSchedule.weekly() } = props;
    const rhythm = { schedule, waitsForUpdates: schedule._waitsForUpdates(props.baseImage) };
    const freshness = freshnessOf(rhythm, props.alarms);
    assertProps(this,
      pipelineProblems(this, props, { imageName: this.imageName, architectures: this.architectures, key: this.encryptionKey, freshness }),
      [...new Set(chains.flatMap(chainProblems))],
      takeNames(this, this, props.destinations),
    );
    warn(this, props);

    const places = placesOf(this, props.destinations ?? [], this.encryptionKey, !props.encryptionKey);
    openPlaces(this, places, props.sharedWith ?? [], props.keyGrantees);
    const environment = props.buildEnvironment ?? {};
    this.instanceRole = createInstanceRole(this, { logBucket: environment.logBucket, statements: environment.instanceStatements ?? [] });
    this.executionRole = this.createExecutionRole(props.baseImage, places);
    const options = this.lineOptions({ ...props, schedule }, places);
    this.lines = chains.map(chain => new Line(this, this.imageName, chain, this.candidateOf(chain.target.architecture), options));
    // Who waits for the pipeline waits for what builds, and not for what watches all pipelines of a stack.
    Dependable.implement(this, { dependencyRoots: [...this.lines] });
    this.watch = watchPipeline(this, this._watched, { ...props, rhythm });
    this.topic = this.watch.topic;
    this.moved = this.createChannels(props, places, freshness);
    retireImages(this, { policyName: this.imageName, recipeNames: this._watched.map(each => each.imageName) }, props.retention, freshness);
  }

  /** The pipelines of Image Builder, by their ARNs: one for each architecture, in that order. */
  public get pipelineArns(): string[] {
    return this._watched.map(each => each.pipelineArn);
  }

  /** The alarms: for a build that failed, a pipeline that was disabled, each stale image, and those of the channels. */
  public get alarms(): cloudwatch.Alarm[] {
    return [...this.watch.alarms, ...this.moved?.alarms ?? []];
  }

  /** @internal */
  public get _imageKey(): kms.IKey {
    return this.encryptionKey;
  }

  /** @internal */
  public get _watched(): readonly WatchedPipeline[] {
    return this.lines.map(line => line.watched);
  }

  /**
   * Lets somebody start a build, of any architecture.
   *
   * @param grantee who may do it
   */
  public grantStartBuild(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions: ['imagebuilder:StartImagePipelineExecution'], resourceArns: this.pipelineArns });
  }

  /**
   * Rings when Inspector finds something critical on an instance that tests an image of this pipeline: with `VulnerabilityScan.report()`.
   *
   * @param id the rule's id
   * @param options what happens then
   */
  public onCriticalFinding(id: string, options?: events.OnEventOptions): events.Rule {
    return onCriticalFinding(this, id, this._watched, options);
  }

  /**
   * Rings when Image Builder has disabled the schedule, after three failures in a row.
   *
   * @param id the rule's id
   * @param options what happens then
   */
  public onDisabled(id: string, options?: events.OnEventOptions): events.Rule {
    return onPipelineDisabled(this, id, this._watched, options);
  }

  /**
   * How many builds succeeded.
   *
   * @param options period, statistic and the like
   */
  public metricBuildsSucceeded(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.watch.metricBuildsSucceeded(options);
  }

  /**
   * How many builds failed.
   *
   * @param options period, statistic and the like
   */
  public metricBuildsFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.watch.metricBuildsFailed(options);
  }

  /**
   * How old the newest image is, in hours.
   *
   * Throws for an architecture that the image is not built for.
   *
   * @param reference which image
   * @param options period, statistic and the like
   */
  public metricCandidateAge(reference: GoldenAmiReference = {}, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    if (reference.channel !== undefined && reference.channel !== CANDIDATE) {
      throw new Error(`${this.node.path}: channel must be left out, or be 'candidate', got '${reference.channel}': the age of what a channel has is among its alarms`);
    }
    return this.watch.metricCandidateAge(this._architectureOf(reference), options);
  }

  /**
   * Lets somebody operate the channels: promote, roll back, resume and reconcile. Not into channels that ask for an approval.
   *
   * Throws where there are no channels.
   *
   * @param grantee who may do it
   */
  public grantOperate(grantee: iam.IGrantable): iam.Grant {
    if (!this.moved) throw new Error(`${this.node.path}: channels must be given, or there is nothing to operate`);
    return this.moved.operate.grantInvoke(grantee);
  }

  /**
   * Lets somebody promote into the channels that ask for an approval. Nothing else.
   *
   * Throws where there is no such channel.
   *
   * @param grantee who may do it
   */
  public grantApprove(grantee: iam.IGrantable): iam.Grant {
    if (!this.moved?.approve) throw new Error(`${this.node.path}: channels must have one with ChannelPromotion.approval(), or there is nothing to approve`);
    return this.moved.approve.grantInvoke(grantee);
  }

  private candidateOf(architecture: ec2.InstanceArchitecture): string {
    return this.parameterName({ architecture, channel: CANDIDATE });
  }

  private createChannels(
    props: GoldenAmiPipelineProps, places: readonly Place[], { staleAfter }: Freshness,
  ): channels.PipelineChannels | undefined {
    if (!props.channels) return undefined;
    // Loaded when it is first needed, with the modules of the CDK behind it.
    const { PipelineChannels }: typeof channels = createRequire(__filename)('./private/channels/pipeline-channels');
    const moved = new PipelineChannels(this, {
      imageName: this.imageName,
      parameterPrefix: this.parameterPrefix,
      lines: this.lines,
      regions: places.map(({ region }) => region),
      sharedWith: props.sharedWith ?? [],
      keepNewest: props.retention?.keepReleases ?? 3,
      channels: props.channels,
      topic: this.topic,
      alarmActions: props.alarms?.actions ?? [],
      staleAfter,
    });
    this.watch.dashboard?.addWidgets(...moved.widgets());
    return moved;
  }

  private createExecutionRole(baseImage: BaseImage, places: readonly Place[]): iam.Role {
    const { parameterNames = {}, encryptionKey: baseKey } = baseImage._traits;
    return createExecutionRole(this, {
      lineNames: this.architectures.map(architecture => lineNameOf(this.imageName, architecture)),
      instanceRole: this.instanceRole,
      published: places.flatMap(({ region }) => this.architectures.map(architecture => ({ region, name: this.candidateOf(architecture) }))),
      parents: this.architectures.flatMap(architecture => parameterNames[architecture] ?? []),
      regions: places.map(({ region }) => region),
      keyArns: [...places.map(({ keyArn }) => keyArn), ...(baseKey ? [baseKey.keyArn] : [])],
    });
  }

  private lineOptions(props: GoldenAmiPipelineProps, places: readonly Place[]): LineOptions {
    const { baseImage, releaseLine = '1.0', buildEnvironment: environment = {}, watermarks = [this.imageName] } = props;
    return {
      baseImage,
      releaseLine,
      environment,
      watermarks,
      places,
      amiName: props.amiName,
      amiTags: renderAmiTags(this, this.cdkTagManager, props.amiTags ?? {}),
      rootVolume: props.rootVolume ?? {},
      encryptionKey: this.encryptionKey,
      place: createPlace(this, this.osFamily, environment),
      instanceRole: this.instanceRole,
      instanceProfile: new iam.InstanceProfile(this, 'InstanceProfile', { role: this.instanceRole }),
      executionRole: this.executionRole,
      sharedWith: props.sharedWith ?? [],
      schedule: props.schedule ?? BuildSchedule.weekly(),
      scan: props.scan ?? VulnerabilityScan.gate(),
      onDeploy: props.buildOnDeploy ?? BuildOnDeploy.START,
    };
  }
}
