import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { CrossAccountCopyPolicy, CrossAccountCopyPolicyProps } from '../../../src/snapshots/cross-account-copy-policy';
import { DefaultImagePolicy, DefaultImagePolicyProps } from '../../../src/snapshots/default-image-policy';
import { DefaultSnapshotPolicy, DefaultSnapshotPolicyProps } from '../../../src/snapshots/default-snapshot-policy';
import { BackupFrequency } from '../../../src/snapshots/frequency';
import { ImagePolicy, ImagePolicyProps } from '../../../src/snapshots/image-policy';
import { ImageSchedule } from '../../../src/snapshots/image-schedule';
import { BackupRetention, RetentionPeriod } from '../../../src/snapshots/retention';
import { SnapshotPolicy, SnapshotPolicyProps } from '../../../src/snapshots/snapshot-policy';
import { SnapshotSchedule } from '../../../src/snapshots/snapshot-schedule';
import { SnapshotTarget } from '../../../src/snapshots/snapshot-target';
import { DayOfMonth, TimeOfDay } from '../../../src/snapshots/time-of-day';

export const VOLUMES = SnapshotTarget.volumesTagged('Backup', 'daily');
export const INSTANCES = SnapshotTarget.instancesTagged('Backup', 'daily');

export const DAILY = { name: 'daily', frequency: BackupFrequency.daily(TimeOfDay.utc(3)), retention: BackupRetention.count(7) };
export const MONTHLY = { name: 'monthly', frequency: BackupFrequency.monthly(DayOfMonth.of(1), TimeOfDay.utc(3)), retention: BackupRetention.count(7) };

export const days = RetentionPeriod.days;
export const ageOf = (amount: number) => BackupRetention.age(days(amount));
export const manyTags = (count: number) => Array.from({ length: count }, (_, index) => ({ key: `key-${index}`, value: 'x' }));
export const manyPairs = (count: number, prefix = 'key') => Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}-${index}`, 'x']));

/** A policy that is fine, but for what is given. */
export const snapshots = (scope: Construct, schedule: Partial<SnapshotSchedule> = {}, props: Partial<SnapshotPolicyProps> = {}) =>
  new SnapshotPolicy(scope, 'Policy', { target: VOLUMES, schedules: [{ ...DAILY, ...schedule }], ...props });

export const images = (scope: Construct, schedule: Partial<ImageSchedule> = {}, props: Partial<ImagePolicyProps> = {}) =>
  new ImagePolicy(scope, 'Policy', { targetTags: [{ key: 'Role', value: 'web' }], schedules: [{ ...DAILY, ...schedule }], ...props });

export const sharedCopies = (scope: Construct, props: Partial<CrossAccountCopyPolicyProps> = {}) =>
  new CrossAccountCopyPolicy(scope, 'Policy', { snapshotOwners: ['222222222222'], copies: [{ region: 'eu-west-1', retention: days(30) }], ...props });

export const defaultSnapshots = (scope: Construct, props?: DefaultSnapshotPolicyProps) => new DefaultSnapshotPolicy(scope, 'Policy', props);

export const defaultImages = (scope: Construct, props?: DefaultImagePolicyProps) => new DefaultImagePolicy(scope, 'Policy', props);

/** The properties of the one policy of a stack, and its logical id. */
export function rendered(stack: Stack) {
  const [[logicalId, { Properties }]] = Object.entries(Template.fromStack(stack).findResources('AWS::DLM::LifecyclePolicy'));
  return { logicalId, Properties };
}
