import { strict as assert } from 'assert';
import { Duration } from 'aws-cdk-lib';
import { copyBeforeFailure, copyOf } from './a-copy';
import { CopyCompletion, CopyTimeoutAction } from '../../../src';
import { Scenario } from '../stage';

/** What is left when a deployment fails: what was there before it, and nothing else. */
export const failure: readonly Scenario[] = [
  ...(['update-back', 'switch-back'] as const).map(order => ({
    title: `an update that fails elsewhere is rolled back in the order ${order}: the old image is there, and no third`,
    run: async stage => {
      const [first, second] = [stage.seed.image(), stage.seed.image()];
      await stage.deploy(copyOf({ source: first }), 'CREATE_COMPLETE');
      const { imageId } = stage.copy;
      stage.cloud.rollBackBy(stage.stackName, order);
      const made = stage.copiesMade;
      await stage.failToDeploy(copyBeforeFailure({ source: second }), 'UPDATE_ROLLBACK_COMPLETE');
      const wasSentBack = stage.requests.some(({ request, physicalId, stackStatus }) =>
        request === 'Update' && physicalId?.includes('ami-') && stackStatus === 'UPDATE_ROLLBACK_IN_PROGRESS');
      assert.equal(wasSentBack, order === 'update-back');
      assert.equal(stage.copiesMade - made, 1, 'one copy was made for the update, and none for its rollback');
      assert.deepEqual([stage.copy.imageId, stage.copy.state], [imageId, 'available']);
      assert.equal(stage.snapshots.length, 1);
      assert.equal(await stage.output('ImageId'), imageId);
      await stage.destroy();
      assert.deepEqual([...stage.copies, ...stage.snapshots], []);
    },
  }) satisfies Scenario),
  {
    title: 'a creation that fails elsewhere leaves nothing',
    run: async stage => {
      await stage.failToDeploy(copyBeforeFailure({ source: stage.seed.image() }), 'ROLLBACK_COMPLETE');
      assert.deepEqual([...stage.copies, ...stage.snapshots], []);
    },
  },
  {
    title: 'a stack whose creation failed is deployed again, and makes its copy under the same order',
    run: async stage => {
      const source = stage.seed.image();
      await stage.failToDeploy(copyBeforeFailure({ source }), 'ROLLBACK_COMPLETE');
      await stage.deploy(copyOf({ source }), 'CREATE_COMPLETE');
      assert.deepEqual([stage.copy.sourceImageId, stage.copy.state, stage.snapshots.length], [source, 'available', 1]);
      await stage.destroy();
    },
  },
  {
    title: 'a key that EC2 cannot use is named, with the rights that are missing, and nothing is left',
    run: async stage => {
      const keyArn = await stage.newKey();
      await stage.cloud.keys.borrow(keyArn);
      stage.cloud.ec2.key(keyArn).deniesUse = true;
      const sentence = await stage.failToDeploy(copyOf({ source: stage.seed.image(), keyArn }), 'ROLLBACK_COMPLETE');
      for (const word of [keyArn, 'kms:CreateGrant', 'kms:ReEncrypt']) assert.ok(sentence.includes(word), `no ${word} in: ${sentence}`);
      assert.deepEqual([...stage.copies, ...stage.snapshots], []);
    },
  },
  {
    title: 'a copy that outlasts its timeout fails the deployment, and is removed',
    run: async stage => {
      const completion = CopyCompletion.inDeploy({ timeout: Duration.minutes(2) });
      const sentence = await stage.failToDeploy(copyOf({ source: stage.slowSource(), completion }), 'ROLLBACK_COMPLETE');
      assert.match(sentence, /is still pending after 2 minutes/);
      assert.deepEqual([...stage.copies, ...stage.snapshots], []);
    },
  },
  {
    title: 'a copy that may outlast its timeout goes on without the deployment, and goes with its stack',
    run: async stage => {
      const completion = CopyCompletion.inDeploy({ timeout: Duration.minutes(2), onTimeout: CopyTimeoutAction.CONTINUE });
      await stage.deploy(copyOf({ source: stage.slowSource(), completion }), 'CREATE_COMPLETE');
      assert.equal(stage.copy.state, 'pending');
      await stage.destroy();
      assert.deepEqual([...stage.copies, ...stage.snapshots], []);
    },
  },
  {
    title: 'a copy that nobody waits for is pending when the deployment ends, and an alarm watches it',
    run: async stage => {
      await stage.deploy(copyOf({ source: stage.slowSource(), completion: CopyCompletion.pending() }), 'CREATE_COMPLETE');
      assert.equal(stage.copy.state, 'pending');
      const [alarms] = await stage.resources('AWS::CloudWatch::Alarm');
      assert.equal(alarms.length, 1);
      await stage.destroy();
      assert.deepEqual([...stage.copies, ...stage.snapshots], []);
    },
  },
];
