import { DeregisterImageCommand, RegisterImageCommand } from '@aws-sdk/client-ec2';
import { B, C, sharedWith, sharing, target } from './sharing-lab';
import { Ami } from '../../../src/ami/ami';
import { AmiSharing, SnapshotAccess } from '../../../src/sharing/ami-sharing';
import { HOME } from '../../support/cloudformation/cloud';
import { CallFault, Faults, NO_FAULTS } from '../../support/cloudformation/faults';
import { Lab } from '../../support/lab';

/** What befalls calls of an operation, by their number, from the moment on that it is set. */
class Mishaps implements Faults {
  public operation = '';
  public slowSeconds: readonly number[] = [];
  public faults: readonly (CallFault | undefined)[] = [];
  private delay = 0;

  public redeliveries = NO_FAULTS.redeliveries;

  public ofCall(call: { readonly operation: string }): CallFault | undefined {
    if (call.operation !== this.operation) return undefined;
    const [seconds = 0, ...slower] = this.slowSeconds;
    const [fault, ...later] = this.faults;
    [this.delay, this.slowSeconds, this.faults] = [seconds * 1000, slower, later];
    return fault;
  }

  public latency(): number {
    const { delay } = this;
    this.delay = 0;
    return 20 + delay;
  }
}

function labWith() {
  const mishaps = new Mishaps();
  const lab = new Lab({ faults: mishaps, habits: { cancelAfterSeconds: 0 } });
  /** Somebody cancels the update while it runs; and then everything comes to its end. */
  const cancelled = async (build: Parameters<Lab['deploy']>[0], afterSeconds: number): Promise<string> => {
    lab.timeline.after(afterSeconds * 1000, () => lab.cloud.cloudFormation.stack('Images').cancelUpdate());
    const status = await lab.deploy(build);
    await lab.cloud.during(lab.timeline.sleep(600_000));
    return status;
  };
  return { lab, mishaps, cancelled };
}

describe('a rollback that comes while the update is served', () => {
  test('has the last word, though a call of the update comes after its own', async () => {
    const { lab, mishaps, cancelled } = labWith();
    const image = lab.seed.image();
    await lab.deploy(sharing(image, [B, C]));
    Object.assign(mishaps, { operation: 'ModifyImageAttribute', slowSeconds: [20] });
    expect(await cancelled(sharing(image, [C, '444444444444']), 1)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(sharedWith(lab, image)).toEqual([B, C]);
  });

  test('has the last word, though the function begins with the update only then', async () => {
    const { lab, mishaps, cancelled } = labWith();
    const [first, second] = [lab.seed.image(), lab.seed.image()];
    await lab.deploy(sharing(first, [B]));
    Object.assign(mishaps, { operation: 'DescribeStackResource', slowSeconds: [1.05] });
    expect(await cancelled(sharing(second, [C]), 1)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([sharedWith(lab, first), sharedWith(lab, second)]).toEqual([[B], []]);
  });

  test('is served, though CloudFormation does not say that it is one', async () => {
    const { lab, mishaps, cancelled } = labWith();
    const image = lab.seed.image();
    await lab.deploy(sharing(image, [B]));
    lab.timeline.after(5_000, () => void Object.assign(mishaps, { operation: 'DescribeStacks', faults: ['refused'] }));
    const failing = (stack: Parameters<Parameters<Lab['deploy']>[0]>[0]) => {
      sharing(image, [C])(stack);
      const other = new AmiSharing(stack, 'Failing', { image: Ami.fromImageId('ami-00000000000000000'), sharedWith: [] });
      other.node.addDependency(stack.node.findChild('Sharing'));
    };
    expect(await cancelled(failing, 5)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(sharedWith(lab, image)).toEqual([B]);
  });
});

describe('a rollback to an image that is gone', () => {
  test('takes back what the update has shared', async () => {
    const { lab, cancelled } = labWith();
    const [first, second] = [lab.seed.image(), lab.seed.image()];
    await lab.deploy(sharing(first, [B]));
    await lab.ec2.ec2(HOME.accountId, HOME.region).send(new DeregisterImageCommand({ ImageId: first }));
    const failing = (stack: Parameters<Parameters<Lab['deploy']>[0]>[0]) => {
      sharing(second, [C])(stack);
      const other = new AmiSharing(stack, 'Failing', { image: Ami.fromImageId('ami-00000000000000000'), sharedWith: [] });
      other.node.addDependency(stack.node.findChild('Sharing'));
    };
    expect(await cancelled(failing, 30)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(sharedWith(lab, second)).toEqual([]);
  });
});

test('an image that is not to be seen is waited for once: a delivery is left for a function that dies', async () => {
  const { lab, mishaps } = labWith();
  Object.assign(mishaps, { operation: 'DescribeImages', faults: [undefined, undefined, 'crash-before'] });
  expect(await lab.deploy(sharing('ami-00000000000000000', [B]))).toBe('ROLLBACK_COMPLETE');
  expect(lab.reasons().find(reason => /is not to be seen/.test(reason))).toBeDefined();
});

test('a snapshot stays shared that stands behind the image before and behind the one that takes over', async () => {
  const { lab } = labWith();
  const first = lab.seed.image();
  const [SnapshotId] = lab.ec2.images().find(({ imageId }) => imageId === first)!.snapshotIds;
  const { ImageId: second = '' } = await lab.ec2.ec2(HOME.accountId, HOME.region).send(new RegisterImageCommand({
    Name: 'second', RootDeviceName: '/dev/xvda', BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId } }],
  }));
  await lab.cloud.during(lab.timeline.sleep(600_000));
  const deploy = (imageId: string, ...list: string[]) => lab.deploy(stack => void new AmiSharing(stack, 'Sharing', {
    image: Ami.fromImageId(imageId), sharedWith: list.map(target), snapshots: SnapshotAccess.COPY,
  }));
  await deploy(first, B, '444444444444');
  await deploy(second, B, C);
  expect(lab.ec2.snapshots().find(({ snapshotId }) => snapshotId === SnapshotId)!.sharedWith).toEqual([B, C]);
});
