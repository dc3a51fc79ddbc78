import { DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { addCopy, CopyLab, CopyWish, HOUR, MINUTE, SECOND } from './copy-lab';
import { COPY_RESOURCE_TYPE } from '../../../src/runtime/contract';
import { Faults, NO_FAULTS, OutgoingCall } from '../../support/cloudformation/faults';
import { ResourceEvent } from '../../support/cloudformation/response-inbox';
import { calm } from '../../support/ec2/rules';

/** Requests that Lambda delivers when CloudFormation waits for other things. Their handler cannot tell: it answers, and sees whether its image was taken. */

const madeBy = (lab: CopyLab) => lab.calls('CopyImage').filter(({ error }) => !error).length;

/** A copy, and beside it something whose change takes so long, and something that fails. */
const copyBeside = (wish: CopyWish, minutes: number, fails = false) => (stack: Stack) => {
  addCopy(stack, 'Copy', wish);
  const beside = (id: string, properties: object) =>
    new CfnResource(stack, id, { type: 'Test::Sibling', properties }).node.addDependency(stack.node.findChild('AmiCopyHandler'));
  beside('Slow', { Seconds: minutes * 60 });
  if (fails) beside('Failing', { Seconds: 5, FailOn: 'create' });
};

describe('an update whose function dies, and which comes again', () => {
  /** The stack after a rollback that lasts so many minutes, and what it had before; the update got through after so many seconds. */
  async function afterLateUpdate(seconds: number, minutes: number) {
    const isOfUpdate = ({ invocationId }: OutgoingCall) => lab.cloud.lambda.events.some(({ event, attempts }) =>
      attempts.some(each => each.invocationId === invocationId) && JSON.stringify((event as ResourceEvent).ResourceProperties).includes('"site"'));
    let comesAt = 0;
    const faults: Faults = {
      ...NO_FAULTS,
      redeliveries: () => [seconds],
      ofCall: call => (lab.timeline.now() < comesAt && isOfUpdate(call) ? 'crash-before' : undefined),
    };
    // What was changed is not seen for up to 40 seconds.
    const lab: CopyLab = new CopyLab({ faults, rules: { ...calm, lagChance: 1, lagMax: 40 * SECOND, freshAnswers: 0 } });
    const wish = { source: lab.seed.image(), keyArn: lab.seed.key() };
    await lab.deploy(copyBeside(wish, minutes));
    await lab.pass(HOUR);
    const before = lab.left;
    comesAt = lab.timeline.now() + seconds * SECOND;
    expect(await lab.deploy(copyBeside({ ...wish, prefix: 'site' }, 0, true))).toBe('UPDATE_ROLLBACK_COMPLETE');
    await lab.timeline.run();
    return { lab, before };
  }

  test.each<[rollback: string, minutes: number, deliveries: number[]]>([
    ['ends with that of its copy', 0, [90, 185, 200, 210, 220, 230, 235, 240, 245, 250, 300]],
    ['goes on after that of its copy', 30, [90, 210, 240, 250, 300, 600, 1200]],
  ])('makes nothing stay, whenever in a rollback that %s', async (_rollback, minutes, deliveries) => {
    let made = 0;
    for (const seconds of deliveries) {
      const { lab, before } = await afterLateUpdate(seconds, minutes);
      expect([seconds, lab.left]).toEqual([seconds, before]);
      made += madeBy(lab) - 1;
    }
    expect(made).toBeGreaterThan(0);
  });
});

test('a request that comes again in the next deployment makes nothing: it has had its execution', async () => {
  const lab = new CopyLab({ faults: { ...NO_FAULTS, redeliveries: () => [4 * 60] }, rules: { ...calm, tokenReplayAfterDeath: 'new-copy' } });
  const [source, keyArn] = [lab.seed.image(), lab.seed.key()];
  const [stays, tried, next] = ['web', 'tried', 'next'].map(prefix => ({ source, keyArn, prefix }));
  const withAnother = (wish: CopyWish, fails: boolean) => (stack: Stack) => {
    copyBeside(stays, 0, fails)(stack);
    addCopy(stack, 'Another', wish);
  };
  await lab.deploy(copyBeside(stays, 0));
  await lab.pass(HOUR);
  const begun = lab.timeline.now();
  expect(await lab.deploy(withAnother(tried, true))).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(lab.timeline.now() - begun).toBeLessThan(4 * MINUTE);
  await lab.deploy(withAnother(next, false));
  await lab.timeline.run();
  expect(lab.copies.map(({ name }) => name.split('-')[0])).toEqual(['web', 'next']);
});

test('an image that a rollback had to make anew is kept by its policy, though the next deployment takes it out of its template', async () => {
  const lab = new CopyLab({ habits: { rollback: 'update-back' } });
  const removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
  const stays = { source: lab.seed.image(), removalPolicy };
  const goes = { source: lab.seed.image(), removalPolicy };
  const both = (stack: Stack) => { addCopy(stack, 'Stays', stays); addCopy(stack, 'Goes', goes); };
  await lab.deploy(both);
  const { imageId: ImageId } = lab.copies.find(each => each.sourceImageId === goes.source)!;
  lab.after(SECOND, () => lab.somebody.send(new DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots: true })));
  expect(await lab.deploy(stack => {
    addCopy(stack, 'Stays', stays);
    const next = addCopy(stack, 'Goes', { ...goes, prefix: 'site' });
    new CfnResource(stack, 'User', { type: 'Test::Sibling', properties: { ImageId: next.imageId, FailOn: 'create' } });
  })).toBe('UPDATE_ROLLBACK_COMPLETE');
  await lab.deploy(stack => addCopy(stack, 'Stays', stays));
  await lab.pass(HOUR);
  const left = lab.left;
  expect(lab.copies.map(({ sourceImageId }) => sourceImageId)).toEqual([stays.source, goes.source]);
  const failing = (stack: Stack) => {
    both(stack);
    new CfnResource(stack, 'User', { type: 'Test::Sibling', properties: { FailOn: 'create' } }).node.addDependency(stack.node.findChild('Goes'));
  };
  expect(await lab.deploy(failing)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(lab.left).toEqual(left);
});

test('deliveries of a creation that come before its image is accepted leave the answer to its one execution', async () => {
  const lab = new CopyLab({ faults: { ...NO_FAULTS, redeliveries: () => [3, 5, 8] } });
  lab.after(30 * SECOND, lab.deny('CreateTags'));
  await lab.deploy(copyBeside({ source: lab.seed.image() }, 1));
  const creation = lab.cloud.inbox.requests.find(({ event }) => event.ResourceType === COPY_RESOURCE_TYPE)!;
  expect(creation.puts).toHaveLength(1);
});
