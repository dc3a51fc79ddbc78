import { BUILD_STARTER_CODE } from '../../src/pipeline/private/build-starter-code';

const STACK = 'arn:aws:cloudformation:eu-central-1:111111111111:stack/Images/11111111-2222-3333-4444-555555555555';
const PIPELINE = 'arn:aws:imagebuilder:eu-central-1:111111111111:image-pipeline/web-x86-64';
const RESPONSE_URL = 'https://cloudformation-custom-resource-response-eucentral1.s3.eu-central-1.amazonaws.com/answer';

interface Situation {
  readonly type?: 'Create' | 'Update' | 'Delete';
  readonly status?: string;
  /** So many calls of Image Builder fail. */
  readonly failures?: number;
  readonly event?: object;
}

/** The text of the inline function, run as Lambda runs it: which builds it started, and its answer. */
async function starting({ type = 'Create', status = `${type.toUpperCase()}_IN_PROGRESS`, failures = 0, event = {} }: Situation) {
  const builds: object[] = [];
  const answers: Record<string, string>[] = [];
  let left = failures;
  const modules: Readonly<Record<string, object>> = {
    '@aws-sdk/client-imagebuilder': {
      StartImagePipelineExecutionCommand: class { constructor(public readonly input: object) {} },
      ImagebuilderClient: class {
        public async send({ input }: { input: object }) {
          if (left-- > 0) throw Object.assign(new Error('not now'), { name: 'ServiceUnavailableException' });
          builds.push(input);
          return { imageBuildVersionArn: 'arn:aws:imagebuilder:eu-central-1:111111111111:image/web-x86-64/1.0.0/1' };
        }
      },
    },
    '@aws-sdk/client-cloudformation': {
      DescribeStacksCommand: class {},
      CloudFormationClient: class { public async send() { return { Stacks: [{ StackStatus: status }] }; } },
    },
    'https': {
      request: (_url: string, _options: object, answered: (response: object) => void) => ({
        on() { return this; },
        end(body: string) {
          answers.push(JSON.parse(body) as Record<string, string>);
          answered({ statusCode: 200, resume: () => undefined });
        },
      }),
    },
  };
  const exported: { handler?: (event: object) => Promise<void> } = {};
  const lines: string[] = [];
  new Function('require', 'exports', 'process', 'console', BUILD_STARTER_CODE)(
    (name: string) => modules[name], exported, { env: { STACK_ID: STACK, PAUSE: '0' } }, { log: (line: string) => lines.push(line) });
  const run = exported.handler!({
    RequestType: type,
    StackId: STACK,
    RequestId: 'a-request',
    LogicalResourceId: 'Start',
    ResponseURL: RESPONSE_URL,
    ResourceProperties: { ImagePipelineArn: PIPELINE, DeploymentId: 'one', Tags: { team: 'red' } },
    ...event,
  });
  const error = await run.then(() => undefined, (reason: Error) => reason.message);
  return { builds, answers, error, lines };
}

const BUILD = { imagePipelineArn: PIPELINE, tags: { team: 'red' }, clientToken: 'a-request' };

test.each(['Create', 'Update'] as const)('%s starts a build, under the token of its request', async type => {
  const { builds, answers, lines } = await starting({ type });
  expect(builds).toEqual([BUILD]);
  expect(answers).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'build-of-Start', RequestId: 'a-request' }]);
  expect(lines.join()).not.toContain('cloudformation-custom-resource-response');
});

test.each<[string, Situation]>([
  ['a deletion', { type: 'Delete' }],
  ['an update that goes back', { type: 'Update', status: 'UPDATE_ROLLBACK_IN_PROGRESS' }],
  ['a delivery that comes when the deployment is over', { type: 'Update', status: 'UPDATE_COMPLETE' }],
])('%s builds nothing, and is answered', async (_title, situation) => {
  const { builds, answers } = await starting(situation);
  expect([builds, answers[0].Status]).toEqual([[], 'SUCCESS']);
});

test('what Image Builder refuses for a while is asked again', async () =>
  expect(await starting({ failures: 3 })).toMatchObject({ builds: [BUILD], answers: [{ Status: 'SUCCESS' }] }));

test('what it goes on refusing fails the deployment, in its words', async () =>
  expect(await starting({ failures: 99 })).toMatchObject({ builds: [], answers: [{ Status: 'FAILED', Reason: 'ServiceUnavailableException: not now' }] }));

test('the id stays what it was', async () =>
  expect((await starting({ type: 'Update', event: { PhysicalResourceId: 'known' } })).answers[0].PhysicalResourceId).toBe('known'));

test.each([
  ['of another stack', { StackId: STACK.replace('Images', 'Other') }, 'not a request of the own stack'],
  ['with an answer for somebody else', { ResponseURL: 'https://example.com/answer' }, 'the response URL is not one of CloudFormation'],
])('a request %s is left alone', async (_title, event, sentence) =>
  expect(await starting({ event })).toMatchObject({ builds: [], answers: [], error: sentence }));

test('the text of the function fits into a template', () => expect(BUILD_STARTER_CODE.length).toBeLessThanOrEqual(4096));
