import { strict as assert } from 'assert';
import { CloudFormationClient, DescribeStackEventsCommand, DescribeStackResourcesCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { App, Stack } from 'aws-cdk-lib';
import { OWNERSHIP_TAG } from '../../src/runtime/contract';
import { TrueImage, TrueSnapshot } from '../support/ec2/census';
import { Rules } from '../support/ec2/rules';
import { EmulatedCloud, LayerRecord } from '../support/emulators/emulated-cloud';
import { Toolkit } from '../support/emulators/toolkit';
import { Rules as BuildRules } from '../support/imagebuilder/rules';

/** Copies of volumes of this size take half an hour; others half a minute. */
const SLOW_GIB = 500;
export const copyDuration: Rules['copyDuration'] = ({ sizeGiB }) => (sizeGiB < SLOW_GIB ? 30_000 : 30 * 60_000);

const MINUTE = 60_000;
/** Builds take two minutes. */
export const buildRules: Partial<BuildRules> = {
  buildTakes: [MINUTE, MINUTE],
  testTakes: [MINUTE / 2, MINUTE / 2],
  distributionTakes: [MINUTE / 4, MINUTE / 4],
  integrationTakes: [MINUTE / 4, MINUTE / 4],
};

export interface Home {
  readonly account: string;
  readonly region: string;
}

/** Something that happens to a stack, by `cdk deploy` and `cdk destroy`, and what must be there afterwards. */
export interface Scenario {
  /** A sentence about behaviour. */
  readonly title: string;
  /** @default - the first account, in the first Region */
  readonly home?: Home;
  run(stage: Stage): Promise<void>;
}

/** A stack of one scenario, in an account and a Region of the emulators. */
export class Stage {
  private readonly toolkit: Toolkit;
  private readonly cloudFormation: CloudFormationClient;
  private assembly?: string;

  constructor(public readonly cloud: EmulatedCloud, public readonly home: Home, public readonly stackName: string) {
    this.toolkit = cloud.toolkit(home.account, home.region);
    this.cloudFormation = new CloudFormationClient(this.clientSettings);
  }

  public get clientSettings() {
    return this.cloud.clientOf(this.home.account, this.home.region);
  }

  public get seed() {
    return this.cloud.ec2.seed(this.home.account, this.home.region);
  }

  /** A source whose copy takes half an hour. */
  public slowSource(): string {
    return this.seed.image({ volumes: [{ sizeGiB: SLOW_GIB }] });
  }

  /** A key that is there before the stack, and that its account's IAM policies decide about. */
  public async newKey(): Promise<string> {
    const { KeyMetadata } = await new KMSClient(this.clientSettings).send(new CreateKeyCommand({}));
    return KeyMetadata!.Arn!;
  }

  /** How many images EC2 has copied for this stack. */
  public get copiesMade(): number {
    const calls = this.cloud.ec2.calls.filter(({ action, error }) => action === 'CopyImage' && !error);
    return calls.filter(({ input }) => JSON.stringify(input).includes(this.arnPart)).length;
  }

  /** A stack that ends in the status. */
  public async deploy(build: (stack: Stack) => void, ends: 'CREATE_COMPLETE' | 'UPDATE_COMPLETE'): Promise<void> {
    const { ok, output } = await this.tryToDeploy(build);
    assert.ok(ok, output);
    assert.equal(await this.status(), ends);
  }

  /** A deployment that fails, and ends in the status. The answer: what CloudFormation says of the first failure. */
  public async failToDeploy(build: (stack: Stack) => void, ends: 'ROLLBACK_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE'): Promise<string> {
    const { ok, output } = await this.tryToDeploy(build);
    assert.ok(!ok, `the deployment did not fail:\n${output}`);
    assert.equal(await this.status(), ends, output);
    return this.firstFailure();
  }

  public async destroy(): Promise<void> {
    const { ok, output } = await this.toolkit.destroy(this.assembly!);
    assert.ok(ok, output);
    assert.equal(await this.status(), undefined);
  }

  /** A deletion that fails. The answer: what CloudFormation says of the first failure. */
  public async failToDestroy(): Promise<string> {
    const { ok, output } = await this.toolkit.destroy(this.assembly!);
    assert.ok(!ok, `the deletion did not fail:\n${output}`);
    assert.equal(await this.status(), 'DELETE_FAILED');
    return this.firstFailure();
  }

  /** Undefined when there is no stack. */
  public async status(): Promise<string | undefined> {
    return (await this.describe())?.StackStatus;
  }

  public output(name: string): Promise<string> {
    return this.outputLike(new RegExp(`^${name}$`));
  }

  /** For an output whose key has parts that the CDK chose. */
  public async outputLike(key: RegExp): Promise<string> {
    const output = (await this.describe())?.Outputs?.find(({ OutputKey = '' }) => key.test(OutputKey))?.OutputValue;
    assert.ok(output, `the stack has no output ${key.source}`);
    return output;
  }

  /** The physical ids of the stack's resources, for each of the types. */
  public async resources(...types: string[]): Promise<string[][]> {
    const { StackResources = [] } = await this.cloudFormation.send(new DescribeStackResourcesCommand({ StackName: this.stackName }));
    return types.map(type => StackResources.filter(({ ResourceType }) => ResourceType === type).map(({ PhysicalResourceId }) => PhysicalResourceId ?? ''));
  }

  /** What CloudFormation asked this stack's handler, and what it answered. */
  public get requests(): LayerRecord[] {
    return this.cloud.records().filter(({ stackId }) => stackId?.includes(this.arnPart));
  }

  /** What this stack's handler has made and is still there, by EC2's own account of it. */
  public get copies(): TrueImage[] {
    return this.cloud.ec2.images().filter(image => this.isOurs(image));
  }

  public get snapshots(): TrueSnapshot[] {
    return this.cloud.ec2.snapshots().filter(snapshot => this.isOurs(snapshot) && !snapshot.goes);
  }

  /** The one copy that there is. */
  public get copy(): TrueImage {
    assert.equal(this.copies.length, 1, `one copy, got ${this.copies.map(({ imageId, state }) => `${imageId} ${state}`).join(', ') || 'none'}`);
    return this.copies[0];
  }

  private get arnPart(): string {
    return `:stack/${this.stackName}/`;
  }

  private isOurs({ account, region, tags }: { account: string; region: string; tags: Readonly<Record<string, string>> }): boolean {
    return account === this.home.account && region === this.home.region && !!tags[OWNERSHIP_TAG.stackId]?.includes(this.arnPart);
  }

  private async tryToDeploy(build: (stack: Stack) => void) {
    const app = new App({ outdir: this.cloud.temporaryFolder(), analyticsReporting: false });
    build(new Stack(app, this.stackName, { env: this.home }));
    this.assembly = app.synth().directory;
    return this.toolkit.deploy(this.assembly);
  }

  private async describe() {
    const { Stacks } = await this.cloudFormation.send(new DescribeStacksCommand({ StackName: this.stackName })).catch(error => {
      if (String(error).includes('does not exist')) return { Stacks: undefined };
      throw error;
    });
    return Stacks?.find(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE');
  }

  private async firstFailure(): Promise<string> {
    const { StackEvents = [] } = await this.cloudFormation.send(new DescribeStackEventsCommand({ StackName: this.stackName }));
    const began = StackEvents.findIndex(event => event.LogicalResourceId === this.stackName && /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(event.ResourceStatus ?? ''));
    const failures = StackEvents.slice(0, began).filter(event => event.ResourceStatus?.endsWith('_FAILED') && event.LogicalResourceId !== this.stackName);
    return failures.at(-1)?.ResourceStatusReason ?? '';
  }
}
