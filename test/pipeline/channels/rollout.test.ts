import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { guardIn } from './a-guard';
import { run } from './a-machine';
import { ACCOUNT, alarmsOf, inStack, ofType, REGION, Resources, rulesOf } from './a-pipeline-with-channels';
import { BaseImage } from '../../../src/pipeline/base-image';
import { GoldenAmiAttributes } from '../../../src/pipeline/golden-ami';
import { GoldenAmiPipeline } from '../../../src/pipeline/golden-ami-pipeline';
import { GoldenAmiRollout, GoldenAmiRolloutProps } from '../../../src/pipeline/golden-ami-rollout';
import { StatesError } from '../../support/cloudformation/states-data';
import { isAllowed, Statement } from '../../support/iam/policy';
import { withApp } from '../../support/with-app';
import { matches } from '../event-pattern';

type More = Omit<Partial<GoldenAmiRolloutProps>, 'goldenAmi'> & { readonly golden?: Partial<GoldenAmiAttributes> };

function rollout(stack: Stack, { golden, ...props }: More = {}): GoldenAmiRollout {
  return new GoldenAmiRollout(stack, 'Rollout', {
    goldenAmi: GoldenAmiPipeline.fromAttributes(stack, 'Web', { imageName: 'web', channels: ['canary', 'stable'], ...golden }),
    autoScalingGroup: autoscaling.AutoScalingGroup.fromAutoScalingGroupName(stack, 'Fleet', 'web-fleet'),
    ...props,
  });
}

const withRollout = (more?: (stack: Stack) => More): Resources => inStack(stack => rollout(stack, more?.(stack)));

const moved = (detail: object) => ({
  'source': 'golden-ami',
  'detail-type': 'Channel Moved',
  'detail': { image: 'web', channel: 'stable', verb: 'promote', images: { [REGION]: { x86_64: 'ami-1' } }, ...detail },
});
const following = (resources: Resources, event: object) =>
  rulesOf(resources).some(({ EventPattern, Targets = [] }) => Targets.length > 0 && EventPattern !== undefined && matches(EventPattern, event));

test.each([
  ['each move of the last channel', {}, true],
  ['a move back', { verb: 'rollback' }, true],
  ['no move of another channel', { channel: 'canary' }, false],
  ['no move of another image', { image: 'web-2' }, false],
  ['no move that has not reached this Region', { images: { 'us-east-1': { x86_64: 'ami-1' } } }, false],
])('a fleet follows %s', (_title, detail, isFollowing) => {
  expect(following(withRollout(), moved(detail))).toBe(isFollowing);
});

test('a fleet follows the channel that is named, of the first architecture that there is', () => {
  const { ARM_64 } = ec2.InstanceArchitecture;
  const resources = withRollout(() => ({ channel: 'canary', golden: { architectures: [ARM_64] } }));
  expect(following(resources, moved({ channel: 'canary', images: { [REGION]: { arm64: 'ami-1' } } }))).toBe(true);
});

test('where the Region is not known, a fleet follows every move', () => {
  const patterns = withApp(app => {
    const stack = new Stack(app, 'Anywhere');
    rollout(stack);
    return JSON.stringify(app.synth().getStackByName('Anywhere').template);
  });
  expect(patterns).toContain('"detail":{"image":["web"],"channel":["stable"]}');
});

const BUSY = new StatesError('AutoScaling.InstanceRefreshInProgressException', 'An Instance Refresh is already in progress');
const NOTHING = new StatesError('AutoScaling.ActiveInstanceRefreshNotFoundException', 'No in progress or pending Instance Refresh found');
const actions = (calls: readonly { readonly resource: string }[]) => calls.map(({ resource }) => resource.split(':').at(-1));

test('a refresh is started with what was asked, and skips no instance', async () => {
  const { status, calls } = await run(withRollout(stack => ({
    minHealthyPercentage: 80,
    maxHealthyPercentage: 120,
    instanceWarmup: Duration.minutes(2),
    bakeTime: Duration.minutes(10),
    alarms: [guardIn(stack)],
  })), {}, () => ({ InstanceRefreshId: 'one' }));
  expect(status).toBe('SUCCEEDED');
  expect(calls.map(({ input }) => input)).toEqual([{
    AutoScalingGroupName: 'web-fleet',
    Strategy: 'Rolling',
    Preferences: {
      MinHealthyPercentage: 80, MaxHealthyPercentage: 120, InstanceWarmup: 120, BakeTime: 600, SkipMatching: false, AlarmSpecification: { Alarms: ['errors'] },
    },
  }]);
});

test('what is not said is left to the group', async () => {
  const { calls } = await run(withRollout(), {}, () => ({}));
  expect(calls.map(({ input }) => input)).toEqual([{ AutoScalingGroupName: 'web-fleet', Strategy: 'Rolling', Preferences: { SkipMatching: false } }]);
});

test('a refresh that is under way is cancelled, and the next begins when it has ended', async () => {
  const { status, calls } = await run(withRollout(), {}, (_input, call) => (call === 1 || (call > 2 && call < 20) ? BUSY : {}));
  expect(status).toBe('SUCCEEDED');
  expect(actions(calls).slice(0, 3)).toEqual(['startInstanceRefresh', 'cancelInstanceRefresh', 'startInstanceRefresh']);
  expect(actions(calls).filter(action => action === 'cancelInstanceRefresh')).toHaveLength(1);
  expect(calls.at(-1)!.at).toBeGreaterThan(8 * 60);
});

test('a refresh that ends by itself before it is cancelled is no hindrance', async () => {
  const { status, calls } = await run(withRollout(), {}, (_input, call) => [BUSY, NOTHING, {}][call - 1]);
  expect(status).toBe('SUCCEEDED');
  expect(actions(calls)).toEqual(['startInstanceRefresh', 'cancelInstanceRefresh', 'startInstanceRefresh']);
});

test('a throttle is waited for; a group that is gone fails the execution', async () => {
  const throttle = new StatesError('AutoScaling.AutoScalingException', 'Rate exceeded');
  expect((await run(withRollout(), {}, (_input, call) => (call < 3 ? throttle : {}))).status).toBe('SUCCEEDED');
  expect((await run(withRollout(), {}, () => throttle)).status).toBe('FAILED');
});

test('the machine may refresh this group, and no other', () => {
  const [{ Policies }] = ofType<{ Policies: { PolicyDocument: { Statement: Statement[] } }[] }>(withRollout(), 'AWS::IAM::Role').filter(({ id }) => /^RolloutRefreshRole/.test(id));
  const statements = Policies.flatMap(each => each.PolicyDocument.Statement);
  const group = (name: string) => `arn:aws:autoscaling:${REGION}:${ACCOUNT}:autoScalingGroup:1a2b:autoScalingGroupName/${name}`;
  const may = (action: string, name: string) => isAllowed(statements, { action, resource: group(name), context: {} });
  expect([may('autoscaling:StartInstanceRefresh', 'web-fleet'), may('autoscaling:CancelInstanceRefresh', 'web-fleet')]).toEqual([true, true]);
  expect([may('autoscaling:StartInstanceRefresh', 'web-fleet-2'), may('autoscaling:TerminateInstanceInAutoScalingGroup', 'web-fleet')]).toEqual([false, false]);
});

test('the alarm counts refreshes that failed, of this group alone, and executions that did', () => {
  const resources = withRollout(() => ({ alarmActions: [{ bind: () => ({ alarmActionArn: 'arn:pager' }) }] }));
  const failed = (group: string) => ({ 'source': 'aws.autoscaling', 'detail-type': 'EC2 Auto Scaling Instance Refresh Failed', 'detail': { AutoScalingGroupName: group } });
  const rule = rulesOf(resources).find(({ id }) => /^RolloutFailed/.test(id))!;
  expect([matches(rule.EventPattern!, failed('web-fleet')), matches(rule.EventPattern!, failed('web-fleet-2'))]).toEqual([true, false]);
  const [alarm] = alarmsOf(resources);
  expect(alarm.AlarmActions).toEqual(['arn:pager']);
  expect(JSON.stringify(alarm)).toContain(`"Value":"${rule.id}"`);
  expect(JSON.stringify(alarm)).toContain('"ExecutionsFailed"');
});

test('others hear how a refresh went', () => {
  const resources = inStack(stack => rollout(stack).onRefreshSucceeded('Done', { description: 'for others' }));
  const succeeded = { 'source': 'aws.autoscaling', 'detail-type': 'EC2 Auto Scaling Instance Refresh Succeeded', 'detail': { AutoScalingGroupName: 'web-fleet' } };
  expect(matches(rulesOf(resources).find(({ id }) => /^RolloutDone/.test(id))!.EventPattern!, succeeded)).toBe(true);
});

test.each<[string, (stack: Stack) => More, string]>([
  ['it should follow the candidate', () => ({ channel: 'candidate' }), "- channel must be one that releases are promoted into, got 'candidate': give web a channel whose source that is"],
  ['no channel is known', () => ({ golden: { channels: undefined } }), '- channel must be given: web has no channels that are known here'],
  ['there is no such channel', () => ({ channel: 'frozen' }), "channel must be one that web has, candidate or canary or stable, got 'frozen'"],
  ['less than nothing is healthy', () => ({ minHealthyPercentage: -1 }), '- minHealthyPercentage must be a whole number from 0 to 100, got -1'],
  ['more is healthy than there is', () => ({ minHealthyPercentage: 90, maxHealthyPercentage: 90 }), '- maxHealthyPercentage must be a whole number from 100 to 200, got 90'],
  ['the two are too far apart', () => ({ minHealthyPercentage: 50, maxHealthyPercentage: 160 }), '- maxHealthyPercentage must be at most 100 more than minHealthyPercentage, got 160 and 50'],
  ['only the larger is given', () => ({ maxHealthyPercentage: 110 }), '- maxHealthyPercentage needs minHealthyPercentage: Auto Scaling takes both or none, got 110 alone'],
  ['the warm-up is not of whole seconds', () => ({ instanceWarmup: Duration.millis(1500) }), '- instanceWarmup must be whole seconds, got 1 second 500 millis'],
  ['alarms are watched for too long', () => ({ bakeTime: Duration.days(3) }), '- bakeTime must be whole seconds, at most 172800, got 3 days'],
  ['there are too many alarms', stack => ({ alarms: Array.from({ length: 11 }, (_, index) => guardIn(stack, `alarm${index}`)) }), '- alarms must be at most 10, got 11'],
  ['an alarm is elsewhere', stack => ({ alarms: [guardIn(stack, 'far', 'us-east-1')] }), '- alarms: Images/far must be in eu-central-1, got one in us-east-1'],
])('fails when %s', (_title, more, sentence) => {
  expect(() => withRollout(more)).toThrow(sentence);
});

test('tokens pass', () => {
  expect(() => withRollout(stack => {
    const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
    return { minHealthyPercentage: number, instanceWarmup: Duration.seconds(number) };
  })).not.toThrow();
});

test('fails when a group has two rollouts', () => {
  inStack(stack => {
    const autoScalingGroup = autoscaling.AutoScalingGroup.fromAutoScalingGroupName(stack, 'Shared', 'web-fleet');
    const goldenAmi = GoldenAmiPipeline.fromAttributes(stack, 'Golden', { imageName: 'web', channels: ['canary', 'stable'] });
    new GoldenAmiRollout(stack, 'First', { goldenAmi, autoScalingGroup });
    expect(() => new GoldenAmiRollout(stack, 'Second', { goldenAmi, autoScalingGroup, channel: 'canary' }))
      .toThrow('autoScalingGroup must have one rollout, got one that Images/First has already');
  });
});

test.each([
  ['another Region than the pipeline', 'us-east-1', ['cdk-golden-ami:GoldenAmiRollout.abroad']],
  ['the same Region', REGION, []],
])('a fleet in %s is told of', (_title, region, warnings) => withApp(app => {
  const golden = new GoldenAmiPipeline(new Stack(app, 'Images', { env: { account: ACCOUNT, region: REGION } }), 'Web', {
    baseImage: BaseImage.amazonLinux2023(), channels: [{ name: 'stable' }],
  });
  const fleet = new Stack(app, 'Fleet', { env: { account: ACCOUNT, region } });
  const autoScalingGroup = autoscaling.AutoScalingGroup.fromAutoScalingGroupName(fleet, 'Group', 'web-fleet');
  new GoldenAmiRollout(fleet, 'Rollout', { goldenAmi: golden, autoScalingGroup });
  const said = Annotations.fromStack(fleet).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
  expect(said.map(each => /ack: ([\w:.-]+)\]/.exec(each)?.[1])).toEqual(warnings);
}));

/** The warnings of a rollout of `stable`, of a group that starts from this. */
const warningsFor = (imageOf: (golden: GoldenAmiPipeline) => ec2.IMachineImage) => withApp(app => {
  const stack = new Stack(app, 'Images', { env: { account: ACCOUNT, region: REGION } });
  const goldenAmi = new GoldenAmiPipeline(stack, 'Web', { baseImage: BaseImage.amazonLinux2023(), channels: [{ name: 'canary' }, { name: 'stable' }] });
  const autoScalingGroup = new autoscaling.AutoScalingGroup(stack, 'Fleet', {
    vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 0 }),
    vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
    launchTemplate: new ec2.LaunchTemplate(stack, 'Template', {
      machineImage: imageOf(goldenAmi), instanceType: new ec2.InstanceType('t3.small'), securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0'),
    }),
  });
  const scope = new GoldenAmiRollout(stack, 'Rollout', { goldenAmi, autoScalingGroup });
  return Annotations.fromStack(stack).findWarning(`/${scope.node.path}`, Match.anyValue()).map(({ entry }) => /ack: ([\w:.-]+)\]/.exec(String(entry.data))?.[1]);
});

test.each<[string, (golden: GoldenAmiPipeline) => ec2.IMachineImage, string[]]>([
  ['the channel at launch', golden => golden.machineImage({ atLaunch: true }), []],
  ['the channel at deployment', golden => golden.machineImage(), ['cdk-golden-ami:GoldenAmiRollout.otherImage']],
  ['another channel', golden => golden.machineImage({ atLaunch: true, channel: 'canary' }), ['cdk-golden-ami:GoldenAmiRollout.otherImage']],
  ['a version of the channel\'s parameter', golden => golden.machineImage({ atLaunch: true, parameterVersion: 5 }), ['cdk-golden-ami:GoldenAmiRollout.otherImage']],
  ['another image', () => ec2.MachineImage.latestAmazonLinux2023(), ['cdk-golden-ami:GoldenAmiRollout.otherImage']],
])('who starts a fleet from %s is told whether it follows', (_title, imageOf, warnings) => expect(warningsFor(imageOf)).toEqual(warnings));
