import { Duration } from 'aws-cdk-lib';
import { copyOf, CopyLab, HOUR, MINUTE } from './copy-lab';
import { CopyCompletion } from '../../../src/copy/copy-completion';
import { NO_FAULTS } from '../../support/cloudformation/faults';
import { calm } from '../../support/ec2/rules';

/** Copies that EC2 makes in a given time: whole stacks with the real handler. */

const slow = { rules: { ...calm, copyDuration: () => 48 * HOUR } };
const timed = (minutes: number) => CopyCompletion.timed(Duration.minutes(minutes));
const made = (lab: CopyLab) => lab.calls('CopyImage').filter(({ error }) => !error).length;

describe('a time-based copy', () => {
  test('is there when its time is over, and its deployment waits for it', async () => {
    const lab = new CopyLab(slow);
    const start = lab.timeline.now();
    expect(await lab.deploy(copyOf({ source: lab.seed.image(), completion: timed(30) }))).toBe('CREATE_COMPLETE');
    expect(lab.copies).toMatchObject([{ state: 'available' }]);
    expect(lab.timeline.now() - start).toBeLessThan(34 * MINUTE);
  });

  test('of more than three quarters of an hour is not waited for, and watched', async () => {
    const lab = new CopyLab(slow);
    const start = lab.timeline.now();
    expect(await lab.deploy(copyOf({ source: lab.seed.image(), completion: timed(60) }))).toBe('CREATE_COMPLETE');
    expect(lab.timeline.now() - start).toBeLessThan(5 * MINUTE);
    await lab.pass(90 * MINUTE);
    expect(lab.log.at(-1)).toMatchObject({ decided: 'over', because: expect.stringContaining('is available, and encrypted') });
  });

  test('stays the one it is when another duration is asked for', async () => {
    const lab = new CopyLab(slow);
    const wish = { source: lab.seed.image() };
    await lab.deploy(copyOf({ ...wish, completion: timed(15) }));
    const before = lab.left;
    for (const minutes of [45, 120]) {
      expect(await lab.deploy(copyOf({ ...wish, completion: timed(minutes) }))).toBe('UPDATE_COMPLETE');
      expect(lab.left).toEqual(before);
    }
    expect(made(lab)).toBe(1);
  });

  test('that is ordered again, because the answer was lost, is the same copy', async () => {
    let lost = 0;
    const ofCall = ({ operation }: { operation: string }) => (operation === 'CopyImage' && lost++ === 0 ? 'lost' as const : undefined);
    const lab = new CopyLab({ ...slow, faults: { ...NO_FAULTS, ofCall } });
    expect(await lab.deploy(copyOf({ source: lab.seed.image(), completion: timed(15) }))).toBe('CREATE_COMPLETE');
    expect(lab.copies).toHaveLength(1);
  });

  test('that failed under one duration is made anew under another, though EC2 remembers the order', async () => {
    const lab = new CopyLab(slow);
    await lab.deploy(copyOf({ source: lab.seed.image(), completion: timed(15) }));
    const wish = { source: lab.seed.image(), keyArn: lab.seed.key({ deniesUse: true }) };
    expect(await lab.deploy(copyOf({ ...wish, completion: timed(15) }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    lab.ec2.key(wish.keyArn).deniesUse = false;
    expect(await lab.deploy(copyOf({ ...wish, completion: timed(30) }))).toBe('UPDATE_COMPLETE');
    expect(lab.copies).toMatchObject([{ state: 'available', sourceImageId: wish.source }]);
  });
});
