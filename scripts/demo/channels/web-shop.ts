import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { PrintedCommand } from './printed-command';
import { Sight } from './sight';
import { addFleet, addImages, ERRORS, FAR_REGION } from './web-app';
import { HOME } from '../../../test/support/cloudformation/cloud';
import { EmulatedCloud } from '../../../test/support/emulators/emulated-cloud';
import { Toolkit } from '../../../test/support/emulators/toolkit';
import { stackLine } from '../endpoint/stack-lines';
import { StackView } from '../endpoint/stack-view';
import { News, Refusal } from '../place';

const { accountId: account, region } = HOME;
const IMAGE_NAME = 'web';
export const BAKE_MINUTES = 5;
const MANY = 40;

/** An account with the stacks of the demo in it, on emulators: those who build images, and those who run them. */
export class WebShop {
  public readonly images: StackView;
  public readonly fleet: StackView;
  public readonly sight: Sight;
  /** Of the copies, in their Region. */
  public farKey!: string;
  private readonly toolkit: Toolkit;
  private readonly assembly: string;
  private onLine?: (line: string) => void;

  constructor(public readonly cloud: EmulatedCloud) {
    this.assembly = cloud.temporaryFolder();
    this.toolkit = cloud.toolkit(account, region, line => this.onLine?.(line));
    const cloudFormation = new CloudFormationClient(cloud.clientOf(account, region));
    this.images = new StackView(cloudFormation, 'WebImages');
    this.fleet = new StackView(cloudFormation, 'WebFleet');
    this.sight = new Sight(cloud, { account, region, imageName: IMAGE_NAME, imagesStack: this.images.name, fleetStack: this.fleet.name });
  }

  public async bootstrap(): Promise<void> {
    const { ok, output } = await this.toolkit.bootstrap(account, region);
    if (!ok) throw new Refusal(`cdk bootstrap failed:\n${output.trimEnd()}`);
    const { KeyMetadata } = await new KMSClient(this.cloud.clientOf(account, FAR_REGION)).send(new CreateKeyCommand({}));
    this.farKey = KeyMetadata!.Arn!;
    this.synthesize();
  }

  /** Deploys one of the stacks. Each operation answers with the status in which it ends. */
  public async deploy(stack: StackView, tell: (news: News) => void): Promise<string> {
    await this.run(tell, 'deploy', stack.name, '--require-approval', 'never', '--progress', 'events');
    return await stack.status() ?? 'not there';
  }

  /** Both stacks, the fleet first. */
  public async destroy(tell: (news: News) => void): Promise<string> {
    await this.run(tell, 'destroy', this.fleet.name, this.images.name, '--force');
    const left = await Promise.all([this.fleet, this.images].map(stack => stack.status()));
    return left.find(status => status !== undefined && status !== 'DELETE_COMPLETE') ?? 'DELETE_COMPLETE';
  }

  /** As by `aws imagebuilder start-image-pipeline-execution`. The release that it may become. */
  public build(): string {
    const [{ arn: imagePipelineArn }] = this.cloud.imageBuilder.pipelines();
    this.cloud.imageBuilder.handle('StartImagePipelineExecution', { account, region }, { imagePipelineArn });
    return this.sight.builds.at(-1)!.version.replace('/', '-');
  }

  /** What the stack prints for a rollback, in a shell. */
  public async command(): Promise<PrintedCommand> {
    const { Stacks = [] } = await new CloudFormationClient(this.client).send(new DescribeStacksCommand({ StackName: this.images.name }));
    const printed = Stacks[0].Outputs!.find(({ OutputKey }) => OutputKey!.includes('Rollback'))!;
    return new PrintedCommand(this.cloud.shell(account, region), printed.OutputValue!);
  }

  /** More errors than the guard puts up with. Its name, when it rings. */
  public async haveErrors(): Promise<string | undefined> {
    const client = new CloudWatchClient(this.client);
    await client.send(new PutMetricDataCommand({
      Namespace: ERRORS.namespace, MetricData: [{ MetricName: ERRORS.metricName, Value: MANY, Dimensions: [{ Name: 'Image', Value: IMAGE_NAME }] }],
    }));
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
    return MetricAlarms.find(({ MetricName }) => MetricName === ERRORS.metricName)?.AlarmName;
  }

  public get client() {
    return this.cloud.clientOf(account, region);
  }

  private synthesize(): void {
    const app = new App({ outdir: this.assembly, analyticsReporting: false });
    const env = { account, region };
    const images = new Stack(app, this.images.name, { env });
    const web = addImages(images, { imageName: IMAGE_NAME, farKey: this.farKey, bakeTime: Duration.minutes(BAKE_MINUTES) });
    addFleet(new Stack(app, this.fleet.name, { env }), web);
    app.synth();
  }

  private async run(tell: (news: News) => void, command: string, ...parameters: string[]): Promise<void> {
    this.onLine = text => {
      const status = stackLine(text, new Map())?.stackStatus;
      if (status) tell({ status });
    };
    const { ok, output } = await this.toolkit.run(command, ...parameters, '--app', this.assembly);
    if (!ok && !/FAILED|ROLLBACK/.test(output)) throw new Error(`cdk ${command} failed:\n${output.trimEnd()}`);
  }
}

