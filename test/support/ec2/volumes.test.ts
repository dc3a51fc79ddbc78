import {
  CreateVolumeCommand, type CreateVolumeCommandInput, DescribeInstancesCommand, DescribeLaunchTemplatesCommand, DescribeLaunchTemplateVersionsCommand,
  DescribeVolumesCommand, GetEbsDefaultKmsKeyIdCommand, GetEbsEncryptionByDefaultCommand,
} from '@aws-sdk/client-ec2';
import { HERE, Lab, OTHER, OWNER, refusal } from './lab';

const zone = `${HERE}a`;
const create = (lab: Lab, input: Partial<CreateVolumeCommandInput>, account = OWNER) =>
  lab.simulator.ec2(account, HERE).send(new CreateVolumeCommand({ AvailabilityZone: zone, ...input }));
const view = async (lab: Lab, id?: string) => (await lab.ec2.send(new DescribeVolumesCommand({ VolumeIds: [id!] }))).Volumes![0];

describe('CreateVolume', () => {
  test('encrypts straight from an unencrypted snapshot (ec2-semantics 0)', async () => {
    const lab = new Lab();
    const SnapshotId = lab.seed.snapshot({ sizeGiB: 20 });
    const KmsKeyId = lab.seed.key();
    const { VolumeId, State } = await create(lab, { SnapshotId, Encrypted: true, KmsKeyId, VolumeType: 'gp3' });
    expect(State).toBe('creating');
    lab.pass(1);
    expect(await view(lab, VolumeId)).toMatchObject({ State: 'available', Encrypted: true, KmsKeyId, Size: 20, SnapshotId, VolumeType: 'gp3' });
  });

  test('is idempotent by its client token', async () => {
    const lab = new Lab();
    const first = await create(lab, { Size: 1, ClientToken: 'token' });
    const second = await create(lab, { Size: 1, ClientToken: 'token' });
    expect(second.VolumeId).toBe(first.VolumeId);
    expect(await refusal(create(lab, { Size: 2, ClientToken: 'token' }))).toMatch(/^IdempotentParameterMismatch/);
  });

  test('restores what another account encrypted under the own default key (4.6)', async () => {
    const lab = new Lab();
    const SnapshotId = lab.seed.snapshot({ kmsKeyId: lab.seed.key({ sharedWith: [OTHER] }), sharedWith: [OTHER] });
    expect((await create(lab, { SnapshotId }, OTHER)).KmsKeyId).toContain(OTHER);
  });

  test('ends in error when the key does not serve', async () => {
    const lab = new Lab();
    const { VolumeId } = await create(lab, { Size: 1, Encrypted: true, KmsKeyId: lab.seed.key({ state: 'Disabled' }) });
    lab.pass(1);
    expect(await view(lab, VolumeId)).toMatchObject({ State: 'error' });
  });

  test.each<[string, Partial<CreateVolumeCommandInput>, string]>([
    ['there is neither size nor snapshot', {}, 'MissingParameter'],
    ['the zone is elsewhere', { AvailabilityZone: 'us-east-1a', Size: 1 }, 'InvalidZone.NotFound'],
    ['a key comes without Encrypted', { Size: 1, KmsKeyId: 'alias/a' }, 'InvalidParameterCombination'],
    ['the snapshot is unknown', { SnapshotId: 'snap-00000000000000000' }, 'InvalidSnapshot.NotFound'],
  ])('fails when %s', async (_title, input, code) => {
    expect(await refusal(create(new Lab(), input))).toMatch(new RegExp(`^${code}`));
  });
});

describe('what is only described', () => {
  test('volumes are found by their traits and their tags', async () => {
    const lab = new Lab();
    const found = lab.seed.volume({ sizeGiB: 2, type: 'io2', encrypted: true, tags: { a: 'b' } });
    lab.seed.volume();
    lab.simulator.seed(OTHER, HERE).volume({ sizeGiB: 2 });
    const filters = { 'size': '2', 'volume-type': 'io?', 'encrypted': 'true', 'status': 'available', 'availability-zone': zone, 'tag:a': 'b' };
    for (const [Name, value] of Object.entries(filters)) {
      const filtered = await lab.ec2.send(new DescribeVolumesCommand({ Filters: [{ Name, Values: [value] }, { Name: 'tag-key', Values: ['*'] }] }));
      expect(filtered.Volumes?.map((volume) => volume.VolumeId)).toEqual([found]);
    }
  });


  test('an instance shows its image, its state and its volumes, which show it in turn', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image({ volumes: [{}, { device: '/dev/sdf', sizeGiB: 3 }] });
    const instanceId = lab.seed.instance({ imageId, state: 'stopped', tags: { Name: 'web' } });
    const { Reservations } = await lab.ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'image-id', Values: [imageId] }] }));
    const [instance] = Reservations![0].Instances!;
    expect(instance).toMatchObject({ InstanceId: instanceId, ImageId: imageId, State: { Name: 'stopped', Code: 80 }, Tags: [{ Key: 'Name', Value: 'web' }] });
    const VolumeId = instance.BlockDeviceMappings![1].Ebs!.VolumeId;
    expect(await view(lab, VolumeId)).toMatchObject({ Size: 3, Attachments: [{ InstanceId: instanceId, Device: '/dev/sdf' }] });
  });

  test('a launch template shows its versions', async () => {
    const lab = new Lab();
    const id = lab.seed.launchTemplate({ name: 'fleet', imageIds: ['ami-1', 'ami-2'] });
    expect(await lab.ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: ['fleet'] })))
      .toMatchObject({ LaunchTemplates: [{ LaunchTemplateId: id, LatestVersionNumber: 2 }] });
    const { LaunchTemplateVersions } = await lab.ec2.send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: ['$Latest', '1'] }));
    expect(LaunchTemplateVersions?.map((version) => version.LaunchTemplateData?.ImageId)).toEqual(['ami-2', 'ami-1']);
    expect(await refusal(lab.ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateNames: ['none'] })))).toMatch(/^InvalidLaunchTemplateName/);
    expect(await refusal(lab.ec2.send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: ['3'] })))).toMatch(/VersionNotFound/);
  });

  test('settings of the account are read as they were set', async () => {
    const lab = new Lab();
    expect(await lab.ec2.send(new GetEbsEncryptionByDefaultCommand({}))).toMatchObject({ EbsEncryptionByDefault: false });
    expect(await lab.ec2.send(new GetEbsDefaultKmsKeyIdCommand({}))).toMatchObject({ KmsKeyId: 'alias/aws/ebs' });
    const keyArn = lab.seed.key();
    lab.seed.encryptionByDefault(keyArn);
    expect(await lab.ec2.send(new GetEbsEncryptionByDefaultCommand({}))).toMatchObject({ EbsEncryptionByDefault: true });
    expect(await lab.ec2.send(new GetEbsDefaultKmsKeyIdCommand({}))).toMatchObject({ KmsKeyId: keyArn });
  });
});
