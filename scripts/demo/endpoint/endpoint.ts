import { CloudFormationClient, StackResource } from '@aws-sdk/client-cloudformation';
import { EC2Client, EC2ClientConfig } from '@aws-sdk/client-ec2';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Belongings } from './belongings';
import { Doorway, lookAround, removals } from './guide';
import { Clients, idsOf, leftovers } from './leftovers';
import { stackLine } from './stack-lines';
import { StackView } from './stack-view';
import { Toolkit } from '../../../test/support/emulators/toolkit';
import { Deployable, synthesize } from '../example';
import { Left } from '../left';
import { Ec2, Launch, News, Place, PlaceName, Refusal, Task, Watcher } from '../place';

const BOOTSTRAP_PARAMETER = '/cdk-bootstrap/hnb659fds/version';

export interface EndpointOptions {
  readonly name: PlaceName;
  readonly introduction: string;
  /** For clients of the SDK: where, and as whom. */
  readonly client: Pick<EC2ClientConfig, 'endpoint' | 'region' | 'credentials' | 'requestHandler'>;
  /** The same, for the CDK's command line. */
  readonly environment: NodeJS.ProcessEnv;
  /** For what is synthesized. */
  readonly folder: string;
  readonly stop: AbortSignal;
  /** Whether to run `cdk bootstrap`, or to leave that to the owner of the account. */
  readonly bootstraps: boolean;
  /** Whether it goes on when the demo has ended. */
  readonly lasts: boolean;
  readonly doorway: Doorway;
  /** @default Date.now */
  readonly now?: () => number;
  /** @default - nobody sees them */
  readonly ec2Calls?: () => readonly string[];
  /** @default - nothing has to be closed */
  readonly close?: () => Promise<void>;
}

/** Whatever answers as AWS does: everything goes through the SDK and the CDK's own command line. */
export class Endpoint implements Place {
  public readonly name: PlaceName;
  public readonly introduction: string;
  public readonly preparations: readonly Task[];
  private readonly clients: Clients;
  private readonly belongings: Belongings;
  private readonly toolkit: Toolkit;
  /** Every resource that the stack was seen with. */
  private readonly seen: StackResource[] = [];
  private stack?: StackView;
  private onLine?: (line: string) => void;

  constructor(private readonly options: EndpointOptions) {
    const { client, environment, folder, stop } = options;
    this.name = options.name;
    this.introduction = options.introduction;
    this.clients = {
      ec2: new EC2Client(client), cloudFormation: new CloudFormationClient(client), kms: new KMSClient(client), ssm: new SSMClient(client),
    };
    this.belongings = new Belongings(this.clients.ec2, stop);
    this.toolkit = new Toolkit({ environment, folder, stop, onLine: line => this.onLine?.(line) });
    this.preparations = [{ title: options.bootstraps ? 'cdk bootstrap' : 'Account', run: watcher => this.prepare(watcher) }];
  }

  public get ec2(): Ec2 {
    return this.clients.ec2;
  }

  public now(): number {
    return this.options.now?.() ?? Date.now();
  }

  /** The name has to be a new one: images may be there from another demo. */
  public publishBaseImage(release: string): Promise<string> {
    return this.belongings.publish(`linux-base-${release}-${Date.now().toString(36)}`, release);
  }

  public ownerOf(): Ec2 {
    return this.ec2;
  }

  public deploy(deployable: Deployable, tell: (news: News) => void): Promise<string> {
    return this.operate('deploy', deployable, tell);
  }

  public destroy(deployable: Deployable, tell: (news: News) => void): Promise<string> {
    return this.operate('destroy', deployable, tell);
  }

  public async made() {
    const { ssm, kms } = this.clients;
    const resources = await this.stack!.resources();
    this.seen.push(...resources);
    const idOf = (type: string) => resources.find(({ ResourceType }) => ResourceType === type)!.PhysicalResourceId!;
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: idOf('AWS::SSM::Parameter') }));
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: idOf('AWS::KMS::Key') }));
    return { copyId: Parameter!.Value!, keyArn: KeyMetadata!.Arn! };
  }

  public failure(): Promise<string | undefined> {
    return this.stack!.firstFailure();
  }

  public ec2Calls(): readonly string[] | undefined {
    return this.options.ec2Calls?.();
  }

  public launch(imageId: string): Promise<Launch> {
    return this.belongings.launch(imageId);
  }

  public terminate(instanceId: string): Promise<void> {
    return this.belongings.terminate(instanceId);
  }

  public tidy(): Promise<string[]> {
    return this.belongings.remove();
  }

  public left(kept: boolean): Promise<Left[]> {
    return leftovers(this.clients, this.belongings, this.stack!, this.seen, kept);
  }

  public async guide(): Promise<string> {
    return lookAround(this.options.doorway, this.stack!.name, await this.stack!.resources());
  }

  public async removals(): Promise<string[]> {
    if (!this.options.lasts || !this.stack) return [];
    const stack = await this.stack.exists() ? this.stack.name : undefined;
    return removals(stack, await this.belongings.left(), idsOf('AWS::KMS::Key', this.seen));
  }

  public async close(): Promise<void> {
    await this.options.close?.();
  }

  private async prepare(watcher: Watcher): Promise<void> {
    const { stackName, assembly } = synthesize(this.options.folder, 'ami-00000000000000000', () => {});
    const stack = new StackView(this.clients.cloudFormation, stackName);
    if (await stack.exists().catch(unlessUnreachable)) throw new Refusal(`There is a stack ${stackName} already. The demo makes its own: delete that one first, or go elsewhere.`);
    this.stack = stack;
    if (!this.options.bootstraps) return this.assertBootstrapped();
    this.onLine = line => watcher.status(line.trim());
    const { ok, output } = await this.toolkit.run('bootstrap', '--app', assembly);
    if (!ok) throw new Refusal(`cdk bootstrap failed:\n${output.trimEnd()}`);
    return watcher.status('done');
  }

  private async assertBootstrapped(): Promise<void> {
    await this.clients.ssm.send(new GetParameterCommand({ Name: BOOTSTRAP_PARAMETER })).catch((error: Error) => {
      if (error.name !== 'ParameterNotFound') throw error;
      throw new Refusal('The account is not prepared for the CDK in this Region. Run npx cdk bootstrap first.');
    });
  }

  /** A command that fails before CloudFormation does is an error of its own. */
  private async operate(command: 'deploy' | 'destroy', { assembly, paths }: Deployable, tell: (news: News) => void): Promise<string> {
    let status = 'waiting for CloudFormation';
    this.onLine = text => {
      const line = stackLine(text, paths);
      status = line?.stackStatus ?? status;
      if (line) tell({ status, sentence: line.sentence });
    };
    const { ok, output } = await this.toolkit[command](assembly);
    const ended = await this.stack!.status() ?? 'DELETE_COMPLETE';
    if (!ok && !/FAILED|ROLLBACK/.test(ended)) throw new Error(`cdk ${command} failed:\n${output.trimEnd()}`);
    return ended;
  }
}

/** No answer at all, or nobody to ask as. */
function unlessUnreachable(error: Error & { readonly $metadata?: { readonly httpStatusCode?: number }; readonly code?: string }): never {
  if (error.$metadata?.httpStatusCode) throw error;
  throw new Refusal(`CloudFormation could not be asked: ${error.message || error.code}`);
}
