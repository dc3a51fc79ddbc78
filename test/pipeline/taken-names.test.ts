import { App, Stack } from 'aws-cdk-lib';
import { BaseImage } from '../../src/pipeline/base-image';
import { GoldenAmiPipeline } from '../../src/pipeline/golden-ami-pipeline';
import { GoldenAmiPipelineProps } from '../../src/pipeline/golden-ami-pipeline-props';
import { PipelineDestination } from '../../src/pipeline/pipeline-destination';

const account = '111111111111';
const aStack = (app: App, id: string, env?: { account?: string; region?: string }) => new Stack(app, id, { env });
const pipeline = (stack: Stack, id: string, props: Partial<GoldenAmiPipelineProps> = {}) =>
  new GoldenAmiPipeline(stack, id, { baseImage: BaseImage.amazonLinux2023(), imageName: 'web', ...props });
const inIreland = { destinations: [PipelineDestination.region('eu-west-1')] };

test.each<[string, (app: App) => void, string]>([
  ['in a stack', app => {
    const stack = aStack(app, 'Images');
    pipeline(stack, 'One');
    pipeline(stack, 'Two');
  }, "imageName must be another one, got 'web', which Images/One has in this account and Region"],
  ['in an account and Region', app => {
    pipeline(aStack(app, 'Images', { account, region: 'eu-west-1' }), 'One');
    pipeline(aStack(app, 'More', { account, region: 'eu-west-1' }), 'Two', { parameterPrefix: '/other' });
  }, "imageName must be another one, got 'web', which Images/One has in this account and Region"],
  ['in a Region that another one brings its images to', app => {
    pipeline(aStack(app, 'Images', { account, region: 'eu-central-1' }), 'One', inIreland);
    pipeline(aStack(app, 'More', { account, region: 'eu-west-1' }), 'Two');
  }, "imageName must be another one, got 'web', which Images/One has in a Region of both"],
  ['of which nothing is left but letters that names do not have', app => {
    const stack = aStack(app, 'Images');
    pipeline(stack, 'web_1', { imageName: undefined });
    pipeline(stack, 'Web-1', { imageName: undefined });
  }, "imageName must be another one, got 'images-web-1', which Images/web_1 has"],
])('fails when a name is there twice %s', (_title, make, sentence) => expect(() => make(new App({ analyticsReporting: false }))).toThrow(sentence));

test.each<[string, (app: App) => void]>([
  ['in two apps', app => [app, new App()].forEach(each => pipeline(aStack(each, 'Images'), 'One'))],
  ['in two accounts', app => ['111111111111', '222222222222'].forEach(each => pipeline(aStack(app, `In${each}`, { account: each, region: 'eu-west-1' }), 'One'))],
  ['in two Regions', app => ['eu-west-1', 'eu-central-1'].forEach(region => pipeline(aStack(app, region, { account, region }), 'One'))],
  ['in two stacks of which nobody knows where they are deployed', app => ['Dev', 'Prod'].forEach(each => pipeline(aStack(app, each), 'One'))],
  ['in one Region under two prefixes, when one is built elsewhere', app => {
    pipeline(aStack(app, 'Images', { account, region: 'eu-central-1' }), 'One', inIreland);
    pipeline(aStack(app, 'More', { account, region: 'eu-west-1' }), 'Two', { parameterPrefix: '/other' });
  }],
])('a name may be there twice %s', (_title, make) => expect(() => make(new App({ analyticsReporting: false }))).not.toThrow());

test('names that have no letter of ours differ by default', () => {
  const stack = aStack(new App({ analyticsReporting: false }), 'Images');
  const names = ['数据', '图像'].map(id => pipeline(stack, id, { imageName: undefined }).imageName);
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^images[a-z0-9]+$/);
});
