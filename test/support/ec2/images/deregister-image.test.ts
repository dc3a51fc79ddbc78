import { CopyImageCommand, DeleteSnapshotCommand, DeregisterImageCommand, DescribeSnapshotsCommand, RegisterImageCommand } from '@aws-sdk/client-ec2';
import { HERE, Lab, OTHER, OWNER, refusal } from '../lab';

const twoVolumes = { volumes: [{}, { device: '/dev/sdf' }] };
const deregister = (lab: Lab, ImageId: string) => lab.ec2.send(new DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots: true }));
const codes = async (lab: Lab, imageId: string) => (await deregister(lab, imageId)).DeleteSnapshotResults?.map((result) => result.ReturnCode);
const ofImage = (lab: Lab, imageId: string) => lab.simulator.images().find((image) => image.imageId === imageId)!.snapshotIds;

describe('DeleteAssociatedSnapshots (ec2-semantics 5.1)', () => {
  test('tells of each snapshot what became of it', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image(twoVolumes);
    const snapshotIds = ofImage(lab, imageId);
    const answer = await deregister(lab, imageId);
    expect(answer).toMatchObject({ Return: true, DeleteSnapshotResults: snapshotIds.map((SnapshotId) => ({ SnapshotId, ReturnCode: 'success' })) });
    expect(lab.simulator.snapshots()).toHaveLength(0);
  });

  test('is off by default, and then says nothing of snapshots', async () => {
    const lab = new Lab();
    const answer = await lab.ec2.send(new DeregisterImageCommand({ ImageId: lab.seed.image() }));
    expect(answer.DeleteSnapshotResults).toBeUndefined();
    expect(lab.simulator.snapshots()).toHaveLength(1);
  });

  test('succeeds, and the image is gone, even when a snapshot could not be deleted (row 36)', async () => {
    const lab = new Lab();
    lab.simulator.inject({ action: 'DeregisterImage', fault: 'snapshot-missing-permissions' });
    lab.simulator.inject({ action: 'DeregisterImage', fault: 'snapshot-internal-error' });
    expect(await codes(lab, lab.seed.image(twoVolumes))).toEqual(['missing-permissions', 'internal-error']);
    expect(lab.simulator.images()).toHaveLength(0);
    expect(lab.simulator.snapshots()).toHaveLength(2);
  });

  test('skips what another image uses (row 37), and reports a locked snapshot as the client\'s fault (row 39)', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image(twoVolumes);
    const [shared, locked] = ofImage(lab, imageId);
    lab.seed.setSnapshot(locked, { locked: true });
    await lab.ec2.send(new RegisterImageCommand({
      Name: 'other', RootDeviceName: '/dev/xvda', BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: shared } }],
    }));
    expect(await codes(lab, imageId)).toEqual(['skipped', 'client-error']);
  });
});

describe('DeregisterImage', () => {
  test.each([
    ['enabled-without-cooldown', { kind: 'enabled-without-cooldown' }],
    ['cooling down', { kind: 'cooling-down', until: Date.UTC(2027, 0, 1) }],
  ] as const)('fails when the image is protected: %s (row 34)', async (_title, protection) => {
    const lab = new Lab();
    expect(await refusal(deregister(lab, lab.seed.image({ protection })))).toMatch(/^OperationNotPermitted/);
    expect(lab.simulator.images()).toHaveLength(1);
  });

  test('fails when the image belongs to another account', async () => {
    const lab = new Lab();
    const other = lab.simulator.ec2(OTHER, HERE);
    const call = (ImageId: string) => other.send(new DeregisterImageCommand({ ImageId }));
    expect(await refusal(call(lab.seed.image()))).toMatch(/^InvalidAMIID.NotFound/);
    expect(await refusal(call(lab.seed.image({ sharedWith: [OTHER] })))).toMatch(/^AuthFailure/);
  });

  test('removes a failed image', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image({ state: 'failed' });
    await deregister(lab, imageId);
    expect(lab.simulator.images()).toHaveLength(0);
  });
});

describe('DeleteSnapshot (5.2)', () => {
  const remove = (lab: Lab, SnapshotId: string) => lab.ec2.send(new DeleteSnapshotCommand({ SnapshotId }));

  test.each(['available', 'disabled'] as const)('fails while an %s image uses the snapshot', async (state) => {
    const lab = new Lab();
    const imageId = lab.seed.image({ state });
    const [snapshotId] = ofImage(lab, imageId);
    expect(await refusal(remove(lab, snapshotId))).toBe(`InvalidSnapshot.InUse: The snapshot ${snapshotId} is currently in use by ${imageId}`);
  });

  test('fails for a while after the deregistration, too (row 38)', async () => {
    const lab = new Lab({ snapshotHeldAfterDeregistration: [120_000, 120_000] });
    const imageId = lab.seed.image();
    const [snapshotId] = ofImage(lab, imageId);
    await lab.ec2.send(new DeregisterImageCommand({ ImageId: imageId }));
    lab.pass(1);
    expect(await refusal(remove(lab, snapshotId))).toMatch(/^InvalidSnapshot.InUse/);
    lab.pass(1);
    await remove(lab, snapshotId);
    expect(await refusal(remove(lab, snapshotId))).toMatch(/^InvalidSnapshot.NotFound/);
  });

  test('does not fail because of a failed image', async () => {
    const lab = new Lab();
    await remove(lab, ofImage(lab, lab.seed.image({ state: 'failed' }))[0]);
    expect(lab.simulator.snapshots()).toHaveLength(0);
  });

  test('is accepted while the snapshot is pending, which then goes when it completes', async () => {
    const lab = new Lab();
    await lab.ec2.send(new CopyImageCommand({ Name: 'copy', SourceImageId: lab.seed.image(), SourceRegion: HERE }));
    const { snapshotId } = lab.simulator.snapshots().find((snapshot) => snapshot.madeFor)!;
    await remove(lab, snapshotId);
    const { Snapshots } = await lab.ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [snapshotId] }));
    expect(Snapshots).toMatchObject([{ State: 'pending' }]);
    lab.pass(10);
    expect(await refusal(lab.ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [snapshotId] })))).toMatch(/^InvalidSnapshot.NotFound/);
  });

  test('fails when the snapshot is locked (row 39), unknown, or not one\'s own', async () => {
    const lab = new Lab();
    const locked = lab.seed.snapshot();
    lab.seed.setSnapshot(locked, { locked: true });
    const shared = lab.simulator.seed(OTHER, HERE).snapshot({ sharedWith: [OWNER] });
    expect(await refusal(remove(lab, locked))).toMatch(/^OperationNotPermitted/);
    expect(await refusal(remove(lab, 'snap-00000000000000000'))).toMatch(/^InvalidSnapshot.NotFound/);
    expect(await refusal(remove(lab, shared))).toMatch(/^AuthFailure/);
    expect(await refusal(remove(lab, 'nonsense'))).toMatch(/^InvalidParameterValue/);
  });
});
