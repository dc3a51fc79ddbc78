import { App, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { ageOf, DAILY, days, images, MONTHLY, rendered } from './rules/samples';
import { BackupFrequency } from '../../src/snapshots/frequency';
import { ImagePolicy } from '../../src/snapshots/image-policy';
import { ImageDeprecation } from '../../src/snapshots/image-schedule';
import { BackupRetention, RetentionPeriod } from '../../src/snapshots/retention';
import { BackupVariableTagValue } from '../../src/snapshots/snapshot-schedule';

const aStack = (env = { account: '111111111111', region: 'eu-central-1' }) => new Stack(new App(), 'Backups', { env });
const scheduleOf = (stack: Stack) => rendered(stack).Properties.PolicyDetails.Schedules[0];

test('fails when several things are wrong, and tells them all', () => {
  expect(() => images(aStack(), { name: '', deprecation: ImageDeprecation.after(days(3)), copies: [{ region: 'moon', retention: days(0) }] }, { targetTags: [] }))
    .toThrow(/^Backups\/Policy:\n- targetTags must .*\n- schedule '': name must .*\n- schedule '': deprecation must .*\n- .*region must .*\n- .*retention must [^\n]*$/);
});

test('tokens pass through every check', () => {
  const stack = new Stack(new App(), 'Backups');
  const text = () => Lazy.string({ produce: () => 'known-later' });
  const number = () => Token.asNumber(Lazy.number({ produce: () => 7 }));
  new ImagePolicy(stack, 'Policy', {
    targetTags: [{ key: text(), value: text() }],
    schedules: [{
      name: text(),
      frequency: BackupFrequency.expression(text()),
      retention: BackupRetention.age(RetentionPeriod.weeks(number())),
      deprecation: ImageDeprecation.after(days(number())),
      copies: [{ region: text(), retention: days(number()), deprecateAfter: days(number()) }],
    }],
  });
  expect(scheduleOf(stack).RetainRule).toEqual({ Interval: 7, IntervalUnit: 'WEEKS' });
});

test.each([
  ['by count', { deprecation: ImageDeprecation.oldest(3) }, { Count: 3 }],
  ['by age', { retention: ageOf(30), deprecation: ImageDeprecation.after(RetentionPeriod.weeks(2)) }, { Interval: 2, IntervalUnit: 'WEEKS' }],
])('AMIs are deprecated %s', (_title, schedule, DeprecateRule) => {
  const stack = aStack();
  images(stack, schedule);
  expect(scheduleOf(stack)).toMatchObject({ DeprecateRule });
});

test('every field of the kind is rendered, and no other', () => {
  const stack = aStack();
  images(stack, { variableTags: [{ key: 'from', value: BackupVariableTagValue.INSTANCE_ID }] });
  expect(rendered(stack)).toEqual({
    logicalId: 'PolicyImagesByCount5A9A9CAE',
    Properties: {
      Description: 'Backups Policy',
      ExecutionRoleArn: expect.anything(),
      State: 'ENABLED',
      PolicyDetails: {
        PolicyType: 'IMAGE_MANAGEMENT',
        ResourceTypes: ['INSTANCE'],
        ResourceLocations: ['CLOUD'],
        TargetTags: [{ Key: 'Role', Value: 'web' }],
        Parameters: { NoReboot: true },
        Schedules: [{
          Name: 'daily',
          CreateRule: { Interval: 24, IntervalUnit: 'HOURS', Times: ['03:00'] },
          RetainRule: { Count: 7 },
          CopyTags: false,
          TagsToAdd: [],
          VariableTags: [{ Key: 'from', Value: '$(instance-id)' }],
          CrossRegionCopyRules: [],
        }],
      },
    },
  });
});

test('a schedule that is added later has its rights and its place', () => {
  const stack = aStack();
  const policy = images(stack);
  policy.addSchedule({ ...MONTHLY, copies: [{ region: 'eu-west-1', retention: days(30) }] });
  expect(rendered(stack).Properties.PolicyDetails.Schedules.map((schedule: { Name: string }) => schedule.Name)).toEqual(['daily', 'monthly']);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'ec2:CopyImage' })]) },
  });
});

test('schedules that coincide and agree are not warned of', () => {
  const stack = aStack();
  images(stack, {}, { schedules: [DAILY, { ...DAILY, name: 'other' }].map(schedule => ({ ...schedule, deprecation: ImageDeprecation.oldest(2) })) });
  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
});

test('a group of instances can be protected', () => {
  const stack = aStack();
  const group = new autoscaling.AutoScalingGroup(stack, 'Group', {
    vpc: new ec2.Vpc(stack, 'Vpc'),
    launchTemplate: new ec2.LaunchTemplate(stack, 'Template', {
      instanceType: new ec2.InstanceType('m7g.large'),
      machineImage: ec2.MachineImage.genericLinux({ 'eu-central-1': 'ami-12345678' }),
    }),
  });
  images(stack).protect(group);
  Template.fromStack(stack).hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
    Tags: Match.arrayWith([{ Key: 'Role', Value: 'web', PropagateAtLaunch: true }]),
  });
});

test('a key that is given later is known to the role', () => {
  const stack = aStack();
  images(stack).grantKeyAccess(kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab'));
  expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'))).toContain('key/1234abcd-12ab-34cd-56ef-1234567890ab');
});

test('the preview shows what the schedules do', () => {
  const preview = images(aStack(), { deprecation: ImageDeprecation.oldest(3) }).preview({ start: new Date('2027-01-01T00:00:00Z'), days: 30 });
  expect(preview.countOn(new Date('2027-01-20'))).toBe(7);
  expect(preview.eventsOn(new Date('2027-01-20')).map(event => event.action)).toEqual(['CREATE', 'DEPRECATE', 'DELETE']);
});
