import {
  CreateSnapshotCommand, CreateVolumeCommand, DeleteSnapshotCommand, DeleteVolumeCommand, DeregisterImageCommand, DescribeAvailabilityZonesCommand,
  DescribeInstancesCommand, DescribeVolumesCommand, EC2Client, RegisterImageCommand, ResourceType, RunInstancesCommand, TagSpecification,
  TerminateInstancesCommand, waitUntilImageAvailable, waitUntilInstanceRunning, waitUntilInstanceTerminated, waitUntilSnapshotCompleted,
  waitUntilVolumeAvailable,
} from '@aws-sdk/client-ec2';
import { stillThere } from '../image-facts';
import { Launch } from '../place';

/** The volumes of a base image. */
const VOLUMES = [{ device: '/dev/xvda', sizeGiB: 8 }, { device: '/dev/sdf', sizeGiB: 20 }];
/** As small as they come. It never boots: its disk is empty. */
const INSTANCE_TYPE = 't3.nano';
/** How an endpoint says that it has no instances, and an account that it has no place for them. */
const NO_INSTANCES = ['InvalidAction', 'UnsupportedOperation', 'NotImplemented', 'InternalFailure', 'MissingInput', 'VPCIdNotSpecified', 'UnauthorizedOperation'];

export interface Belonging {
  readonly kind: 'instance' | 'image' | 'snapshot' | 'volume';
  readonly id: string;
  readonly state?: string;
}

/** What the demo itself makes in an account: base images, what it takes to make them, and an instance. */
export class Belongings {
  private readonly made = { images: [] as string[], snapshots: [] as string[], volumes: [] as string[], instances: [] as string[] };

  /** The signal ends every wait. */
  constructor(private readonly ec2: EC2Client, private readonly stop: AbortSignal) {}

  /** From empty volumes, since there is nobody here who publishes images. */
  public async publish(name: string, release: string): Promise<string> {
    const zone = await this.zone();
    const snapshots = await Promise.all(VOLUMES.map(({ sizeGiB }) => this.snapshot(zone, sizeGiB, release)));
    const { ImageId } = await this.ec2.send(new RegisterImageCommand({
      Name: name,
      Architecture: 'x86_64',
      VirtualizationType: 'hvm',
      EnaSupport: true,
      RootDeviceName: VOLUMES[0].device,
      BlockDeviceMappings: VOLUMES.map(({ device }, index) => ({ DeviceName: device, Ebs: { SnapshotId: snapshots[index], VolumeType: 'gp3' } })),
      TagSpecifications: tagged('image', { vendor: 'linux-base', release }),
    }));
    this.made.images.push(ImageId!);
    await waitUntilImageAvailable(this.patience, only('image-id', [ImageId!]));
    return ImageId!;
  }

  public async launch(imageId: string): Promise<Launch> {
    try {
      const { Instances: [{ InstanceId }] = [{}] } = await this.ec2.send(new RunInstancesCommand({
        ImageId: imageId, InstanceType: INSTANCE_TYPE, MinCount: 1, MaxCount: 1, TagSpecifications: tagged('instance', { Name: 'cdk-golden-ami demo' }),
      }));
      this.made.instances.push(InstanceId!);
      await waitUntilInstanceRunning(this.patience, only('instance-id', [InstanceId!]));
      return { instanceId: InstanceId! };
    } catch (error) {
      const { name, message } = error as Error;
      if (NO_INSTANCES.includes(name)) return { refusal: `since no instance can be had here: ${message}` };
      throw error;
    }
  }

  public async terminate(instanceId: string): Promise<void> {
    await this.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }));
    await waitUntilInstanceTerminated(this.patience, only('instance-id', [instanceId]));
  }

  /** All that EC2 still shows, in the order in which it can be removed. */
  public async left(): Promise<Belonging[]> {
    const { images, snapshots, volumes, instances } = this.made;
    const reservations = instances.length > 0 ? (await this.ec2.send(new DescribeInstancesCommand(only('instance-id', instances)))).Reservations : [];
    const volumesLeft = volumes.length > 0 ? (await this.ec2.send(new DescribeVolumesCommand(only('volume-id', volumes)))).Volumes : [];
    const there = await stillThere(this.ec2, [...images, ...snapshots]);
    return [
      ...(reservations ?? []).flatMap(({ Instances = [] }) => Instances)
        .map(({ InstanceId, State }) => ({ kind: 'instance' as const, id: InstanceId!, state: State!.Name! })),
      ...there.map(id => ({ kind: id.startsWith('ami-') ? 'image' as const : 'snapshot' as const, id })),
      ...(volumesLeft ?? []).map(({ VolumeId }) => ({ kind: 'volume' as const, id: VolumeId! })),
    ];
  }

  /** Removes all of it, as far as it goes. The answer: what was refused, in sentences. */
  public async remove(): Promise<string[]> {
    const refusals: string[] = [];
    for (const belonging of await this.left()) {
      await this.removeOne(belonging).catch(({ message }: Error) => refusals.push(`${belonging.id} could not be removed: ${message}`));
    }
    return refusals;
  }

  private async removeOne({ kind, id, state }: Belonging): Promise<void> {
    switch (kind) {
      case 'instance': return state === 'terminated' ? undefined : this.terminate(id);
      case 'image': return void await this.ec2.send(new DeregisterImageCommand({ ImageId: id }));
      case 'snapshot': return void await this.ec2.send(new DeleteSnapshotCommand({ SnapshotId: id }));
      case 'volume': return void await this.ec2.send(new DeleteVolumeCommand({ VolumeId: id }));
    }
  }

  private async zone(): Promise<string> {
    const { AvailabilityZones = [] } = await this.ec2.send(new DescribeAvailabilityZonesCommand({}));
    const isOne = ({ ZoneType = 'availability-zone', State = 'available' }) => ZoneType === 'availability-zone' && State === 'available';
    return AvailabilityZones.find(isOne)!.ZoneName!;
  }

  private async snapshot(AvailabilityZone: string, Size: number, release: string): Promise<string> {
    const { VolumeId } = await this.ec2.send(new CreateVolumeCommand({ AvailabilityZone, Size, VolumeType: 'gp3' }));
    this.made.volumes.push(VolumeId!);
    await waitUntilVolumeAvailable(this.patience, only('volume-id', [VolumeId!]));
    const { SnapshotId } = await this.ec2.send(new CreateSnapshotCommand({ VolumeId, TagSpecifications: tagged('snapshot', { release }) }));
    this.made.snapshots.push(SnapshotId!);
    await waitUntilSnapshotCompleted(this.patience, only('snapshot-id', [SnapshotId!]));
    await this.ec2.send(new DeleteVolumeCommand({ VolumeId }));
    return SnapshotId!;
  }

  /** In seconds. */
  private get patience() {
    return { client: this.ec2, maxWaitTime: 1800, minDelay: 1, maxDelay: 15, abortSignal: this.stop };
  }
}

/** What is new may not be found at first: a filter finds nothing then, where an id would be an error. */
const only = (name: string, ids: readonly string[]) => ({ Filters: [{ Name: name, Values: [...ids] }] });

const tagged = (type: ResourceType, tags: Readonly<Record<string, string>>): TagSpecification[] =>
  [{ ResourceType: type, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }];
