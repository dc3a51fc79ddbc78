/** What is there before a test begins, in one account and Region. It is visible at once and took no time. */
import type * as sdk from '@aws-sdk/client-ec2';
import type { Caller } from './caller';
import { addImage } from './images/new-image';
import { addKey, awsEbsKeyArn } from './keys';
import { Lagging } from './lagging';
import type { Snapshot, Tags, Volume } from './resources';
import {
  createVolumePermission, ephemeralMappings, ephemeralOf, launchPermission, LINUX, mappingOf, type SeedDataVolume, type SeedImage, type SeedInstance,
  type SeedKey, type SeedSnapshot, type SeedTags, type SeedVolume, volumesOf,
} from './seed-specs';
import { addSnapshot, licenceOf } from './snapshots/new-snapshot';

const LONG_AGO = Number.NEGATIVE_INFINITY;

const tagsOf = (tags: SeedTags = {}): Tags => new Map(Object.entries(tags));

export class Seed {
  constructor(private readonly enter: () => Caller) {}

  public image(wanted: SeedImage = {}): string {
    const { world } = this.caller;
    const volumes = wanted.volumes ?? [{}];
    const traits = { ...LINUX, RootDeviceName: volumes[0]?.device ?? LINUX.RootDeviceName, ...wanted.traits };
    const snapshot = (volume: SeedVolume) => this.finishedSnapshot(
      { ...volume, tags: wanted.snapshotTags, sharedWith: wanted.snapshotsSharedWith, archived: wanted.archived, licence: licenceOf(traits) });
    const image = addImage(this.caller, {
      id: wanted.id,
      name: wanted.name ?? `image ${world.newId('n')}`,
      description: wanted.description,
      traits,
      mappings: [
        ...volumes.map((volume) => mappingOf(volume, snapshot(volume))),
        ...ephemeralMappings(wanted.ephemeral),
        ...wanted.otherMappings ?? [],
      ],
      tags: tagsOf(wanted.tags),
      visibleFrom: LONG_AGO,
    });
    image.status.change({ state: wanted.state ?? 'available' }, LONG_AGO);
    image.launchPermissions.change((wanted.sharedWith ?? []).map(launchPermission), LONG_AGO);
    image.deprecatedFrom.change(wanted.deprecatedFrom, LONG_AGO);
    if (wanted.protection) image.protection = wanted.protection;
    return image.id;
  }

  public snapshot(wanted: SeedSnapshot = {}): string {
    return this.finishedSnapshot(wanted).id;
  }

  /** Locked, so that nobody can delete it; or archived, so that nobody can copy it. */
  public setSnapshot(snapshotId: string, change: Partial<Pick<Snapshot, 'locked' | 'archived'>>): void {
    Object.assign(this.caller.region.snapshots.get(snapshotId)!, change);
  }

  public volume(wanted: SeedDataVolume = {}): string {
    return this.availableVolume(wanted).id;
  }

  /** An instance, with the volumes that it was launched with. */
  public instance({ imageId, state = 'running', volumes, ephemeral, tags }: SeedInstance): string {
    const { world, region, account } = this.caller;
    const image = region.images.get(imageId);
    const traits = image ? { ...image.traits, ImdsSupport: image.imdsSupport } : LINUX;
    const mappings = image?.mappings ?? [];
    const id = world.newId('i');
    region.instances.set(id, {
      id,
      ownerId: account.id,
      region: region.name,
      imageId,
      launchedAt: world.time,
      traits,
      volumes: (volumes ?? (image ? volumesOf(region, mappings) : [{}])).map((volume) => ({
        device: volume.device ?? '/dev/xvda',
        volumeId: this.availableVolume({ ...volume, licence: licenceOf(traits) }).id,
        deleteOnTermination: volume.deleteOnTermination ?? true,
      })),
      ephemeral: ephemeralMappings(ephemeral ?? ephemeralOf(mappings)),
      tags: new Lagging(tagsOf(tags)),
      state,
      restarts: 0,
    });
    return id;
  }

  public setInstanceState(instanceId: string, state: sdk.InstanceStateName): void {
    this.caller.region.instances.get(instanceId)!.state = state;
  }

  /** A launch template with a version for each image, oldest first. */
  public launchTemplate(wanted: { readonly name?: string; readonly imageIds: readonly (string | undefined)[] }): string {
    const { world, region, account } = this.caller;
    const id = world.newId('lt');
    region.launchTemplates.set(id, {
      id,
      ownerId: account.id,
      region: region.name,
      name: wanted.name ?? id,
      createdAt: world.time,
      tags: new Lagging<Tags>(new Map()),
      versions: [...wanted.imageIds],
      defaultVersion: 1,
    });
    return id;
  }

  /** An SSM parameter that names an image. */
  public parameter(name: string, value: string): void {
    this.removeParameter(name);
    const { region, account } = this.caller;
    region.parameters.push({ ownerId: account.id, region: region.name, name, value });
  }

  public removeParameter(name: string): void {
    const { region, account } = this.caller;
    const index = region.parameters.findIndex((parameter) => parameter.ownerId === account.id && parameter.name === name);
    if (index >= 0) region.parameters.splice(index, 1);
  }

  /** A KMS key; the answer is its ARN. */
  public key({ alias, sharedWith = [], ...traits }: SeedKey = {}): string {
    const { world, region, account } = this.caller;
    const key = addKey(world, region, account.id, traits);
    for (const other of sharedWith) key.sharedWith.add(other);
    if (alias) region.aliases.set(`${account.id}:alias/${alias.replace(/^alias\//, '')}`, key.arn);
    return key.arn;
  }

  /** Encrypts new volumes and copies without being asked, from now on. */
  public encryptionByDefault(defaultKeyArn?: string): void {
    this.caller.account.encryptionByDefault = true;
    this.caller.account.defaultKeyArn = defaultKeyArn;
  }

  /** Refuses to make anything public, from now on. */
  public blockPublicAccess(): void {
    Object.assign(this.caller.account, { blocksPublicImages: true, blocksPublicSnapshots: true });
  }

  /** Whatever fell due until now happens first, however long ago this seed was handed out. */
  private get caller(): Caller {
    return this.enter();
  }

  private finishedSnapshot(wanted: SeedSnapshot): Snapshot {
    const snapshot = addSnapshot(this.caller, {
      sizeGiB: wanted.sizeGiB ?? 8,
      ...this.encryption(wanted),
      description: '',
      licence: wanted.licence ?? licenceOf(LINUX),
      tags: tagsOf(wanted.tags),
      endsAt: this.caller.world.time,
      visibleFrom: LONG_AGO,
    });
    snapshot.status.change({ state: wanted.state ?? 'completed' }, LONG_AGO);
    snapshot.archived = wanted.archived ?? false;
    snapshot.createVolumePermissions.change((wanted.sharedWith ?? []).map(createVolumePermission), LONG_AGO);
    return snapshot;
  }

  private availableVolume(wanted: SeedDataVolume): Volume {
    const { world, region, account } = this.caller;
    const volume: Volume = {
      id: world.newId('vol'),
      ownerId: account.id,
      region: region.name,
      zone: `${region.name}a`,
      sizeGiB: wanted.sizeGiB ?? 8,
      type: wanted.type ?? 'gp3',
      iops: wanted.iops,
      throughput: wanted.throughput,
      ...this.encryption(wanted),
      createdAt: world.time,
      visibleFrom: LONG_AGO,
      licence: wanted.licence ?? licenceOf(LINUX),
      state: new Lagging<sdk.VolumeState>('available'),
      tags: new Lagging(tagsOf(wanted.tags)),
    };
    region.volumes.set(volume.id, volume);
    return volume;
  }

  private encryption({ encrypted, kmsKeyId }: SeedVolume): { encrypted: boolean; keyArn?: string } {
    if (!encrypted && !kmsKeyId) return { encrypted: false };
    return { encrypted: true, keyArn: kmsKeyId ?? awsEbsKeyArn(this.caller) };
  }
}
