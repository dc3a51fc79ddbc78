import { aGuardedChannel } from './a-guard';
import { ACCOUNT, CHANNELS, REGION, rightsOf, withChannels } from './a-pipeline-with-channels';
import { CHANNEL_ACTIONS } from '../../../src/runtime/channels/channel-contract';
import { isAllowed } from '../../support/iam/policy';

const rights = rightsOf(withChannels());
const may = (action: string, resource: string, context: Record<string, string | string[]> = {}) => isAllowed(rights, { action, resource, context });

const IMAGE = 'arn:aws:ec2:us-east-1::image/ami-0123456789abcdef0';
const OURS = { 'aws:ResourceTag/golden:image': 'base' };
const PIN = { 'aws:RequestTag/golden:pinned': 'true', 'aws:TagKeys': ['golden:pinned'] };
const parameter = (name: string, region = REGION) => `arn:aws:ssm:${region}:${ACCOUNT}:parameter${name}`;
const build = (line: string) => `arn:aws:imagebuilder:${REGION}:${ACCOUNT}:image/${line}/1.0.7/1`;

test('the actions that are granted are the calls that the function makes', () => {
  const granted = new Set(rightsOf(withChannels()).flatMap(({ Action }) => Action));
  const guarded = new Set(rightsOf(aGuardedChannel()).flatMap(({ Action }) => Action));
  const logs = ['logs:CreateLogStream', 'logs:PutLogEvents'];
  expect([...guarded].sort()).toEqual([...Object.values(CHANNEL_ACTIONS).flat(), ...logs].sort());
  expect([...granted].sort()).toEqual([...guarded].filter(action => action !== 'cloudwatch:DescribeAlarms').sort());
});

test.each([
  ['the channels\' parameters in the Regions of the pipeline', parameter('/golden/base/x86_64/stable', 'us-east-1'), 'us-east-1', true],
  ['never the candidate\'s', parameter('/golden/base/x86_64/candidate'), REGION, false],
  ['no other image\'s', parameter('/golden/base-web/x86_64/stable'), REGION, false],
  ['nothing in another Region', parameter('/golden/base/x86_64/stable', 'eu-west-1'), 'eu-west-1', false],
])('it writes %s', (_title, resource, region, isRight) => {
  expect(may('ssm:PutParameter', resource, { 'aws:RequestedRegion': region })).toBe(isRight);
});

test('it pins, unpins and protects images of this pipeline alone', () => {
  expect(may('ec2:CreateTags', IMAGE, { ...OURS, ...PIN })).toBe(true);
  expect(may('ec2:CreateTags', IMAGE, PIN)).toBe(false);
  expect(may('ec2:CreateTags', IMAGE, { 'aws:ResourceTag/golden:image': 'other', ...PIN })).toBe(false);
  expect(may('ec2:EnableImageDeregistrationProtection', IMAGE, OURS)).toBe(true);
  expect(may('ec2:DisableImageDeregistrationProtection', IMAGE)).toBe(false);
});

test('it changes no other tag, and cannot take all of them away', () => {
  expect(may('ec2:CreateTags', IMAGE, { ...OURS, 'aws:RequestTag/golden:pinned': 'true', 'aws:TagKeys': ['golden:pinned', 'golden:image'] })).toBe(false);
  expect(may('ec2:DeleteTags', IMAGE, { ...OURS, 'aws:TagKeys': ['golden:pinned'] })).toBe(true);
  expect(may('ec2:DeleteTags', IMAGE, { ...OURS, 'aws:TagKeys': ['golden:image'] })).toBe(false);
  expect(may('ec2:DeleteTags', IMAGE, OURS)).toBe(false);
});

test('it looks at recipes of its own lines alone', () => {
  const recipe = (line: string) => `arn:aws:imagebuilder:${REGION}:${ACCOUNT}:image-recipe/${line}/1.0.7`;
  expect(may('imagebuilder:GetImageRecipe', recipe('base-arm64'))).toBe(true);
  expect(may('imagebuilder:GetImageRecipe', recipe('base-web-arm64'))).toBe(false);
});

test('it pins builds of its own lines, and tells as itself on the default bus', () => {
  expect(may('imagebuilder:TagResource', build('base-arm64'), { 'aws:TagKeys': ['golden:pinned'] })).toBe(true);
  expect(may('imagebuilder:TagResource', build('base-web-arm64'), { 'aws:TagKeys': ['golden:pinned'] })).toBe(false);
  expect(may('imagebuilder:UntagResource', build('base-arm64'), { 'aws:TagKeys': ['golden:image'] })).toBe(false);
  const bus = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`;
  expect(may('events:PutEvents', bus, { 'events:source': 'golden-ami' })).toBe(true);
  expect(may('events:PutEvents', bus, { 'events:source': 'shop' })).toBe(false);
});

test('many Regions and channels fit into a policy of a role', () => {
  const channels = Array.from({ length: 10 }, (_, index) => ({ ...CHANNELS[0], name: `channel-with-the-longest-name--${index}` }));
  const regions = Array.from({ length: 26 }, (_, index) => `ap-southeast-${index}`);
  const statements = rightsOf(withChannels({ channels, regions, imageName: 'a'.repeat(64), parameterPrefix: `/${'a'.repeat(149)}` }));
  expect(JSON.stringify({ Version: '2012-10-17', Statement: statements }).length).toBeLessThan(10_240);
});
