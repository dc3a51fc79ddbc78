/** The same cases through both doors, in the same order: the real SDK over the wire, and the client door, must not be told apart. */
import * as ec2 from '@aws-sdk/client-ec2';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { FAR, HERE, Lab, OTHER, OWNER, refusal } from './lab';

const ODD = ' <&>"\' é\n\t]]> x ';
const NONE = '00000000000000000';

/** What both labs are seeded with; the same seed of chance gives both the same ids. */
function furnish(lab: Lab) {
  const keyArn = lab.seed.key({ alias: 'mine' });
  const imageId = lab.seed.image({
    name: 'source',
    description: ODD,
    tags: { [ODD.trim()]: ODD, empty: '' },
    ephemeral: { '/dev/sdb': 'ephemeral0' },
    volumes: [{ iops: 4000, throughput: 250 }, { device: '/dev/sdf', sizeGiB: 20, kmsKeyId: keyArn, deleteOnTermination: false }],
    traits: { ProductCodes: [{ ProductCodeId: 'abc', ProductCodeType: 'devpay' }], uefiData: 'uefi' },
  });
  return {
    keyArn,
    imageId,
    snapshotId: lab.simulator.images()[0].snapshotIds[0],
    instanceId: lab.seed.instance({ imageId, tags: { Name: 'web' } }),
    templateId: lab.seed.launchTemplate({ name: 'fleet', imageIds: [imageId] }),
    volumeId: lab.seed.volume({ sizeGiB: 1, tags: { a: 'b' } }),
    plainId: lab.seed.image({ name: 'plain' }),
    doomedId: lab.seed.image({ name: 'doomed', volumes: [{}, { device: '/dev/sdf' }] }),
    lockedId: lab.seed.snapshot(),
  };
}

type Furniture = ReturnType<typeof furnish>;
type Send = (client: Pick<ec2.EC2Client, 'send'>) => Promise<object>;

const tags = (...types: ec2.ResourceType[]): ec2.TagSpecification[] => types.map((ResourceType) => ({ ResourceType, Tags: [{ Key: 'k', Value: ODD }] }));

const CASES: [string, (there: Furniture) => Send][] = [
  ['DescribeImages: nested lists, numbers, booleans, tags', ({ imageId }) => (c) => c.send(new ec2.DescribeImagesCommand({ ImageIds: [imageId] }))],
  ['DescribeImages: an empty list', () => (c) => c.send(new ec2.DescribeImagesCommand({ Filters: [{ Name: 'name', Values: ['none', 'n?ne'] }] }))],
  ['DescribeImages: a page', () => (c) => c.send(new ec2.DescribeImagesCommand({ Owners: ['self'], MaxResults: 5 }))],
  ['DescribeImages: an unknown id', () => (c) => c.send(new ec2.DescribeImagesCommand({ ImageIds: [`ami-${NONE}`, `ami-${NONE.replace(/.$/, '1')}`] }))],
  ['DescribeImages: a wrong filter', () => (c) => c.send(new ec2.DescribeImagesCommand({ Filters: [{ Name: ODD, Values: ['a'] }] }))],
  ['CopyImage', ({ plainId, keyArn }) => (c) => c.send(new ec2.CopyImageCommand({
    Name: 'copy',
    SourceImageId: plainId,
    SourceRegion: HERE,
    Encrypted: true,
    KmsKeyId: keyArn,
    ClientToken: 'token',
    Description: ODD,
    CopyImageTags: true,
    TagSpecifications: tags('image', 'snapshot'),
  }))],
  ['CopyImage: the same token, other parameters', ({ plainId }) => (c) => c.send(new ec2.CopyImageCommand(
    { Name: 'other', SourceImageId: plainId, SourceRegion: HERE, ClientToken: 'token' }))],
  ['CopyImage: a taken name', ({ plainId }) => (c) => c.send(new ec2.CopyImageCommand({ Name: 'copy', SourceImageId: plainId, SourceRegion: HERE }))],
  ['CopyImage: no source', () => (c) => c.send(new ec2.CopyImageCommand({ Name: 'copy', SourceImageId: undefined, SourceRegion: HERE }))],
  ['CopyImage: a dry run', ({ plainId }) => (c) => c.send(new ec2.CopyImageCommand({ Name: 'dry', SourceImageId: plainId, SourceRegion: HERE, DryRun: true }))],
  ['DescribeImages: a copy', () => (c) => c.send(new ec2.DescribeImagesCommand({ Filters: [{ Name: 'name', Values: ['copy'] }] }))],
  ['DescribeSnapshots: dates, and a description with commas', () => (c) => c.send(new ec2.DescribeSnapshotsCommand({ OwnerIds: ['self'] }))],
  ['DescribeSnapshots: an unknown id', () => (c) => c.send(new ec2.DescribeSnapshotsCommand({ SnapshotIds: [`snap-${NONE}`] }))],
  ['CreateSnapshot', ({ volumeId }) => (c) => c.send(new ec2.CreateSnapshotCommand({ VolumeId: volumeId, Description: '', TagSpecifications: tags('snapshot') }))],
  ['CopySnapshot, with the presigned URL that the SDK adds', ({ snapshotId }) => (c) => c.send(new ec2.CopySnapshotCommand(
    { SourceSnapshotId: snapshotId, SourceRegion: HERE, TagSpecifications: tags('snapshot') }))],
  ['CopySnapshot: Encrypted is false', ({ snapshotId }) => (c) => c.send(new ec2.CopySnapshotCommand(
    { SourceSnapshotId: snapshotId, SourceRegion: HERE, Encrypted: false }))],
  ['CreateVolume', ({ snapshotId }) => (c) => c.send(new ec2.CreateVolumeCommand(
    { SnapshotId: snapshotId, AvailabilityZone: `${HERE}a`, VolumeType: 'gp3', Iops: 3000, Throughput: 125, TagSpecifications: tags('volume') }))],
  ['DescribeVolumes', () => (c) => c.send(new ec2.DescribeVolumesCommand({}))],
  ['CreateImage', ({ instanceId }) => (c) => c.send(new ec2.CreateImageCommand({ InstanceId: instanceId, Name: 'created', TagSpecifications: tags('image') }))],
  ['RegisterImage', ({ snapshotId }) => (c) => c.send(new ec2.RegisterImageCommand({
    Name: 'registered',
    RootDeviceName: '/dev/xvda',
    Architecture: 'arm64',
    VirtualizationType: 'hvm',
    EnaSupport: true,
    BootMode: 'uefi',
    TpmSupport: 'v2.0',
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: snapshotId, DeleteOnTermination: false } }, { DeviceName: '/dev/sdb', NoDevice: '' }],
  }))],
  ['DescribeImages: everything', () => (c) => c.send(new ec2.DescribeImagesCommand({ IncludeDisabled: true, IncludeDeprecated: true }))],
  ['DescribeInstances', () => (c) => c.send(new ec2.DescribeInstancesCommand({}))],
  ['DescribeLaunchTemplates', () => (c) => c.send(new ec2.DescribeLaunchTemplatesCommand({}))],
  ['DescribeLaunchTemplateVersions', ({ templateId }) => (c) => c.send(new ec2.DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: templateId }))],
  ['DescribeImageReferences', ({ imageId }) => (c) => c.send(new ec2.DescribeImageReferencesCommand({
    ImageIds: [imageId],
    ResourceTypes: [
      { ResourceType: 'ec2:Instance', ResourceTypeOptions: [{ OptionName: 'state-name', OptionValues: ['running', 'stopped'] }] },
      { ResourceType: 'ec2:LaunchTemplate', ResourceTypeOptions: [{ OptionName: 'version-depth', OptionValues: ['100'] }] },
    ],
  }))],
  ['CreateTags', ({ imageId, volumeId }) => (c) => c.send(new ec2.CreateTagsCommand({ Resources: [imageId, volumeId], Tags: [{ Key: 'new', Value: ODD }] }))],
  ['CreateTags: a key of AWS', ({ imageId }) => (c) => c.send(new ec2.CreateTagsCommand({ Resources: [imageId], Tags: [{ Key: 'aws:a', Value: '' }] }))],
  ['DeleteTags', ({ imageId }) => (c) => c.send(new ec2.DeleteTagsCommand({ Resources: [imageId], Tags: [{ Key: 'new' }, { Key: 'empty', Value: '' }] }))],
  ['ModifyImageAttribute: permissions', ({ plainId }) => (c) => c.send(new ec2.ModifyImageAttributeCommand(
    { ImageId: plainId, LaunchPermission: { Add: [{ UserId: OTHER }, { Group: 'all' }] } }))],
  ['ModifyImageAttribute: the older form', ({ plainId }) => (c) => c.send(new ec2.ModifyImageAttributeCommand(
    { ImageId: plainId, Attribute: 'launchPermission', OperationType: 'remove', UserGroups: ['all'] }))],
  ['ModifyImageAttribute: a description', ({ plainId }) => (c) => c.send(new ec2.ModifyImageAttributeCommand({ ImageId: plainId, Description: { Value: ODD } }))],
  ['ModifyImageAttribute: nothing', ({ plainId }) => (c) => c.send(new ec2.ModifyImageAttributeCommand({ ImageId: plainId }))],
  ...(['blockDeviceMapping', 'bootMode', 'description', 'launchPermission', 'productCodes', 'uefiData', 'tpmSupport'] as const).map(
    (Attribute): (typeof CASES)[number] => [`DescribeImageAttribute: ${Attribute}`,
      ({ imageId }) => (c) => c.send(new ec2.DescribeImageAttributeCommand({ ImageId: imageId, Attribute }))]),
  ['DescribeImageAttribute: who a plain image is shared with', ({ plainId }) => (c) => c.send(new ec2.DescribeImageAttributeCommand(
    { ImageId: plainId, Attribute: 'launchPermission' }))],
  ['ResetImageAttribute', ({ plainId }) => (c) => c.send(new ec2.ResetImageAttributeCommand({ ImageId: plainId, Attribute: 'launchPermission' }))],
  ['CancelImageLaunchPermission', ({ plainId }) => (c) => c.send(new ec2.CancelImageLaunchPermissionCommand({ ImageId: plainId }))],
  ['ModifySnapshotAttribute', ({ snapshotId }) => (c) => c.send(new ec2.ModifySnapshotAttributeCommand(
    { SnapshotId: snapshotId, CreateVolumePermission: { Add: [{ UserId: OTHER }] } }))],
  ['DescribeSnapshotAttribute', ({ snapshotId }) => (c) => c.send(new ec2.DescribeSnapshotAttributeCommand(
    { SnapshotId: snapshotId, Attribute: 'createVolumePermission' }))],
  ['EnableImageDeprecation: a date', ({ plainId }) => (c) => c.send(new ec2.EnableImageDeprecationCommand(
    { ImageId: plainId, DeprecateAt: new Date(Date.UTC(2026, 5, 1, 12, 30)) }))],
  ['EnableImageDeprecation: in the past', ({ plainId }) => (c) => c.send(new ec2.EnableImageDeprecationCommand({ ImageId: plainId, DeprecateAt: new Date(0) }))],
  ['DisableImageDeprecation', ({ imageId }) => (c) => c.send(new ec2.DisableImageDeprecationCommand({ ImageId: imageId }))],
  ['EnableImageDeregistrationProtection', ({ imageId }) => (c) => c.send(new ec2.EnableImageDeregistrationProtectionCommand({ ImageId: imageId, WithCooldown: true }))],
  ['DisableImageDeregistrationProtection', ({ imageId }) => (c) => c.send(new ec2.DisableImageDeregistrationProtectionCommand({ ImageId: imageId }))],
  ['DeregisterImage: protected', ({ imageId }) => (c) => c.send(new ec2.DeregisterImageCommand({ ImageId: imageId }))],
  ['DisableImage', ({ plainId }) => (c) => c.send(new ec2.DisableImageCommand({ ImageId: plainId }))],
  ['EnableImage', ({ plainId }) => (c) => c.send(new ec2.EnableImageCommand({ ImageId: plainId }))],
  ['EnableImageBlockPublicAccess', () => (c) => c.send(new ec2.EnableImageBlockPublicAccessCommand({ ImageBlockPublicAccessState: 'block-new-sharing' }))],
  ['GetImageBlockPublicAccessState', () => (c) => c.send(new ec2.GetImageBlockPublicAccessStateCommand({}))],
  ['DisableImageBlockPublicAccess', () => (c) => c.send(new ec2.DisableImageBlockPublicAccessCommand({}))],
  ['GetEbsEncryptionByDefault', () => (c) => c.send(new ec2.GetEbsEncryptionByDefaultCommand({}))],
  ['GetEbsDefaultKmsKeyId', () => (c) => c.send(new ec2.GetEbsDefaultKmsKeyIdCommand({}))],
  ['DeleteSnapshot: in use', ({ snapshotId }) => (c) => c.send(new ec2.DeleteSnapshotCommand({ SnapshotId: snapshotId }))],
  ['DeregisterImage: with its snapshots', ({ doomedId }) => (c) => c.send(new ec2.DeregisterImageCommand({ ImageId: doomedId, DeleteAssociatedSnapshots: true }))],
  ['DeregisterImage: again', ({ doomedId }) => (c) => c.send(new ec2.DeregisterImageCommand({ ImageId: doomedId }))],
  ['DeleteSnapshot', ({ lockedId }) => (c) => c.send(new ec2.DeleteSnapshotCommand({ SnapshotId: lockedId }))],
  ['an action that the simulator does not know', () => (c) => c.send(new ec2.RebootInstancesCommand({ InstanceIds: [] }))],
];

/** All that a caller can tell apart. */
async function told(call: Promise<object>): Promise<unknown> {
  try {
    const { $metadata, ...output } = await call as { $metadata: ec2.CopyImageCommandOutput['$metadata'] };
    return { output, status: $metadata.httpStatusCode, attempts: $metadata.attempts };
  } catch (error) {
    const { name, message, $fault, $metadata } = error as ec2.EC2ServiceException;
    const isService = error instanceof ec2.EC2ServiceException;
    return { name, message, $fault, status: $metadata?.httpStatusCode, attempts: $metadata?.attempts, isService };
  }
}

describe('the wire and the client door', () => {
  const wired = new Lab();
  const direct = new Lab();
  const there = furnish(wired);
  let close: () => Promise<void>;
  let config: ec2.EC2ClientConfig;

  beforeAll(async () => {
    const listening = await wired.simulator.listen();
    close = () => listening.close();
    config = { endpoint: listening.url, region: HERE, credentials: { accessKeyId: OWNER, secretAccessKey: 'test' } };
    expect(furnish(direct)).toEqual(there);
  });
  afterAll(() => close());

  test.each(CASES)('give the same for %s', async (_title, sendWith) => {
    const send = sendWith(there);
    const overTheWire = await told(send(new ec2.EC2Client(config)));
    expect(overTheWire).toEqual(await told(send(direct.ec2)));
    expect(wired.simulator.images()).toEqual(direct.simulator.images());
    expect(wired.simulator.snapshots()).toEqual(direct.simulator.snapshots());
  });

  test.each(['alias/mine', 'alias/none'])('give the same for DescribeKey of %s', async (KeyId) => {
    const send = (client: Pick<KMSClient, 'send'>) => client.send(new DescribeKeyCommand({ KeyId }));
    expect(await told(send(new KMSClient(config)))).toEqual(await told(send(direct.simulator.kms(OWNER, HERE))));
  });

  test.each(['throttle', 'server-error', 'lost-answer'] as const)('try again after a %s', async (fault) => {
    const VolumeId = there.volumeId;
    const calls = wired.simulator.calls.length;
    for (const lab of [wired, direct]) lab.simulator.inject({ action: 'CreateTags', fault });
    const send: Send = (client) => client.send(new ec2.CreateTagsCommand({ Resources: [VolumeId], Tags: [{ Key: fault, Value: '' }] }));
    expect(await told(send(new ec2.EC2Client(config)))).toEqual(await told(send(direct.ec2)));
    expect(wired.simulator.calls.slice(calls)).toHaveLength(2);
  });

  test('call a lost answer by the same name', async () => {
    for (const lab of [wired, direct]) lab.simulator.inject({ action: 'DescribeVolumes', fault: 'lost-answer' });
    const clients = [new ec2.EC2Client({ ...config, maxAttempts: 1 }), direct.simulator.ec2(OWNER, HERE, { maxAttempts: 1 })];
    for (const client of clients) {
      // Under jest the SDK puts the error of Node's own realm into a wrapper that only quotes its name.
      expect(await refusal(client.send(new ec2.DescribeVolumesCommand({})))).toMatch(/^(?:Error: AWS SDK error wrapper for )?TimeoutError: /);
    }
  });

  test('lead to the account and Region of the credentials', async () => {
    await new ec2.EC2Client({ ...config, region: FAR, credentials: { accessKeyId: OTHER, secretAccessKey: 'test' } }).send(new ec2.DescribeImagesCommand({}));
    expect(wired.simulator.calls.at(-1)).toMatchObject({ account: OTHER, region: FAR, action: 'DescribeImages' });
  });
});
