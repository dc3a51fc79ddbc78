import { strict as assert } from 'assert';
import { Check, Emulators } from './check';
import { probe } from './probe';
import { ProbeStack } from './probe-stack';

/** `Image` is replaced, and then `Later` fails. */
const BEFORE = { Resources: { Image: probe({ Id: 'old' }), Later: probe({}, { DependsOn: 'Image' }) } };
const AFTER = { Resources: { Image: probe({ Id: 'new' }), Later: probe({ Update: 'fail', Value: '2' }, { DependsOn: 'Image' }) } };

async function failedReplacement(emulators: Emulators, name: string): Promise<ProbeStack> {
  const stack = new ProbeStack(emulators, name);
  assert.equal(await stack.create(BEFORE), 'CREATE_COMPLETE');
  assert.equal(await stack.update(AFTER), 'UPDATE_ROLLBACK_COMPLETE');
  return stack;
}

const FORTH = ['Update Image old (UPDATE_IN_PROGRESS)', 'Update Later Later-first (UPDATE_IN_PROGRESS)'];
const LATER_BACK = 'Update Later Later-first (UPDATE_ROLLBACK_IN_PROGRESS)';
const NEW_DELETED = 'Delete Image new (UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS)';

export const checks: Check[] = [
  {
    title: 'a replaced resource is updated back, and then the new one is deleted',
    async run(emulators) {
      const stack = await failedReplacement(emulators, 'UpdatedBack');
      assert.deepEqual(stack.requests.slice(2), [...FORTH, 'Update Image new (UPDATE_ROLLBACK_IN_PROGRESS)', LATER_BACK, NEW_DELETED]);
      assert.equal(await stack.delete(), 'DELETE_COMPLETE');
      assert.ok(stack.requests.includes('Delete Image old (DELETE_IN_PROGRESS)'), 'the stack has its old resource again');
    },
  },
  {
    title: 'or, where the settings say so, only the latter',
    async run(emulators) {
      emulators.rollBackBy('SwitchedBack', 'switch-back');
      const stack = await failedReplacement(emulators, 'SwitchedBack');
      assert.deepEqual(stack.requests.slice(2), [...FORTH, LATER_BACK, NEW_DELETED]);
    },
  },
  {
    title: 'the id that a resource had before it answered the way back with another one is deleted',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Renamed');
      await stack.create({ Resources: { Image: probe({ Update: 'rename' }), Later: probe({}, { DependsOn: 'Image' }) } });
      const Resources = { Image: probe(), Later: probe({ Update: 'fail' }, { DependsOn: 'Image' }) };
      assert.equal(await stack.update({ Resources }), 'UPDATE_ROLLBACK_COMPLETE');
      assert.deepEqual(stack.requests.slice(4), [
        'Update Image Image-first (UPDATE_ROLLBACK_IN_PROGRESS)', LATER_BACK,
        'Delete Image Image-first (UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS)',
      ]);
      assert.equal(await stack.delete(), 'DELETE_COMPLETE');
      assert.ok(stack.requests.includes('Delete Image Image-first-again (DELETE_IN_PROGRESS)'), 'the stack has the other one');
    },
  },
  {
    title: 'an update that failed and answered a new id is brought back like a replacement',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'HalfReplaced');
      await stack.create({ Resources: { Image: probe({ Id: 'old' }) } });
      assert.equal(await stack.update({ Resources: { Image: probe({ Id: 'new', Update: 'fail' }) } }), 'UPDATE_ROLLBACK_COMPLETE');
      assert.deepEqual(stack.requests.slice(1), ['Update Image old (UPDATE_IN_PROGRESS)', 'Update Image new (UPDATE_ROLLBACK_IN_PROGRESS)', NEW_DELETED]);
    },
  },
  {
    title: 'a resource whose create fails in an update is deleted in the clean-up, in another account and Region too',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'AddedInVain', { account: '222222222222', region: 'eu-west-1' });
      await stack.create({ Resources: { Image: probe() } });
      assert.equal(await stack.update({ Resources: { Image: probe(), Second: probe({ Create: 'fail', Id: 'half-made' }) } }), 'UPDATE_ROLLBACK_COMPLETE');
      assert.deepEqual(stack.requests.slice(1), [
        'Create Second (UPDATE_IN_PROGRESS)', 'Delete Second half-made (UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS)',
      ]);
    },
  },
  {
    title: 'the conditions of the stack are those before the update again',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Conditional');
      const parts = (keep: string, Value?: string) => ({
        Conditions: { Keep: { 'Fn::Equals': [keep, 'yes'] } },
        Resources: {
          Image: { ...probe(), DeletionPolicy: { 'Fn::If': ['Keep', 'Retain', 'Delete'] } },
          Later: probe({ Value, Update: 'fail' }, { DependsOn: 'Image' }),
        },
      });
      await stack.create(parts('no', '1'));
      assert.match(await stack.update(parts('yes', '2')), /^UPDATE_ROLLBACK_/);
      assert.equal(await stack.delete(), 'DELETE_COMPLETE');
      assert.ok(stack.requests.includes('Delete Image Image-first (DELETE_IN_PROGRESS)'), 'the image was kept as the failed update wanted it');
    },
  },
];
