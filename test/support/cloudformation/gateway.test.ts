import { CloudFormationClient, DescribeStackEventsCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CopyImageCommand, DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { Cloud, HOME } from './cloud';
import { Backends, ownBackends } from './doors';
import { Gateway, Site } from './gateway';
import { Random } from '../random';
import { Timeline } from '../timeline';
import { Ec2World } from './histories/ec2-world';

const MACHINE = 'arn:aws:states:eu-central-1:111111111111:stateMachine:wait';
const gateway = new Gateway();
beforeAll(() => gateway.listen());
afterAll(() => gateway.close());

const dated = (name: string, value: unknown) => (name === 'Timestamp' ? new Date(String(value)) : value);

function site() {
  const timeline = new Timeline(Date.parse('2026-11-20T12:00:00Z'));
  const cloud = new Cloud({ timeline, random: new Random(1), codeOf: () => undefined });
  const world = new Ec2World(cloud.home, timeline, new Random(2), 'calm');
  const direct: Backends = { ...ownBackends(cloud), ...world.in(HOME.region), elsewhere: region => world.in(region) };
  const { accountId, region } = cloud.home;
  const answer: Site['answer'] = request => world.simulator.answer(request);
  const wired = gateway.open({ timeline, direct, accountId, region, ssmIn: each => world.in(each).ssm, answer });
  const during = <T>(work: Promise<T>) => cloud.during(work);
  return { cloud, world, wired, during };
}

test('Step Functions: an execution starts, and a refusal has its name', async () => {
  const { cloud, wired, during } = site();
  cloud.stepFunctions.put(MACHINE, { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 60, End: true } } });
  const start = (input: string) => during(wired.states.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'one', input })));
  expect(await start('{}')).toMatchObject({ executionArn: `${MACHINE.replace('stateMachine', 'execution')}:one`, startDate: new Date('2026-11-20T12:00:00Z') });
  await expect(start('{"other":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
});

test('CloudFormation: a stack is described, and a refusal has its name', async () => {
  const { cloud, wired, during } = site();
  await during(cloud.cloudFormation.stack('Images').create({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } }));
  const describe = (StackName: string) => during(wired.cloudformation.send(new DescribeStacksCommand({ StackName })));
  expect(await describe('Images')).toMatchObject({ Stacks: [{ StackName: 'Images', StackStatus: 'CREATE_COMPLETE', CreationTime: expect.any(Date) }] });
  const { identity: { id } } = cloud.cloudFormation.stack('Images');
  const events = await during(wired.cloudformation.send(new DescribeStackEventsCommand({ StackName: id })));
  const { StackEvents } = cloud.cloudFormation.describeStackEvents({ StackName: id });
  expect(events).toMatchObject({ StackEvents: StackEvents.map(event => JSON.parse(JSON.stringify(event), dated)) });
  await expect(describe('None<&>')).rejects.toMatchObject({ name: 'ValidationError', message: 'Stack with id None<&> does not exist' });
});

test('EC2 and KMS: their simulator answers, and its lost answers are repeated by the client', async () => {
  const { world, wired, during } = site();
  world.simulator.inject({ action: 'CopyImage', fault: 'lost-answer' });
  const copied = await during(wired.ec2.send(new CopyImageCommand({ Name: 'copy', SourceImageId: world.sources[0], SourceRegion: 'eu-central-1' })));
  expect(world.images().map(({ imageId }) => imageId)).toEqual([(copied as { ImageId: string }).ImageId]);
  expect(await during(wired.kms.send(new DescribeKeyCommand({ KeyId: world.keys[0] })))).toMatchObject({ KeyMetadata: { Enabled: true } });
  await expect(during(wired.ec2.send(new DescribeImagesCommand({ ImageIds: ['ami-0123456789abcdef0'] })))).rejects.toMatchObject({ name: 'InvalidAMIID.NotFound' });
});

test('a response URL takes what is put, and knows who put it', async () => {
  const { cloud, wired, during } = site();
  const { record, answer } = cloud.inbox.expect({
    RequestType: 'Create',
    ServiceToken: 'arn:fn',
    StackId: 'arn:stack',
    RequestId: 'r-1',
    LogicalResourceId: 'Copy',
    ResourceType: 'Custom::AmiCopy',
    ResourceProperties: {},
  }, 60);
  const body = JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'ü', StackId: 'arn:stack', RequestId: 'r-1', LogicalResourceId: 'Copy' });
  expect(await during(wired.put(record.event.ResponseURL, body, 'i-7'))).toBe(200);
  expect([await answer, record.puts[0].invocationId]).toMatchObject([{ ok: true, physicalId: 'ü' }, 'i-7']);
  expect(await during(wired.put(`${record.event.ResponseURL}x`, body, 'i-7'))).toBe(403);
});

test('virtual time stands still while a real client is at work', async () => {
  const { cloud, during } = site();
  const client = new CloudFormationClient({ endpoint: 'http://127.0.0.1:9', region: 'eu-central-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' }, maxAttempts: 2 });
  const before = cloud.timeline.now();
  cloud.timeline.after(3_600_000, () => undefined);
  await expect(during(cloud.timeline.outside(() => client.send(new DescribeStacksCommand({}))))).rejects.toThrow();
  expect(cloud.timeline.now()).toBe(before);
});

test('Parameter Store: each Region answers for itself, and a refusal has its name', async () => {
  const { world, wired, during } = site();
  const [Name, far] = ['/images/web', wired.elsewhere('eu-west-1').ssm];
  expect(await during(far.send(new PutParameterCommand({ Name, Value: 'ami-1', Type: 'String' })))).toMatchObject({ Version: 1 });
  expect(world.parameters.parameters).toMatchObject([{ region: 'eu-west-1', name: Name, value: 'ami-1' }]);
  expect(await during(far.send(new GetParameterCommand({ Name })))).toMatchObject({ Parameter: { Value: 'ami-1' } });
  await expect(during(wired.ssm.send(new GetParameterCommand({ Name })))).rejects.toMatchObject({ name: 'ParameterNotFound' });
});
