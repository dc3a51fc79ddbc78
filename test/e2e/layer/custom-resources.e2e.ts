import { strict as assert } from 'assert';
import { Check } from './check';
import { probe } from './probe';
import { ProbeStack } from './probe-stack';

export const checks: Check[] = [
  {
    title: 'CloudFormation goes on when a function has answered, though it runs on',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Lingering');
      const began = Date.now();
      assert.equal(await stack.create({ Resources: { Copy: probe({ Create: 'linger' }) } }), 'CREATE_COMPLETE');
      assert.ok(Date.now() - began < 8_000, 'the stack waited for the function to return');
    },
  },
  {
    title: 'an event whose function crashes is delivered again a minute later',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Crashing');
      const began = emulators.clock.now();
      assert.equal(await stack.create({ Resources: { Copy: probe({ Create: 'crash once' }) } }), 'CREATE_COMPLETE');
      assert.ok(emulators.clock.now() - began >= 60_000);
      assert.deepEqual(stack.requests, ['Create Copy (CREATE_IN_PROGRESS)']);
    },
  },
  {
    title: 'a resource whose function is silent fails after its ServiceTimeout, and is deleted under an invented id',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Silent');
      const began = emulators.clock.now();
      assert.equal(await stack.create({ Resources: { Copy: probe({ Create: 'be silent', ServiceTimeout: 60 }) } }), 'ROLLBACK_COMPLETE');
      const took = (emulators.clock.now() - began) / 1000;
      assert.ok(took >= 60 && took < 600, `it took ${took} emulated seconds`);
      assert.match((await stack.failures())[0], /^CloudFormation did not receive a response from your Custom Resource/);
      const [created, deleted, ...others] = stack.requests;
      assert.equal(created, 'Create Copy (CREATE_IN_PROGRESS)');
      assert.match(deleted, /^Delete Copy Silent-Copy-[0-9A-F]{12} \(ROLLBACK_IN_PROGRESS\)$/);
      assert.deepEqual(others, []);
    },
  },
  {
    title: 'a resource whose create failed is deleted under the id that it answered',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Failing');
      assert.equal(await stack.create({ Resources: { Copy: probe({ Create: 'fail', Id: 'half-made' }) } }), 'ROLLBACK_COMPLETE');
      assert.deepEqual(stack.requests, ['Create Copy (CREATE_IN_PROGRESS)', 'Delete Copy half-made (ROLLBACK_IN_PROGRESS)']);
      assert.match((await stack.failures())[0], /^Received response status \[FAILED\] from custom resource. Message returned: as told/);
    },
  },
  {
    title: 'answers to other requests and second answers change nothing',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Confused');
      assert.equal(await stack.create({ Resources: { Copy: probe({ Create: 'confuse' }) } }), 'CREATE_COMPLETE');
      for (let tries = 0; stack.verdicts.length < 3 && tries < 50; tries++) await new Promise(resolve => setTimeout(resolve, 50));
      assert.deepEqual(stack.verdicts, ['for another request', 'decided', 'second']);
    },
  },
  {
    title: 'an answer of over 4,096 bytes fails the resource',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Verbose');
      assert.equal(await stack.create({ Resources: { Copy: probe({ Create: 'say too much' }) } }), 'ROLLBACK_COMPLETE');
      assert.equal((await stack.failures())[0], 'Response object is too long.');
    },
  },
  {
    title: 'an answer without a physical id fails the resource',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Nameless');
      assert.equal(await stack.create({ Resources: { Copy: probe({ Create: 'name nothing' }) } }), 'ROLLBACK_COMPLETE');
      assert.equal((await stack.failures())[0], 'Invalid PhysicalResourceId');
    },
  },
  {
    title: 'a changed ServiceToken is refused, and nobody is asked',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Moved');
      const Copy = { Type: 'Custom::Probe', Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] } } };
      await stack.create({ Resources: { Copy } });
      const elsewhere = { ...Copy, Properties: { ServiceToken: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Function', 'Arn'] }, ':$LATEST']] } } };
      assert.equal(await stack.update({ Resources: { Copy: elsewhere } }), 'UPDATE_ROLLBACK_COMPLETE');
      assert.equal((await stack.failures())[0], 'Modifying service token is not allowed.');
      assert.deepEqual(stack.requests, ['Create Copy (CREATE_IN_PROGRESS)']);
    },
  },
];
