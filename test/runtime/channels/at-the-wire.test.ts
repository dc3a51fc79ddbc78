/**
 * The function as it is deployed: its entry, with the real clients of the SDK, over a port of this machine. Behind it stand the simulators of EC2,
 * Parameter Store and Image Builder, a table, a bus and alarms.
 */
import { createRequire } from 'module';
import { CHANNEL_ACTIONS, CHANNEL_ENVIRONMENT, ChannelsConfiguration, MoveAnswer, ReconcileAnswer } from '../../../src/runtime/channels/channel-contract';
import { ChannelsHandler } from '../../../src/runtime/channels/channels-handler';
import { ssmAnswer } from '../../support/cloudformation/wire-formats';
import { WireRequest, WireResponse } from '../../support/ec2/wire/wire-door';
import { CALLER, Lab } from '../../support/imagebuilder/lab';
import { Image } from '../../support/imagebuilder/resources';
import { answerJson, closeServices, serve } from '../aws/a-service';
import { aTable } from '../aws/a-table';
import { anEventBus } from '../aws/an-event-bus';
import { AlarmState, someAlarms } from '../aws/some-alarms';

const { account, region: HOME } = CALLER;
const FAR = 'us-east-1';
const FRIEND = '222222222222';
const before = { ...process.env };

afterEach(async () => {
  jest.restoreAllMocks();
  process.env = before;
  await closeServices();
});

/** A pipeline for one architecture, and its function. */
async function aPipeline() {
  const lab = new Lab();
  const to = (region: string) => ({
    region,
    amiDistributionConfiguration: { name: 'web-{{ imagebuilder:buildDate }}', amiTags: { 'golden:image': 'web' }, launchPermission: { userIds: [FRIEND] } },
  });
  const recipeArn = lab.recipe({ blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { encrypted: true, kmsKeyId: lab.ec2.seed(account, HOME).key(), volumeSize: 12 } }] });
  const key = lab.ec2.seed(account, FAR).key();
  const far = { ...to(FAR), amiDistributionConfiguration: { ...to(FAR).amiDistributionConfiguration, kmsKeyId: key } };
  const pipeline = lab.pipeline({ imageRecipeArn: recipeArn, executionRole: `arn:aws:iam::${account}:role/builder`, distributions: [to(HOME), far] });
  const alarms: Record<string, AlarmState> = { errors: 'OK' };
  const configuration: ChannelsConfiguration = {
    imageName: 'web',
    parameterPrefix: '/golden',
    tableName: 'channels',
    lines: [{ architecture: 'x86_64', recipeArn }],
    regions: [HOME, FAR],
    sharedWith: [FRIEND],
    keepNewest: 1,
    channels: [{ name: 'canary', source: 'candidate', gate: 'AUTOMATIC', guards: ['errors'] }],
  };
  return { lab, pipeline, alarms, bus: anEventBus(), table: aTable('channels'), configuration, actions: new Set<string>() };
}
type World = Awaited<ReturnType<typeof aPipeline>>;

/** By the service that a request is signed for. */
function answer({ lab, alarms, bus, table, actions }: World, request: WireRequest): Promise<WireResponse> {
  const [, service = ''] = /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
  const target = request.headers['x-amz-target']?.split('.').at(-1);
  actions.add(`${service === 'monitoring' ? 'cloudwatch' : service}:${target ?? /Action=(\w+)/.exec(request.body)?.[1] ?? operationAt(request)}`);
  switch (service) {
    case 'ec2': return lab.ec2.answer(request);
    case 'imagebuilder': return lab.imageBuilder.answer(request);
    case 'ssm': return ssmAnswer(region => lab.parameters.client(account, region), request);
    case 'dynamodb': return answerJson(table, request);
    case 'events': return answerJson(bus.operations, request);
    case 'monitoring': return answerJson(someAlarms(alarms), request);
    default: throw new Error(`there is no service ${service} here`);
  }
}

function operationAt({ method, path = '' }: WireRequest): string {
  if (path.startsWith('/tags/')) return method === 'DELETE' ? 'UntagResource' : 'TagResource';
  return path.slice(1).split('?')[0];
}

/** Loads the entry as Lambda does: with its environment. */
async function deployed(world: World) {
  const endpoint = await serve(request => answer(world, request));
  process.env = {
    ...before,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: HOME,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: 'none',
    [CHANNEL_ENVIRONMENT.configuration]: JSON.stringify(world.configuration),
  };
  const { handler } = createRequire(__filename)('../../../src/runtime/channels/channels.lambda') as { readonly handler: ChannelsHandler };
  return async (payload: object) => {
    const answered = await handler(payload, { invokedFunctionArn: `arn:aws:lambda:${HOME}:${account}:function:channels:operate` });
    // Parameter Store looks at images in virtual time.
    await world.lab.timeline.run();
    return answered as MoveAnswer & ReconcileAnswer;
  };
}

/** The lines that CloudWatch reads, as they are written; the log is not shown. */
function metricsOf(): Readonly<Record<string, unknown>>[] {
  const lines: Readonly<Record<string, unknown>>[] = [];
  jest.spyOn(console, 'log').mockReturnValue();
  jest.spyOn(process.stdout, 'write').mockImplementation(text => lines.push(JSON.parse(String(text)) as Readonly<Record<string, unknown>>) > 0);
  return lines;
}

test('a release goes from its build to a channel and back, and every call that the function may make is made', async () => {
  const world = await aPipeline();
  const { lab, pipeline, alarms, bus, actions } = world;
  const said = metricsOf();
  const ask = await deployed(world);
  const named = () => [HOME, FAR].map(region => lab.parameters.find(region, '/golden/web/x86_64/canary')?.value);
  const builds: Image[] = [];
  for (let number = 1; number <= 3; number++) {
    builds.push(await lab.build(pipeline));
    expect(await ask({ verb: 'reconcile' })).toMatchObject({ status: 'agreed', adopted: `1.0.0-${number}` });
    expect(await ask({ verb: 'advance', channel: 'canary', release: `1.0.0-${number}` })).toMatchObject({ status: 'moved' });
    expect(named()).toEqual(builds.at(-1)!.amis.map(({ image }) => image));
  }
  await ask({ verb: 'reconcile' });
  const isPinned = (index: number) => lab.imageBuilder.images().find(({ arn }) => arn === builds[index].arn)!.tags['golden:pinned'] === 'true';
  expect([0, 1, 2].map(isPinned)).toEqual([false, true, true]);
  // Somebody else takes a pin away.
  lab.call('UntagResource', { resourceArn: builds[1].arn, tagKeys: ['golden:pinned'] });
  expect(await ask({ verb: 'reconcile' })).toMatchObject({ status: 'agreed' });
  expect([0, 1, 2].map(isPinned)).toEqual([false, true, true]);

  expect(await ask({ verb: 'rollback', channel: 'canary' })).toMatchObject({ status: 'moved', release: '1.0.0-2' });
  expect(named()).toEqual(builds[1].amis.map(({ image }) => image));
  await ask({ verb: 'resume', channel: 'canary' });
  await lab.build(pipeline);
  await ask({ verb: 'reconcile' });
  alarms.errors = 'ALARM';
  expect(await ask({ verb: 'advance', channel: 'canary', release: '1.0.0-4' })).toMatchObject({ status: 'refused', because: '1.0.0-4 does not come to canary: the alarm errors rings' });

  expect(bus.told.map(({ detailType, detail }) => [detailType, (detail as { readonly release: string }).release])).toEqual([
    ['Release Available', '1.0.0-1'], ['Channel Moved', '1.0.0-1'],
    ['Release Available', '1.0.0-2'], ['Channel Moved', '1.0.0-2'],
    ['Release Available', '1.0.0-3'], ['Channel Moved', '1.0.0-3'],
    ['Channel Moved', '1.0.0-2'], ['Release Available', '1.0.0-4'],
  ]);
  expect(said.filter(({ Moved }) => Moved === 1)).toHaveLength(4);
  expect([...actions].sort()).toEqual(Object.values(CHANNEL_ACTIONS).flat().sort());
}, 60_000);
