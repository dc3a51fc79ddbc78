/**
 * The specification of the contract with CloudFormation, line by line, as far as it is about events. What it says about
 * templates is in contract-template.test.ts. A comment says where the design went another way than the line.
 */
import { Duration } from 'aws-cdk-lib';
import { aContract, again, withTime } from './a-contract';
import { aLab, answersTo, failing, REPEATING } from './a-lab';
import { anEvent, RESPONSE_URL } from './an-event';
import { CopyCompletion } from '../../../src';
import { COPY_RESOURCE_TYPE, WAITER_RESOURCE_TYPE } from '../../../src/runtime/contract';
import { Faults, NO_FAULTS } from '../../support/cloudformation/faults';
import { calm } from '../../support/ec2/rules';
import { LabOptions } from '../../support/lab';
import { CopyLab, copyOf, CopyWish } from '../copy/copy-lab';

describe('identity', () => {
  test('line 1: a copy is known by its Region and image, a wait by its own name, and to delete a wait does nothing', async () => {
    const { lab, wish, requestsFor } = aLab();
    await lab.deploy(copyOf(wish));
    const [{ imageId }] = lab.copies;
    const waiter = requestsFor(WAITER_RESOURCE_TYPE)[0].event.LogicalResourceId;
    expect(Object.fromEntries([...lab.stack.resources].filter(([, { declaration }]) => declaration.Type.startsWith('Custom::'))
      .map(([, { declaration, physicalId }]) => [declaration.Type, physicalId]))).toEqual({
      [COPY_RESOURCE_TYPE]: `eu-central-1/${imageId}`, [WAITER_RESOURCE_TYPE]: `wait:${waiter}`,
    });
    await lab.destroy();
    expect(lab.log).toContainEqual({ request: 'Delete', resource: waiter, decided: 'succeed', because: 'there is nothing to remove' });
  });

  test('line 2: an id changes when the image is replaced, and the old one is deleted after the update', async () => {
    const { lab, wish, requestsFor } = aLab();
    await lab.deploy(copyOf(wish));
    const [before] = lab.copies;
    await lab.deploy(copyOf({ ...wish, prefix: 'web2' }));
    const [after] = lab.copies;
    const [update] = requestsFor(COPY_RESOURCE_TYPE, 'Update');
    const [removal] = requestsFor(COPY_RESOURCE_TYPE, 'Delete');
    expect(after.imageId).not.toBe(before.imageId);
    expect(answersTo(update)[0].PhysicalResourceId).toBe(`eu-central-1/${after.imageId}`);
    expect(removal.event.PhysicalResourceId).toBe(`eu-central-1/${before.imageId}`);
    expect(removal.sentAt).toBeGreaterThanOrEqual(requestsFor(WAITER_RESOURCE_TYPE, 'Update')[0].puts[0].at);
  });

  // By the design, the destination Region is the stack's own here; deprecation and sharing are other resources.
  test.each<[string, (wish: CopyWish, lab: CopyLab) => Partial<CopyWish>, boolean]>([
    ['another source makes another copy', (_wish, lab) => ({ source: lab.seed.image({}) }), true],
    ['another key makes another copy', (_wish, lab) => ({ keyArn: lab.seed.key({}) }), true],
    ['another prefix makes another copy', () => ({ prefix: 'other' }), true],
    ['other tags are set in place', () => ({ tags: { team: 'data' } }), false],
    ['another description is set in place', () => ({ description: 'new' }), false],
  ])('line 3: %s', async (_title, change, replaced) => {
    const { lab, wish } = aLab();
    const first = { ...wish, description: 'old', tags: { team: 'web', stage: 'test' } };
    await lab.deploy(copyOf(first));
    const [before] = lab.copies;
    await lab.tagByHand(before.imageId, { patched: 'yes' });
    const second = { ...first, ...change(wish, lab) };
    expect(await lab.deploy(copyOf(second))).toBe('UPDATE_COMPLETE');
    const [after] = lab.copies;
    expect(after.imageId !== before.imageId).toBe(replaced);
    expect(after).toMatchObject({ description: second.description, tags: second.tags });
    if (!replaced) expect(after.tags).toMatchObject({ patched: 'yes' });
    expect(Object.keys(after.tags).includes('stage')).toBe('stage' in second.tags);
  });
});

describe('idempotency', () => {
  // By the design, what is made belongs to a job, which is the same for every request that wishes the same; the request's own token names only its execution.
  test('line 5: a second request with the same wish finds what the first has made', async () => {
    const { lab, wish, requestsFor } = aLab();
    await lab.deploy(copyOf(wish));
    const [{ event }] = requestsFor(COPY_RESOURCE_TYPE);
    const { record, answer } = lab.cloud.inbox.expect({ ...event, RequestId: 'another-request' }, 3600);
    lab.cloud.lambda.deliver(event.ServiceToken, record.event);
    expect(await lab.cloud.during(answer)).toMatchObject({ ok: true, physicalId: lab.copyResource?.physicalId });
    expect(lab.calls('CopyImage')).toHaveLength(1);
  });

  test.each<[string, LabOptions]>([
    ['that is delivered three times', { faults: REPEATING }],
    ['that is delivered three times, while EC2 shows nothing for a while', { faults: REPEATING, rules: { ...calm, lagChance: 1, lagMax: 40_000 } }],
    ['whose function dies after the call', { faults: failing('crash-after', 'CopyImage', 1) }],
  ])('line 6: a copy is one under one token and with the same parameters, for a request %s', async (_title, options) => {
    const { lab, wish } = aLab(options);
    expect(await lab.deploy(copyOf(wish))).toBe('CREATE_COMPLETE');
    await lab.timeline.run();
    const [first, ...others] = lab.calls('CopyImage').map(call => call.input as { ClientToken?: string });
    expect(first.ClientToken).toMatch(/^[0-9a-f]{64}$/);
    others.forEach(input => expect(input).toEqual(first));
    expect(lab.copies).toHaveLength(1);
  });

  test('line 6: a copy is one when the answer of EC2 is lost', async () => {
    const { lab, wish } = aLab();
    lab.ec2.inject({ action: 'CopyImage', fault: 'lost-answer' });
    expect(await lab.deploy(copyOf(wish))).toBe('CREATE_COMPLETE');
    expect([lab.calls('CopyImage').length, lab.copies.length]).toEqual([2, 1]);
  });

  test('line 7: the execution of a request has the same name each time, and another one for another request', async () => {
    const { handle, starts } = aContract({ run: async () => again() });
    const others = [{ RequestId: 'other' }, { LogicalResourceId: 'Other' }];
    for (const event of [anEvent(), anEvent({ ResponseURL: `${RESPONSE_URL}again` }), ...others.map(anEvent)]) await handle(event, withTime());
    const [name, repeated, ...different] = starts.map(start => start.name);
    // sha256 of StackId|LogicalResourceId|RequestId: what runs under it must be found by the next release, too.
    expect(name).toBe('ffa1d4222acb2e23b8911e96cccc0363d18a131eb735952269d2540092ac566b');
    expect(repeated).toBe(name);
    expect(new Set([name, ...different]).size).toBe(3);
  });

  test('line 8: nothing is done after the answer, and an answer that cannot be put is delivered again by Lambda', async () => {
    const { handle, deeds } = aContract();
    await handle(anEvent(), withTime());
    expect(deeds.at(-1)).toBe('answer');
    const failure = new Error("CloudFormation's bucket did not take the answer in 5 attempts");
    const broken = aContract({}, { replies: { send: () => Promise.reject(failure) } });
    await expect(broken.handle(anEvent(), withTime())).rejects.toBe(failure);
  });
});

describe('creation and rollback', () => {
  test('line 9: a copy that was started before the function died is answered with its real id by the next attempt', async () => {
    const { lab, wish } = aLab({ faults: failing('crash-after', 'CopyImage') });
    expect(await lab.deploy(copyOf(wish))).toBe('CREATE_COMPLETE');
    expect(lab.copyResource?.physicalId).toBe(`eu-central-1/${lab.copies[0].imageId}`);
  });

  test('line 9: nothing is left of a copy that EC2 fails after it was answered', async () => {
    const { lab, wish } = aLab();
    lab.ec2.inject({ action: 'CopyImage', fault: 'key-failure' });
    expect(await lab.deploy(copyOf(wish))).toBe('ROLLBACK_COMPLETE');
    expect([lab.calls('CopyImage').length, lab.left]).toEqual([1, []]);
  });

  test('line 9: nothing is left of a copy whose answers never arrive', async () => {
    const { lab, wish } = aLab({ faults: failing('refused', 'PutObject') });
    expect(await lab.deploy(copyOf(wish))).toBe('ROLLBACK_FAILED');
    await lab.timeline.run();
    expect([lab.calls('CopyImage').length, lab.left]).toEqual([1, []]);
  });

  test('line 10: a Delete under an invented id removes what the Create has made, also while that is still running', async () => {
    const slow: Faults = { ...NO_FAULTS, latency: () => 10_000 };
    const { lab, wish, requestsFor } = aLab({ faults: slow, habits: { cancelAfterSeconds: 0 } });
    // The Create has asked whether it is still wanted, and not yet called CopyImage.
    lab.after(90_000, () => lab.stack.delete());
    await lab.deploy(copyOf(wish));
    await lab.timeline.run();
    const [removal] = requestsFor(COPY_RESOURCE_TYPE, 'Delete');
    expect(removal.event.PhysicalResourceId).toMatch(/^Images-Copy/);
    expect(lab.calls('CopyImage')).toHaveLength(1);
    expect(lab.calls('CopyImage')[0].at).toBeGreaterThan(removal.sentAt);
    expect(lab.left).toEqual([]);
  });

  test('line 11: a Delete that is repeated succeeds each time', async () => {
    const { lab, wish, requestsFor } = aLab({ faults: REPEATING });
    await lab.deploy(copyOf(wish));
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    const { event } = requestsFor(COPY_RESOURCE_TYPE, 'Delete')[0];
    await lab.timeline.run();
    expect(lab.left).toEqual([]);
    const answers = answersTo(requestsFor(COPY_RESOURCE_TYPE, 'Delete')[0]);
    expect(answers.map(answer => [answer.Status, answer.PhysicalResourceId])).toEqual(Array(answers.length).fill(['SUCCESS', event.PhysicalResourceId]));
  });

  test('line 11: a Delete ends a pending copy, and removes its snapshots', async () => {
    const { lab, wish } = aLab();
    lab.after(120_000, () => lab.stack.delete());
    await lab.deploy(copyOf(wish));
    await lab.timeline.run();
    expect([lab.calls('CopyImage').length, lab.left]).toEqual([1, []]);
  });
});

describe('old shapes', () => {
  test('line 12: numbers and flags arrive as text, and what another release asked for does no harm', async () => {
    const { lab, wish, requestsFor } = aLab();
    await lab.deploy(copyOf({ ...wish, completion: CopyCompletion.inDeploy({ timeout: Duration.minutes(30) }) }));
    const [{ event }] = requestsFor(WAITER_RESOURCE_TYPE);
    expect(event.ResourceProperties).toMatchObject({ TimeoutMinutes: '30' });
    const ResourceProperties = { ...event.ResourceProperties, Patience: 'true', Retries: ['1', '2'] };
    const { record, answer } = lab.cloud.inbox.expect({ ...event, RequestId: 'next-release', ResourceProperties }, 3600);
    lab.cloud.lambda.deliver(event.ServiceToken, record.event);
    expect(await lab.cloud.during(answer)).toMatchObject({ ok: true });
  });

  test('line 12: what needs no property can be deleted without it', async () => {
    const { handle, answers } = aContract({ deadlineSeconds: () => { throw new Error('the property TimeoutMinutes is missing'); } });
    await handle(anEvent({ RequestType: 'Delete', PhysicalResourceId: 'thing-1' }), withTime());
    expect(answers()).toEqual([expect.objectContaining({ Status: 'SUCCESS' })]);
  });
});
