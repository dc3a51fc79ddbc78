import {
  CreateVolumeCommand, DeleteVolumeCommand, DescribeImageReferencesCommand, DescribeInstancesCommand, DescribeVolumesCommand, RunInstancesCommand,
  type RunInstancesCommandInput, TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { HERE, Lab, OTHER, refusal } from './lab';

const run = (lab: Lab, input: Partial<RunInstancesCommandInput>, account = '111111111111') =>
  lab.simulator.ec2(account, HERE).send(new RunInstancesCommand({ MinCount: 1, MaxCount: 1, ...input }));
const terminate = (lab: Lab, ...InstanceIds: string[]) => lab.ec2.send(new TerminateInstancesCommand({ InstanceIds }));
const instances = async (lab: Lab) => {
  const { Reservations } = await lab.ec2.send(new DescribeInstancesCommand({}));
  return Reservations!.flatMap(({ Instances }) => Instances!);
};
const volumes = async (lab: Lab) => (await lab.ec2.send(new DescribeVolumesCommand({}))).Volumes!;

async function launch(lab: Lab, input: Partial<RunInstancesCommandInput>): Promise<string> {
  const { Instances } = await run(lab, input);
  return Instances![0].InstanceId!;
}

describe('RunInstances', () => {
  test('starts an instance with a volume for each of the image, under its key, and the image is in use', async () => {
    const lab = new Lab();
    const kmsKeyId = lab.seed.key();
    const ImageId = lab.seed.image({ volumes: [{ kmsKeyId }, { device: '/dev/sdf', sizeGiB: 20, deleteOnTermination: false }] });
    const { Instances } = await run(lab, { ImageId, TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web' }] }] });
    expect(Instances).toMatchObject([{ ImageId, State: { Name: 'pending' }, Tags: [{ Key: 'Name', Value: 'web' }] }]);
    lab.pass(1);
    expect(await instances(lab)).toMatchObject([{ InstanceId: Instances![0].InstanceId, State: { Name: 'running' } }]);
    expect(await volumes(lab)).toMatchObject([{ Size: 8, Encrypted: true, KmsKeyId: kmsKeyId }, { Size: 20, Encrypted: false }]);
    const { ImageReferences } = await lab.ec2.send(new DescribeImageReferencesCommand({ ImageIds: [ImageId], IncludeAllResourceTypes: true }));
    expect(ImageReferences).toHaveLength(1);
  });

  test('is idempotent by its client token', async () => {
    const lab = new Lab();
    const ImageId = lab.seed.image();
    const first = await run(lab, { ImageId, MaxCount: 2, ClientToken: 'token' });
    const second = await run(lab, { ImageId, MaxCount: 2, ClientToken: 'token' });
    expect(second.Instances).toEqual(first.Instances);
    expect(await instances(lab)).toHaveLength(2);
  });

  test('launches what is shared, though its snapshots are not (ec2-semantics 4.3)', async () => {
    const lab = new Lab();
    const ImageId = lab.seed.image({ sharedWith: [OTHER] });
    expect((await run(lab, { ImageId }, OTHER)).Instances).toHaveLength(1);
  });

  test('ends by itself when a key does not serve', async () => {
    const lab = new Lab();
    await run(lab, { ImageId: lab.seed.image({ volumes: [{ kmsKeyId: lab.seed.key({ state: 'Disabled' }) }] }) });
    lab.pass(1);
    expect(await instances(lab)).toMatchObject([{ State: { Name: 'terminated' } }]);
  });

  test.each<[string, (lab: Lab) => Partial<RunInstancesCommandInput>, string]>([
    ['no image is named', () => ({}), 'MissingParameter'],
    ['there is no such image', () => ({ ImageId: 'ami-00000000000000000' }), 'InvalidAMIID.NotFound'],
    ["the image is another account's", lab => ({ ImageId: lab.simulator.seed(OTHER, HERE).image() }), 'InvalidAMIID.NotFound'],
    ['the image is disabled', lab => ({ ImageId: lab.seed.image({ state: 'disabled' }) }), 'InvalidAMIID.Unavailable'],
    ['the counts contradict', lab => ({ ImageId: lab.seed.image(), MinCount: 2 }), 'InvalidParameterValue'],
  ])('fails when %s', async (_title, inputOf, code) => {
    const lab = new Lab();
    expect(await refusal(run(lab, inputOf(lab)))).toMatch(new RegExp(`^${code}`));
    expect(await instances(lab)).toEqual([]);
  });
});

describe('TerminateInstances', () => {
  test('ends an instance and the volumes that go with it, and shows it for an hour', async () => {
    const lab = new Lab();
    const ImageId = lab.seed.image({ volumes: [{}, { device: '/dev/sdf', sizeGiB: 20, deleteOnTermination: false }] });
    const id = await launch(lab, { ImageId });
    lab.pass(1);
    expect(await terminate(lab, id)).toMatchObject({
      TerminatingInstances: [{ InstanceId: id, PreviousState: { Name: 'running', Code: 16 }, CurrentState: { Name: 'shutting-down', Code: 32 } }],
    });
    lab.pass(1);
    expect(await instances(lab)).toMatchObject([{ State: { Name: 'terminated' }, BlockDeviceMappings: [] }]);
    expect(await volumes(lab)).toMatchObject([{ Size: 20, Attachments: [] }]);
    expect(await terminate(lab, id)).toMatchObject({ TerminatingInstances: [{ CurrentState: { Name: 'terminated' } }] });
    lab.pass(61);
    expect(await instances(lab)).toEqual([]);
  });

  test('an instance that is terminated before it runs never runs', async () => {
    const lab = new Lab({ creationTakes: [60_000, 60_000] });
    const id = await launch(lab, { ImageId: lab.seed.image() });
    lab.pass(0.5);
    await terminate(lab, id);
    lab.pass(0.6);
    expect(await instances(lab)).toMatchObject([{ State: { Name: 'shutting-down' } }]);
  });

  test('fails when one of them is unknown, and ends none', async () => {
    const lab = new Lab();
    const id = await launch(lab, { ImageId: lab.seed.image() });
    expect(await refusal(terminate(lab, id, 'i-00000000000000000'))).toMatch(/^InvalidInstanceID.NotFound/);
    lab.pass(1);
    expect(await instances(lab)).toMatchObject([{ State: { Name: 'running' } }]);
  });
});

describe('DeleteVolume', () => {
  const remove = (lab: Lab, VolumeId: string | undefined) => lab.ec2.send(new DeleteVolumeCommand({ VolumeId }));

  test('removes a volume', async () => {
    const lab = new Lab();
    const { VolumeId } = await lab.ec2.send(new CreateVolumeCommand({ AvailabilityZone: `${HERE}a`, Size: 1 }));
    await remove(lab, VolumeId);
    expect(await volumes(lab)).toEqual([]);
    expect(await refusal(remove(lab, VolumeId))).toMatch(/^InvalidVolume.NotFound/);
  });

  test('fails when an instance has it', async () => {
    const lab = new Lab();
    await launch(lab, { ImageId: lab.seed.image() });
    const [{ VolumeId }] = await volumes(lab);
    expect(await refusal(remove(lab, VolumeId))).toMatch(/^VolumeInUse/);
  });
});
