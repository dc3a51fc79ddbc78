import { strict as assert } from 'assert';
import { CloudFormationClient, ListExportsCommand } from '@aws-sdk/client-cloudformation';
import { Check } from './check';
import { probe } from './probe';
import { HOME, ProbeStack } from './probe-stack';

export const checks: Check[] = [
  {
    title: 'what an update replaced and removed is deleted in the clean-up, with events',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Cleaned');
      await stack.create({ Resources: { Image: probe({ Id: 'old' }), Second: probe() } });
      assert.equal(await stack.update({ Resources: { Image: probe({ Id: 'new' }) } }), 'UPDATE_COMPLETE');
      assert.deepEqual(stack.requests.slice(2), [
        'Update Image old (UPDATE_IN_PROGRESS)',
        'Delete Image old (UPDATE_COMPLETE_CLEANUP_IN_PROGRESS)', 'Delete Second Second-first (UPDATE_COMPLETE_CLEANUP_IN_PROGRESS)',
      ]);
      assert.deepEqual((await stack.events()).slice(-3), ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE']);
      assert.deepEqual((await stack.events('Image')).slice(-2), ['DELETE_IN_PROGRESS old', 'DELETE_COMPLETE old']);
    },
  },
  {
    title: 'a deletion that fails in the clean-up is tried three times, and then the stack goes on without the resource',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Stuck');
      await stack.create({ Resources: { Image: probe(), Second: probe({ Delete: 'fail' }) } });
      assert.equal(await stack.update({ Resources: { Image: probe() } }), 'UPDATE_COMPLETE');
      assert.deepEqual(stack.requests.slice(2), Array(3).fill('Delete Second Second-first (UPDATE_COMPLETE_CLEANUP_IN_PROGRESS)'));
      assert.deepEqual((await stack.events('Second')).slice(2), Array(3).fill(['DELETE_IN_PROGRESS Second-first', 'DELETE_FAILED Second-first']).flat());
      assert.equal(await stack.delete(), 'DELETE_COMPLETE');
      assert.equal(stack.requests.length, 6, 'the stack does not know it any more');
    },
  },
  {
    title: 'the clean-up after a rollback tries three times as well',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'StuckBehind');
      await stack.create({ Resources: { Image: probe() } });
      const Resources = { Image: probe(), Added: probe({ Delete: 'fail' }), Broken: probe({ Create: 'fail' }, { DependsOn: 'Added' }) };
      assert.equal(await stack.update({ Resources }), 'UPDATE_ROLLBACK_COMPLETE');
      assert.deepEqual(stack.requests.slice(-3), Array(3).fill('Delete Added Added-first (UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS)'));
    },
  },
  {
    title: 'an export that an update drops is gone',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Exporting');
      const Resources = { Image: probe() };
      const output = (Name: string) => ({ Value: { Ref: 'Image' }, Export: { Name } });
      await stack.create({ Resources, Outputs: { Dropped: output('dropped-export'), Kept: output('kept-export') } });
      assert.equal(await stack.update({ Resources, Outputs: { Kept: output('kept-export') } }), 'UPDATE_COMPLETE');
      const { Exports = [] } = await new CloudFormationClient(emulators.clientOf(HOME.account, HOME.region)).send(new ListExportsCommand({}));
      assert.deepEqual(Exports.map(({ Name }) => Name).filter(name => name?.endsWith('-export')), ['kept-export']);
    },
  },
];
