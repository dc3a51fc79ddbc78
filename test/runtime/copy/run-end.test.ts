import { DeleteTagsCommand, DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { addCopy, copyOf, CopyLab, CopyWish, HOUR, MINUTE } from './copy-lab';
import { COPY_RESOURCE_TYPE } from '../../../src/runtime/contract';
import { calm } from '../../support/ec2/rules';

/** The end of copies: with their stack, out of their stack, and under the hands of others. */

const copies = (wishes: { readonly [id: string]: CopyWish }) => (stack: Stack) => {
  for (const [id, wish] of Object.entries(wishes)) addCopy(stack, id, wish);
};

const deletesOfCopies = (lab: CopyLab) => lab.cloud.inbox.requests
  .filter(({ event }) => event.RequestType === 'Delete' && event.ResourceType === COPY_RESOURCE_TYPE);

describe('the deletion of a stack', () => {
  test.each([
    [RemovalPolicy.DESTROY, 'removes'],
    [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'keeps'],
    [RemovalPolicy.RETAIN, 'keeps'],
  ])('under the policy %s %s image and snapshots', async (removalPolicy, does) => {
    const lab = new CopyLab();
    await lab.deploy(copyOf({ source: lab.seed.image(), removalPolicy }));
    const whole = lab.left;
    expect(whole).toHaveLength(2);
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual(does === 'keeps' ? whole : []);
  });

  test('says in the log what was removed, in however many turns', async () => {
    const lab = new CopyLab({ rules: { ...calm, snapshotHeldAfterDeregistration: [MINUTE, MINUTE] } });
    await lab.deploy(copyOf({ source: lab.seed.image({ volumes: [{}, { device: '/dev/sdf' }] }) }));
    const [imageId, ...snapshotIds] = lab.left;
    lab.ec2.inject({ action: 'DeregisterImage', fault: 'snapshot-internal-error' });
    await lab.destroy();
    const [{ because }] = lab.log.filter(({ request, decided }) => request === 'Delete' && decided === 'succeed').slice(-1);
    expect(because).toMatch(new RegExp(`^removed ${imageId}(, snap-[0-9a-f]+){2}$`));
    expect(`${because}`.split(', ').slice(1).sort()).toEqual([...snapshotIds].sort());
  });

  test('says so when there was nothing to remove', async () => {
    const lab = new CopyLab();
    await lab.deploy(copyOf({ source: lab.seed.image() }));
    const [imageId] = lab.left;
    await lab.somebody.send(new DeregisterImageCommand({ ImageId: imageId, DeleteAssociatedSnapshots: true }));
    await lab.destroy();
    expect(lab.log).toContainEqual(expect.objectContaining({ request: 'Delete', because: 'there was nothing to remove' }));
  });

  test('keeps what the policy keeps even when CloudFormation sends the Delete', async () => {
    const lab = new CopyLab();
    await lab.deploy(copyOf({ source: lab.seed.image(), removalPolicy: RemovalPolicy.RETAIN }));
    const whole = lab.left;
    const copy = lab.copyResource!;
    lab.stack.resources.set(copy.logicalId, { ...copy, declaration: { ...copy.declaration, DeletionPolicy: 'Delete' } });
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(deletesOfCopies(lab)).toHaveLength(1);
    expect(lab.left).toEqual(whole);
    expect(lab.log).toContainEqual({ kept: whole[0], because: 'the removal policy is Retain' });
  });

  test('keeps snapshots whose image somebody deregistered, where the policy keeps them', async () => {
    const lab = new CopyLab();
    await lab.deploy(copyOf({ source: lab.seed.image(), removalPolicy: RemovalPolicy.RETAIN }));
    const [ImageId, ...snapshotIds] = lab.left;
    await lab.somebody.send(new DeregisterImageCommand({ ImageId }));
    const copy = lab.copyResource!;
    lab.stack.resources.set(copy.logicalId, { ...copy, declaration: { ...copy.declaration, DeletionPolicy: 'Delete' } });
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual(snapshotIds);
  });

  test('obeys the policy of the last update', async () => {
    const lab = new CopyLab();
    const source = lab.seed.image();
    await lab.deploy(copyOf({ source, removalPolicy: RemovalPolicy.RETAIN }));
    await lab.deploy(copyOf({ source, removalPolicy: RemovalPolicy.DESTROY }));
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual([]);
  });

  test('leaves a stack of the same name, made later, its own copy', async () => {
    const lab = new CopyLab();
    const source = lab.seed.image();
    const removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    await lab.deploy(copyOf({ source, removalPolicy }));
    await lab.destroy();
    const kept = lab.left;
    expect(await lab.deploy(copyOf({ source }))).toBe('CREATE_COMPLETE');
    expect(lab.copies).toHaveLength(2);
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual(kept);
  });
});

describe('a construct that is taken out of its template', () => {
  test('has its image removed, though the policies name its source and key no more; the other copy stays', async () => {
    const lab = new CopyLab();
    const [stays, goes] = [1, 2].map(() => ({ source: lab.seed.image(), keyArn: lab.seed.key() }));
    await lab.deploy(copies({ Stays: stays, Goes: goes }));
    const [kept] = lab.copies.filter(({ sourceImageId }) => sourceImageId === stays.source);
    expect(await lab.deploy(copies({ Stays: stays }))).toBe('UPDATE_COMPLETE');

    const policies = [...lab.stack.resources.values()].filter(({ declaration }) => declaration.Type === 'AWS::IAM::Policy');
    expect(JSON.stringify(policies)).toContain(stays.source);
    expect(JSON.stringify(policies)).not.toContain(goes.source);
    expect(lab.left).toEqual([kept.imageId, ...kept.snapshotIds]);
    expect(lab.copies).toMatchObject([{ state: 'available' }]);
  });

  test('has its image removed before the handler goes, when it was the last copy', async () => {
    const lab = new CopyLab();
    const nothing = (stack: Stack) => void new ssm.StringParameter(stack, 'Parameter', { stringValue: 'nothing' });
    await lab.deploy(copyOf({ source: lab.seed.image() }));
    expect(await lab.deploy(nothing)).toBe('UPDATE_COMPLETE');
    expect(deletesOfCopies(lab)).toMatchObject([{ endedBy: 'answer' }]);
    expect(lab.left).toEqual([]);
  });

  test('has its image kept, and marked, while something uses it', async () => {
    const lab = new CopyLab();
    const wish = { source: lab.seed.image() };
    await lab.deploy(copies({ Stays: wish, Goes: wish }));
    const whole = lab.left;
    const logicalId = expect.stringMatching(/^Goes/);
    const [{ imageId }] = lab.copies.filter(({ tags }) => tags['cdk-golden-ami:logical-id'].startsWith('Goes'));
    lab.seed.parameter('/images/web', imageId);
    expect(await lab.deploy(copies({ Stays: wish }))).toBe('UPDATE_COMPLETE');
    expect(lab.left).toEqual(whole);
    expect(lab.copies.find(each => each.imageId === imageId)?.tags).toMatchObject({
      'cdk-golden-ami:logical-id': logicalId,
      'cdk-golden-ami:orphaned-in-use': 'arn:aws:ssm:eu-central-1:111111111111:parameter/images/web',
    });
  });
});

describe('an image that is not ours', () => {
  test('because somebody took our tags off is kept, and the log says so', async () => {
    const lab = new CopyLab();
    await lab.deploy(copyOf({ source: lab.seed.image() }));
    const whole = lab.left;
    await lab.somebody.send(new DeleteTagsCommand({ Resources: whole, Tags: [{ Key: 'cdk-golden-ami:stack-id' }] }));
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual(whole);
    expect(lab.log).toContainEqual(expect.objectContaining({ because: expect.stringContaining(`${whole[0]} is not ours`) }));
  });

  test('because it belongs to another stack is never touched', async () => {
    const lab = new CopyLab();
    const source = lab.seed.image();
    await lab.deploy(copyOf({ source }), 'Other');
    const others = lab.left;
    await lab.deploy(copyOf({ source }));
    const copy = lab.copyResource!;
    lab.stack.resources.set(copy.logicalId, { ...copy, physicalId: `eu-central-1/${others[0]}` });
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual(expect.arrayContaining(others));
  });
});

test('a stack that was deleted leaves nothing that still runs', async () => {
  const lab = new CopyLab();
  await lab.deploy(copyOf({ source: lab.seed.image() }));
  await lab.destroy();
  const calls = lab.ec2.calls.length;
  await lab.pass(24 * HOUR);
  await lab.timeline.run();
  expect(lab.ec2.calls).toHaveLength(calls);
});
