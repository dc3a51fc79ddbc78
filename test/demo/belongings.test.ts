import { DescribeImagesCommand, DescribeVolumesCommand, EC2Client, RegisterImageCommand } from '@aws-sdk/client-ec2';
import { Belongings } from '../../scripts/demo/endpoint/belongings';
import { removals } from '../../scripts/demo/endpoint/guide';
import { Ec2Simulator } from '../support/ec2/ec2-simulator';
import { listen, Listening } from '../support/ec2/wire/listen';
import { WireRequest } from '../support/ec2/wire/wire-door';
import { Random } from '../support/random';

const ZONES = `<DescribeAvailabilityZonesResponse><availabilityZoneInfo>
  <item><zoneName>eu-central-1-ham-1a</zoneName><zoneType>local-zone</zoneType><zoneState>available</zoneState></item>
  <item><zoneName>eu-central-1b</zoneName><zoneType>availability-zone</zoneType><zoneState>available</zoneState></item>
</availabilityZoneInfo></DescribeAvailabilityZonesResponse>`;
const NONE = '<Response><Errors><Error><Code>InvalidAction</Code><Message>The action RunInstances is not valid.</Message></Error></Errors></Response>';

let door: Listening;
let ec2: EC2Client;
let belongings: Belongings;
let refused: string[];

beforeEach(async () => {
  refused = [];
  const simulator = new Ec2Simulator({ clock: Date, random: new Random(1), rules: { creationTakes: [0, 0] } });
  const answer = async (request: WireRequest) => {
    const action = new URLSearchParams(request.body).get('Action')!;
    if (action === 'DescribeAvailabilityZones') return { status: 200, headers: {}, body: ZONES };
    return refused.includes(action) ? { status: 400, headers: {}, body: NONE } : simulator.answer(request);
  };
  door = await listen({ answer }, {});
  ec2 = new EC2Client({ endpoint: door.url, region: 'eu-central-1', credentials: { accessKeyId: '111111111111', secretAccessKey: 'test' } });
  belongings = new Belongings(ec2, new AbortController().signal);
});
afterEach(async () => {
  ec2.destroy();
  await door.close();
});

const kindsOf = async () => (await belongings.left()).map(({ kind, state }) => state ?? kind);

test('a base image has two volumes in plain text, and takes no volume of the account', async () => {
  const imageId = await belongings.publish('linux-base', '2026.10');
  const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
  expect(Images![0]).toMatchObject({ Name: 'linux-base', State: 'available', RootDeviceName: '/dev/xvda' });
  expect(Images![0].BlockDeviceMappings!.map(({ DeviceName, Ebs }) => [DeviceName, Ebs!.VolumeSize, Ebs!.Encrypted]))
    .toEqual([['/dev/xvda', 8, false], ['/dev/sdf', 20, false]]);
  expect((await ec2.send(new DescribeVolumesCommand({}))).Volumes).toEqual([]);
});

test('all that was made is removed, but for the instance that EC2 still shows', async () => {
  const imageId = await belongings.publish('linux-base', '2026.10');
  expect(await belongings.launch(imageId)).toEqual({ instanceId: expect.stringMatching(/^i-/) });
  expect(await kindsOf()).toEqual(['running', 'image', 'snapshot', 'snapshot']);
  expect(await belongings.remove()).toEqual([]);
  expect(await kindsOf()).toEqual(['terminated']);
  expect(removals(undefined, await belongings.left(), [])).toEqual([]);
});

test('what cannot be removed is told, with the commands that remove it later', async () => {
  const imageId = await belongings.publish('linux-base', '2026.10');
  const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }));
  const SnapshotId = Images![0].BlockDeviceMappings![0].Ebs!.SnapshotId!;
  await ec2.send(new RegisterImageCommand({ Name: 'mine', RootDeviceName: '/dev/xvda', BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId } }] }));
  expect(await belongings.remove()).toEqual([expect.stringContaining(`${SnapshotId} could not be removed: The snapshot ${SnapshotId} is currently in use by`)]);
  expect(removals('WebImages', await belongings.left(), ['1234abcd'])).toEqual([
    'aws cloudformation delete-stack --stack-name WebImages',
    `aws ec2 delete-snapshot --snapshot-id ${SnapshotId}`,
    'aws kms schedule-key-deletion --key-id 1234abcd',
  ]);
});

test('where there are no instances, none is launched', async () => {
  refused = ['RunInstances'];
  const launch = await belongings.launch(await belongings.publish('linux-base', '2026.10'));
  expect(launch).toEqual({ refusal: 'since no instance can be had here: The action RunInstances is not valid.' });
});
