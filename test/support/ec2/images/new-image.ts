/** What CopyImage, CreateImage and RegisterImage have in common: a new, pending image that takes a name and counts against the quota. */
import type * as sdk from '@aws-sdk/client-ec2';
import type { Caller } from '../caller';
import { limitExceeded } from '../errors';
import { Lagging } from '../lagging';
import type { Image, ImageTraits, Tags } from '../resources';
import { takeName } from './image-names';

export interface NewImage {
  /** @default - one that no other image has */
  readonly id?: string;
  readonly name: string;
  readonly description?: string;
  readonly traits: ImageTraits;
  readonly mappings: readonly sdk.BlockDeviceMapping[];
  readonly tags: Tags;
  readonly source?: { readonly imageId: string; readonly region: string };
  readonly sourceInstanceId?: string;
  /** @default - after the lag that chance gives it */
  readonly visibleFrom?: number;
}

/** Pending and failed images count, and so do disabled ones (row 46). */
export function assertImageQuota({ world, region, account }: Caller): void {
  const { images: limit } = world.rules.limits;
  // The number of images of all accounts is an upper bound that spares us the count.
  if (region.images.size < limit) return;
  const own = [...region.images.values()].filter((image) => image.ownerId === account.id && image.status.latest.state !== 'deregistered');
  if (own.length >= limit) throw limitExceeded(`You have reached your quota of ${limit} AMIs in this Region.`);
}

export function addImage(caller: Caller, made: NewImage): Image {
  const { world, region, account } = caller;
  const image: Image = {
    id: made.id ?? world.newId('ami'),
    ownerId: account.id,
    region: region.name,
    name: made.name,
    createdAt: world.time,
    visibleFrom: made.visibleFrom ?? world.visible(),
    traits: made.traits,
    source: made.source,
    sourceInstanceId: made.sourceInstanceId,
    description: made.description,
    imdsSupport: made.traits.ImdsSupport,
    mappings: made.mappings,
    protection: { kind: 'disabled' },
    status: new Lagging({ state: 'pending' }),
    tags: new Lagging(made.tags),
    launchPermissions: new Lagging<readonly sdk.LaunchPermission[]>([]),
    deprecatedFrom: new Lagging<number | undefined>(undefined),
  };
  region.images.set(image.id, image);
  takeName(caller, image.name, image.id);
  return image;
}
