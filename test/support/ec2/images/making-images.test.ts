import {
  CopySnapshotCommand, CreateImageCommand, type CreateImageCommandInput, CreateSnapshotCommand, DescribeImageAttributeCommand, DescribeImagesCommand,
  DescribeSnapshotsCommand, RegisterImageCommand, type RegisterImageCommandInput,
} from '@aws-sdk/client-ec2';
import { HERE, Lab, OTHER, refusal } from '../lab';
import { INSTANCE_STORE, MARKETPLACE, PARAVIRTUAL, RED_HAT, WINDOWS } from '../seed-specs';

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
    lab.seed.image({ traits: WINDOWS });
    const [{ snapshotIds: [snapshotId] }] = lab.simulator.images();
    const { ImageId } = await register(lab, { BlockDeviceMappings: root(snapshotId) });
    expect(await view(lab, ImageId)).toMatchObject(WINDOWS);
  });

  test('derives the bill from the volume that the snapshot was made of', async () => {
    const lab = new Lab();
    const { SnapshotId } = await lab.ec2.send(new CreateSnapshotCommand({ VolumeId: lab.seed.volume({ licence: RED_HAT }) }));
    lab.pass(1);
    expect(await view(lab, (await register(lab, { BlockDeviceMappings: root(SnapshotId!) })).ImageId)).toMatchObject(RED_HAT);
  });

  test.each([
    ['keeps', 1, RED_HAT],
    ['loses', 0, { PlatformDetails: 'Linux/UNIX', UsageOperation: 'RunInstances' }],
  ])('derives the bill from a copied snapshot, which %s it as the rule says', async (_title, copiedSnapshotKeepsLicence, expected) => {
    const lab = new Lab({ copiedSnapshotKeepsLicence });
    const SourceSnapshotId = lab.seed.snapshot({ licence: RED_HAT });
    const { SnapshotId } = await lab.ec2.send(new CopySnapshotCommand({ SourceSnapshotId, SourceRegion: HERE }));
    lab.pass(10);
    expect(await view(lab, (await register(lab, { BlockDeviceMappings: root(SnapshotId!) })).ImageId)).toMatchObject(expected);
  });

  test('takes the product codes of all its snapshots', async () => {
    const lab = new Lab();
    const data = lab.seed.snapshot({ licence: MARKETPLACE });
    const { ImageId } = await register(lab, { BlockDeviceMappings: [...root(lab.seed.snapshot()), { DeviceName: '/dev/sdf', Ebs: { SnapshotId: data } }] });
    expect(await view(lab, ImageId)).toMatchObject(MARKETPLACE);
  });

  test('keeps all that makes an image boot, and devices that are left out', async () => {
    const lab = new Lab();
    const traits = { Architecture: 'x86_64', BootMode: 'uefi', TpmSupport: 'v2.0', EnaSupport: true, SriovNetSupport: 'simple', ImdsSupport: 'v2.0' } as const;
    const { ImageId } = await register(lab, {
      ...traits,
      Description: 'rebuilt',
      VirtualizationType: 'hvm',
      UefiData: 'QU1aTlVFRkk=',
      BlockDeviceMappings: [...root(lab.seed.snapshot()), { DeviceName: '/dev/sdb', NoDevice: '' }],
    });
    const image = await view(lab, ImageId);
    expect(image).toMatchObject({ ...traits, Description: 'rebuilt', VirtualizationType: 'hvm', RootDeviceName: '/dev/xvda' });
    expect(image.BlockDeviceMappings).toContainEqual({ DeviceName: '/dev/sdb', NoDevice: '' });
    expect(await lab.ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute: 'uefiData' }))).toMatchObject({ UefiData: { Value: 'QU1aTlVFRkk=' } });
  });

  test('keeps the kernel and the RAM disk of a paravirtual image', async () => {
    const lab = new Lab();
    const { ImageId } = await register(lab, { ...PARAVIRTUAL, BlockDeviceMappings: root(lab.seed.snapshot()) });
    expect(await view(lab, ImageId)).toMatchObject(PARAVIRTUAL);
  });

  test('fails late when EC2 stumbles', async () => {
    const lab = new Lab();
    lab.simulator.inject({ action: 'RegisterImage', fault: 'making-failure' });
    const { ImageId } = await register(lab, { BlockDeviceMappings: root(lab.seed.snapshot()) });
    lab.pass(1);
    expect(await view(lab, ImageId)).toMatchObject({ State: 'failed' });
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
    ['Iops come without a type, which is gp2', (lab) => ({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: lab.seed.snapshot(), Iops: 3000 } }] }),
      'InvalidParameterCombination'],
    ['Throughput comes with io2',
      (lab) => ({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: lab.seed.snapshot(), VolumeType: 'io2', Iops: 3000, Throughput: 125 } }] }),
      'InvalidParameterCombination'],
    ['io1 comes without Iops',
      (lab) => ({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: lab.seed.snapshot(), VolumeType: 'io1' } }] }), 'MissingParameter'],
    ['a mapping names a key',
      (lab) => ({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: lab.seed.snapshot(), KmsKeyId: lab.seed.key() } }] }), 'InvalidParameterCombination'],
    ['a blank volume has no size',
      (lab) => ({ BlockDeviceMappings: [...root(lab.seed.snapshot()), { DeviceName: '/dev/sdf', Ebs: { VolumeType: 'gp3' } }] }), 'MissingParameter'],
    ['a device is mapped twice', (lab) => ({ BlockDeviceMappings: [...root(lab.seed.snapshot()), { DeviceName: '/dev/xvda', VirtualName: 'ephemeral0' }] }),
      'InvalidBlockDeviceMapping'],
    ['it says how to bill', (lab) => ({ BillingProducts: ['bp-6ba54002'], BlockDeviceMappings: root(lab.seed.snapshot()) }), 'AuthFailure'],
    ['the snapshot is still pending', (lab) => ({ BlockDeviceMappings: root(lab.seed.snapshot({ state: 'pending' })) }), 'IncorrectState'],
    ['the snapshot is another account\'s, though shared',
      (lab) => ({ BlockDeviceMappings: root(lab.simulator.seed(OTHER, HERE).snapshot({ sharedWith: ['all'] })) }), 'InvalidParameterValue'],
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

  test('keeps what the instance has of its image: the bill, the codes, the firmware, and volumes of the instance store', async () => {
    const lab = new Lab();
    const traits = { ...WINDOWS, ...MARKETPLACE, BootMode: 'uefi', TpmSupport: 'v2.0', uefiData: 'QU1aTlVFRkk=' } as const;
    const imageId = lab.seed.image({ traits, ephemeral: { '/dev/sdb': 'ephemeral0' }, otherMappings: [{ DeviceName: '/dev/sdg', Ebs: { VolumeSize: 3 } }] });
    const { ImageId } = await create(lab, lab.seed.instance({ imageId }));
    const { uefiData, ...shown } = traits;
    const image = await view(lab, ImageId);
    expect(image).toMatchObject(shown);
    expect(image.BlockDeviceMappings!.map(({ DeviceName, VirtualName }) => [DeviceName, VirtualName]))
      .toEqual([['/dev/xvda', undefined], ['/dev/sdg', undefined], ['/dev/sdb', 'ephemeral0']]);
    expect(image.BlockDeviceMappings![1].Ebs!.SnapshotId).toMatch(/^snap-/);
    expect(await lab.ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute: 'uefiData' }))).toMatchObject({ UefiData: { Value: uefiData } });
  });

  test.each([
    ['restarts a running instance', 'running', {}, 1],
    ['does not when it is told not to', 'running', { NoReboot: true }, 0],
    ['does not start a stopped one', 'stopped', {}, 0],
  ] as const)('%s', async (_title, state, more, restarts) => {
    const lab = new Lab();
    await create(lab, lab.seed.instance({ imageId: lab.seed.image(), state }), more);
    expect(lab.simulator.instances()).toMatchObject([{ state, restarts }]);
  });

  test('leaves out a volume when it is told to, and makes no snapshot of it', async () => {
    const lab = new Lab();
    const instanceId = lab.seed.instance({ imageId: lab.seed.image(), volumes: [{}, { device: '/dev/sdf' }, { device: '/dev/sdg' }] });
    const { ImageId } = await create(lab, instanceId, {
      BlockDeviceMappings: [{ DeviceName: '/dev/sdf', NoDevice: '' }, { DeviceName: '/dev/sdg', Ebs: { DeleteOnTermination: false } }],
    });
    expect((await view(lab, ImageId)).BlockDeviceMappings).toMatchObject(
      [{ DeviceName: '/dev/xvda' }, { DeviceName: '/dev/sdg', Ebs: { VolumeSize: 8, DeleteOnTermination: false } }]);
    expect(lab.simulator.snapshots().filter(({ madeFor }) => madeFor === ImageId)).toHaveLength(2);
  });

  test('fails when it would change what a volume is', async () => {
    const lab = new Lab();
    const instanceId = lab.seed.instance({ imageId: lab.seed.image() });
    expect(await refusal(create(lab, instanceId, { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20 } }] })))
      .toMatch(/^InvalidParameterCombination: VolumeSize/);
  });

  test('fails when the root of the instance is in the instance store', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image({ traits: INSTANCE_STORE, volumes: [] });
    expect(await refusal(create(lab, lab.seed.instance({ imageId }))))
      .toMatch(/^InvalidParameterValue: .*Instance does not have a volume attached at root \(\/dev\/sda1\)$/);
  });

  test('fails late when EC2 stumbles', async () => {
    const lab = new Lab();
    const instanceId = lab.seed.instance({ imageId: lab.seed.image() });
    lab.simulator.inject({ action: 'CreateImage', fault: 'making-failure' });
    const { ImageId } = await create(lab, instanceId);
    lab.pass(1);
    expect(await view(lab, ImageId)).toMatchObject({ State: 'failed' });
    expect(lab.simulator.snapshots().filter(({ madeFor }) => madeFor === ImageId)).toMatchObject([{ state: 'error' }]);
  });

  test('fails when the instance is terminated, or unknown', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image();
    expect(await refusal(create(lab, lab.seed.instance({ imageId, state: 'terminated' })))).toMatch(/^IncorrectInstanceState/);
    expect(await refusal(create(lab, 'i-00000000000000000'))).toMatch(/^InvalidInstanceID.NotFound/);
  });
});
