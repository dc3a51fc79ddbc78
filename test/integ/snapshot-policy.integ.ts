/**
 * A disabled snapshot policy is made, and DLM is asked what it holds.
 *
 *   npm run integ -- snapshot-policy --aws     in the account and Region of your credentials, after cdk bootstrap
 *
 * It costs nothing: the policy is disabled and finds no volume. It goes with its stack; if a run is cut short, `cdk destroy` ends it.
 */
import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { BackupFrequency, BackupRetention, SnapshotPolicy, SnapshotTarget, TimeOfDay } from '../../src';

const app = new App();
const stack = new Stack(app, 'CdkGoldenAmiSnapshotPolicy');

const policy = new SnapshotPolicy(stack, 'Daily', {
  enabled: false,
  target: SnapshotTarget.volumesTagged('cdk-golden-ami', 'integ'),
  schedules: [{ name: 'daily', frequency: BackupFrequency.daily(TimeOfDay.utc(3)), retention: BackupRetention.count(7), copyTags: true }],
});

const test = new IntegTest(app, 'Test', { testCases: [stack] });

test.assertions.awsApiCall('DLM', 'getLifecyclePolicy', { PolicyId: policy.policyId }).expect(ExpectedResult.objectLike({
  Policy: Match.objectLike({
    State: 'DISABLED',
    PolicyDetails: Match.objectLike({
      PolicyType: 'EBS_SNAPSHOT_MANAGEMENT',
      ResourceTypes: ['VOLUME'],
      Schedules: [Match.objectLike({ Name: 'daily', CopyTags: true, CreateRule: Match.objectLike({ Interval: 24, IntervalUnit: 'HOURS', Times: ['03:00'] }) })],
    }),
  }),
}));
