import {
  CreateImageCommand, type CreateImageCommandInput, DescribeImagesCommand, DescribeSnapshotsCommand, RegisterImageCommand,
  type RegisterImageCommandInput,
} from '@aws-sdk/client-ec2';
import { Lab, refusal } from '../lab';

const root = (SnapshotId: string) => [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId } }];
const view = async (lab: Lab, imageId?: string) => (await lab.ec2.send(new DescribeImagesCommand({ ImageIds: [imageId!] }))).Images![0];

describe('RegisterImage (ec2-semantics 3)', () => {
  const register = (lab: Lab, input: Partial<RegisterImageCommandInput>) =>
    lab.ec2.send(new RegisterImageCommand({ Name: 'registered', RootDeviceName: '/dev/xvda', ...input }));

  test('has defaults that are wrong for everything modern (0.9)', async () => {
    const lab = new Lab();
    const { ImageId } = await register(lab, { BlockDeviceMappings: root(lab.seed.snapshot()) });
    expect(await view(lab, ImageId)).toMatchObject({ State: 'pending', Architecture: 'i386', VirtualizationType: 'paravirtual' });
    lab.pass(1);
    expect(await view(lab, ImageId)).toMatchObject({ State: 'available', SourceImageId: undefined });
  });

  test('takes size and encryption from the snapshots, and keeps ephemeral and blank devices', async () => {
    const lab = new Lab();
    const encrypted = lab.seed.snapshot({ sizeGiB: 30, encrypted: true });
    const { ImageId } = await register(lab, {
      BlockDeviceMappings: [...root(encrypted), { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' }, { DeviceName: '/dev/sdc', Ebs: { VolumeSize: 5 } }],
    });
    expect((await view(lab, ImageId)).BlockDeviceMappings).toEqual([
      { DeviceName: '/dev/xvda', Ebs: { SnapshotId: encrypted, VolumeSize: 30, VolumeType: 'gp2', DeleteOnTermination: true, Encrypted: true } },
      { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' },
      { DeviceName: '/dev/sdc', Ebs: { VolumeSize: 5, VolumeType: 'gp2', DeleteOnTermination: true, Encrypted: false } },
    ]);
  });

  test('derives the bill from the snapshot, and not from what is asked (3.2)', async () => {
    const lab = new Lab();
    lab.seed.image({ traits: { PlatformDetails: 'Windows', UsageOperation: 'RunInstances:0002', Platform: 'Windows' } });
    const [{ snapshotIds: [snapshotId] }] = lab.simulator.images();
    const { ImageId } = await register(lab, { BlockDeviceMappings: root(snapshotId) });
    expect(await view(lab, ImageId)).toMatchObject({ PlatformDetails: 'Windows', UsageOperation: 'RunInstances:0002' });
  });

  test.each<[string, (lab: Lab) => Partial<RegisterImageCommandInput>, string]>([
    ['Encrypted comes with a snapshot', (lab) => ({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: lab.seed.snapshot(), Encrypted: true } }] }),
      'InvalidParameter: Parameter encrypted is invalid'],
    ['the root device has no mapping', (lab) => ({ RootDeviceName: '/dev/sda1', BlockDeviceMappings: root(lab.seed.snapshot()) }), 'InvalidBlockDeviceMapping'],
    ['the volume is smaller than its snapshot',
      (lab) => ({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: lab.seed.snapshot({ sizeGiB: 9 }), VolumeSize: 8 } }] }), 'InvalidParameterValue'],
    ['the root volume cannot boot',
      (lab) => ({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: lab.seed.snapshot(), VolumeType: 'st1' } }] }), 'BootForVolumeTypeUnsupported'],
    ['Iops come with gp2',
      (lab) => ({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: lab.seed.snapshot(), VolumeType: 'gp2', Iops: 3000 } }] }), 'InvalidParameterCombination'],
    ['a TPM comes without UEFI', (lab) => ({ TpmSupport: 'v2.0', BlockDeviceMappings: root(lab.seed.snapshot()) }), 'InvalidParameterCombination'],
    ['the snapshot does not exist', () => ({ BlockDeviceMappings: root('snap-00000000000000000') }), 'InvalidSnapshotID.NotFound'],
    ['tags are meant for snapshots', (lab) => ({
      BlockDeviceMappings: root(lab.seed.snapshot()), TagSpecifications: [{ ResourceType: 'snapshot', Tags: [{ Key: 'a', Value: 'b' }] }],
    }), 'InvalidParameterValue'],
    ['the name is taken', (lab) => {
      lab.seed.image({ name: 'taken' });
      return { Name: 'taken', BlockDeviceMappings: root(lab.seed.snapshot()) };
    }, 'InvalidAMIName.Duplicate'],
  ])('fails when %s', async (_title, input, expected) => {
    const lab = new Lab();
    expect(await refusal(register(lab, input(lab)))).toMatch(new RegExp(`^${expected}`));
  });
});

describe('CreateImage', () => {
  const create = (lab: Lab, InstanceId: string, more: Partial<CreateImageCommandInput> = {}) =>
    lab.ec2.send(new CreateImageCommand({ InstanceId, Name: 'created', ...more }));

  test('makes a snapshot of each volume, keeps the bill, and completes later', async () => {
    const lab = new Lab();
    const keyArn = lab.seed.key();
    const traits = { UsageOperation: 'RunInstances:0010', PlatformDetails: 'Red Hat Enterprise Linux' };
    const imageId = lab.seed.image({ traits });
    const instanceId = lab.seed.instance({ imageId, volumes: [{ sizeGiB: 10, kmsKeyId: keyArn }, { device: '/dev/sdf', deleteOnTermination: false }] });
    const { ImageId } = await create(lab, instanceId, {
      TagSpecifications: [{ ResourceType: 'image', Tags: [{ Key: 'a', Value: 'b' }] }, { ResourceType: 'snapshot', Tags: [{ Key: 'c', Value: 'd' }] }],
    });
    expect(await view(lab, ImageId)).toMatchObject({ State: 'pending', SourceInstanceId: instanceId, Tags: [{ Key: 'a', Value: 'b' }] });
    lab.pass(1);
    expect(await view(lab, ImageId)).toMatchObject({
      ...traits,
      State: 'available',
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 10, Encrypted: true } },
        { DeviceName: '/dev/sdf', Ebs: { Encrypted: false, DeleteOnTermination: false } },
      ],
    });
    const { Snapshots } = await lab.ec2.send(new DescribeSnapshotsCommand({ Filters: [{ Name: 'tag:c', Values: ['d'] }] }));
    expect(Snapshots).toMatchObject([{ State: 'completed', KmsKeyId: keyArn }, { State: 'completed', Encrypted: false }]);
  });

  test('has no client token: asked twice, it is refused by the name alone', async () => {
    const lab = new Lab();
    const instanceId = lab.seed.instance({ imageId: lab.seed.image() });
    await create(lab, instanceId);
    expect(await refusal(create(lab, instanceId))).toMatch(/^InvalidAMIName.Duplicate/);
  });

  test('fails when the instance is terminated, or unknown', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image();
    expect(await refusal(create(lab, lab.seed.instance({ imageId, state: 'terminated' })))).toMatch(/^IncorrectInstanceState/);
    expect(await refusal(create(lab, 'i-00000000000000000'))).toMatch(/^InvalidInstanceID.NotFound/);
  });
});
