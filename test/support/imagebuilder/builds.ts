/**
 * Builds, from their start to their end, in virtual time. Whatever keeps one from its end is a `Failure`, and the image says so.
 *
 * Missing: workflows of one's own and their waiting steps, RetryImage, launch templates, licences, fast launch and exports of a
 * distribution, and whether a dependency is newer than at the last build: a schedule that fires here starts a build.
 */
import { Definitions, recipeOf } from './definitions';
import { Distributor } from './distributor';
import { invalid } from './errors';
import { automaticallyDisabled, cveDetected, Findings, ImageBuilderEvent, stateChange } from './events';
import { Failure } from './failure';
import { Caller, DistributionConfiguration, ENDED, Image, Order, Pipeline, Recipe, Severity, Status, Tags } from './resources';
import type { Rules } from './rules';
import { Shelf } from './shelf';
import type { PhaseName, Workbench } from './workbench';
import type { Random } from '../random';

export interface Time {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** What the next build is to meet. */
export interface Fate {
  /** The name of a pipeline. @default - whichever builds next */
  readonly pipeline?: string;
  readonly failsIn?: 'BUILDING' | 'TESTING' | 'DISTRIBUTING' | 'INTEGRATING';
  readonly because?: string;
  /** What Inspector finds. */
  readonly findings?: Findings;
}

export interface World {
  readonly time: Time;
  readonly random: Random;
  readonly rules: Rules;
  readonly definitions: Definitions;
  readonly distributor: Distributor;
  readonly workbench: Workbench;
  tell(event: ImageBuilderEvent): void;
}

/** From the best to the worst, with the worst that a gate lets through. Critical ones never pass one. */
const SEVERITIES: readonly Severity[] = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH'];
const ENOUGH_FAILURES = 5;
/** Its cause is not the recipe, and the next build may well go through. */
const BAD_LUCK = 'The instance did not become reachable by AWS Systems Manager in time.';

export class Builds {
  public readonly images = new Shelf<Image>('image');
  public readonly fates: Fate[] = [];
  /** By image: how many builds of its version there were, the deleted ones too. */
  private readonly counts = new Map<string, number>();

  constructor(private readonly world: World) {}

  /** By StartImagePipelineExecution: also of a disabled pipeline. */
  public start(caller: Caller, pipelineArn: string, tags: Tags = {}): Image {
    const pipeline = this.pipelines.get(caller, pipelineArn);
    return this.launch(caller, pipeline, 'USER_INITIATED', tags, pipeline);
  }

  /** What the schedule of a pipeline does when its time has come. Nothing, when the pipeline is disabled. */
  public startScheduled(caller: Caller, pipelineArn: string): Image | undefined {
    const pipeline = this.pipelines.get(caller, pipelineArn);
    return pipeline.status === 'DISABLED' ? undefined : this.launch(caller, pipeline, 'SCHEDULED', pipeline.imageTags ?? {}, pipeline);
  }

  /** By CreateImage. */
  public create(caller: Caller, order: Order, tags: Tags = {}): Image {
    return this.launch(caller, order, 'USER_INITIATED', tags);
  }

  public cancel(caller: Caller, arn: string): Image {
    const image = this.images.get(caller, arn);
    if (ENDED.includes(image.state.status)) throw invalid(`The image is ${image.state.status}, and cannot be cancelled.`);
    this.enter(image, 'CANCELLED');
    return image;
  }

  /** The AMIs stay. */
  public delete(caller: Caller, arn: string): void {
    const { state } = this.images.get(caller, arn);
    if (!ENDED.includes(state.status)) throw invalid(`The image is ${state.status}: cancel its build first.`);
    this.images.remove(arn);
  }

  private get pipelines(): Shelf<Pipeline> {
    return this.world.definitions.shelf('image-pipeline');
  }

  private launch(caller: Caller, order: Order, buildType: Image['buildType'], tags: Tags, pipeline?: Pipeline): Image {
    const { definitions, time } = this.world;
    const recipe = recipeOf(definitions.shelf<Recipe>('image-recipe'), caller, order.imageRecipeArn);
    const settings = order.distributionConfigurationArn === undefined ? undefined
      : definitions.shelf<DistributionConfiguration>('distribution-configuration').get(caller, order.distributionConfigurationArn);
    const family = this.images.arnOf(caller, recipe.name, recipe.version);
    const build = (this.counts.get(family) ?? 0) + 1;
    this.counts.set(family, build);
    const image = this.images.put({
      arn: `${family}/${build}`,
      name: recipe.name,
      version: `${recipe.version}/${build}`,
      caller,
      order,
      recipe,
      tags,
      pipeline,
      buildType,
      distributions: settings?.distributions ?? [],
      dateCreated: new Date(time.now()).toISOString(),
      state: { status: 'PENDING' },
      amis: [],
    });
    if (pipeline) Object.assign(pipeline, { dateLastRun: image.dateCreated, lastRunStatus: image.state.status });
    void this.live(image, this.fateOf(image));
    return image;
  }

  private async live(image: Image, fate: Fate): Promise<void> {
    const { rules } = this.world;
    const stages: readonly [Fate['failsIn'] & Status, readonly [number, number], (image: Image, fate: Fate) => Promise<void>][] = [
      ['BUILDING', rules.buildTakes, made => this.build(made)],
      ['TESTING', rules.testTakes, (made, its) => this.test(made, its)],
      ['DISTRIBUTING', rules.distributionTakes, made => this.world.distributor.distribute(made)],
      ['INTEGRATING', rules.integrationTakes, made => this.world.distributor.publish(made)],
    ];
    try {
      await this.pass(image, rules.queuedFor);
      for (const [status, takes, work] of stages) {
        if (status === 'TESTING' && image.order.imageTestsConfiguration?.imageTestsEnabled === false) continue;
        this.enter(image, status);
        await this.pass(image, takes);
        if (fate.failsIn === status) throw new Failure(fate.because ?? `The build was made to fail while ${status}.`);
        await work(image, fate);
      }
      this.enter(image, 'AVAILABLE');
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      // One that was cancelled has told so.
      if (!ENDED.includes(image.state.status)) this.enter(image, 'FAILED', failure);
    }
    this.settle(image);
  }

  /** Lets time go by. Whoever was cancelled meanwhile gets no further. */
  private async pass(image: Image, [from, to]: readonly [number, number]): Promise<void> {
    await this.world.time.sleep(from === to ? from : this.world.random.int(from, to));
    if (image.state.status === 'CANCELLED') throw new Failure('The build was cancelled.');
  }

  private async build(image: Image): Promise<void> {
    if (this.world.random.chance(this.world.rules.failures)) throw new Failure(BAD_LUCK, { failedStep: 'LaunchBuildInstance' });
    for (const phase of ['build', 'validate'] as const) await this.run(phase, image);
    await this.world.distributor.createImage(image);
  }

  private async test(image: Image, { findings = {} }: Fate): Promise<void> {
    const { imageScanningEnabled, imageScanningTypes: [type = 'TEST_INSTANCE_CVE'] = [], scanResultCondition } = image.order.imageScanningConfiguration ?? {};
    await this.run('test', image);
    if (!imageScanningEnabled) return;
    image.scanState = { status: 'COMPLETED' };
    // Scans of AMIs tell EventBridge by events of Inspector, not by this one.
    if (type === 'TEST_INSTANCE_CVE') this.tell(cveDetected(image, findings, this.world.time.now()));
    const worst = worstOf(findings);
    const limit = scanResultCondition?.maximumSeverityLabel;
    if (type !== 'ON_DEMAND_AMI_CVE' || !limit || worst < 0 || worst <= SEVERITIES.indexOf(limit)) return;
    throw new Failure(`The scan found vulnerabilities above ${limit}.`, { failedStep: 'CollectImageScanFindings' });
  }

  private async run(phase: PhaseName, image: Image): Promise<void> {
    const components = this.world.definitions.componentsOf(image.caller, image.recipe);
    const componentFailure = await this.world.workbench.run(phase, image, components);
    if (!componentFailure) return;
    const failedStep = phase === 'test' ? 'ApplyTestComponents' : 'ApplyBuildComponents';
    throw new Failure(`Document ${componentFailure.componentArn} failed!`, { failedStep, componentFailure });
  }

  private enter(image: Image, status: Status, failure?: Failure): void {
    const before = image.state.status;
    image.state = failure ? { status, reason: failure.message, failureContext: { imageStatus: before, ...failure.context } } : { status };
    Object.assign(this.pipelineOf(image) ?? {}, { lastRunStatus: status });
    this.tell(stateChange(image, before, this.world.time.now()));
  }

  /** Counts the failures of a pipeline's schedule in a row. */
  private settle(image: Image): void {
    const { buildType, state } = image;
    const pipeline = this.pipelineOf(image);
    if (!pipeline) return;
    if (state.status === 'AVAILABLE') pipeline.consecutiveFailures = 0;
    if (state.status !== 'FAILED' || buildType !== 'SCHEDULED') return;
    pipeline.consecutiveFailures++;
    if (pipeline.consecutiveFailures < (pipeline.schedule?.autoDisablePolicy?.failureCount ?? ENOUGH_FAILURES)) return;
    pipeline.status = 'DISABLED';
    this.tell(automaticallyDisabled(pipeline, this.world.time.now()));
  }

  /** As it is now: it may have been updated, or deleted, since the build began. */
  private pipelineOf({ caller, pipeline }: Image): Pipeline | undefined {
    return pipeline && this.pipelines.find(caller, pipeline.arn);
  }

  private tell(event: ImageBuilderEvent): void {
    if (!this.world.random.chance(this.world.rules.lostEvents)) this.world.tell(event);
  }

  private fateOf({ pipeline }: Image): Fate {
    const index = this.fates.findIndex(fate => fate.pipeline === undefined || fate.pipeline === pipeline?.name);
    return index < 0 ? {} : this.fates.splice(index, 1)[0];
  }
}

/** Where the worst finding stands, beyond the list when it is critical; before it when there is none. */
function worstOf({ critical = 0, high = 0, medium = 0 }: Findings): number {
  if (critical > 0) return SEVERITIES.length;
  return high > 0 ? SEVERITIES.indexOf('HIGH') : medium > 0 ? SEVERITIES.indexOf('MEDIUM') : -1;
}
