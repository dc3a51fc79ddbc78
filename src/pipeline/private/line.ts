import { RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as imagebuilder from 'aws-cdk-lib/aws-imagebuilder';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { buildOnDeploy } from './build-start';
import { Chain } from './chain';
import { createDistribution } from './distribution';
import { BuildPlace, createInfrastructure } from './infrastructure';
import { setImageTags, setScan, setTimeZone } from './newer-properties';
import { Place } from './places';
import { createRecipe } from './recipe';
import { AmiTags, imageTagsOf } from './tags';
import { WatchedPipeline } from './watched-pipeline';
import { ShareTarget } from '../../sharing/share-target';
import { BaseImage } from '../base-image';
import { BuildEnvironmentOptions } from '../build-environment';
import { BuildOnDeploy } from '../build-on-deploy';
import { BuildSchedule } from '../build-schedule';
import { RootVolumeOptions } from '../root-volume';
import { VulnerabilityScan } from '../vulnerability-scan';

/** Failures in a row after which Image Builder stops to try. */
const FAILURES = 3;

/** What all architectures of an image have in common. */
export interface LineOptions {
  readonly releaseLine: string;
  readonly baseImage: BaseImage;
  readonly rootVolume: RootVolumeOptions;
  readonly encryptionKey: kms.IKey;
  readonly watermarks: readonly string[];
  readonly amiTags: AmiTags;
  readonly amiName?: string;
  readonly place: BuildPlace;
  readonly environment: BuildEnvironmentOptions;
  readonly instanceRole: iam.IRole;
  readonly instanceProfile: iam.IInstanceProfile;
  readonly executionRole: iam.IRole;
  readonly places: readonly Place[];
  readonly sharedWith: readonly ShareTarget[];
  readonly schedule: BuildSchedule;
  readonly scan: VulnerabilityScan;
  readonly onDeploy: BuildOnDeploy;
}

/** The chain of one architecture, from the recipe to the pipeline. */
export class Line extends Construct {
  public readonly pipeline: imagebuilder.CfnImagePipeline;
  public readonly watched: WatchedPipeline;
  /** As it is deployed, with its version. */
  public readonly recipeArn: string;

  constructor(scope: Construct, imageName: string, { target, links }: Chain, parameterName: string, options: LineOptions) {
    super(scope, target.architecture);
    const { architecture, imageName: name } = target;
    const uses = links.map(({ component }) => component._bindIn(this, component.name, target));
    const recipe = createRecipe(this, { name, ...options, architecture, components: uses });
    this.recipeArn = recipe.attrArn;
    const infrastructure = createInfrastructure(this, { name, ...options, imageName, architecture });
    const distribution = createDistribution(this, {
      name,
      ...options,
      architecture,
      parameterName,
      amiName: options.amiName ?? `${name}-{{ imagebuilder:buildDate }}`,
      amiTags: options.amiTags({
        ...imageTagsOf(imageName), 'golden:release-line': options.releaseLine, 'golden:base': options.baseImage._parentFor(architecture),
      }),
    });
    this.pipeline = this.createPipeline(name, options, { recipe, infrastructure, distribution }, this.createLogGroups(options));
    uses.forEach(use => use.grantTo?.(options.instanceRole));
    // The schedule, or the first build, may come as soon as the pipeline is there.
    this.pipeline.node.addDependency(options.executionRole, options.instanceRole);
    const imageTags = imageTagsOf(imageName);
    setImageTags(this.pipeline, imageTags);
    buildOnDeploy(this, options.onDeploy, { lineName: name, pipeline: this.pipeline, imageTags });
    this.watched = {
      architecture, imageName: name, pipelineName: name, pipelineArn: this.pipeline.attrArn, candidateParameterName: parameterName,
    };
  }
  private createPipeline(name: string, options: LineOptions, parts: Parts, logGroups: LogGroups): imagebuilder.CfnImagePipeline {
    const { schedule, environment, scan } = options;
    const pipeline = new imagebuilder.CfnImagePipeline(this, 'Resource', {
      name,
      imageRecipeArn: parts.recipe.attrArn,
      infrastructureConfigurationArn: parts.infrastructure.attrArn,
      distributionConfigurationArn: parts.distribution.attrArn,
      executionRole: options.executionRole.roleArn,
      status: 'ENABLED',
      schedule: schedule._expression === undefined ? undefined : {
        scheduleExpression: schedule._expression,
        pipelineExecutionStartCondition: schedule._waitsForUpdates(options.baseImage) ? 'EXPRESSION_MATCH_AND_DEPENDENCY_UPDATES_AVAILABLE' : 'EXPRESSION_MATCH_ONLY',
        autoDisablePolicy: { failureCount: FAILURES },
      },
      imageTestsConfiguration: { imageTestsEnabled: true },
      enhancedImageMetadataEnabled: environment.collectInventory ?? true,
      loggingConfiguration: { imageLogGroupName: logGroups.images.logGroupName, pipelineLogGroupName: logGroups.pipeline.logGroupName },
    });
    if (schedule._expression !== undefined) setTimeZone(pipeline, schedule._options.timeZone ?? 'Etc/UTC');
    setScan(pipeline, scan);
    return pipeline;
  }

  /** Two of its own for each architecture: streams are called after versions, which two architectures have in common. */
  private createLogGroups({ environment, executionRole, instanceRole }: LineOptions): LogGroups {
    const retention = environment.logRetention ?? logs.RetentionDays.THIRTEEN_MONTHS;
    const images = new logs.LogGroup(this, 'ImageLogs', { retention, removalPolicy: RemovalPolicy.DESTROY });
    const pipeline = new logs.LogGroup(this, 'PipelineLogs', { retention, removalPolicy: RemovalPolicy.DESTROY });
    [executionRole, instanceRole].forEach(role => images.grantWrite(role));
    pipeline.grantWrite(executionRole);
    return { images, pipeline };
  }
}

interface Parts {
  readonly recipe: imagebuilder.CfnImageRecipe;
  readonly infrastructure: imagebuilder.CfnInfrastructureConfiguration;
  readonly distribution: imagebuilder.CfnDistributionConfiguration;
}

interface LogGroups {
  readonly images: logs.LogGroup;
  readonly pipeline: logs.LogGroup;
}
