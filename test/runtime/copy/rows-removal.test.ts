import {
  DeleteSnapshotCommand, DeleteTagsCommand, DeregisterImageCommand, DisableImageDeregistrationProtectionCommand,
  EnableImageDeregistrationProtectionCommand, RegisterImageCommand,
} from '@aws-sdk/client-ec2';
import { CopyLab, copyOf, HOUR, MINUTE } from './copy-lab';
import { NO_FAULTS } from '../../support/cloudformation/faults';
import { calm } from '../../support/ec2/rules';
import { LabOptions } from '../../support/lab';

/** Rows of the failure table about waiting in vain, and about taking a copy away. `rows.test.ts` sees to it that no row is forgotten. */

/** A deployed copy with two volumes, which its stack's deletion has to remove. */
async function deployed(options: LabOptions = {}) {
  const lab = new CopyLab(options);
  const source = lab.seed.image({ volumes: [{}, { device: '/dev/sdf' }] });
  expect(await lab.deploy(copyOf({ source }))).toBe('CREATE_COMPLETE');
  const [{ imageId, snapshotIds }] = lab.copies;
  return { lab, source, imageId, snapshotIds };
}

describe('a copy that takes too long', () => {
  test('row 6: is cancelled when the deployment gives up, and its snapshots go as well', async () => {
    const lab = new CopyLab({ rules: { ...calm, copyDuration: () => 3 * HOUR } });
    expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('ROLLBACK_COMPLETE');
    expect(lab.sentence).toMatch(/ami-\S+ is still pending after 55 minutes; give CopyCompletion.inDeploy a longer timeout, let it CONTINUE, or use CopyCompletion.pending\(\)/);
    expect(lab.left).toEqual([]);
    await lab.pass(3 * HOUR);
    expect(lab.ec2.snapshots().map(({ description }) => description)).toEqual(['']);
  });

  test('row 6: our sentence comes before the patience of CloudFormation ends', async () => {
    const lab = new CopyLab({ rules: { ...calm, copyDuration: () => 3 * HOUR } });
    await lab.deploy(copyOf({ source: lab.seed.image() }));
    expect(lab.cloud.inbox.requests.map(({ endedBy }) => endedBy)).toEqual(['answer', 'answer', 'answer', 'answer']);
  });

  test('row 44: the end of a copy is seen although no event of EC2 ever arrives', async () => {
    const { lab } = await deployed();
    const invoked = lab.cloud.lambda.events.map(({ event }) => Object.keys(event as object));
    expect(invoked.every(keys => keys.includes('RequestType'))).toBe(true);
    expect(lab.copies).toMatchObject([{ state: 'available' }]);
  });
});

describe('a copy that somebody needs', () => {
  test.each(['enabled-without-cooldown', 'enabled-with-cooldown'])('row 34: protection %s fails the deletion, until it is over', async protection => {
    const { lab, imageId } = await deployed();
    const whole = lab.left;
    const WithCooldown = protection === 'enabled-with-cooldown';
    await lab.somebody.send(new EnableImageDeregistrationProtectionCommand({ ImageId: imageId, WithCooldown }));
    expect(await lab.destroy()).toBe('DELETE_FAILED');
    expect(lab.sentence).toContain(`${imageId} is kept by its deregistration protection`);
    expect(lab.sentence).toContain(`aws ec2 disable-image-deregistration-protection --image-id ${imageId}`);
    expect(lab.left).toEqual(whole);

    await lab.somebody.send(new DisableImageDeregistrationProtectionCommand({ ImageId: imageId }));
    if (WithCooldown) {
      expect(await lab.destroy()).toBe('DELETE_FAILED');
      expect(lab.left).toEqual(whole);
      await lab.pass(24 * HOUR);
    }
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual([]);
  });

  test.each<[user: string, use: (lab: CopyLab, imageId: string) => void, release: (lab: CopyLab, imageId: string) => void]>([
    [
      'instance',
      (lab, imageId) => lab.seed.instance({ imageId, state: 'stopped' }),
      lab => lab.seed.setInstanceState(instanceIn(lab.sentence), 'terminated'),
    ],
    ['parameter', (lab, imageId) => lab.seed.parameter('/images/web', imageId), lab => lab.seed.removeParameter('/images/web')],
  ])('row 35: one that an image user (%s) refers to fails the deletion with the ARN of the user, until that is gone', async (user, use, release) => {
    const { lab, imageId } = await deployed();
    const whole = lab.left;
    use(lab, imageId);
    expect(await lab.destroy()).toBe('DELETE_FAILED');
    expect(lab.sentence).toMatch(new RegExp(`${imageId} is kept by arn:aws:\\w+:eu-central-1:111111111111:${user}/\\S+\\. Take those away first`));
    expect(lab.left).toEqual(whole);

    release(lab, imageId);
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual([]);
  });

  test('row 35: an old version of a launch template counts, too', async () => {
    const { lab, imageId, source } = await deployed();
    const template = lab.seed.launchTemplate({ imageIds: [imageId, ...Array<string>(50).fill(source)] });
    expect(await lab.destroy()).toBe('DELETE_FAILED');
    expect(lab.sentence).toContain(`launch-template/${template}`);
    expect(lab.copies).toMatchObject([{ imageId, state: 'available' }]);
  });

  test('row 35: what has just let go of the image is waited for', async () => {
    const { lab, imageId } = await deployed();
    const instance = lab.seed.instance({ imageId });
    lab.after(MINUTE, () => lab.seed.setInstanceState(instance, 'terminated'));
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual([]);
  });
});

const instanceIn = (sentence: string) => /instance\/(i-[0-9a-f]+)/.exec(sentence)![1];

describe('snapshots that do not go with their image', () => {
  test('row 36: those that EC2 could not delete are deleted one by one', async () => {
    const { lab } = await deployed();
    lab.ec2.inject({ action: 'DeregisterImage', fault: 'snapshot-internal-error', times: 2 });
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.ec2.faultsSeen['snapshot-internal-error']).toBe(2);
    expect(lab.left).toEqual([]);
  });

  test('row 36: those that the role may not delete fail the deletion, and go when it may', async () => {
    const { lab, snapshotIds } = await deployed();
    lab.ec2.inject({ action: 'DeregisterImage', fault: 'snapshot-missing-permissions', times: 2 });
    const allow = lab.deny('DeleteSnapshot');
    expect(await lab.destroy()).toBe('DELETE_FAILED');
    expect(lab.sentence).toContain('not authorized to perform: ec2:DeleteSnapshot');
    expect(lab.left).toEqual(snapshotIds);

    allow();
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual([]);
  });

  test('row 37: one that an image of somebody else uses is left to that image', async () => {
    const { lab, snapshotIds: [root] } = await deployed();
    const { ImageId } = await lab.somebody.send(new RegisterImageCommand({
      Name: 'theirs',
      Architecture: 'x86_64',
      VirtualizationType: 'hvm',
      RootDeviceName: '/dev/xvda',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: root } }],
    }));
    await lab.pass(MINUTE);
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual([root]);
    expect(lab.log).toContainEqual({ kept: [root], because: 'another image is made of them' });
    expect(lab.ec2.images().find(({ imageId }) => imageId === ImageId)).toMatchObject({ state: 'available', snapshotIds: [root] });
  });

  test('row 38: those that EC2 thinks in use for some minutes are tried again', async () => {
    const { lab } = await deployed({ rules: { ...calm, snapshotHeldAfterDeregistration: [4 * MINUTE, 4 * MINUTE] } });
    lab.ec2.inject({ action: 'DeregisterImage', fault: 'snapshot-internal-error', times: 2 });
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.calls('DeleteSnapshot').filter(({ error }) => error === 'InvalidSnapshot.InUse').length).toBeGreaterThan(4);
    expect(lab.left).toEqual([]);
  });

  test('row 39: a locked one is named, kept, and not asked for again and again; the others go', async () => {
    const { lab, snapshotIds: [root] } = await deployed();
    lab.seed.setSnapshot(root, { locked: true });
    const begun = lab.timeline.now();
    expect(await lab.destroy()).toBe('DELETE_FAILED');
    expect(lab.sentence).toContain(`The snapshot ${root} is locked`);
    expect(lab.timeline.now() - begun).toBeLessThan(5 * MINUTE);
    expect(lab.left).toEqual([root]);

    lab.seed.setSnapshot(root, { locked: false });
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual([]);
  });

  test('row 39: a locked one does not keep the others from going', async () => {
    const { lab, snapshotIds: [root] } = await deployed();
    lab.seed.setSnapshot(root, { locked: true });
    lab.ec2.inject({ action: 'DeregisterImage', fault: 'snapshot-internal-error' });
    expect(await lab.destroy()).toBe('DELETE_FAILED');
    expect(lab.left).toEqual([root]);
  });

  test('row 40: an image in the Recycle Bin is a removed one, though its name stays taken', async () => {
    const { lab } = await deployed({ rules: { ...calm, nameHeldAfterDeregistration: [7 * 24 * HOUR, 7 * 24 * HOUR] } });
    expect(await lab.deploy(copyOf({ source: lab.seed.image() }))).toBe('UPDATE_COMPLETE');
    expect(lab.copies).toHaveLength(1);
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual([]);
  });
});

describe('a copy that is gone already', () => {
  test('row 41: a second delivery of Delete is a success', async () => {
    const { lab } = await deployed({ faults: { ...NO_FAULTS, redeliveries: () => [2] } });
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    await lab.timeline.run();
    const bodies = lab.cloud.inbox.requests.filter(({ event }) => event.RequestType === 'Delete').flatMap(({ puts }) => puts.map(({ body }) => JSON.parse(body).Status));
    expect(new Set(bodies)).toEqual(new Set(['SUCCESS']));
    expect(bodies.length).toBeGreaterThan(2);
    expect(lab.left).toEqual([]);
  });

  test('row 41: one that somebody removed by hand is a success', async () => {
    const { lab, imageId, snapshotIds } = await deployed();
    await lab.somebody.send(new DeregisterImageCommand({ ImageId: imageId }));
    for (const SnapshotId of snapshotIds) await lab.somebody.send(new DeleteSnapshotCommand({ SnapshotId }));
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
  });

  test.each([0, 10])('row 41: of one that somebody deregistered by hand, and that EC2 shows for %d minutes without its tags, the snapshots still go', async minutes => {
    const { lab, imageId, snapshotIds } = await deployed({ rules: { ...calm, deregisteredLingersFor: [minutes * MINUTE, minutes * MINUTE] } });
    await lab.somebody.send(new DeleteTagsCommand({ Resources: [imageId], Tags: [{ Key: 'cdk-golden-ami:stack-id' }] }));
    await lab.somebody.send(new DeregisterImageCommand({ ImageId: imageId }));
    expect(lab.left).toEqual(snapshotIds);
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.left).toEqual([]);
  });
});
