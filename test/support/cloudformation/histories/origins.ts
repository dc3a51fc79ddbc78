import { DeleteSnapshotCommand, DeleteVolumeCommand, DeregisterImageCommand, EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { Belongings } from './belongings';
import { ABROAD, Origin, Way, WAYS } from './model';
import { Ec2Simulator } from '../../ec2/ec2-simulator';
import type { ImageTraits } from '../../ec2/resources';
import { LINUX, WINDOWS } from '../../ec2/seed-specs';
import { Home } from '../native-resources';

export const ROOT = '/dev/xvda';
export const DATA = '/dev/sdf';

/** It boots with what only an image knows. */
const UEFI: ImageTraits = { ...LINUX, BootMode: 'uefi', TpmSupport: 'v2.0', uefiData: 'QU1aTlVFRkk=' };
/** Its use is billed, which registering may lose. */
const BILLED: ImageTraits = { ...LINUX, ...WINDOWS };
const OTHER_ACCOUNT = '222222222222';

/** What there is to make images of parts of. All of it is other people's. */
export class Origins {
  private readonly origins: readonly Origin[];
  private volumes = 0;

  constructor(private readonly simulator: Ec2Simulator, private readonly home: Home, private readonly belongings: Belongings) {
    const { accountId, region } = home;
    this.origins = [
      this.image(UEFI), this.image(BILLED), this.image(UEFI, OTHER_ACCOUNT, ABROAD),
      this.instance(UEFI), this.instance(BILLED),
      this.volume(), this.volume(),
      this.snapshots(region), this.snapshots(region), this.snapshots(ABROAD),
    ].map(origin => ({ account: accountId, region, dataSnapshots: {}, ...origin }));
    for (const { id, dataSnapshots } of this.origins) belongings.add(id, ...Object.values(dataSnapshots));
  }

  /** Those of which an image can be made in that way: RegisterImage takes no snapshots of other Regions. */
  public of(way: Way): readonly Origin[] {
    return this.origins.filter(({ kind, region }) => kind === WAYS[way] && (way !== 'of snapshots, as they are' || region === this.home.region));
  }

  public find(id: string): Origin | undefined {
    return this.origins.find(each => each.id === id);
  }

  /** Somebody removes one by hand, as far as EC2 allows. */
  public async remove({ kind, id, account, region, dataSnapshots }: Origin): Promise<void> {
    const image = this.simulator.images().find(each => each.imageId === id);
    const snapshotIds = kind === 'SNAPSHOT' ? [id, ...Object.values(dataSnapshots)] : image?.snapshotIds ?? [];
    this.belongings.release([id, ...snapshotIds]);
    const ec2 = this.simulator.ec2(account, region);
    const attempt = (send: (client: Pick<EC2Client, 'send'>) => Promise<unknown>) => send(ec2).catch(() => undefined);
    if (kind === 'IMAGE') await attempt(client => client.send(new DeregisterImageCommand({ ImageId: id })));
    if (kind === 'INSTANCE') await attempt(client => client.send(new TerminateInstancesCommand({ InstanceIds: [id] })));
    if (kind === 'VOLUME') await attempt(client => client.send(new DeleteVolumeCommand({ VolumeId: id })));
    for (const SnapshotId of snapshotIds) await attempt(client => client.send(new DeleteSnapshotCommand({ SnapshotId })));
  }

  private image(traits: ImageTraits, account = this.home.accountId, region = this.home.region) {
    const sizes = this.sizesOf(ROOT, DATA);
    const shared = account === this.home.accountId ? [] : [this.home.accountId];
    const id = this.simulator.seed(account, region).image({ traits, volumes: volumesOf(sizes), sharedWith: shared, snapshotsSharedWith: shared });
    return { kind: 'IMAGE', id, account, region, sizes, traits } as const;
  }

  private instance(traits: ImageTraits) {
    const { id: imageId, sizes } = this.image(traits);
    this.belongings.add(imageId);
    return { kind: 'INSTANCE', id: this.seed().instance({ imageId }), sizes, traits } as const;
  }

  private volume() {
    const sizes = this.sizesOf(ROOT);
    return { kind: 'VOLUME', id: this.seed().volume({ sizeGiB: sizes[ROOT] }), sizes, traits: LINUX } as const;
  }

  private snapshots(region: string) {
    const sizes = this.sizesOf(ROOT, DATA);
    const [id, data] = volumesOf(sizes).map(each => this.seed(region).snapshot(each));
    return { kind: 'SNAPSHOT', id, region, dataSnapshots: { [DATA]: data }, sizes, traits: LINUX } as const;
  }

  private sizesOf(...devices: readonly string[]): Origin['sizes'] {
    return Object.fromEntries(devices.map(device => [device, 40 + this.volumes++]));
  }

  private seed(region = this.home.region) {
    return this.simulator.seed(this.home.accountId, region);
  }
}

const volumesOf = (sizes: Origin['sizes']) => Object.entries(sizes).map(([device, sizeGiB]) => ({ device, sizeGiB }));
