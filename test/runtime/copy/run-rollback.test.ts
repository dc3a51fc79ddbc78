import { DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { CfnResource, RemovalPolicies, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { addCopy, copyOf, CopyLab, copyThatIsRolledBack, CopyWish, HOUR, MINUTE, SECOND } from './copy-lab';
import { Faults, NO_FAULTS, OutgoingCall } from '../../support/cloudformation/faults';
import { calm } from '../../support/ec2/rules';
import { LabOptions } from '../../support/lab';

/** Deployments that fail: what was there before them is there after them, and nothing else. */

/** What was changed is not seen for up to 40 seconds. */
const lateNews = { ...calm, lagChance: 1, lagMax: 40 * SECOND, freshAnswers: 0 };
const orders = ['update-back', 'switch-back'] as const;
const madeBy = (lab: CopyLab) => lab.calls('CopyImage').filter(({ error }) => !error).length;

/** Something beside the copy that fails some seconds after both have begun. */
const copyBesideFailure = (wish: CopyWish, seconds = 5) => (stack: Stack) => {
  addCopy(stack, 'Copy', wish);
  const handler = stack.node.findChild('AmiCopyHandler');
  new CfnResource(stack, 'Beside', { type: 'Test::Sibling', properties: { Seconds: seconds, FailOn: 'create' } }).node.addDependency(handler);
};

describe.each(orders)('an update that is rolled back in the order %s', rollback => {
  test.each<[when: string, failing: (wish: CopyWish) => (stack: Stack) => void]>([
    ['when the new copy is available', copyThatIsRolledBack],
    ['while the new copy is pending', copyBesideFailure],
  ])('%s keeps the old image, and makes no third', async (_when, failing) => {
    const lab = new CopyLab({ habits: { rollback } });
    await lab.deploy(copyOf({ source: lab.seed.image() }));
    const before = lab.left;
    expect(await lab.deploy(failing({ source: lab.seed.image() }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    await lab.timeline.run();
    expect(madeBy(lab)).toBe(2);
    expect(lab.left).toEqual(before);
    expect(lab.copyResource?.physicalId).toBe(`eu-central-1/${before[0]}`);
  });

  test('removes what the update made, although the policy keeps images', async () => {
    const lab = new CopyLab({ habits: { rollback } });
    const removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    await lab.deploy(copyOf({ source: lab.seed.image(), removalPolicy }));
    const before = lab.left;
    expect(await lab.deploy(copyThatIsRolledBack({ source: lab.seed.image(), removalPolicy }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(lab.left).toEqual(before);
  });

  test('brings tags and description back', async () => {
    const lab = new CopyLab({ habits: { rollback } });
    const source = lab.seed.image();
    const wish = { source, tags: { team: 'red' }, description: 'old' };
    await lab.deploy(copyOf(wish));
    expect(await lab.deploy(copyThatIsRolledBack({ source, tags: { tier: 'front' }, description: 'new' }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(lab.copies).toMatchObject([{ tags: { team: 'red' }, description: 'old' }]);
    expect(lab.copies[0].tags).not.toHaveProperty('tier');
    expect(lab.snapshotsOfCopies[0].tags).toMatchObject({ team: 'red' });
  });

  test('can be made again, with the very same order', async () => {
    const lab = new CopyLab({ habits: { rollback } });
    const next = lab.seed.image();
    await lab.deploy(copyOf({ source: lab.seed.image() }));
    await lab.deploy(copyThatIsRolledBack({ source: next }));
    expect(await lab.deploy(copyOf({ source: next }))).toBe('UPDATE_COMPLETE');
    expect(lab.copies).toMatchObject([{ sourceImageId: next, state: 'available' }]);
  });

  test('because the copy outlasts the timeout keeps the old image', async () => {
    const lab = new CopyLab({ habits: { rollback }, rules: { ...calm, copyDuration: ({ sizeGiB }) => sizeGiB * MINUTE } });
    await lab.deploy(copyOf({ source: lab.seed.image({ volumes: [{ sizeGiB: 8 }] }) }));
    const before = lab.left;
    expect(await lab.deploy(copyOf({ source: lab.seed.image({ volumes: [{ sizeGiB: 500 }] }) }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(lab.sentence).toContain('is still pending after 55 minutes');
    expect(lab.left).toEqual(before);
  });

  test.each([RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, RemovalPolicy.RETAIN])('does not take an image that an earlier deployment left, under the policy %s', async removalPolicy => {
    const lab = new CopyLab({ habits: { rollback } });
    const [first, second] = [lab.seed.image(), lab.seed.image()];
    await lab.deploy(copyOf({ source: first, removalPolicy }));
    await lab.deploy(copyOf({ source: second, removalPolicy }));
    const both = lab.left;
    expect(await lab.deploy(copyThatIsRolledBack({ source: first, removalPolicy }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(madeBy(lab)).toBe(2);
    expect(lab.left).toEqual(both);
    expect(lab.copies.map(({ tags }) => 'cdk-golden-ami:kept' in tags)).toEqual([true, false]);
  });

  test('waits for what a repeated delivery of the update makes meanwhile, and takes it away', async () => {
    // The function dies before it hands the update over; Lambda repeats that a minute later, in the middle of the rollback.
    const lab: CopyLab = new CopyLab({ habits: { rollback }, faults: { ...NO_FAULTS, ofCall: call => (isHandOverOfUpdate(lab, call) ? 'crash-before' : undefined) } });
    const wish = { source: lab.seed.image(), keyArn: lab.seed.key() };
    await lab.deploy(copyOf(wish));
    const before = lab.left;
    expect(await lab.deploy(copyBesideFailure({ ...wish, prefix: 'site' }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    await lab.timeline.run();
    expect(madeBy(lab)).toBe(2);
    expect(lab.left).toEqual(before);
  });
});

const isHandOverOfUpdate = (lab: CopyLab, { operation }: OutgoingCall) => operation === 'StartExecution' && lab.stack.status === 'UPDATE_IN_PROGRESS';

test('an update that could not copy yet does not when its rollback has begun', async () => {
  const lab = new CopyLab();
  const wish = { source: lab.seed.image(), keyArn: lab.seed.key() };
  await lab.deploy(copyOf(wish));
  const before = lab.left;
  lab.after(MINUTE, lab.deny('CopyImage'));
  expect(await lab.deploy(copyBesideFailure({ ...wish, prefix: 'site' }))).toBe('UPDATE_ROLLBACK_COMPLETE');
  await lab.timeline.run();
  expect([madeBy(lab), lab.left]).toEqual([1, before]);
  expect(lab.log).toContainEqual(expect.objectContaining({ because: 'nothing waits for this copy any more: the stack is in UPDATE_ROLLBACK_IN_PROGRESS' }));
});

describe('a rollback to an image that is gone', () => {
  test.each(orders)('ends in the order %s, without what nobody can bring back', async rollback => {
    const lab = new CopyLab({ habits: { rollback } });
    const source = lab.seed.image();
    await lab.deploy(copyOf({ source }));
    const [{ imageId: ImageId }] = lab.copies;
    lab.after(5 * MINUTE, () => lab.somebody.send(new DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots: true })));
    expect(await lab.deploy(copyThatIsRolledBack({ source: lab.seed.image() }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    await lab.timeline.run();
    // An update from new to old makes the image again; where CloudFormation only goes back to the old id, nobody is asked to.
    expect(lab.copies.map(({ sourceImageId }) => sourceImageId)).toEqual(rollback === 'update-back' ? [source] : []);
    if (rollback === 'switch-back') {
      expect(lab.log).toContainEqual(expect.objectContaining({ decided: 'succeed', because: 'a rollback goes on although the copy is gone: somebody deregistered it' }));
    }
  });
});

test('an update that makes an image anew and is cancelled leaves it to the rollback, which wants the same, whenever it begins', async () => {
  for (let seconds = 1; seconds <= 10; seconds++) {
    // The answer of one is under way when the other looks.
    const faults: Faults = { ...NO_FAULTS, latency: call => (call?.operation === 'PutObject' ? 15 * SECOND : 20) };
    const lab = new CopyLab({ habits: { rollback: 'update-back', cancelAfterSeconds: 0 }, rules: lateNews, faults });
    const wish = { source: lab.seed.image(), keyArn: lab.seed.key() };
    await lab.deploy(copyOf(wish));
    const [{ imageId: ImageId }] = lab.copies;
    await lab.somebody.send(new DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots: true }));
    await lab.pass(HOUR);
    expect(await lab.deploy(copyBesideFailure({ ...wish, tags: { team: 'red' } }, seconds))).toBe('UPDATE_ROLLBACK_COMPLETE');
    await lab.timeline.run();
    expect(lab.copies.map(({ imageId }) => `eu-central-1/${imageId}`)).toEqual([lab.copyResource?.physicalId]);
  }
});

test('an image that a rollback had to make anew is kept by its policy like any other', async () => {
  const lab = new CopyLab({ habits: { rollback: 'update-back' } });
  const removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
  const [first, second] = [lab.seed.image(), lab.seed.image()].map(source => ({ source, removalPolicy }));
  await lab.deploy(copyOf(first));
  const [{ imageId: ImageId }] = lab.copies;
  lab.after(SECOND, () => lab.somebody.send(new DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots: true })));
  expect(await lab.deploy(copyBesideFailure(second))).toBe('UPDATE_ROLLBACK_COMPLETE');
  await lab.pass(HOUR);
  await lab.deploy(copyOf(second));
  const both = lab.left;
  expect(lab.copies.map(({ sourceImageId }) => sourceImageId)).toEqual([first.source, second.source]);
  expect(await lab.deploy(copyThatIsRolledBack(first))).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(lab.left).toEqual(both);
});

describe('a copy that is put back into its template', () => {
  const removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

  /** A stack that keeps the image of a copy which is no more in its template. */
  async function withoutItsCopy(options: LabOptions = {}) {
    const lab = new CopyLab(options);
    const [stays, goes] = [1, 2].map(() => ({ source: lab.seed.image(), keyArn: lab.seed.key(), removalPolicy }));
    const both = (stack: Stack) => { addCopy(stack, 'Stays', stays); addCopy(stack, 'Goes', goes); };
    await lab.deploy(both);
    await lab.deploy(stack => addCopy(stack, 'Stays', stays));
    return { lab, both, whole: lab.left };
  }

  test('takes the image that was left, which a rollback leaves again', async () => {
    const { lab, both, whole } = await withoutItsCopy();
    const failing = (stack: Stack) => {
      both(stack);
      new CfnResource(stack, 'User', { type: 'Test::Sibling', properties: { FailOn: 'create' } }).node.addDependency(stack.node.findChild('Goes'));
    };
    expect(await lab.deploy(failing)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([madeBy(lab), lab.left]).toEqual([2, whole]);
    expect(lab.log).toContainEqual({ kept: expect.stringMatching(/^ami-/), because: 'an earlier deployment left it' });
  });

  test('takes the image that was left, which a rollback leaves again, however soon it comes and late a tag is seen', async () => {
    const { lab, both, whole } = await withoutItsCopy({ rules: lateNews });
    const failing = (stack: Stack) => {
      both(stack);
      RemovalPolicies.of(stack).destroy();
      new CfnResource(stack, 'Beside', { type: 'Test::Sibling', properties: { Seconds: 5, FailOn: 'create' } });
    };
    expect(await lab.deploy(failing)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([madeBy(lab), lab.left]).toEqual([2, whole]);
  });

  test('obeys the policy afterwards', async () => {
    const { lab, both, whole } = await withoutItsCopy();
    expect(await lab.deploy(both)).toBe('UPDATE_COMPLETE');
    expect([madeBy(lab), lab.left]).toEqual([2, whole]);
    const destroyed = (stack: Stack) => { both(stack); RemovalPolicies.of(stack).destroy(); };
    await lab.deploy(destroyed);
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual([]);
  });
});

describe('a creation that is rolled back', () => {
  test.each([RemovalPolicy.DESTROY, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])('leaves nothing under the policy %s', async removalPolicy => {
    const lab = new CopyLab();
    expect(await lab.deploy(copyThatIsRolledBack({ source: lab.seed.image(), removalPolicy }))).toBe('ROLLBACK_COMPLETE');
    expect(madeBy(lab)).toBe(1);
    expect(lab.left).toEqual([]);
  });

  test('leaves nothing while the copy is pending', async () => {
    const lab = new CopyLab();
    expect(await lab.deploy(copyBesideFailure({ source: lab.seed.image() }))).toBe('ROLLBACK_COMPLETE');
    expect(madeBy(lab)).toBe(1);
    expect(lab.left).toEqual([]);
  });
});

test.each<[ending: string, ofCall: Faults['ofCall']]>([
  ['goes on', NO_FAULTS.ofCall],
  ['dies of it', ({ operation }) => (operation === 'CopyImage' ? 'crash-after' : undefined)],
])('a deletion in the middle of the creation finds what is made meanwhile, whenever it begins; the creation %s', async (_ending, ofCall) => {
  let made = 0;
  const deletedIds: (string | undefined)[] = [];
  for (let seconds = 15; seconds <= 90; seconds += 5) {
    const lab = new CopyLab({ faults: { ...NO_FAULTS, ofCall, latency: () => 10 * SECOND } });
    let deletion = Promise.resolve('not begun');
    lab.after(seconds * SECOND, () => { deletion = lab.stack.delete(); });
    await lab.deploy(copyOf({ source: lab.seed.image() }));
    expect(await lab.cloud.during(deletion)).toBe('DELETE_COMPLETE');
    await lab.timeline.run();
    expect(lab.left).toEqual([]);
    made += madeBy(lab);
    deletedIds.push(lab.cloud.inbox.requests.at(-1)?.event.PhysicalResourceId);
  }
  expect(made).toBeGreaterThan(0);
  expect(deletedIds).toContainEqual(expect.stringMatching(/^Images-Copy\w+-[0-9A-F]{12}$/));
});

describe('a delivery that comes late', () => {
  /** Every request comes again after so long. */
  const again = (milliseconds: number): Faults => ({ ...NO_FAULTS, redeliveries: () => [milliseconds / 1000] });

  test('of an update that was rolled back hours ago makes nothing stay', async () => {
    const lab = new CopyLab({ faults: again(3 * HOUR) });
    const source = lab.seed.image();
    await lab.deploy(copyOf({ source, prefix: 'web' }));
    const before = lab.left;
    expect(await lab.deploy(copyThatIsRolledBack({ source, prefix: 'site' }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    await lab.pass(4 * HOUR);
    expect(lab.log).toContainEqual(expect.objectContaining({ request: 'Update', because: 'what was made may not be visible yet' }));
    expect(madeBy(lab)).toBe(2);
    expect(lab.left).toEqual(before);
  });

  test.each([24, 20, 16])('of a creation, %d seconds after the deletion of its stack began, makes nothing stay', async seconds => {
    const lab: CopyLab = new CopyLab({
      rules: { ...calm, tokenReplayAfterDeath: 'new-copy' },
      faults: { ...again(12 * MINUTE), latency: () => (lab.stack.status.startsWith('DELETE') ? 3_000 : 20) },
    });
    await lab.deploy(copyOf({ source: lab.seed.image() }));
    await lab.pass(lab.cloud.inbox.requests[0].sentAt + 12 * MINUTE - seconds * SECOND - lab.timeline.now());
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    await lab.timeline.run();
    expect(lab.left).toEqual([]);
  });
});
