import { CopyImageCommand, CopySnapshotCommand, DescribeSnapshotsCommand } from '@aws-sdk/client-ec2';
import { FAR, HERE, Lab, OWNER, refusal } from './lab';

const HOUR = 3_600_000;
const slow = { copyDuration: () => 24 * HOUR };
/** In MiB. */
const GIB = 1024;

const copySnapshot = async (lab: Lab, sizeGiB: number, minutes: number | undefined, region = HERE) =>
  (await lab.simulator.ec2(OWNER, region).send(new CopySnapshotCommand(
    { SourceSnapshotId: lab.seed.snapshot({ sizeGiB }), SourceRegion: HERE, CompletionDurationMinutes: minutes }))).SnapshotId!;

const copyImage = async (lab: Lab, sizesGiB: readonly number[], minutes: number) => {
  const SourceImageId = lab.seed.image({ volumes: sizesGiB.map((sizeGiB, index) => ({ sizeGiB, device: `/dev/sd${'abc'[index]}` })) });
  const { ImageId } = await lab.ec2.send(new CopyImageCommand(
    { Name: `copy of ${SourceImageId}`, SourceImageId, SourceRegion: HERE, SnapshotCopyCompletionDurationMinutes: minutes }));
  return ImageId!;
};

const stateOf = (lab: Lab, id: string) => lab.simulator.snapshots().find((each) => each.snapshotId === id)!.state;

describe('a timed copy (ec2-semantics 1.5)', () => {
  test.each([15, 30, 2880])('of a snapshot is done within its %i minutes', async (minutes) => {
    const lab = new Lab({ copyDuration: () => 72 * HOUR });
    const id = await copySnapshot(lab, 8, minutes);
    lab.pass(minutes);
    expect(stateOf(lab, id)).toBe('completed');
  });

  test('is done sooner when a copy without a time would be', async () => {
    const lab = new Lab({ copyDuration: () => 60_000 });
    const id = await copySnapshot(lab, 8, 30);
    lab.pass(1);
    expect(stateOf(lab, id)).toBe('completed');
  });

  test('takes longer when its snapshot is too large for 500 MiB/s', async () => {
    const lab = new Lab(slow);
    const id = await copySnapshot(lab, 900_000 / GIB, 15);
    lab.pass(29.9);
    expect(stateOf(lab, id)).toBe('pending');
    lab.pass(0.1);
    expect(stateOf(lab, id)).toBe('completed');
  });

  test('of an image is timed snapshot by snapshot', async () => {
    const lab = new Lab(slow);
    const ImageId = await copyImage(lab, [200, 400, 300], 15);
    lab.pass(15);
    expect(lab.simulator.images().find(({ imageId }) => imageId === ImageId)).toMatchObject({ state: 'available' });
  });

  test('takes longer when others use most of the 2,000 MiB/s from one Region to another', async () => {
    const lab = new Lab(slow);
    for (let count = 0; count < 7; count++) await copySnapshot(lab, 225_000 / GIB, 15);
    const id = await copySnapshot(lab, 450_000 / GIB, 15);
    lab.pass(15);
    expect(stateOf(lab, id)).toBe('pending');
    lab.pass(15);
    expect(stateOf(lab, id)).toBe('completed');
  });

  test('is refused when they use all of it, until they are done, in that Region alone', async () => {
    const lab = new Lab(slow);
    for (let count = 0; count < 4; count++) await copySnapshot(lab, 500, 15);
    expect(await refusal(copySnapshot(lab, 1, 15))).toMatch(/^ResourceLimitExceeded: The throughput of time-based snapshot copies/);
    expect(await refusal(copyImage(lab, [1], 15))).toMatch(/^ResourceLimitExceeded: The throughput of time-based snapshot copies/);
    await copySnapshot(lab, 1, undefined);
    await copySnapshot(lab, 1, 15, FAR);
    lab.pass(120);
    await copySnapshot(lab, 1, 15);
  });

  test('is described as such, and any other as standard', async () => {
    const lab = new Lab();
    const timed = await copySnapshot(lab, 8, 45);
    const standard = await copySnapshot(lab, 8, undefined);
    const ImageId = await copyImage(lab, [8], 30);
    lab.pass(60);
    const [{ snapshotId: ofImage }] = lab.simulator.snapshots().filter((each) => each.madeFor === ImageId);
    const { Snapshots } = await lab.ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [timed, standard, ofImage] }));
    const found = new Map(Snapshots!.map((snapshot) => [snapshot.SnapshotId, snapshot]));
    expect([timed, standard, ofImage].map((id) => [found.get(id)?.TransferType, found.get(id)?.CompletionDurationMinutes]))
      .toEqual([['time-based', 45], ['standard', undefined], ['time-based', 30]]);
  });
});
