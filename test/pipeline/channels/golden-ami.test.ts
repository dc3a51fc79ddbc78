import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { alarmsOf, configurationIn, inStack, ofType, rulesOf, synthesized } from './a-pipeline-with-channels';
import { BaseImage } from '../../../src/pipeline/base-image';
import { ChannelPromotion } from '../../../src/pipeline/channel-promotion';
import { GoldenAmiAttributes } from '../../../src/pipeline/golden-ami';
import { GoldenAmiPipeline } from '../../../src/pipeline/golden-ami-pipeline';
import { GoldenAmiPipelineProps } from '../../../src/pipeline/golden-ami-pipeline-props';
import { Statement } from '../../support/iam/policy';
import { matches } from '../event-pattern';

const CHANNELS = [{ name: 'canary' }, { name: 'stable', promotion: ChannelPromotion.approval() }];
const { ARM_64 } = ec2.InstanceArchitecture;

const pipeline = (stack: Stack, props: Partial<GoldenAmiPipelineProps> = {}) =>
  new GoldenAmiPipeline(stack, 'Web', { baseImage: BaseImage.amazonLinux2023(), imageName: 'web', channels: CHANNELS, ...props });

const imported = (stack: Stack, attributes: Partial<GoldenAmiAttributes> = {}) =>
  GoldenAmiPipeline.fromAttributes(stack, 'Web', { imageName: 'web', ...attributes });

function saidOf<T>(ask: (stack: Stack) => T): T {
  const said: T[] = [];
  inStack(stack => said.push(ask(stack)));
  return said[0];
}

/** What parameters of the template are looked up at deployment. */
const defaultsIn = (make: (stack: Stack) => void) => Object.values(synthesized(make).Parameters ?? {}).map(({ Default }) => Default);

test('what is not named is the last channel; the candidate can be named', () => {
  expect(saidOf(stack => pipeline(stack).parameterName())).toBe('/golden/web/x86_64/stable');
  expect(saidOf(stack => pipeline(stack).parameterName({ channel: 'canary' }))).toBe('/golden/web/x86_64/canary');
  expect(saidOf(stack => pipeline(stack).parameterName({ channel: 'candidate' }))).toBe('/golden/web/x86_64/candidate');
  expect(saidOf(stack => pipeline(stack, { channels: undefined }).parameterName())).toBe('/golden/web/x86_64/candidate');
});

test('Image Builder writes the candidate, whatever channels there are', () => {
  const [distribution] = ofType<{ Distributions: { SsmParameterConfigurations: { ParameterName: string }[] }[] }>(inStack(stack => pipeline(stack)), 'AWS::ImageBuilder::DistributionConfiguration');
  expect(distribution.Distributions.flatMap(each => each.SsmParameterConfigurations.map(({ ParameterName }) => ParameterName))).toEqual(['/golden/web/x86_64/candidate']);
});

test('instances start from what a channel has, at launch or at deployment', () => {
  const atLaunch = saidOf(stack => pipeline(stack).machineImage({ channel: 'canary', atLaunch: true }).getImage(stack).imageId);
  expect(atLaunch).toBe('resolve:ssm:/golden/web/x86_64/canary');
  expect(defaultsIn(stack => void pipeline(stack).machineImage({ channel: 'canary' }).getImage(stack))).toContain('/golden/web/x86_64/canary');
});

test('instances can stay with what a channel had', () => {
  const pinned = saidOf(stack => pipeline(stack).machineImage({ channel: 'canary', atLaunch: true, parameterVersion: 5 }).getImage(stack).imageId);
  expect(pinned).toBe('resolve:ssm:/golden/web/x86_64/canary:5');
});

test.each([
  ['is looked up at deployment', {}, { parameterVersion: 5 }, 'parameterVersion must go with atLaunch, got 5 without it: a deployment asks for the newest'],
  ['has no such version', {}, { atLaunch: true, parameterVersion: 0 }, 'parameterVersion must be a whole number of 1 or more, got 0'],
  ['is in another account', { ownerAccount: '222222222222' }, { atLaunch: true, parameterVersion: 5 }, 'parameterVersion must be left out for the parameters of another account, got 5'],
])('fails when a version is asked of a parameter that %s', (_title, attributes, options, sentence) => {
  expect(() => saidOf(stack => imported(stack, attributes).machineImage(options))).toThrow(sentence);
});

test('of another app\'s image any channel can be named, or those that are known', () => {
  expect(saidOf(stack => imported(stack).parameterName())).toBe('/golden/web/x86_64/candidate');
  expect(saidOf(stack => imported(stack).parameterName({ channel: 'stable' }))).toBe('/golden/web/x86_64/stable');
  expect(saidOf(stack => imported(stack, { channels: ['canary', 'stable'] }).parameterName())).toBe('/golden/web/x86_64/stable');
});

test('the parameters of another account are named by their ARNs, and asked for at launch', () => {
  const attributes = { ownerAccount: '222222222222', architectures: [ARM_64] };
  const arn = ['arn:', { Ref: 'AWS::Partition' }, ':ssm:eu-central-1:222222222222:parameter/golden/web/arm64/stable'];
  expect(saidOf(stack => stack.resolve(imported(stack, attributes).parameterName({ channel: 'stable' })) as unknown)).toEqual({ 'Fn::Join': ['', arn] });
  expect(saidOf(stack => stack.resolve(imported(stack, attributes).machineImage({ channel: 'stable', atLaunch: true }).getImage(stack).imageId) as unknown))
    .toEqual({ 'Fn::Join': ['', [`resolve:ssm:${arn[0] as string}`, ...arn.slice(1)]] });
});

test.each<[string, (stack: Stack) => unknown, string]>([
  ['the pipeline has no such channel', stack => pipeline(stack).parameterName({ channel: 'frozen' }), "channel must be one that web has, candidate or canary or stable, got 'frozen'"],
  ['the pipeline has no channels', stack => pipeline(stack, { channels: undefined }).machineImage({ channel: 'stable' }), "channel must be one that web has, candidate, got 'stable'"],
  ['a channel of another app cannot be one', stack => imported(stack).parameterName({ channel: 'Stable' }), 'channel must have 1 to 32 small letters'],
  ['the candidate is waited for as a channel', stack => pipeline(stack).onChannelMoved('Moved', 'candidate'), "channel must be one that releases are promoted into, got 'candidate': use onBuildSucceeded"],
  ['an account is none', stack => imported(stack, { ownerAccount: '1' }), "ownerAccount must be an account id of 12 digits, got '1'"],
  ['the parameter of another account is to be looked up at deployment', stack => imported(stack, { ownerAccount: '222222222222' }).machineImage(), '- atLaunch must be true for the parameters of another account, got nothing'],
  ['there is nothing to operate', stack => pipeline(stack, { channels: undefined }).grantOperate(new iam.AccountRootPrincipal()), 'channels must be given, or there is nothing to operate'],
  ['there is nothing to approve', stack => pipeline(stack, { channels: [CHANNELS[0]] }).grantApprove(new iam.AccountRootPrincipal()), 'channels must have one with ChannelPromotion.approval(), or there is nothing to approve'],
  ['releases are to be kept that nobody knows', stack => pipeline(stack, { channels: undefined, retention: { keepReleases: 5 } }), 'retention.keepReleases needs channels'],
  ['no release is to be kept', stack => pipeline(stack, { retention: { keepReleases: 0 } }), 'retention.keepReleases must be a whole number from 1 to 50, got 0'],
  ['a channel is wrong', stack => pipeline(stack, { channels: [{ name: 'candidate' }] }), "- channels[0].name must not be 'candidate'"],
])('fails when %s', (_title, make, sentence) => {
  expect(() => inStack(stack => void make(stack))).toThrow(sentence);
});

test('a rule hears of one channel of one image, forward and back', () => {
  const [rule] = rulesOf(inStack(stack => imported(stack).onChannelMoved('Moved', 'stable')));
  const moved = (detail: object) => ({ 'source': 'golden-ami', 'detail-type': 'Channel Moved', 'detail': { image: 'web', channel: 'stable', verb: 'rollback', ...detail } });
  expect([{}, { verb: 'promote' }, { channel: 'canary' }, { image: 'base' }].map(detail => matches(rule.EventPattern!, moved(detail)))).toEqual([true, true, false, false]);
});

test('to operate and to approve are rights to one alias each', () => {
  const granted = inStack(stack => {
    const web = pipeline(stack);
    const role = (id: string) => new iam.Role(stack, id, { assumedBy: new iam.AccountRootPrincipal() });
    web.grantOperate(role('Operator'));
    web.grantApprove(role('Approver'));
  });
  const resourceOf = (pattern: RegExp) => ofType<{ PolicyDocument: { Statement: Statement[] } }>(granted, 'AWS::IAM::Policy')
    .filter(({ id }) => pattern.test(id)).flatMap(each => each.PolicyDocument.Statement.flatMap(({ Resource }) => Resource));
  expect(resourceOf(/^Operator/)).toEqual([expect.stringMatching(/^WebChannelsOperate/)]);
  expect(resourceOf(/^Approver/)).toEqual([expect.stringMatching(/^WebChannelsApprove/)]);
});

test('the pipeline gives its channels what they need to know', () => {
  const known = configurationIn({ ...Object.fromEntries(Object.entries(inStack(stack => pipeline(stack, { retention: { keepReleases: 5 } }))).filter(([id]) => /^WebChannels/.test(id))) });
  expect(known).toMatchObject({ imageName: 'web', keepNewest: 5, regions: ['eu-central-1'], lines: [{ architecture: 'x86_64', recipeArn: expect.stringMatching(/^Webx8664Recipe/) as unknown }] });
});

test('the pipeline has the alarms of its channels, and shows them', () => {
  const resources = inStack(stack => pipeline(stack, { dashboard: true }));
  const dashboard = JSON.stringify(ofType(resources, 'AWS::CloudWatch::Dashboard'));
  const ofChannels = alarmsOf(resources).filter(({ id }) => /^WebChannels/.test(id));
  expect(ofChannels.length).toBeGreaterThan(0);
  for (const { id } of ofChannels) expect(dashboard).toContain(id);
});

test('without channels there is nothing of them', () => {
  const resources = inStack(stack => pipeline(stack, { channels: undefined }));
  expect(Object.keys(resources).filter(id => /^WebChannels/.test(id))).toEqual([]);
});
