import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ACCOUNT, aPipeline, ARM, ofType, REGION, resourcesOf, X86 } from './a-watch';
import { matches } from './event-pattern';
import { onBuildFailed, onBuildSucceeded, onCriticalFinding, onPipelineDisabled } from '../../src/pipeline/private/events';
import { WatchedPipeline } from '../../src/pipeline/private/watched-pipeline';
import { Lab } from '../support/imagebuilder/lab';

type Helper = typeof onBuildFailed;

const HELPERS: Readonly<Record<string, Helper>> = { onBuildSucceeded, onBuildFailed, onCriticalFinding, onPipelineDisabled };

const patternOf = (helper: Helper, pipelines: readonly WatchedPipeline[] = [X86]): object =>
  ofType(resourcesOf(stack => helper(stack, 'Rule', pipelines)), 'AWS::Events::Rule')[0].EventPattern!;

const imageArn = (name: string, region = REGION, account = ACCOUNT) => `arn:aws:imagebuilder:${region}:${account}:image/${name}/1.0.7/1`;
const event = (type: string, resources: string[], detail: object) => ({ 'source': 'aws.imagebuilder', 'detail-type': `EC2 Image Builder ${type}`, resources, detail });

const becomes = (status: string) => (arn: string) => event('Image State Change', [arn], { 'previous-state': { status: 'TESTING' }, 'state': { status } });
const finds = (critical: number) => (arn: string) => event('CVE Detected', [arn, X86.pipelineArn.replace(X86.imageName, arn.split('/')[1])], {
  'resource-id': arn, 'finding-severity-counts': { all: 9, critical, high: 3, medium: 2 },
});
const disabled = (arn: string) =>
  event('Image Pipeline Automatically Disabled', [arn.replace(/:image\/([^/]*).*/, ':image-pipeline/$1')], { 'consecutive-failures': '3' });

const HAPPENINGS: Readonly<Record<string, { readonly of: (arn: string) => object; readonly heardBy: string[] }>> = {
  'an image that is ready': { of: becomes('AVAILABLE'), heardBy: ['onBuildSucceeded'] },
  'an image that failed': { of: becomes('FAILED'), heardBy: ['onBuildFailed'] },
  'an image that was cancelled': { of: becomes('CANCELLED'), heardBy: [] },
  'an image that is tested': { of: becomes('TESTING'), heardBy: [] },
  'an image that is integrated': { of: becomes('INTEGRATING'), heardBy: [] },
  'a scan with a critical finding': { of: finds(1), heardBy: ['onCriticalFinding'] },
  'a scan without one': { of: finds(0), heardBy: [] },
  'a pipeline that was switched off': { of: disabled, heardBy: ['onPipelineDisabled'] },
};

const NAMES = Object.keys(HELPERS);

test.each(Object.entries(HAPPENINGS))('%s is heard by the helper that is for it, and by no other', (_title, { of, heardBy }) => {
  expect(NAMES.filter(name => matches(patternOf(HELPERS[name]), of(imageArn(X86.imageName))))).toEqual(heardBy);
});

test.each([
  ['another name', imageArn('web-x86-64')],
  ['a name that begins with this one', imageArn('corp-x86-64-web')],
  ['a name that this one begins with', imageArn('corp-x86')],
  ['a name that ends with this one', imageArn('old-corp-x86-64')],
  ['the same name in another Region', imageArn(X86.imageName, 'us-east-1')],
  ['the same name in another account', imageArn(X86.imageName, REGION, '222222222222')],
])('nothing that happens to %s is heard', (_title, arn) => {
  const heard = Object.values(HAPPENINGS).flatMap(({ of }) => NAMES.filter(name => matches(patternOf(HELPERS[name]), of(arn))));
  expect(heard).toEqual([]);
});

test.each(NAMES)('%s hears all architectures of the image', name => {
  const pattern = patternOf(HELPERS[name], [X86, ARM]);
  const heard = [X86, ARM, aPipeline('corp')].map(({ imageName }) => Object.values(HAPPENINGS).some(({ of }) => matches(pattern, of(imageArn(imageName)))));
  expect(heard).toEqual([true, true, false]);
});

test('of all that a service with three pipelines tells, the builds of this one are heard', async () => {
  const lab = new Lab();
  const { infrastructureConfigurationArn } = lab.call('CreateInfrastructureConfiguration', { name: 'any', instanceProfileName: 'builder' });
  for (const name of [X86.imageName, 'corp-x86-64-web', 'web-x86-64']) {
    const { imagePipelineArn } = lab.call('CreateImagePipeline', { name, imageRecipeArn: lab.recipe({ name }), infrastructureConfigurationArn });
    await lab.build(String(imagePipelineArn));
  }
  const built = lab.imageBuilder.events.filter(each => matches(patternOf(onBuildSucceeded), each));
  expect(built.map(({ resources }) => resources)).toEqual([[expect.stringMatching(/:image\/corp-x86-64\/1\.0\.0\/1$/)]]);
  expect(lab.imageBuilder.events.length).toBeGreaterThan(3 * built.length);
});

test('what comes from another source is not heard', () => {
  expect(matches(patternOf(onBuildFailed), { ...becomes('FAILED')(imageArn(X86.imageName)), source: 'mine' })).toBe(false);
});

test('a rule does what it is told, and keeps what the user asks of events', () => {
  const [rule] = ofType(resourcesOf(stack => onBuildFailed(stack, 'Rule', [X86], {
    target: new targets.SnsTopic(new sns.Topic(stack, 'Topic')), ruleName: 'mine', description: 'call somebody', eventPattern: { account: [ACCOUNT] },
  })), 'AWS::Events::Rule');
  expect(rule).toMatchObject({ Name: 'mine', Description: 'call somebody', EventPattern: { account: [ACCOUNT], detail: { state: { status: ['FAILED'] } } } });
  expect(rule.Targets).toHaveLength(1);
});
