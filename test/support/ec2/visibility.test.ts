import {
  CopyImageCommand, CreateTagsCommand, DeleteSnapshotCommand, DeregisterImageCommand, DescribeImagesCommand, DescribeSnapshotsCommand,
} from '@aws-sdk/client-ec2';
import { HERE, Lab, refusal } from './lab';
import { Lagging } from './lagging';
import type { Rules } from './rules';

/** Every change is seen a minute late, by everybody. */
const LATE: Partial<Rules> = { lagChance: 1, lagMax: 60_000, freshAnswers: 0 };

const TagSpecifications = [{ ResourceType: 'image' as const, Tags: [{ Key: 'job', Value: '1' }] }];

async function copy(lab: Lab): Promise<string> {
  const { ImageId } = await lab.ec2.send(new CopyImageCommand({ Name: 'copy', SourceImageId: lab.seed.image(), SourceRegion: HERE, TagSpecifications }));
  return ImageId!;
}

const byId = (lab: Lab, imageId: string) => lab.ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
const byTag = async (lab: Lab) => (await lab.ec2.send(new DescribeImagesCommand({ Filters: [{ Name: 'tag:job', Values: ['1'] }] }))).Images!;

describe('a new image (ec2-semantics 6.5, row 21)', () => {
  test('is not found by its id, and missing from lists, until it shows', async () => {
    const lab = new Lab(LATE);
    const imageId = await copy(lab);
    expect(await refusal(byId(lab, imageId))).toMatch(/^InvalidAMIID.NotFound/);
    expect(await byTag(lab)).toEqual([]);
    lab.pass(1);
    expect(await byTag(lab)).toMatchObject([{ ImageId: imageId, State: 'pending' }]);
    expect((await byId(lab, imageId)).Images).toHaveLength(1);
  });

  test('may be unknown to calls that would change it, too', async () => {
    const lab = new Lab(LATE);
    const imageId = await copy(lab);
    expect(await refusal(lab.ec2.send(new CreateTagsCommand({ Resources: [imageId], Tags: [{ Key: 'a', Value: 'b' }] })))).toMatch(/^InvalidAMIID.NotFound/);
    expect(await refusal(lab.ec2.send(new DeregisterImageCommand({ ImageId: imageId })))).toMatch(/^InvalidAMIID.NotFound/);
    lab.pass(1);
    await lab.ec2.send(new DeregisterImageCommand({ ImageId: imageId }));
  });

  test('is taken by its name all the same', async () => {
    const lab = new Lab(LATE);
    await copy(lab);
    expect(await refusal(copy(lab))).toMatch(/^InvalidAMIName.Duplicate/);
  });

  test('is in the truth at once', async () => {
    const lab = new Lab(LATE);
    const imageId = await copy(lab);
    expect(lab.simulator.images().map((image) => image.imageId)).toContain(imageId);
  });

  test('shows to the calls that land on a replica that is up to date', async () => {
    const lab = new Lab({ ...LATE, lagMax: 3_600_000, freshAnswers: 0.5 });
    await copy(lab);
    let found = 0;
    for (let call = 0; call < 200; call++) found += (await byTag(lab)).length;
    expect(found).toBeGreaterThan(60);
    expect(found).toBeLessThan(140);
  });
});

test('a state is seen late as well: available after it was reached, and deregistered after that', async () => {
  const lab = new Lab({ ...LATE, deregisteredLingersFor: [60_000, 60_000] });
  const imageId = await copy(lab);
  const state = async () => (await byId(lab, imageId)).Images![0].State;
  lab.pass(10);
  expect(lab.simulator.images()).toContainEqual(expect.objectContaining({ imageId, state: 'available' }));
  expect(await state()).toBe('pending');
  lab.pass(1);
  expect(await state()).toBe('available');
  await lab.ec2.send(new DeregisterImageCommand({ ImageId: imageId }));
  expect(await state()).toBe('available');
  lab.pass(1);
  expect(await state()).toBe('deregistered');
});

test('a deleted snapshot still shows for a while, and cannot be deleted again', async () => {
  const lab = new Lab(LATE);
  const SnapshotId = lab.seed.snapshot();
  await lab.ec2.send(new DeleteSnapshotCommand({ SnapshotId }));
  expect(lab.simulator.snapshots()).toHaveLength(0);
  expect((await lab.ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId] }))).Snapshots).toHaveLength(1);
  expect(await refusal(lab.ec2.send(new DeleteSnapshotCommand({ SnapshotId })))).toMatch(/^InvalidSnapshot.NotFound/);
  lab.pass(1);
  expect(await refusal(lab.ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId] })))).toMatch(/^InvalidSnapshot.NotFound/);
});

test('a later change never shows before an earlier one', () => {
  const value = new Lagging(0);
  value.change(1, 100);
  expect(value.change(2, 50)).toBe(100);
  expect([value.latest, value.seenAt(99), value.seenAt(100)]).toEqual([2, 0, 2]);
});
