import { App, Aspects, Duration, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ACCOUNT, aPipeline, ARM, ofType, REGION, watchedBy, WEEKLY, X86 } from './a-watch';
import { matches, messageFor } from './event-pattern';
import { BuildSchedule } from '../../src/pipeline/build-schedule';
import { retireImages } from '../../src/pipeline/private/lifecycle';
import { BuildRhythm, staleAfterOf } from '../../src/pipeline/private/stale-after';
import { watchPipeline, watchProblems } from '../../src/pipeline/private/watch';

const action = (name: string): cloudwatch.IAlarmAction => ({ bind: () => ({ alarmActionArn: `arn:aws:sns:${REGION}:${ACCOUNT}:${name}` }) });
const alarmsOf = (...args: Parameters<typeof watchedBy>) => ofType(watchedBy(...args), 'AWS::CloudWatch::Alarm');
const named = <T extends { readonly id: string }>(all: readonly T[], id: string): T => all.find(each => each.id.startsWith(`GoldenWatch${id}`))!;

describe('people are told', () => {
  const rules = ofType(watchedBy({}, [X86, ARM]), 'AWS::Events::Rule').filter(({ EventPattern }) => EventPattern);
  const image = `arn:aws:imagebuilder:${REGION}:${ACCOUNT}:image/corp-arm64/1.0.7/2`;
  const stateChange = (status: string, before: string) => ({
    'source': 'aws.imagebuilder',
    'detail-type': 'EC2 Image Builder Image State Change',
    'region': REGION,
    'resources': [image],
    'detail': { 'previous-state': { status: before }, 'state': { status } },
  });
  const staleAlarm = ofType(watchedBy({}, [X86, ARM]), 'AWS::CloudWatch::Alarm').find(({ MetricName, Dimensions }) =>
    MetricName === 'CandidateAgeHours' && Dimensions[0].Value === 'corp-arm64')!;
  const alarmEvent = (value: string) => ({
    'source': 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    'resources': [`${staleAlarm.id}.Arn`],
    'detail': { state: { value, reason: 'Threshold Crossed: 1 datapoint was greater than the threshold.' }, configuration: { description: staleAlarm.AlarmDescription } },
  });

  test.each<[string, object, string]>([
    ['that an image is ready', stateChange('AVAILABLE', 'INTEGRATING'),
      `A new image is ready: ${image}. It has passed its tests, and its AMI ids are published.`],
    ['that a build failed, how far it came, and how to see why', stateChange('FAILED', 'TESTING'),
      `An image failed: ${image}. Before, it was TESTING. `
      + `To see why: aws imagebuilder get-image --region eu-central-1 --image-build-version-arn ${image} --query image.state.reason`],
    ['of critical findings', {
      'source': 'aws.imagebuilder',
      'detail-type': 'EC2 Image Builder CVE Detected',
      'resources': [image, ARM.pipelineArn],
      'detail': { 'resource-id': image, 'finding-severity-counts': { all: 9, critical: 2, high: 7, medium: 0 } },
    }, `Inspector found 2 critical and 7 high vulnerabilities in ${image}.`],
    ['that a pipeline was switched off', {
      'source': 'aws.imagebuilder',
      'detail-type': 'EC2 Image Builder Image Pipeline Automatically Disabled',
      'resources': [ARM.pipelineArn],
      'detail': { 'consecutive-failures': '3' },
    }, `The pipeline ${ARM.pipelineArn} was switched off, because 3 scheduled builds in a row failed. It builds nothing until it is switched on again.`],
    ['that an image is stale', alarmEvent('ALARM'),
      'There has been no new image of corp-arm64 for 14 days, or nobody says how old it is. '
      + 'The alarm is in the state ALARM: Threshold Crossed: 1 datapoint was greater than the threshold.'],
  ])('%s', (_title, event, sentence) => {
    const heard = rules.filter(({ EventPattern }) => matches(EventPattern!, event));
    const messages = heard.flatMap(({ Targets = [] }) => Targets.map(each => messageFor(each, event)));
    expect(messages).toEqual([sentence]);
  });

  test('when nobody says how old an image is, and not when an image is no longer stale', () => {
    const { EventPattern } = named(rules, 'Stale');
    expect(['ALARM', 'INSUFFICIENT_DATA', 'OK'].map(value => matches(EventPattern!, alarmEvent(value)))).toEqual([true, true, false]);
  });
});

describe('an alarm', () => {
  test('rings for a day when a build failed, or a pipeline was switched off, by how often its rule matched', () => {
    const resources = watchedBy();
    const rules = ofType(resources, 'AWS::Events::Rule');
    for (const name of ['Failed', 'Disabled']) {
      expect(named(ofType(resources, 'AWS::CloudWatch::Alarm'), `${name}Alarm`)).toMatchObject({
        Namespace: 'AWS/Events',
        MetricName: 'TriggeredRules',
        Dimensions: [{ Name: 'RuleName', Value: named(rules, name).id }],
        Statistic: 'Sum',
        Period: 3600,
        EvaluationPeriods: 24,
        DatapointsToAlarm: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      });
    }
  });

  test('rings for each architecture whose image is stale, and has nothing to say without data', () => {
    const stale = alarmsOf({}, [X86, ARM]).filter(({ MetricName }) => MetricName === 'CandidateAgeHours');
    expect(stale.map(({ Dimensions: [{ Value }] }) => Value)).toEqual(['corp-x86-64', 'corp-arm64']);
    expect(stale[0]).toMatchObject({
      Namespace: 'GoldenAmi',
      Statistic: 'Minimum',
      Period: 43200,
      EvaluationPeriods: 1,
      Threshold: 336,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'missing',
    });
  });

  test('rings after the time that the user says', () => {
    expect(alarmsOf({ alarms: { staleAfter: Duration.days(40) } }).map(({ Threshold }) => Threshold)).toContain(960);
    expect(alarmsOf({ alarms: { staleAfter: Duration.hours(Token.asNumber({ Ref: 'Hours' })) } }).map(({ Threshold }) => Threshold)).toContain('Hours');
  });

  test('does what the user says, and one that lost its data as well', () => {
    const alarms = alarmsOf({ alarms: { actions: [action('pager')] } });
    const pager = [`arn:aws:sns:${REGION}:${ACCOUNT}:pager`];
    expect(alarms.map(({ AlarmActions }) => AlarmActions)).toEqual(alarms.map(() => pager));
    expect(alarms.filter(({ InsufficientDataActions: actions }) => actions).map(({ MetricName }) => MetricName)).toEqual(['CandidateAgeHours']);
  });

  test('does nothing otherwise', () => {
    expect(alarmsOf().flatMap(({ AlarmActions = [], InsufficientDataActions = [] }) => [...AlarmActions, ...InsufficientDataActions])).toEqual([]);
  });
});

describe('an image is stale', () => {
  const on = (schedule: BuildSchedule, waitsForUpdates = false): BuildRhythm => ({ schedule, waitsForUpdates });

  test.each<[string, BuildRhythm, number | undefined]>([
    ['after two weeks, when it is built each week', on(BuildSchedule.weekly()), 14],
    ['after two weeks, when it is built each day', on(BuildSchedule.daily(3)), 14],
    ['after two months, when it is built each month', on(BuildSchedule.cron({ day: '1', hour: '4' })), 62],
    ['after two of the longest months, on a second Wednesday', on(BuildSchedule.cron({ weekDay: 'WED#2', hour: '4' })), 70],
    ['after five weeks, when it waits for a new base image', on(BuildSchedule.weekly(), true), 35],
    ['after two months, when it is built each month and waits', on(BuildSchedule.cron({ day: '1', hour: '4' }), true), 62],
    ['after two weeks, when the schedule is a token', on(BuildSchedule.expression(Token.asString({ Ref: 'Schedule' }))), 14],
    ['after two weeks, when it is built once more only', on(BuildSchedule.cron({ minute: '0', hour: '4', day: '1', month: '1', year: '2099' })), 14],
    ['never, when it is built by hand', on(BuildSchedule.manual()), undefined],
  ])('%s', (_title, rhythm, days) => expect(staleAfterOf(rhythm)?.toDays()).toBe(days));

  test('by hand, when the user says after which time', () => {
    const rhythm = on(BuildSchedule.manual());
    expect(alarmsOf({ rhythm })).toHaveLength(2);
    expect(ofType(watchedBy({ rhythm }), 'AWS::Events::Rule').filter(({ EventPattern }) => EventPattern?.source.includes('aws.cloudwatch'))).toEqual([]);
    expect(alarmsOf({ rhythm, alarms: { staleAfter: Duration.days(90) } })).toHaveLength(3);
  });
});

test('metrics are those of the rules and of the images', () => {
  const metrics: cloudwatch.Metric[] = [];
  watchedBy({}, [X86, ARM], watch => metrics.push(
    watch.metricBuildsSucceeded(), watch.metricBuildsFailed({ period: Duration.days(1) }), watch.metricCandidateAge(ec2.InstanceArchitecture.ARM_64),
  ));
  expect(metrics).toMatchObject([
    { namespace: 'AWS/Events', metricName: 'TriggeredRules', statistic: 'Sum', label: 'succeeded' },
    { namespace: 'AWS/Events', metricName: 'TriggeredRules', statistic: 'Sum', period: Duration.days(1) },
    { namespace: 'GoldenAmi', metricName: 'CandidateAgeHours', dimensions: { ImageName: 'corp-arm64' } },
  ]);
});

interface Widget { readonly properties: { readonly alarms?: string[]; readonly metrics?: readonly (readonly string[])[] } }

describe('a dashboard', () => {
  const bodyOf = (...args: Parameters<typeof watchedBy>) => ofType(watchedBy(...args), 'AWS::CloudWatch::Dashboard').map(({ DashboardBody }) => JSON.parse(DashboardBody));

  test('is made when the user wants one', () => {
    expect(bodyOf()).toEqual([]);
    expect(bodyOf({ dashboard: true })).toHaveLength(1);
  });

  test('shows every alarm, the age of each architecture, what was built and what nobody heard', () => {
    const resources = watchedBy({ dashboard: true }, [X86, ARM]);
    const [{ widgets }] = bodyOf({ dashboard: true }, [X86, ARM]);
    const [status, ...graphs] = widgets as Widget[];
    expect(new Set(status.properties.alarms)).toEqual(new Set(ofType(resources, 'AWS::CloudWatch::Alarm').map(({ id }) => `${id}.Arn`)));
    const names = graphs.map(({ properties }) => new Set(properties.metrics!.map(([, name]) => name)));
    expect(names).toEqual([new Set(['CandidateAgeHours']), new Set(['TriggeredRules']), new Set(['FailedInvocations'])]);
    expect(graphs.map(({ properties }) => properties.metrics!.length)).toEqual([2, 2, 5]);
  });
});

describe('fails when', () => {
  test.each<[string, Parameters<typeof watchProblems>[1], string]>([
    ['staleness is no whole number of hours', { alarms: { staleAfter: Duration.minutes(90) } }, 'alarms.staleAfter must be 1 to 3650 days, in whole hours, got 1 hour 30 minutes'],
    ['staleness is less than a day', { alarms: { staleAfter: Duration.hours(23) } }, 'alarms.staleAfter must be 1 to 3650 days, in whole hours, got 23 hours'],
    ['staleness is more than ten years', { alarms: { staleAfter: Duration.days(3651) } }, 'alarms.staleAfter must be 1 to 3650 days, in whole hours, got 3651 days'],
    ['staleness is a token of days', { alarms: { staleAfter: Duration.days(Token.asNumber({ Ref: 'Days' })) } },
      'alarms.staleAfter must be made with Duration.hours() when it is a token, got one of days'],
    ['there are too many actions', { alarms: { actions: Array.from({ length: 6 }, (_, index) => action(`a${index}`)) } }, 'alarms.actions must be at most 5, got 6'],
    ['an address is none', { notifications: { emails: ['nobody'] } }, 'notifications.emails[0] must be an e-mail address, got \'nobody\''],
  ])('%s', (_title, options, sentence) => expect(watchProblems(new Stack(), options).filter(Boolean)).toEqual([sentence]));
});

test('cdk-nag finds nothing that is not acknowledged', () => {
  const app = new App();
  const stack = new Stack(app, 'Images', { env: { account: ACCOUNT, region: REGION } });
  Aspects.of(stack).add(new AwsSolutionsChecks());
  watchPipeline(stack, [X86, aPipeline('corp-arm64', ec2.InstanceArchitecture.ARM_64)], { ...WEEKLY, dashboard: true, notifications: { emails: ['a@example.com'] } });
  retireImages(stack, { policyName: 'corp', recipeNames: ['corp-x86-64'] });
  expect(app.synth().getStackByName('Images').messages.map(({ entry }) => entry.data)).toEqual([]);
});
