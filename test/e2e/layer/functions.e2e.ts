import { strict as assert } from 'assert';
import { Check, Emulators } from './check';
import { hasEnded, isAlive } from './is-alive';
import { Conduct, probe } from './probe';
import { ProbeStack } from './probe-stack';

/** Creates and deletes a stack. The answer: the process in which its function ran. */
async function processBehind(emulators: Emulators, name: string, conduct: Conduct): Promise<number> {
  const stack = new ProbeStack(emulators, name);
  await stack.create({ Resources: { Copy: probe(conduct) }, Outputs: { Process: { Value: { 'Fn::Sub': '${Copy.Process}' } } } });
  const pid = Number((await stack.describe()).Outputs![0].OutputValue);
  assert.ok(isAlive(pid));
  assert.equal(await stack.delete(), 'DELETE_COMPLETE');
  return pid;
}

export const checks: Check[] = [
  {
    title: 'the process of a deleted function ends',
    async run(emulators) {
      assert.ok(await hasEnded(await processBehind(emulators, 'Ending', {})));
    },
  },
  {
    title: 'but not before it is idle',
    async run(emulators) {
      const pid = await processBehind(emulators, 'Busy', { Delete: 'linger' });
      await new Promise(resolve => setTimeout(resolve, 1_000));
      assert.ok(isAlive(pid));
    },
  },
];
