import { CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { guardIn } from './a-guard';
import { channelsIn, inStack, withChannels } from './a-pipeline-with-channels';
import { BaseImage } from '../../../src/pipeline/base-image';
import { ChannelPromotion } from '../../../src/pipeline/channel-promotion';
import { GoldenAmiPipeline } from '../../../src/pipeline/golden-ami-pipeline';
import { GoldenAmiPipelineProps } from '../../../src/pipeline/golden-ami-pipeline-props';
import { GoldenChannel } from '../../../src/pipeline/golden-channel';
import { channelPrefixProblem, channelProblems } from '../../../src/pipeline/private/channels/channel-problems';
import { ShareTarget } from '../../../src/sharing/share-target';

const { automatic } = ChannelPromotion;
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index));

function problemsOf(make: (stack: Stack) => GoldenChannel[]): string[] {
  const found: string[] = [];
  inStack(stack => found.push(...channelProblems(stack, make(stack)).filter(problem => problem !== undefined)));
  return found;
}

test.each<[string, (stack: Stack) => GoldenChannel[], string]>([
  ['there are none', () => [], 'channels must be 1 to 10, got 0; leave it away for none'],
  ['there are too many', () => many(11, index => ({ name: `c${index}` })), 'channels must be 1 to 10, got 11'],
  ['a name has capitals', () => [{ name: 'Stable' }], "channels[0].name must have 1 to 32 small letters, digits and hyphens, and no hyphen at an end, got 'Stable'"],
  ['a name has a slash', () => [{ name: 'a/b' }], 'channels[0].name must have 1 to 32'],
  ['a name ends with a hyphen', () => [{ name: 'stable-' }], 'channels[0].name must have 1 to 32'],
  ['a name is too long', () => [{ name: 'a'.repeat(33) }], 'channels[0].name must have 1 to 32'],
  ['a name is a token', stack => [{ name: new CfnParameter(stack, 'Name').valueAsString }], 'channels[0].name must be known at synth'],
  ['a name is that of what Image Builder writes', () => [{ name: 'candidate' }], "channels[0].name must not be 'candidate', which has a meaning of its own"],
  ['a name is that of the releases', () => [{ name: 'releases' }], "channels[0].name must not be 'releases'"],
  ['a name is used twice', () => [{ name: 'stable' }, { name: 'stable' }], "channels[1].name must be another, got 'stable' again"],
  ['a source is not there', () => [{ name: 'stable', source: 'canary' }], "channels[0].source must be one of candidate, which are before it, got 'canary'"],
  ['a source comes later', () => [{ name: 'stable', source: 'canary' }, { name: 'canary' }], "channels[0].source must be one of candidate, which are before it, got 'canary'"],
  ['a source is the channel itself', () => [{ name: 'canary' }, { name: 'stable', source: 'stable' }], "channels[1].source must be one of candidate, canary, which are before it, got 'stable'"],
  ['a bake time is longer than an execution', () => [{ name: 'stable', promotion: automatic({ bakeTime: Duration.days(365) }) }], 'channels[0].promotion: bakeTime must be at most 364 days, in whole seconds, got 365 days'],
  ['a bake time is not of whole seconds', () => [{ name: 'stable', promotion: automatic({ bakeTime: Duration.millis(500) }) }], 'channels[0].promotion: bakeTime must be at most 364 days, in whole seconds, got 500 millis'],
  ['a bake time is a token', stack => [{ name: 'stable', promotion: automatic({ bakeTime: Duration.seconds(new CfnParameter(stack, 'Bake', { type: 'Number' }).valueAsNumber) }) }], 'channels[0].promotion: bakeTime must be known at synth, got a token'],
  ['a name is one that all objects have', () => [{ name: 'constructor' }], "channels[0].name must not be 'constructor', which has a meaning of its own"],
  ['a source is a token', () => [{ name: 'stable', source: Lazy.string({ produce: () => 'candidate' }) }], 'channels[0].source must be known at synth, got a token'],
  ['a guard is in another account', stack => [{ name: 'stable', promotion: automatic({ guards: [cloudwatch.Alarm.fromAlarmArn(stack, 'theirs', 'arn:aws:cloudwatch:eu-central-1:222222222222:alarm:x')] }) }], 'channels[0].promotion: guards must be alarms in the pipeline\'s Region and account, got Images/theirs in eu-central-1 of 222222222222'],
  ['a guard is in another Region', stack => [{ name: 'stable', promotion: automatic({ guards: [guardIn(stack, 'far', 'us-east-1')] }) }], 'channels[0].promotion: guards must be alarms in the pipeline\'s Region and account, got Images/far in us-east-1'],
  ['there are more guards than one call takes', stack => [{ name: 'stable', promotion: automatic({ guards: many(101, index => guardIn(stack, `g${index}`)) }) }], 'channels[0].promotion: guards must be at most 100, got 101: a composite alarm stands for many'],
])('fails when %s', (_title, make, sentence) => {
  expect(problemsOf(make)).toEqual([expect.stringContaining(sentence)]);
});

test('all that is right passes', () => {
  expect(problemsOf(stack => [
    { name: 'canary' },
    { name: 'stable', promotion: automatic({ bakeTime: Duration.days(364), guards: [guardIn(stack)] }) },
    { name: 'slow', source: 'candidate', promotion: ChannelPromotion.approval() },
  ])).toEqual([]);
});

test.each([
  ['most', 150, false],
  ['more', 151, true],
])('whether a prefix of the %s characters is refused where there are channels: %i', (_title, length, isRefused) => {
  const make = () => inStack(stack => new GoldenAmiPipeline(stack, 'Web', {
    baseImage: BaseImage.amazonLinux2023(), imageName: 'web', channels: [{ name: 'stable' }], parameterPrefix: `/${'a'.repeat(length - 1)}`,
  }));
  const sentence = 'parameterPrefix must have at most 150 characters where there are channels, got 151';
  if (isRefused) expect(make).toThrow(sentence);
  else expect(make).not.toThrow();
});

test('without channels, a prefix may be longer, and one that is known at deployment only is not counted', () => {
  const make = (props: Partial<GoldenAmiPipelineProps>) => () => inStack(stack => new GoldenAmiPipeline(stack, 'Web', { baseImage: BaseImage.amazonLinux2023(), imageName: 'web', ...props }));
  expect(make({ parameterPrefix: `/${'a'.repeat(200)}` })).not.toThrow();
  expect(channelPrefixProblem(Lazy.string({ produce: () => `/${'a'.repeat(200)}` }))).toBeUndefined();
});

test('the name of an alarm that is known at deployment only may have 255 characters', () => {
  const bytesWith = (make: (stack: Stack) => cloudwatch.IAlarm[]) => {
    const sharedWith = many(250, index => ShareTarget.account(String(100_000_000_000 + index)));
    const synth = () => inStack(stack => channelsIn(stack, { sharedWith, channels: [{ name: 'stable', promotion: automatic({ guards: make(stack) }) }] }));
    try { synth(); } catch (error) { return Number(/has up to (\d+)/.exec(String(error))![1]); }
    throw new Error('it fits');
  };
  const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Errors' });
  const unnamed = (stack: Stack) => new cloudwatch.Alarm(stack, 'Errors', { metric, threshold: 1, evaluationPeriods: 1 });
  const named = bytesWith(stack => [guardIn(stack, 'x'.repeat(255))]);
  expect(bytesWith(stack => [unnamed(stack)])).toBe(named);
});

test('fails when what the function has to know does not fit into its environment', () => {
  const accounts = many(250, index => ShareTarget.account(String(100_000_000_000 + index)));
  expect(() => withChannels({ sharedWith: accounts })).toThrow(/Base:\n- channels must leave room: what their function has to know may have 4096 bytes, and has up to \d+; share with an organizational unit/);
});
