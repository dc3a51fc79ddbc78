import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { KMSClient } from '@aws-sdk/client-kms';
import { SSMClient } from '@aws-sdk/client-ssm';
import { BorrowedKeys } from './borrowed-keys';
import { EmulatedClock } from './emulated-clock';
import { MiniStack } from './ministack';
import { pythonWith } from './python';
import { Shell } from './shell';
import { emulatorEnvironment, Toolkit } from './toolkit';
import { Ec2Simulator } from '../ec2/ec2-simulator';
import { Rules } from '../ec2/rules';
import { Listening, listen } from '../ec2/wire/listen';
import { ImageBuilderEvent } from '../imagebuilder/events';
import { FakeRoot } from '../imagebuilder/fake-root';
import { ImageBuilder } from '../imagebuilder/image-builder';
import { Rules as BuildRules } from '../imagebuilder/rules';
import { Random } from '../random';

/** What the rollback of an update does with a resource that answered with a new id. */
export type RollbackOrder = 'update-back' | 'switch-back';

/** A call of EC2, a request to a custom resource, an answer to one, or a resource that is only stored. */
export interface LayerRecord {
  readonly action?: string;
  readonly account?: string;
  readonly region?: string;
  readonly function?: string | null;
  readonly request?: 'Create' | 'Update' | 'Delete';
  readonly answer?: 'SUCCESS' | 'FAILED' | null;
  readonly verdict?: 'decided' | 'refused' | 'second' | 'late' | 'for another request';
  readonly stackId?: string;
  readonly logicalId?: string;
  readonly physicalId?: string | null;
  readonly requestId?: string;
  /** The stack's, at that moment. */
  readonly stackStatus?: string;
  readonly resource?: string;
  readonly event?: 'create' | 'update' | 'delete';
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** How SDK clients reach an account in a Region. */
export interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface EmulatedCloudOptions {
  readonly account: string;
  readonly region: string;
  readonly rules?: Partial<Rules>;
  /** Of Image Builder. */
  readonly buildRules?: Partial<BuildRules>;
  /** How much faster than in real time everything goes. */
  readonly factor?: number;
}

/**
 * MiniStack for CloudFormation, Lambda, Step Functions and what goes with them, and our simulators for EC2 and Image Builder, on ports of
 * this machine and on one clock. It holds any number of accounts and Regions.
 */
export class EmulatedCloud {
  public static async start(options: EmulatedCloudOptions): Promise<EmulatedCloud> {
    const python = await pythonWith('requirements.txt');
    const cloud = new EmulatedCloud(options);
    try {
      await cloud.open(python);
    } catch (error) {
      await cloud.stop();
      throw error;
    }
    return cloud;
  }

  public readonly clock: EmulatedClock;
  public readonly ec2: Ec2Simulator;
  public readonly keys: BorrowedKeys;
  public readonly imageBuilder: ImageBuilder;
  /** On which images are built. */
  public readonly instances: FakeRoot;
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-golden-ami-'));
  /** For the layer over MiniStack, by stack name. */
  private readonly settings: { readonly rollback: Record<string, RollbackOrder>; readonly clock: Record<string, true> } = { rollback: {}, clock: {} };
  private readonly stopping = new AbortController();
  private ports: Listening[] = [];
  private ministack?: MiniStack;

  private constructor(private readonly options: EmulatedCloudOptions) {
    this.clock = new EmulatedClock(options.factor ?? 20);
    this.ec2 = new Ec2Simulator({ clock: this.clock, random: new Random(1), rules: options.rules });
    this.keys = new BorrowedKeys(this.ec2, (account, region) => new KMSClient(this.clientOf(account, region)));
    this.instances = new FakeRoot(this.folder);
    this.imageBuilder = new ImageBuilder({
      rules: options.buildRules,
      workbench: this.instances,
      time: this.clock,
      random: new Random(1),
      ec2: this.ec2,
      ssmOf: (account, region) => new SSMClient(this.clientOf(account, region)),
      onKey: arn => this.keys.borrow(arn),
      onEvent: event => void this.publish(event),
    });
    // In case nobody comes to stop it. MiniStack ends by itself.
    process.once('exit', this.forget);
  }

  /** Where everything but EC2's own port is. */
  public get url(): string {
    return this.ministack!.url;
  }

  public clientOf(account: string, region: string): ClientSettings {
    return { endpoint: this.url, region, credentials: { accessKeyId: account, secretAccessKey: 'test' } };
  }

  /** The CDK's command line, for an account in a Region. */
  public toolkit(account: string, region: string, onLine?: (line: string) => void): Toolkit {
    const environment = emulatorEnvironment(this.url, account, region, this.folder);
    return new Toolkit({ environment, folder: this.folder, stop: this.stopping.signal, onLine });
  }

  /** A shell of somebody with rights in an account, for commands that a stack prints. */
  public shell(account: string, region: string): Shell {
    return new Shell(emulatorEnvironment(this.url, account, region, this.folder), this.temporaryFolder());
  }

  /** From now on, for the stacks of this name. Others are sent back: update-back. */
  public rollBackBy(stackName: string, order: RollbackOrder): void {
    this.settings.rollback[stackName] = order;
    this.writeSettings();
  }

  /** The functions of this stack, which is not deployed yet, begin each invocation at the time of the emulators. Others live in real time. */
  public putOnClock(stackName: string): void {
    this.settings.clock[stackName] = true;
    this.writeSettings();
  }

  /** What the layer over MiniStack has written down so far. */
  public records(): readonly LayerRecord[] {
    const file = path.join(this.folder, 'record.jsonl');
    if (!fs.existsSync(file)) return [];
    return fs.readFileSync(file, 'utf8').split('\n').filter(line => line !== '').map(line => JSON.parse(line) as LayerRecord);
  }

  /** A folder that goes when everything stops. */
  public temporaryFolder(): string {
    return fs.mkdtempSync(path.join(this.folder, 'app-'));
  }

  public async stop(): Promise<void> {
    this.stopping.abort();
    await this.ministack?.stop();
    await Promise.all(this.ports.map(port => port.close()));
    this.forget();
    process.off('exit', this.forget);
  }

  private writeSettings(): void {
    fs.writeFileSync(path.join(this.folder, 'settings.json'), JSON.stringify(this.settings));
  }

  private async open(python: string): Promise<void> {
    const { account, region } = this.options;
    this.ports = [await listen(this.keys, {}), await this.imageBuilder.listen()];
    const [ec2Url, imageBuilderUrl] = this.ports.map(({ url }) => url);
    this.ministack = await MiniStack.start({ python, folder: this.folder, account, region, ec2Url, imageBuilderUrl, clock: this.clock.setting });
  }

  /** Puts what Image Builder tells on the default bus. A build that goes on when everything stops tells nobody. */
  private async publish(event: ImageBuilderEvent): Promise<void> {
    const authorization = `AWS4-HMAC-SHA256 Credential=${event.account}/20260101/${event.region}/imagebuilder/aws4_request, SignedHeaders=host, Signature=0`;
    const told = fetch(`${this.url}/_events`, { method: 'POST', headers: { authorization }, body: JSON.stringify(event) });
    await told.catch(error => { if (!this.stopping.signal.aborted) throw error; });
  }

  private readonly forget = () => fs.rmSync(this.folder, { recursive: true, force: true });
}
