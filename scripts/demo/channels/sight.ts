import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DescribeImagesCommand, DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { CHANNEL, FAR_REGION } from './web-app';
import { PINNED_TAG } from '../../../src/runtime/channels/channel-contract';
import { call } from '../../../test/e2e/layer/call';
import { EmulatedCloud } from '../../../test/support/emulators/emulated-cloud';

export interface SightOptions {
  readonly account: string;
  readonly region: string;
  readonly imageName: string;
  readonly imagesStack: string;
  readonly fleetStack: string;
}

/** Region by Region: an image's id. Without a Region where there is none. */
export type ByRegion = Readonly<Record<string, string>>;

export interface Refresh {
  readonly id: string;
  readonly status: string;
}

/** What an execution of the state machine that promotes has come to. */
export interface Promotion {
  readonly release: string;
  /** Undefined while it bakes, or waits. */
  readonly answer?: { readonly status: string; readonly because: string };
}

/** What there is of an image with channels and of the fleet that follows, as anybody with the right to look sees it. */
export class Sight {
  public readonly regions: readonly string[];
  private readonly found = new Map<string, string>();

  constructor(private readonly cloud: EmulatedCloud, private readonly options: SightOptions) {
    this.regions = [options.region, FAR_REGION];
  }

  /** What the parameters of `candidate` or of the channel name. */
  public async named(channel: 'candidate' | typeof CHANNEL): Promise<ByRegion> {
    const Name = this.parameterName(channel);
    const values = await Promise.all(this.regions.map(async region => {
      const { Parameters = [] } = await new SSMClient(this.clientIn(region)).send(new GetParametersCommand({ Names: [Name] }));
      return [region, Parameters[0]?.Value] as const;
    }));
    return Object.fromEntries(values.filter((each): each is readonly [string, string] => each[1] !== undefined));
  }

  public parameterName(channel: string): string {
    return `/golden/${this.options.imageName}/x86_64/${channel}`;
  }

  /** The images of a release. */
  public imagesOf(release: string): ByRegion {
    return Object.fromEntries(this.buildOf(release)?.amis.map(({ region, image }) => [region, image]) ?? []);
  }

  /** The release that an image is of. */
  public releaseOf(imageId: string): string {
    return idOf(this.builds.find(({ amis }) => amis.some(({ image }) => image === imageId))?.version ?? 'none');
  }

  /** Oldest first. */
  public get builds() {
    return this.cloud.imageBuilder.images().filter(({ name }) => name === `${this.options.imageName}-x86-64`);
  }

  /** How many of a release's images are pinned and protected, with its record in Image Builder, which is pinned. */
  public async kept(release: string): Promise<'all' | 'some' | 'none'> {
    const views = await Promise.all(Object.entries(this.imagesOf(release)).map(async ([region, imageId]) =>
      (await new EC2Client(this.clientIn(region)).send(new DescribeImagesCommand({ ImageIds: [imageId] }))).Images ?? []));
    const signs = [
      ...views.flat().flatMap(({ DeregistrationProtection = '', Tags = [] }) => [
        DeregistrationProtection.startsWith('enabled'), Tags.some(({ Key, Value }) => Key === PINNED_TAG.key && Value === PINNED_TAG.value),
      ]),
      this.buildOf(release)?.tags[PINNED_TAG.key] === PINNED_TAG.value,
    ];
    if (views.flat().length === this.regions.length && signs.every(Boolean)) return 'all';
    return signs.some(Boolean) ? 'some' : 'none';
  }

  /** The images of the fleet's instances, of each instance one. */
  public async fleet(): Promise<readonly string[]> {
    const answer = await this.askAutoScaling('DescribeAutoScalingGroups', { 'AutoScalingGroupNames.member.1': await this.groupName() });
    const InstanceIds = matches(answer, 'InstanceId');
    if (InstanceIds.length === 0) return [];
    const { Reservations = [] } = await new EC2Client(this.clientIn(this.options.region)).send(new DescribeInstancesCommand({ InstanceIds }));
    return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ ImageId }) => ImageId!));
  }

  /** Oldest first. */
  public async refreshes(): Promise<readonly Refresh[]> {
    const answer = await this.askAutoScaling('DescribeInstanceRefreshes', { AutoScalingGroupName: await this.groupName() });
    const statuses = matches(answer, 'Status');
    return matches(answer, 'InstanceRefreshId').map((id, index) => ({ id, status: statuses[index] })).reverse();
  }

  /** Oldest first. */
  public async promotions(): Promise<readonly Promotion[]> {
    const client = new SFNClient(this.clientIn(this.options.region));
    const stateMachineArn = await this.resource(this.options.imagesStack, 'AWS::StepFunctions::StateMachine');
    const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
    executions.sort((one, other) => one.startDate!.getTime() - other.startDate!.getTime());
    return Promise.all(executions.map(async ({ executionArn }) => {
      const { input, output } = await client.send(new DescribeExecutionCommand({ executionArn }));
      return { release: JSON.parse(input!).release, answer: output && JSON.parse(output).answer };
    }));
  }

  private buildOf(release: string) {
    return this.builds.find(({ version }) => idOf(version) === release);
  }

  private groupName(): Promise<string> {
    return this.resource(this.options.fleetStack, 'AWS::AutoScaling::AutoScalingGroup');
  }

  /** The physical id of the only resource of the type. */
  private async resource(stack: string, type: string): Promise<string> {
    const known = this.found.get(type);
    if (known) return known;
    const cloudFormation = new CloudFormationClient(this.clientIn(this.options.region));
    const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: stack }));
    const id = StackResources.find(({ ResourceType }) => ResourceType === type)!.PhysicalResourceId!;
    this.found.set(type, id);
    return id;
  }

  private askAutoScaling(action: string, parameters: Readonly<Record<string, string>>): Promise<string> {
    return call(this.clientIn(this.options.region), 'autoscaling', new URLSearchParams({ Action: action, Version: '2011-01-01', ...parameters }).toString());
  }

  private clientIn(region: string) {
    return this.cloud.clientOf(this.options.account, region);
  }
}

/** `1.0.0/2` is the build of the release `1.0.0-2`. */
const idOf = (version: string) => version.replace('/', '-');

const matches = (xml: string, name: string) => [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'g'))].map(([, value]) => value);
