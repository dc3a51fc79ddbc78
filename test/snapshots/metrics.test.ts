import { App, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { LifecyclePolicyBase } from '../../src/snapshots/lifecycle-policy';
import { completed, failing, metricsOf } from '../../src/snapshots/private/metrics';
import { PolicyKind } from '../../src/snapshots/private/policy-kind';
import { Feature } from '../../src/snapshots/private/role-statements';

const KINDS: PolicyKind[] = ['SNAPSHOT_VOLUMES', 'SNAPSHOT_INSTANCES', 'IMAGES', 'CROSS_ACCOUNT_COPY', 'DEFAULT_SNAPSHOTS', 'DEFAULT_IMAGES'];
const ALL_FEATURES: Feature[] = ['FAST_RESTORE', 'COPY', 'SHARE', 'ARCHIVE', 'LOCAL_ZONES', 'SCRIPTS_VSS', 'SCRIPTS_SAP_HANA', 'SCRIPTS_DOCUMENT'];

test.each(KINDS)('what is watched of %s is among its metrics, and no more than CloudWatch adds up', kind => {
  const watched = failing(kind, ALL_FEATURES);
  expect(metricsOf(kind)).toEqual(expect.arrayContaining([...watched, completed(kind)]));
  expect(new Set(watched).size).toBe(watched.length);
  expect(watched.length).toBeLessThanOrEqual(10);
});

test.each<[PolicyKind[], string[]]>([
  [['SNAPSHOT_VOLUMES', 'SNAPSHOT_INSTANCES'], []],
  [['IMAGES'], []],
  [['CROSS_ACCOUNT_COPY'], []],
])('every failure that DLM counts for %s is watched when all features are in use', kinds => {
  const watched = new Set(kinds.flatMap(kind => failing(kind, ALL_FEATURES)));
  expect(metricsOf(kinds[0]).filter(name => name.endsWith('Failed') && !watched.has(name))).toEqual([]);
});

test.each<[PolicyKind, Feature[], string[]]>([
  ['SNAPSHOT_VOLUMES', [], ['SnapshotsCreateFailed', 'SnapshotsDeleteFailed']],
  ['SNAPSHOT_VOLUMES', ['ARCHIVE'], ['SnapshotsCreateFailed', 'SnapshotsDeleteFailed', 'snapshotsArchiveFailed', 'snapshotsArchiveDeletionFailed']],
  ['SNAPSHOT_INSTANCES', ['SCRIPTS_VSS'], ['SnapshotsCreateFailed', 'SnapshotsDeleteFailed', 'VSSBackupFailed']],
  ['SNAPSHOT_INSTANCES', ['SCRIPTS_DOCUMENT'], ['SnapshotsCreateFailed', 'SnapshotsDeleteFailed', 'PreScriptFailed', 'PostScriptFailed']],
  ['DEFAULT_IMAGES', [], ['ImagesCreateFailed', 'ImagesDeregisterFailed', 'SnapshotsDeleteFailed']],
  ['IMAGES', [], ['ImagesCreateFailed', 'ImagesDeregisterFailed', 'SnapshotsDeleteFailed', 'EnableImageDeprecationFailed']],
])('of %s with %p, %p are watched', (kind, features, names) => expect(failing(kind, features)).toEqual(names));

test('a metric is that of the policy, wherever it is looked at', () => {
  const app = new App();
  const home = new Stack(app, 'Data', { env: { account: '111111111111', region: 'eu-central-1' } });
  const policy = LifecyclePolicyBase.fromPolicyId(home, 'Policy', 'policy-0123456789abcdef0');
  const metric = policy.metric('ResourcesTargeted', { period: Duration.hours(1) });
  expect(metric).toMatchObject({ namespace: 'AWS/EBS', dimensions: { DLMPolicyId: 'policy-0123456789abcdef0' }, statistic: 'Sum' });
  const abroad = new Stack(app, 'Dashboards', { env: { account: '111111111111', region: 'us-east-1' } });
  const widget = new cloudwatch.GraphWidget({ left: [metric] });
  new cloudwatch.Dashboard(abroad, 'Board', { widgets: [[widget]] });
  expect(JSON.stringify(abroad.resolve(widget.toJson()))).toContain('"region":"eu-central-1"');
});
