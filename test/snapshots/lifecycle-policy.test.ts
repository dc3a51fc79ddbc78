import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { defaultImages, images, sharedCopies, snapshots } from './rules/samples';
import { ILifecyclePolicy } from '../../src/snapshots/lifecycle-policy';
import { SnapshotPolicy } from '../../src/snapshots/snapshot-policy';

const aStack = () => new Stack(new App(), 'Backups', { env: { account: '111111111111', region: 'cn-north-1' } });
const ARN = 'arn:aws-cn:dlm:cn-north-1:222222222222:policy/policy-0123456789abcdef0';

test.each<[string, (stack: Stack) => ILifecyclePolicy]>([
  ['of snapshots', stack => snapshots(stack)],
  ['of AMIs', stack => images(stack)],
  ['of shared snapshots', stack => sharedCopies(stack, { copies: [{ region: 'cn-northwest-1' }] })],
  ['by default', stack => defaultImages(stack)],
])('a policy %s has an id, an ARN and a reference', (_title, make) => {
  const stack = aStack();
  const policy = make(stack);
  const logicalId = Object.keys(Template.fromStack(stack).findResources('AWS::DLM::LifecyclePolicy'))[0];
  const arn = { 'Fn::GetAtt': [logicalId, 'Arn'] };
  expect(stack.resolve([policy.policyId, policy.policyArn])).toEqual([{ Ref: logicalId }, arn]);
  expect(stack.resolve(policy.lifecyclePolicyRef)).toEqual({ lifecyclePolicyId: { Ref: logicalId }, lifecyclePolicyArn: arn });
});

describe('a policy that exists', () => {
  test('is known by its id, in the partition of the stack', () => {
    const stack = aStack();
    const policy = SnapshotPolicy.fromPolicyId(stack, 'Policy', 'policy-0123456789abcdef0');
    expect(stack.resolve(policy.policyArn)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':dlm:cn-north-1:111111111111:policy/policy-0123456789abcdef0']],
    });
  });

  test('is known by its ARN, in the account that this names', () => {
    const policy = SnapshotPolicy.fromPolicyArn(aStack(), 'Policy', ARN);
    expect(policy).toMatchObject({ policyId: 'policy-0123456789abcdef0', policyArn: ARN, env: { account: '222222222222' } });
    expect(policy.lifecyclePolicyRef).toEqual({ lifecyclePolicyId: 'policy-0123456789abcdef0', lifecyclePolicyArn: ARN });
  });

  test('is watched by its metrics and its errors', () => {
    const stack = aStack();
    const policy = SnapshotPolicy.fromPolicyArn(stack, 'Policy', ARN);
    expect(policy.metric('SnapshotsCreateFailed').toMetricConfig().metricStat).toMatchObject({
      namespace: 'AWS/EBS', dimensions: [{ name: 'DLMPolicyId', value: 'policy-0123456789abcdef0' }],
    });
    policy.onError('Error');
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { 'source': ['aws.dlm'], 'detail-type': ['DLM Policy State Change'], 'resources': [ARN], 'detail': Match.anyValue() },
    });
  });
});

test('a metric is a sum over five minutes, unless somebody wants another', () => {
  const policy = snapshots(aStack());
  expect(policy.metricSnapshotsCreateFailed()).toMatchObject({ metricName: 'SnapshotsCreateFailed', statistic: 'Sum', period: Duration.minutes(5) });
  expect(policy.metricResourcesTargeted({ period: Duration.hours(1) }).period.toHours()).toBe(1);
  expect(policy.metricSnapshotsCreateCompleted().metricName).toBe('SnapshotsCreateCompleted');
  const ofImages = images(aStack());
  expect([ofImages.metricImagesCreateCompleted(), ofImages.metricImagesCreateFailed()].map(metric => metric.metricName))
    .toEqual(['ImagesCreateCompleted', 'ImagesCreateFailed']);
});

test('fails when DLM has no such metric for the kind of policy', () => {
  expect(() => snapshots(aStack()).metric('SnapshotDeleteFailed')).toThrow(/^Backups\/Policy: metricName must be ResourcesTargeted, .*got 'SnapshotDeleteFailed'$/);
  expect(() => images(aStack()).metric('SnapshotsCreateFailed')).toThrow('metricName must be ResourcesTargeted, ImagesCreateStarted');
});

test('a policy has its alarms', () => {
  const stack = aStack();
  const policy = snapshots(stack);
  policy.alarmWhenFailing('Failing');
  policy.alarmWhenNothingTargeted('Nothing');
  policy.alarmWhenStale('Stale');
  policy.alarmWhenTargetingMoreThan('TooMuch', 10);
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 4);
});
