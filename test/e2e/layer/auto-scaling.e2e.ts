import { strict as assert } from 'assert';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { call } from './call';
import { Check, Emulators } from './check';
import { eventually } from './eventually';
import { runMachine } from './machine';
import { HOME, ProbeStack } from './probe-stack';

const SIZE = 2;
const LISTENER = `
const { SSMClient, PutParameterCommand } = require('@aws-sdk/client-ssm');
exports.handler = ({ detail, ...event }) => new SSMClient({}).send(new PutParameterCommand({
  Name: '/checks/' + detail.AutoScalingGroupName + '/' + event['detail-type'].split(' ').pop(), Value: event.resources[0], Type: 'String', Overwrite: true,
}));
`;

/** A group whose image a parameter names, and somebody who hears of its refreshes. */
const parts = (name: string) => ({
  Resources: {
    Template: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: { ImageId: `resolve:ssm:/checks/${name}/image`, InstanceType: 't3.small' } } },
    Group: {
      Type: 'AWS::AutoScaling::AutoScalingGroup',
      Properties: {
        AutoScalingGroupName: name,
        MinSize: String(SIZE),
        MaxSize: String(SIZE),
        AvailabilityZones: [`${HOME.region}a`],
        LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: { 'Fn::GetAtt': ['Template', 'LatestVersionNumber'] } },
      },
    },
    Listener: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: 30, Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { ZipFile: LISTENER } },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['aws.autoscaling'], detail: { AutoScalingGroupName: [name] } },
        Targets: [{ Id: 'Listener', Arn: { 'Fn::GetAtt': ['Listener', 'Arn'] } }],
      },
    },
  },
});

/** A group in a stack of its own. */
class Group {
  private readonly stack: ProbeStack;
  private readonly ssm: SSMClient;
  private readonly ec2: EC2Client;

  constructor(private readonly emulators: Emulators, private readonly name: string) {
    const settings = emulators.clientOf(HOME.account, HOME.region);
    this.stack = new ProbeStack(emulators, name);
    this.ssm = new SSMClient(settings);
    this.ec2 = new EC2Client(settings);
  }

  /** Names another image from now on. */
  public async publish(): Promise<string> {
    const Value = this.emulators.ec2.seed(HOME.account, HOME.region).image();
    await this.ssm.send(new PutParameterCommand({ Name: `/checks/${this.name}/image`, Value, Type: 'String', DataType: 'aws:ec2:image', Overwrite: true }));
    return Value;
  }

  public create = () => this.stack.create(parts(this.name));
  public delete = () => this.stack.delete();

  public async ask(action: string, parameters: Readonly<Record<string, string>> = { AutoScalingGroupName: this.name }): Promise<string> {
    const body = new URLSearchParams({ Action: action, Version: '2011-01-01', ...parameters }).toString();
    return call(this.emulators.clientOf(HOME.account, HOME.region), 'autoscaling', body);
  }

  /** By a state machine. The error's name when it is refused, else nothing. */
  public async askByMachine(action: string): Promise<string | undefined> {
    const Ask = { Type: 'Task', Resource: `arn:aws:states:::aws-sdk:autoscaling:${action}`, Parameters: { AutoScalingGroupName: this.name }, End: true };
    return (await runMachine(this.emulators.clientOf(HOME.account, HOME.region), `${this.name}-${action}`, { StartAt: 'Ask', States: { Ask } })).error;
  }

  public async instanceIds(): Promise<string[]> {
    const answer = await this.ask('DescribeAutoScalingGroups', { 'AutoScalingGroupNames.member.1': this.name });
    return [...answer.matchAll(/<InstanceId>(.*?)<\/InstanceId>/g)].map(([, id]) => id);
  }

  public async imagesOf(InstanceIds: string[]): Promise<string[]> {
    const { Reservations = [] } = await this.ec2.send(new DescribeInstancesCommand({ InstanceIds }));
    return Reservations.flatMap(({ Instances = [] }) => Instances.map(({ ImageId }) => ImageId!));
  }

  public statesOf(ids: readonly string[]): string[] {
    return this.emulators.ec2.instances().filter(({ instanceId }) => ids.includes(instanceId)).map(({ state }) => state);
  }

  /** Of the newest refresh. */
  public async refreshIs(status: string): Promise<void> {
    await eventually(async () => ((await this.ask('DescribeInstanceRefreshes')).includes(`<Status>${status}</Status>`) ? true : undefined));
  }

  /** What a rule has heard, or undefined. */
  public async heard(what: string): Promise<string | undefined> {
    const { Parameter } = await this.ssm.send(new GetParameterCommand({ Name: `/checks/${this.name}/${what}` })).catch(() => ({ Parameter: undefined }));
    return Parameter?.Value;
  }
}

const ENDED = /^(shutting-down|terminated)$/;

export const checks: Check[] = [
  {
    title: 'a group starts instances of what its launch template names; a refresh replaces them by what it names then, and tells of its end',
    async run(emulators) {
      const group = new Group(emulators, 'Refreshed');
      const first = await group.publish();
      assert.equal(await group.create(), 'CREATE_COMPLETE');
      const before = await group.instanceIds();
      assert.deepEqual(await group.imagesOf(before), [first, first]);

      const second = await group.publish();
      assert.deepEqual(await group.imagesOf(await group.instanceIds()), [first, first]);
      await group.ask('StartInstanceRefresh');
      await group.refreshIs('InProgress');
      assert.doesNotMatch(await group.ask('DescribeInstanceRefreshes'), /EndTime|<PercentageComplete>100</);
      await group.refreshIs('Successful');
      assert.match(await eventually(() => group.heard('Succeeded')), /^arn:aws:autoscaling:.*:autoScalingGroupName\/Refreshed$/);
      const after = await group.instanceIds();
      assert.deepEqual([await group.imagesOf(after), after.filter(id => before.includes(id))], [[second, second], []]);
      for (const state of group.statesOf(before)) assert.match(state, ENDED);

      assert.equal(await group.delete(), 'DELETE_COMPLETE');
      for (const state of group.statesOf(after)) assert.match(state, ENDED);
    },
  },
  {
    title: 'a refresh under way refuses another and can be cancelled; state machines know the refusals by name',
    async run(emulators) {
      const group = new Group(emulators, 'Cancelled');
      await group.publish();
      await group.create();
      assert.equal(await group.askByMachine('cancelInstanceRefresh'), 'AutoScaling.ActiveInstanceRefreshNotFoundException');
      await group.ask('StartInstanceRefresh');
      assert.equal(await group.askByMachine('startInstanceRefresh'), 'AutoScaling.InstanceRefreshInProgressException');
      await group.ask('CancelInstanceRefresh');
      await assert.rejects(group.ask('StartInstanceRefresh'), /InstanceRefreshInProgress/);
      await assert.rejects(group.ask('CancelInstanceRefresh'), /ActiveInstanceRefreshNotFound/);
      await group.refreshIs('Cancelled');
      await eventually(() => group.heard('Cancelled'));
      await group.delete();
    },
  },
  {
    title: 'a group whose image is not there fails its stack',
    async run(emulators) {
      const group = new Group(emulators, 'Imageless');
      assert.equal(await group.create(), 'ROLLBACK_COMPLETE');
    },
  },
];
