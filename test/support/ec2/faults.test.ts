import { CopyImageCommand, type CopyImageCommandInput, CreateSnapshotCommand, DescribeImagesCommand, EC2ServiceException } from '@aws-sdk/client-ec2';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { ApiError } from './errors';
import { HERE, Lab, OWNER, refusal } from './lab';
import { hard } from './rules';
import { Random } from '../random';

const copyOf = (SourceImageId: string, more: Partial<CopyImageCommandInput> = {}) =>
  new CopyImageCommand({ Name: 'copy', SourceImageId, SourceRegion: HERE, ...more });
const errors = (lab: Lab) => lab.simulator.calls.map((call) => call.error);

describe('the client door tries again, as the SDK does', () => {
  test.each(['throttle', 'server-error'] as const)('after a %s, which had no effect', async (fault) => {
    const lab = new Lab();
    const VolumeId = lab.seed.volume();
    lab.simulator.inject({ action: 'CreateSnapshot', fault, times: 2 });
    const { $metadata } = await lab.ec2.send(new CreateSnapshotCommand({ VolumeId }));
    expect($metadata).toMatchObject({ httpStatusCode: 200, attempts: 3 });
    const code = fault === 'throttle' ? 'RequestLimitExceeded' : 'InternalError';
    expect(errors(lab)).toEqual([code, code, undefined]);
    expect(lab.simulator.snapshots()).toHaveLength(1);
  });

  test.each(['server-error-after-effect', 'lost-answer'] as const)('after a %s, whose effect stays: without a token it happens twice', async (fault) => {
    const lab = new Lab();
    const VolumeId = lab.seed.volume();
    lab.simulator.inject({ action: 'CreateSnapshot', fault });
    await lab.ec2.send(new CreateSnapshotCommand({ VolumeId }));
    expect(lab.simulator.snapshots()).toHaveLength(2);
  });

  test('with the same token, whether the caller gave one or not, so that CopyImage happens once', async () => {
    for (const ClientToken of [undefined, 'mine']) {
      const lab = new Lab();
      const command = copyOf(lab.seed.image(), { ClientToken });
      lab.simulator.inject({ action: 'CopyImage', fault: 'lost-answer', times: 3 });
      await lab.ec2.send(command);
      expect(lab.simulator.images()).toHaveLength(2);
      const tokens = new Set(lab.simulator.calls.map((call) => (call.input as CopyImageCommandInput).ClientToken));
      expect(tokens.size).toBe(1);
      expect(command.input.ClientToken).toBe(ClientToken);
    }
  });

  test('with another token when it is sent another time', async () => {
    const lab = new Lab();
    const command = copyOf(lab.seed.image());
    await lab.ec2.send(command);
    expect(await refusal(lab.ec2.send(command))).toMatch(/^InvalidAMIName.Duplicate/);
  });

  test('ten times, or as often as it was told', async () => {
    const lab = new Lab();
    lab.simulator.inject({ action: 'DescribeImages', fault: 'throttle', times: 13 });
    expect(await refusal(lab.ec2.send(new DescribeImagesCommand({})))).toBe('RequestLimitExceeded: Request limit exceeded.');
    expect(lab.simulator.calls).toHaveLength(10);
    expect(await refusal(lab.simulator.ec2(OWNER, HERE, { maxAttempts: 3 }).send(new DescribeImagesCommand({})))).toMatch(/^RequestLimitExceeded/);
    expect(lab.simulator.calls).toHaveLength(13);
  });

  async function pauses(fault: 'throttle' | 'server-error', times: number): Promise<{ longest: number; first: number }> {
    const all: number[][] = [];
    for (let seed = 0; seed < 20; seed++) {
      const waits: number[] = [];
      const lab = new Lab({}, { random: new Random(seed), hooks: { pause: async (milliseconds) => { waits.push(milliseconds); } } });
      lab.simulator.inject({ action: 'DescribeImages', fault, times });
      const { $metadata } = await lab.ec2.send(new DescribeImagesCommand({}));
      expect(waits).toHaveLength(times);
      expect($metadata.totalRetryDelay).toBe(waits.reduce((sum, wait) => sum + wait, 0));
      all.push(waits);
    }
    return { longest: Math.max(...all.flat()), first: Math.max(...all.map(([first]) => first)) };
  }

  test('and waits in between, longer each time and after throttles, never more than 20 seconds', async () => {
    const throttled = await pauses('throttle', 9);
    const failed = await pauses('server-error', 9);
    expect(failed.first).toBeLessThanOrEqual(50);
    expect(throttled.first).toBeGreaterThan(500);
    expect(throttled.first).toBeLessThanOrEqual(1000);
    expect(throttled.longest).toBeGreaterThan(15_000);
    expect(throttled.longest).toBeLessThanOrEqual(20_000);
  });

  test('but not after an error that will stay', async () => {
    const lab = new Lab();
    lab.simulator.inject({ action: 'CopyImage', fault: 'resource-limit' });
    expect(await refusal(lab.ec2.send(copyOf(lab.seed.image())))).toMatch(/^ResourceLimitExceeded/);
    expect(lab.simulator.calls).toHaveLength(1);
  });
});

describe('an error', () => {
  test('is the SDK\'s own', async () => {
    const lab = new Lab();
    const error: unknown = await lab.ec2.send(new DescribeImagesCommand({ ImageIds: ['ami-00000000'] })).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EC2ServiceException);
    expect(error).toMatchObject({ name: 'InvalidAMIID.NotFound', $fault: 'client', $metadata: { httpStatusCode: 400 } });
  });

  test('is a TimeoutError when the last answer was lost', async () => {
    const lab = new Lab();
    lab.simulator.inject({ action: 'DescribeKey', fault: 'lost-answer', times: 10 });
    expect(await refusal(lab.simulator.kms(OWNER, HERE).send(new DescribeKeyCommand({ KeyId: 'alias/aws/ebs' })))).toMatch(/^TimeoutError/);
  });
});

describe('hooks', () => {
  test('stand before and after the effect', async () => {
    const story: string[] = [];
    const lab: Lab = new Lab({}, {
      hooks: {
        beforeEffect: async (call) => { story.push(`before ${call.action}: ${lab.simulator.images().length}`); },
        afterEffect: async (call) => { story.push(`after ${call.action}: ${lab.simulator.images().length}`); },
      },
    });
    await lab.ec2.send(copyOf(lab.seed.image()));
    expect(story).toEqual(['before CopyImage: 1', 'after CopyImage: 2']);
  });

  test('can refuse a call in the name of AWS, before it has any effect', async () => {
    const lab = new Lab({}, {
      hooks: { beforeEffect: async () => { throw new ApiError('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403); } },
    });
    expect(await refusal(lab.ec2.send(copyOf(lab.seed.image())))).toBe('UnauthorizedOperation: You are not authorized to perform this operation.');
    expect(lab.simulator.images()).toHaveLength(1);
    expect(errors(lab)).toEqual(['UnauthorizedOperation']);
  });

  test('can crash the caller after the effect', async () => {
    const lab = new Lab({}, { hooks: { afterEffect: async () => { throw new Error('the process was killed'); } } });
    expect(await refusal(lab.ec2.send(copyOf(lab.seed.image())))).toBe('Error: the process was killed');
    expect(lab.simulator.images()).toHaveLength(2);
  });
});

describe('chance', () => {
  async function history(seed: number): Promise<{ calls: unknown; faults: Record<string, number> }> {
    const lab: Lab = new Lab(hard, { random: new Random(seed), hooks: { pause: async (milliseconds) => lab.pass(milliseconds / 60_000) } });
    const imageId = lab.seed.image();
    for (let index = 0; index < 20; index++) {
      await lab.ec2.send(copyOf(imageId, { Name: `copy ${index}`, Encrypted: true })).catch(() => undefined);
      lab.pass(1);
    }
    lab.pass(600);
    return {
      calls: [lab.simulator.calls.map(({ at, error }) => [at, error]), lab.simulator.images(), lab.simulator.snapshots()],
      faults: lab.simulator.faultsSeen,
    };
  }

  test('gives the same history for the same seed, and others for others', async () => {
    expect(await history(1)).toEqual(await history(1));
    expect((await history(1)).calls).not.toEqual((await history(2)).calls);
  });

  test('brings faults of every kind that a copy can meet', async () => {
    const seen: Record<string, number> = {};
    for (let seed = 0; seed < 40; seed++) {
      for (const [kind, count] of Object.entries((await history(seed)).faults)) seen[kind] = (seen[kind] ?? 0) + count;
    }
    for (const kind of ['throttle', 'server-error', 'server-error-after-effect', 'lost-answer', 'key-failure', 'resource-limit']) {
      expect([kind, seen[kind]]).toEqual([kind, expect.any(Number)]);
      expect(seen[kind]).toBeGreaterThan(5);
    }
  });
});
