import { RegisterImageCommand } from '@aws-sdk/client-ec2';
import { aWorld } from './a-world';
import { anImage } from './an-image';
import { Memo } from '../../../src/runtime/cloudformation/step';
import { SnapshotSituation } from '../../../src/runtime/copy/removal-plan';
import { rememberedSnapshots, removedIn, runSnapshotRemoval } from '../../../src/runtime/copy/run-snapshot-removal';
import { ACCOUNT, anEc2, DENIED, OWNER, REGION, TAGS } from '../aws/an-ec2';
import { aRequest } from '../cloudformation/an-event';

interface Facts {
  readonly snapshots?: readonly string[];
  readonly gone?: readonly string[];
  readonly elapsedSeconds?: number;
  readonly memo?: Memo;
  readonly situation?: Partial<SnapshotSituation>;
}

/** The removal in front of the EC2 simulator; what it is to remove is told by id, as earlier turns do. */
function aRemoval(ec2 = anEc2()) {
  const { ports, lines } = aWorld(ec2);
  const remove = (facts: Facts) => {
    const situation = { removed: [], removedIds: [], staying: [], jobs: [], snapshots: [], ...facts.situation };
    const memo = facts.memo ?? { snapshots: facts.snapshots ?? [], unseenSince: 0 };
    return runSnapshotRemoval(ports, situation, facts.gone ?? [], { request: aRequest(), elapsedSeconds: facts.elapsedSeconds ?? 0, memo });
  };
  return { ec2, remove, lines };
}

const NOWHERE = 'snap-00000000000000000';

test('what is deleted is told, together with what went before; what went with its image is not asked for again', async () => {
  const { ec2, remove } = aRemoval();
  const snapshotId = ec2.seed.snapshot({});
  const memo = { snapshots: [snapshotId, 'snap-gone'], unseenSince: 0, removed: ['ami-0'] };
  const result = await remove({ memo, gone: ['ami-1', 'snap-gone'] });
  expect([result.left, rememberedSnapshots(result.memo), removedIn(result.memo)]).toEqual([[], [], ['ami-0', 'ami-1', 'snap-gone', snapshotId]]);
  expect(ec2.simulator.calls.map(({ action }) => action)).toEqual(['DeleteSnapshot']);
});

describe('a snapshot that EC2 does not know', () => {
  test.each([[0, 179, true], [0, 180, false], [300, 479, true], [300, 480, false]])(
    'first looked for after %i seconds, is after %i still looked for: %s', async (unseenSince, elapsedSeconds, isLeft) => {
      const { remove } = aRemoval();
      const { left } = await remove({ memo: { snapshots: [NOWHERE], unseenSince }, elapsedSeconds });
      expect(left).toEqual(isLeft ? [NOWHERE] : []);
    });

  test('is looked for as long as EC2 lists it', async () => {
    const { remove } = aRemoval();
    const shown = { snapshotId: NOWHERE, state: 'completed', encrypted: true, tags: {} };
    const { left } = await remove({ snapshots: [NOWHERE], elapsedSeconds: 250, situation: { snapshots: [shown] } });
    expect(left).toEqual([NOWHERE]);
  });

  test('is looked for from the turn on that asks for it first', async () => {
    const { remove } = aRemoval();
    const { left, memo } = await remove({
      memo: {}, elapsedSeconds: 400, situation: { removed: [anImage({ snapshots: [{ device: '/dev/xvda', snapshotId: NOWHERE }] })] },
    });
    expect([left, memo.unseenSince]).toEqual([[NOWHERE], 400]);
  });
});

describe('a snapshot that an image needs', () => {
  /** A snapshot of which somebody has made an image. */
  async function aTakenOne() {
    const removal = aRemoval();
    const snapshotId = removal.ec2.seed.snapshot({ tags: TAGS });
    await removal.ec2.simulator.ec2(ACCOUNT, REGION).send(new RegisterImageCommand({
      Name: 'theirs', RootDeviceName: '/dev/xvda', BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: snapshotId } }],
    }));
    removal.ec2.pass(10);
    return { ...removal, snapshotId };
  }

  test('is tried for five minutes, because EC2 may take one for it that is gone', async () => {
    const { remove, snapshotId, lines } = await aTakenOne();
    expect((await remove({ snapshots: [snapshotId], elapsedSeconds: 299 })).left).toEqual([snapshotId]);
    expect(lines).toEqual([]);
  });

  test('is left to that image then, and the log says so', async () => {
    const { ec2, remove, snapshotId, lines } = await aTakenOne();
    expect((await remove({ snapshots: [snapshotId], elapsedSeconds: 300 })).left).toEqual([]);
    expect(lines).toEqual([{ kept: [snapshotId], because: 'another image is made of them' }]);
    expect((await ec2.copies.snapshotsMadeFor(OWNER)).map(each => each.snapshotId)).toEqual([snapshotId]);
  });

  test('is tried on when EC2 shows no such image', async () => {
    const ec2 = anEc2({ snapshotHeldAfterDeregistration: [3_600_000, 3_600_000] });
    const { remove } = aRemoval(ec2);
    ec2.simulator.inject({ action: 'DeregisterImage', fault: 'snapshot-internal-error' });
    await ec2.copies.deregister(ec2.seed.image({}), true);
    const [{ snapshotId }] = ec2.simulator.snapshots();
    expect((await remove({ snapshots: [snapshotId], elapsedSeconds: 300 })).left).toEqual([snapshotId]);
  });
});

test('fails when EC2 refuses one, after all others were asked for', async () => {
  const { ec2, remove } = aRemoval();
  const [first, locked, last] = [1, 2, 3].map(() => ec2.seed.snapshot({}));
  ec2.seed.setSnapshot(locked, { locked: true });
  await expect(remove({ snapshots: [first, locked, last] })).rejects.toThrow(locked);
  expect(ec2.simulator.snapshots().map(each => each.snapshotId)).toEqual([locked]);
});

test('fails with the first refusal when EC2 refuses several', async () => {
  const { ec2, remove } = aRemoval(anEc2({}, { DeleteSnapshot: DENIED }));
  const snapshots = [ec2.seed.snapshot({}), ec2.seed.snapshot({})];
  await expect(remove({ snapshots })).rejects.toMatchObject({ code: 'UnauthorizedOperation' });
  expect(ec2.simulator.calls.filter(({ action }) => action === 'DeleteSnapshot')).toHaveLength(2);
});
