import { ImageBuilder, ImageBuilderProps } from './image-builder';
import type { Input } from './kinds';
import type { Caller } from './resources';
import { Ec2Simulator } from '../ec2/ec2-simulator';
import { Random } from '../random';
import { ParameterStore } from '../ssm/parameter-store';
import { Timeline } from '../timeline';

export const CALLER: Caller = { account: '111111111111', region: 'eu-central-1' };
export const DOCUMENT = 'schemaVersion: 1.0\nphases:\n  - name: build\n    steps: []\n';

/** An account with Image Builder, EC2 and Parameter Store in it, in virtual time. */
export class Lab {
  public readonly timeline = new Timeline();
  public readonly ec2: Ec2Simulator;
  public readonly parameters: ParameterStore;
  public readonly imageBuilder: ImageBuilder;
  public readonly parent: string;

  constructor(options: Pick<ImageBuilderProps, 'rules' | 'workbench'> & { readonly seed?: number } = {}) {
    const { timeline } = this;
    const random = new Random(options.seed ?? 1);
    this.ec2 = new Ec2Simulator({ clock: timeline, random: random.fork('ec2'), hooks: { pause: ms => timeline.sleep(ms) } });
    this.parameters = new ParameterStore({ timeline, random: random.fork('ssm'), ec2: this.ec2 });
    const ssmOf: ImageBuilderProps['ssmOf'] = (account, region) => this.parameters.client(account, region) as ReturnType<ImageBuilderProps['ssmOf']>;
    this.imageBuilder = new ImageBuilder({ time: timeline, random, ec2: this.ec2, ssmOf, ...options });
    this.parent = this.ec2.seed('137112412989', CALLER.region).image({ sharedWith: ['all'] });
  }

  public call(operation: string, input: Input): Record<string, unknown> {
    return this.imageBuilder.handle(operation, CALLER, input) as Record<string, unknown>;
  }

  public component(name = 'harden', semanticVersion = '1.0.0', data = DOCUMENT): string {
    return String(this.call('CreateComponent', { name, semanticVersion, platform: 'Linux', data }).componentBuildVersionArn);
  }

  public recipe(input: Input = {}): string {
    const components = [{ componentArn: this.component(`part-${this.imageBuilder.definitionArns().length}`) }];
    return String(this.call('CreateImageRecipe', { name: 'web', semanticVersion: '1.0.x', parentImage: this.parent, components, ...input }).imageRecipeArn);
  }

  /** A pipeline with whatever it needs, and its ARN. */
  public pipeline(
    { recipe, imageRecipeArn = this.recipe(recipe), distributions, ...others }: { recipe?: Input; distributions?: readonly object[] } & Input = {},
  ): string {
    const infrastructureConfigurationArn = this.call('CreateInfrastructureConfiguration', { name: 'web', instanceProfileName: 'builder' }).infrastructureConfigurationArn;
    const distributionConfigurationArn = distributions && this.call('CreateDistributionConfiguration', { name: 'web', distributions }).distributionConfigurationArn;
    return String(this.call('CreateImagePipeline', {
      name: 'web', imageRecipeArn, infrastructureConfigurationArn, distributionConfigurationArn, ...others,
    }).imagePipelineArn);
  }

  /** Starts a build of the pipeline, lets it come to its end, and says what became of it. */
  public async build(imagePipelineArn: string) {
    const arn = String(this.call('StartImagePipelineExecution', { imagePipelineArn }).imageBuildVersionArn);
    await this.timeline.run();
    return this.imageBuilder.images().find(image => image.arn === arn)!;
  }

  /** What EventBridge heard, shortly: `BUILDING to TESTING`. */
  public get story(): readonly string[] {
    return this.imageBuilder.events.map(({ 'detail-type': type, detail }) => {
      const { 'previous-state': before, 'state': after } = detail as Record<string, { status: string } | undefined>;
      return after ? `${before!.status} to ${after.status}` : type;
    });
  }
}
