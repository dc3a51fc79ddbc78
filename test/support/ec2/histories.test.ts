/** Random calls of two accounts against the hard rules. Whatever they do, EC2 stays consistent, and in the end describes show the truth. */
import * as ec2 from '@aws-sdk/client-ec2';
import { FAR, HERE, Lab, OTHER, OWNER } from './lab';
import { calm, hard } from './rules';
import { Random } from '../random';

type Send = (client: Pick<ec2.EC2Client, 'send'>) => Promise<object>;

const HISTORIES = 60;
const CALLS = 60;
const DAY = 24 * 60;

class History {
  private readonly random: Random;
  private readonly lab: Lab;
  private readonly keys: string[];

  constructor(seed: number) {
    this.random = new Random(seed);
    const pendingCopyShowsSnapshots = this.random.chance(0.5);
    const tokenReplayAfterDeath = this.random.pick(['dead-id', 'new-copy'] as const);
    this.lab = new Lab({ ...hard, pendingCopyShowsSnapshots, tokenReplayAfterDeath }, {
      random: this.random.fork('simulator'),
      hooks: { pause: async (milliseconds) => this.lab.pass(milliseconds / 60_000) },
    });
    this.keys = [this.lab.seed.key(), this.lab.seed.key({ sharedWith: [OTHER] }), this.lab.seed.key({ state: 'Disabled' })];
    const imageId = this.lab.seed.image({ volumes: [{}, { device: '/dev/sdf', kmsKeyId: this.keys[1] }], sharedWith: [OTHER], snapshotsSharedWith: [OTHER] });
    this.lab.seed.instance({ imageId });
  }

  public async run(): Promise<void> {
    for (let call = 0; call < CALLS; call++) {
      const client = this.lab.simulator.ec2(this.random.pick([OWNER, OTHER]), this.random.pick([HERE, HERE, FAR]), { maxAttempts: 3 });
      await this.nextCall()(client).catch(assertApiError);
      if (this.random.chance(0.5)) this.lab.pass(this.random.int(0, 20));
      this.assertConsistent();
    }
    this.lab.simulator.rules.faults = {};
    this.lab.pass(DAY);
    this.assertConsistent();
    await this.assertSettled();
  }

  private nextCall(): Send {
    const { random } = this;
    const { simulator } = this.lab;
    const ImageId = random.pick([...simulator.images().map((image) => image.imageId), 'ami-00000000000000000']);
    const SnapshotId = random.pick([...simulator.snapshots().map((snapshot) => snapshot.snapshotId), 'snap-00000000000000000']);
    const { instanceId: InstanceId, volumeIds } = simulator.instances()[0];
    const Name = `image ${random.int(1, 5)}`;
    const encryption = random.pick([{}, { Encrypted: true }, { Encrypted: true, KmsKeyId: random.pick(this.keys) }]);
    const Tags = [{ Key: `key ${random.int(1, 3)}`, Value: String(random.int(1, 3)) }];
    const ClientToken = random.pick([undefined, `token ${random.int(1, 3)}`]);
    const calls: Send[] = [
      (client) => client.send(new ec2.CopyImageCommand({ Name, SourceImageId: ImageId, SourceRegion: HERE, ClientToken, ...encryption })),
      (client) => client.send(new ec2.CopyImageCommand({
        Name, SourceImageId: ImageId, SourceRegion: HERE, ClientToken, TagSpecifications: [{ ResourceType: 'image', Tags }, { ResourceType: 'snapshot', Tags }],
      })),
      (client) => client.send(new ec2.CopySnapshotCommand(
        { SourceSnapshotId: SnapshotId, SourceRegion: HERE, CompletionDurationMinutes: random.pick([undefined, 15, 30]), ...encryption })),
      (client) => client.send(new ec2.CreateImageCommand({ Name, InstanceId, NoReboot: random.chance(0.5) })),
      (client) => client.send(new ec2.CreateSnapshotCommand({ VolumeId: random.pick([...volumeIds]) })),
      (client) => client.send(new ec2.RegisterImageCommand({
        Name, RootDeviceName: '/dev/xvda', BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId } }],
      })),
      (client) => client.send(new ec2.DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots: random.chance(0.5) })),
      (client) => client.send(new ec2.DeleteSnapshotCommand({ SnapshotId })),
      (client) => client.send(new ec2.CreateTagsCommand({ Resources: [ImageId, SnapshotId], Tags })),
      (client) => client.send(new ec2.DisableImageCommand({ ImageId })),
      (client) => client.send(new ec2.EnableImageCommand({ ImageId })),
      (client) => client.send(new ec2.ModifyImageAttributeCommand({ ImageId, LaunchPermission: { Add: [{ UserId: OTHER }] } })),
      (client) => client.send(new ec2.DescribeImagesCommand({ Filters: [{ Name: 'tag-key', Values: ['key *'] }], MaxResults: 5 })),
      (client) => client.send(new ec2.DescribeSnapshotsCommand({ OwnerIds: ['self'] })),
    ];
    return random.pick(calls);
  }

  private assertConsistent(): void {
    const images = this.lab.simulator.images();
    const snapshots = new Map(this.lab.simulator.snapshots().map((snapshot) => [snapshot.snapshotId, snapshot]));
    const names = images.map(({ account, region, name }) => `${account} ${region} ${name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const image of images.filter((each) => each.state === 'available' || each.state === 'disabled')) {
      for (const id of image.snapshotIds) expect(snapshots.get(id)).toMatchObject({ state: 'completed', account: image.account, region: image.region });
    }
  }

  private async assertSettled(): Promise<void> {
    const { simulator } = this.lab;
    expect(simulator.images().filter((image) => image.state === 'pending')).toEqual([]);
    expect(simulator.snapshots().filter((snapshot) => snapshot.state === 'pending' || snapshot.goes)).toEqual([]);
    Object.assign(simulator.rules, { sparsePages: calm.sparsePages });
    for (const [account, region] of [[OWNER, HERE], [OTHER, HERE], [OWNER, FAR], [OTHER, FAR]]) {
      const client = simulator.ec2(account, region);
      const isOwn = (each: { account: string; region: string }) => each.account === account && each.region === region;
      const { Images } = await client.send(new ec2.DescribeImagesCommand({ Owners: ['self'], IncludeDisabled: true }));
      const { Snapshots } = await client.send(new ec2.DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
      expect(Images!.map((image) => [image.ImageId, image.State, image.Tags ?? []])).toEqual(simulator.images().filter(isOwn)
        .map(({ imageId, state, tags }) => [imageId, state, Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))]));
      expect(Snapshots!.map((snapshot) => [snapshot.SnapshotId, snapshot.State])).toEqual(simulator.snapshots().filter(isOwn)
        .map(({ snapshotId, state }) => [snapshotId, state]));
    }
  }
}

/** A refusal is an answer; anything else is a fault of the simulator. */
function assertApiError(error: Error): void {
  if (!(error instanceof ec2.EC2ServiceException) && error.name !== 'TimeoutError') throw error;
}

test(`EC2 stays consistent through ${HISTORIES} histories of ${CALLS} calls`, async () => {
  for (let seed = 0; seed < HISTORIES; seed++) await new History(seed).run();
});
