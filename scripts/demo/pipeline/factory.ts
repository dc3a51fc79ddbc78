import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { App } from 'aws-cdk-lib';
import { DistributedFacts } from './facts';
import { GoldenAmiPipeline } from '../../../src';
import { HOME } from '../../../test/support/cloudformation/cloud';
import { EmulatedCloud } from '../../../test/support/emulators/emulated-cloud';
import { Toolkit } from '../../../test/support/emulators/toolkit';
import { Image } from '../../../test/support/imagebuilder/resources';
import { stackLine } from '../endpoint/stack-lines';
import { StackView } from '../endpoint/stack-view';
import { loadApp, pathsIn } from '../example';
import { News, Refusal } from '../place';

export const EXAMPLE = 'examples/golden-pipeline.ts';
/** Where copies go. */
export const FAR_REGION = 'us-east-1';

const { accountId, region } = HOME;

/** An account with the example's stack in it, on emulators. */
export class Factory {
  /** Of the copies, in their Region. */
  public farKey!: string;
  public stack!: StackView;
  private readonly toolkit: Toolkit;
  private app?: App;
  private onLine?: (line: string) => void;

  constructor(public readonly cloud: EmulatedCloud, private readonly folder: string) {
    this.toolkit = cloud.toolkit(accountId, region, line => this.onLine?.(line));
  }

  public async bootstrap(): Promise<void> {
    const { ok, output } = await this.toolkit.bootstrap(accountId, region);
    if (!ok) throw new Refusal(`cdk bootstrap failed:\n${output.trimEnd()}`);
    const { KeyMetadata } = await new KMSClient(this.cloud.clientOf(accountId, FAR_REGION)).send(new CreateKeyCommand({}));
    this.farKey = KeyMetadata!.Arn!;
  }

  /** Each operation answers with the status in which it ends. */
  public deploy(tell: (news: News) => void): Promise<string> {
    this.app = loadApp(EXAMPLE, this.folder, { farKey: this.farKey });
    this.stack = new StackView(new CloudFormationClient(this.cloud.clientOf(accountId, region)), this.app.synth().stacks[0].stackName);
    return this.operate('deploy', tell);
  }

  public destroy(tell: (news: News) => void): Promise<string> {
    return this.operate('destroy', tell);
  }

  /** The first build is the deployment's; others are started as by `aws imagebuilder start-image-pipeline-execution`. */
  public startBuild(): Image {
    const [{ arn: imagePipelineArn }] = this.cloud.imageBuilder.pipelines();
    this.cloud.imageBuilder.handle('StartImagePipelineExecution', { account: accountId, region }, { imagePipelineArn });
    return this.newestBuild!;
  }

  public get newestBuild(): Image | undefined {
    return this.cloud.imageBuilder.images().at(-1);
  }

  public get parameterName(): string {
    return this.app!.node.findAll().find((node): node is GoldenAmiPipeline => node instanceof GoldenAmiPipeline)!.parameterName();
  }

  /** What `candidate` names in each Region. */
  public async candidates(): Promise<string[]> {
    const named = await Promise.all([region, FAR_REGION].map(async place => {
      const ssm = new SSMClient(this.cloud.clientOf(accountId, place));
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name: this.parameterName })).catch((error: Error) => {
        if (error.name === 'ParameterNotFound') return { Parameter: undefined };
        throw error;
      });
      return Parameter?.Value;
    }));
    return named.filter(id => id !== undefined);
  }

  /** Where a build's images are, and under which keys. */
  public async distributed({ amis }: Image): Promise<DistributedFacts[]> {
    const candidates = await this.candidates();
    return amis.map(({ region: place, image: imageId }) => {
      const { snapshotIds } = this.cloud.ec2.images().find(each => each.imageId === imageId)!;
      const keys = this.cloud.ec2.snapshots().filter(({ snapshotId }) => snapshotIds.includes(snapshotId)).map(({ keyArn }) => keyArn);
      return { region: place, imageId, keyArn: keys.includes(undefined) ? undefined : keys[0], isCandidate: candidates.includes(imageId) };
    });
  }

  private async operate(command: 'deploy' | 'destroy', tell: (news: News) => void): Promise<string> {
    const { directory, stacks: [{ stackName, template }] } = this.app!.synth();
    const paths = pathsIn(stackName, template);
    let status = 'waiting for CloudFormation';
    this.onLine = text => {
      const line = stackLine(text, paths);
      status = line?.stackStatus ?? status;
      if (line) tell({ status });
    };
    const { ok, output } = await this.toolkit[command](directory);
    const ended = await this.stack.status() ?? 'DELETE_COMPLETE';
    if (!ok && !/FAILED|ROLLBACK/.test(ended)) throw new Error(`cdk ${command} failed:\n${output.trimEnd()}`);
    return ended;
  }
}
