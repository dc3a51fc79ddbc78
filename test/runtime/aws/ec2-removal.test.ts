import { anEc2, anOrder, DENIED, UNKNOWN } from './an-ec2';

const MINUTE = 60_000;
const NOWHERE = 'snap-00000000000000000';

test('an image goes with its snapshots, which are told', async () => {
  const { simulator, seed, copies } = anEc2();
  const imageId = seed.image({ volumes: [{ device: '/dev/xvda' }, { device: '/dev/sdf' }] });
  const [{ snapshotIds }] = simulator.images();
  expect(await copies.deregister(imageId, true)).toEqual(snapshotIds);
  expect([simulator.images(), simulator.snapshots()]).toEqual([[], []]);
});

test('a pending copy ends', async () => {
  const ec2 = anEc2();
  const imageId = await ec2.copies.start(anOrder(ec2));
  await ec2.copies.deregister(imageId, true);
  ec2.pass(60);
  expect(ec2.simulator.images().filter(image => image.imageId === imageId)).toEqual([]);
});

test('what EC2 does not know is told as such, for images and for snapshots', async () => {
  const { seed, copies } = anEc2();
  const imageId = seed.image({});
  const snapshotId = seed.snapshot({});
  await copies.deregister(imageId, true);
  expect([await copies.deleteSnapshot(snapshotId), await copies.deleteSnapshot(snapshotId)]).toEqual(['deleted', 'unseen']);
  expect(await copies.deregister(imageId, true)).toBe('unseen');
});

test('a snapshot that an image needs is kept', async () => {
  const { simulator, seed, copies } = anEc2();
  seed.image({});
  const [{ snapshotId }] = simulator.snapshots();
  expect(await copies.deleteSnapshot(snapshotId)).toBe('kept');
});

test('a snapshot that did not go with its image is kept for a moment, as long as EC2 takes it for used', async () => {
  const { simulator, seed, copies, pass } = anEc2({ snapshotHeldAfterDeregistration: [MINUTE, MINUTE] });
  simulator.inject({ action: 'DeregisterImage', fault: 'snapshot-internal-error' });
  expect(await copies.deregister(seed.image({}), true)).toEqual([]);
  const [{ snapshotId }] = simulator.snapshots();
  const first = await copies.deleteSnapshot(snapshotId);
  pass(2);
  expect([first, await copies.deleteSnapshot(snapshotId)]).toEqual(['kept', 'deleted']);
});

test('a policy that asks for tags refuses what is gone, too: that is told as unseen', async () => {
  const { copies } = anEc2({}, { DeregisterImage: DENIED, DeleteSnapshot: DENIED });
  await expect(copies.deregister(UNKNOWN, true)).resolves.toBe('unseen');
  await expect(copies.deleteSnapshot(NOWHERE)).resolves.toBe('unseen');
});

test('fails when a policy refuses what is there', async () => {
  const { simulator, seed, copies } = anEc2({}, { DeregisterImage: DENIED, DeleteSnapshot: DENIED });
  const failure = { code: 'UnauthorizedOperation', hope: 'soon' };
  await expect(copies.deregister(seed.image({}), true)).rejects.toMatchObject(failure);
  await expect(copies.deleteSnapshot(simulator.snapshots()[0].snapshotId)).rejects.toMatchObject(failure);
});

test('fails when the image is protected', async () => {
  const { simulator, seed, copies } = anEc2();
  const imageId = seed.image({ protection: { kind: 'enabled-without-cooldown' } });
  expect((await copies.find(imageId))?.protected).toBe(true);
  await expect(copies.deregister(imageId, true)).rejects.toMatchObject({ hope: 'never' });
  expect(simulator.images()).toHaveLength(1);
});
