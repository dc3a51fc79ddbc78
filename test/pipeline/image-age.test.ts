import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ACCOUNT, ARM, ofType, REGION, Resources, resourcesOf, X86 } from './a-watch';
import { reportCandidateAges } from '../../src/pipeline/private/image-age';
import { IMAGE_AGE_CODE } from '../../src/pipeline/private/image-age-code';
import { Access, isAllowed } from '../support/iam/policy';

const HOUR = 3_600_000;

interface Point { readonly MetricName: string; readonly Dimensions: readonly { Name: string; Value: string }[]; readonly Value: number }

/** What there is when the function runs: how many hours ago parameters were written, and pipelines made. */
interface World {
  readonly parameters?: Readonly<Record<string, number>>;
  readonly pipelines?: Readonly<Record<string, number>>;
  readonly refuses?: string;
}

/** The text of the inline function, run as Lambda runs it, as often as the rules of the template ask. */
async function run(resources: Resources, world: World): Promise<{ reported: Point[]; namespaces: string[]; accesses: Access[] }> {
  const reported: Point[] = [];
  const namespaces: string[] = [];
  const accesses: Access[] = [];
  const asked = (action: string, resource: string, context: Access['context'] = {}) => {
    accesses.push({ action, resource, context });
    if (action === world.refuses) throw Object.assign(new Error('not now'), { name: 'ThrottlingException' });
  };
  const ago = (hours: number) => new Date(Date.now() - hours * HOUR);
  const client = <Input extends object>(answer: (input: Input) => object) => class {
    public async send({ input }: { input: Input }) { return answer(input); }
  };
  const command = class { constructor(public readonly input: object) {} };
  const modules: Readonly<Record<string, object>> = {
    '@aws-sdk/client-ssm': {
      GetParameterCommand,
      SSMClient: client(({ Name }: { Name: string }) => {
        asked('ssm:GetParameter', `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${Name}`);
        const age = world.parameters?.[Name];
        if (age === undefined) throw Object.assign(new Error(Name), { name: 'ParameterNotFound' });
        return { Parameter: { LastModifiedDate: ago(age) } };
      }),
    },
    '@aws-sdk/client-imagebuilder': {
      GetImagePipelineCommand: command,
      ImagebuilderClient: client(({ imagePipelineArn }: { imagePipelineArn: string }) => {
        asked('imagebuilder:GetImagePipeline', imagePipelineArn);
        return { imagePipeline: { dateCreated: ago(world.pipelines![imagePipelineArn]).toISOString() } };
      }),
    },
    '@aws-sdk/client-cloudwatch': {
      PutMetricDataCommand: command,
      CloudWatchClient: client(({ Namespace, MetricData }: { Namespace: string; MetricData: Point[] }) => {
        asked('cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': Namespace });
        namespaces.push(Namespace);
        reported.push(...MetricData);
        return {};
      }),
    },
  };
  const [{ Environment: { Variables: env } }] = ofType(resources, 'AWS::Lambda::Function');
  const exported: { handler?: (event: object) => Promise<void> } = {};
  new Function('require', 'exports', 'process', IMAGE_AGE_CODE)((name: string) => modules[name], exported, { env });
  for (const { Targets } of ofType(resources, 'AWS::Events::Rule')) await exported.handler!(JSON.parse(Targets![0].Input!));
  return { reported, namespaces, accesses };
}

const BOTH = resourcesOf(stack => reportCandidateAges(new Construct(stack, 'Golden'), [X86, ARM]));
const statements = ofType(BOTH, 'AWS::IAM::Policy').flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

const agesOf = (reported: readonly Point[]) =>
  Object.fromEntries(reported.map(({ Dimensions: [{ Value }], Value: hours }) => [Value, Math.round(hours)]));

test('an image is as old as the last change of its parameter', async () => {
  const { reported, namespaces } = await run(BOTH, { parameters: { [X86.candidateParameterName]: 5, [ARM.candidateParameterName]: 500 } });
  expect(agesOf(reported)).toEqual({ 'corp-x86-64': 5, 'corp-arm64': 500 });
  expect(reported[0]).toMatchObject({ MetricName: 'CandidateAgeHours', Dimensions: [{ Name: 'ImageName' }] });
  expect(namespaces).toEqual(['GoldenAmi']);
});

test('an image that was never built is as old as its pipeline', async () => {
  const { reported } = await run(BOTH, { parameters: { [X86.candidateParameterName]: 5 }, pipelines: { [ARM.pipelineArn]: 700 } });
  expect(agesOf(reported)).toEqual({ 'corp-x86-64': 5, 'corp-arm64': 700 });
});

test.each(['ssm:GetParameter', 'imagebuilder:GetImagePipeline', 'cloudwatch:PutMetricData'])('when %s fails, so does the function', async refuses => {
  await expect(run(BOTH, { pipelines: { [X86.pipelineArn]: 1, [ARM.pipelineArn]: 1 }, refuses })).rejects.toThrow('not now');
});

describe('the rights of the function', () => {
  const all = () => run(BOTH, { parameters: { [X86.candidateParameterName]: 5 }, pipelines: { [ARM.pipelineArn]: 700 } });

  test('cover each of its calls', async () => {
    const { accesses } = await all();
    expect(accesses.filter(access => !isAllowed(statements, access))).toEqual([]);
  });

  test('are for the calls that it makes, and for its log', async () => {
    const { accesses } = await all();
    const granted = statements.flatMap(({ Action }) => Action).filter(action => !action.startsWith('logs:'));
    expect(new Set(granted)).toEqual(new Set(accesses.map(({ action }) => action)));
  });

  test.each<Access>([
    { action: 'ssm:GetParameter', resource: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/golden/web-x86-64/candidate`, context: {} },
    { action: 'ssm:PutParameter', resource: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${X86.candidateParameterName}`, context: {} },
    { action: 'imagebuilder:GetImagePipeline', resource: X86.pipelineArn.replace('corp', 'web'), context: {} },
    { action: 'cloudwatch:PutMetricData', resource: '*', context: { 'cloudwatch:namespace': 'Shop' } },
    { action: 'cloudwatch:PutMetricData', resource: '*', context: {} },
  ])('do not include $action on $resource with $context', access => expect(isAllowed(statements, access)).toBe(false));

  test('name no resource by a star, but for metrics, which take none', () => {
    const starred = statements.filter(({ Resource }) => [Resource].flat().some(each => each.includes('*'))).flatMap(({ Action }) => Action);
    expect(starred).toEqual(['cloudwatch:PutMetricData']);
  });
});

test('a stack has one function for all its images, which may read them all', async () => {
  const resources = resourcesOf(stack => [X86, ARM].forEach(each => reportCandidateAges(new Construct(stack, each.imageName), [each])));
  expect(ofType(resources, 'AWS::Lambda::Function')).toHaveLength(1);
  const { reported, accesses } = await run(resources, { parameters: { [X86.candidateParameterName]: 1, [ARM.candidateParameterName]: 2 } });
  expect(agesOf(reported)).toEqual({ 'corp-x86-64': 1, 'corp-arm64': 2 });
  const policies = ofType(resources, 'AWS::IAM::Policy').flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  expect(accesses.filter(access => !isAllowed(policies, access))).toEqual([]);
});

test('the function is short enough to stand in a template, and needs no asset', () => {
  expect(IMAGE_AGE_CODE.length).toBeLessThanOrEqual(4096);
  const app = new App();
  reportCandidateAges(new Stack(app, 'Images'), [X86]);
  expect(app.synth().getStackByName('Images').assets).toEqual([]);
});

test('the id of the function is that of its stack, whoever asked first', () => {
  expect(ofType(BOTH, 'AWS::Lambda::Function')[0].id).toMatch(/^GoldenAmiImageAgesFunction/);
});
