import { strict as assert } from 'assert';
import { Duration, Stack } from 'aws-cdk-lib';
import {
  BackupFrequency, BackupRetention, CrossAccountCopyPolicy, DefaultImagePolicy, DefaultSnapshotPolicy, ImagePolicy, RetentionPeriod, SnapshotPolicy,
  SnapshotTarget, TimeOfDay,
} from '../../../src';
import { Scenario, Stage } from '../stage';

const TYPE = 'AWS::DLM::LifecyclePolicy';

const daily = (target: SnapshotTarget, hour: number, retention = BackupRetention.count(7)) => (stack: Stack): void => {
  new SnapshotPolicy(stack, 'Daily', { target, schedules: [{ name: 'daily', frequency: BackupFrequency.daily(TimeOfDay.utc(hour)), retention }] });
};

/** Policies of every other kind: two more that run on a schedule, and the three that do not. */
function others(stack: Stack): void {
  new ImagePolicy(stack, 'Images', {
    targetTags: [{ key: 'Role', value: 'web' }],
    schedules: [{ name: 'half-daily', frequency: BackupFrequency.every(Duration.hours(12)), retention: BackupRetention.age(RetentionPeriod.weeks(2)) }],
  });
  new DefaultSnapshotPolicy(stack, 'Volumes');
  new DefaultImagePolicy(stack, 'Instances');
  new CrossAccountCopyPolicy(stack, 'Vault', {
    snapshotOwners: ['222222222222'],
    copies: [{ region: 'us-east-1', retention: RetentionPeriod.years(1) }],
  });
}

/** What DLM was told of the stack's policies, in order. */
async function toldOf(stage: Stage, policyIds: readonly string[]) {
  return stage.cloud.records().filter(({ resource, physicalId }) => resource === TYPE && policyIds.includes(physicalId ?? ''));
}

export const policies: readonly Scenario[] = [
  {
    title: 'a policy is made, follows a change of its schedule in place, is replaced when its kind changes, and goes with its stack',
    run: async stage => {
      const policyId = async () => (await stage.resources(TYPE))[0];
      await stage.deploy(daily(SnapshotTarget.volumesTagged('Backup', 'daily'), 3), 'CREATE_COMPLETE');
      const [first] = await policyId();
      await stage.deploy(daily(SnapshotTarget.volumesTagged('Backup', 'daily'), 4), 'UPDATE_COMPLETE');
      assert.deepEqual(await policyId(), [first], 'another time is a change in place');
      await stage.deploy(daily(SnapshotTarget.instancesTagged('Backup', 'daily'), 4), 'UPDATE_COMPLETE');
      const [second] = await policyId();
      assert.notEqual(second, first, 'instances instead of volumes are another policy');
      await stage.deploy(daily(SnapshotTarget.instancesTagged('Backup', 'daily'), 4, BackupRetention.age(RetentionPeriod.days(7))), 'UPDATE_COMPLETE');
      const [third] = await policyId();
      assert.notEqual(third, second, 'age instead of count is another policy');
      await stage.destroy();
      const told = await toldOf(stage, [first, second, third]);
      assert.deepEqual(told.map(({ event, physicalId }) => [event, physicalId]), [
        ['create', first], ['update', first], ['create', second], ['delete', first], ['create', third], ['delete', second], ['delete', third],
      ]);
    },
  },
  {
    title: 'policies of every kind are made together, each with a role of its own, and go with their stack',
    run: async stage => {
      await stage.deploy(stack => { daily(SnapshotTarget.volumesTagged('Backup', 'daily'), 3)(stack); others(stack); }, 'CREATE_COMPLETE');
      const [policyIds, roles] = await stage.resources(TYPE, 'AWS::IAM::Role');
      assert.deepEqual([policyIds.length, roles.length], [5, 5]);
      await stage.destroy();
      assert.equal((await toldOf(stage, policyIds)).filter(({ event }) => event === 'delete').length, 5);
    },
  },
];
