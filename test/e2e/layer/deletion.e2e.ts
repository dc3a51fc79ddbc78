import { strict as assert } from 'assert';
import { Check } from './check';
import { probe } from './probe';
import { ProbeStack } from './probe-stack';

export const checks: Check[] = [
  {
    title: 'what a resource needs stays while it cannot be deleted, so that its deletion can be tried again',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Clinging');
      await stack.create({ Resources: { Image: probe({ Delete: 'fail once' }) } });
      assert.equal(await stack.delete(), 'DELETE_FAILED');
      assert.equal((await stack.events('Function')).at(-1)!.split(' ')[0], 'DELETE_FAILED');
      assert.equal(await stack.delete(), 'DELETE_COMPLETE');
      assert.deepEqual(stack.requests.slice(1), Array(2).fill('Delete Image Image-first (DELETE_IN_PROGRESS)'));
    },
  },
];
