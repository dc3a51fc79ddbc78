import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, exists, isSharedWith, isVisible, seen } from '../caller';
import { assertIds, notFound } from '../errors';
import { type FilterTable, matching } from '../filters';
import { assertPages, page } from '../pages';
import type { Image } from '../resources';
import { imageView } from './image-view';

const ebs = (image: sdk.Image) => (image.BlockDeviceMappings ?? []).flatMap((mapping) => mapping.Ebs ? [mapping.Ebs] : []);

const FILTERS: FilterTable<sdk.Image> = {
  'architecture': (image) => image.Architecture,
  'block-device-mapping.delete-on-termination': (image) => ebs(image).map((each) => each.DeleteOnTermination),
  'block-device-mapping.device-name': (image) => image.BlockDeviceMappings?.map((mapping) => mapping.DeviceName) ?? [],
  'block-device-mapping.encrypted': (image) => ebs(image).map((each) => each.Encrypted),
  'block-device-mapping.snapshot-id': (image) => ebs(image).map((each) => each.SnapshotId),
  'block-device-mapping.volume-size': (image) => ebs(image).map((each) => each.VolumeSize),
  'block-device-mapping.volume-type': (image) => ebs(image).map((each) => each.VolumeType),
  'boot-mode': (image) => image.BootMode,
  'creation-date': (image) => image.CreationDate,
  'description': (image) => image.Description,
  'ena-support': (image) => image.EnaSupport,
  'hypervisor': (image) => image.Hypervisor,
  'image-id': (image) => image.ImageId,
  'image-type': (image) => image.ImageType,
  'is-public': (image) => image.Public,
  'kernel-id': (image) => image.KernelId,
  'manifest-location': (image) => image.ImageLocation,
  'name': (image) => image.Name,
  'owner-id': (image) => image.OwnerId,
  'platform': (image) => image.Platform,
  'product-code': (image) => image.ProductCodes?.map((code) => code.ProductCodeId) ?? [],
  'product-code.type': (image) => image.ProductCodes?.map((code) => code.ProductCodeType) ?? [],
  'ramdisk-id': (image) => image.RamdiskId,
  'root-device-name': (image) => image.RootDeviceName,
  'root-device-type': (image) => image.RootDeviceType,
  'source-image-id': (image) => image.SourceImageId,
  'source-image-region': (image) => image.SourceImageRegion,
  'source-instance-id': (image) => image.SourceInstanceId,
  'state': (image) => image.State,
  'state-reason-code': (image) => image.StateReason?.Code,
  'state-reason-message': (image) => image.StateReason?.Message,
  'sriov-net-support': (image) => image.SriovNetSupport,
  'virtualization-type': (image) => image.VirtualizationType,
};

export function describeImages(caller: Caller, input: sdk.DescribeImagesRequest): sdk.DescribeImagesResult {
  const ids = input.ImageIds?.length ? new Set(input.ImageIds) : undefined;
  assertPages(input, input.ImageIds, 'imageIdsSet');
  const images = (ids ? imagesById(caller, ids) : [...caller.region.images.values()].filter((image) => isVisible(caller, image)))
    .filter((image) => isListed(caller, image, input));
  const views = images.map((image) => imageView(caller, image));
  const select = (items: readonly sdk.Image[]) => matching(items, input.Filters, FILTERS);
  const { items, next } = page(views, input, (image) => image.ImageId!, select, caller.world.rules.sparsePages);
  return { Images: items, NextToken: next };
}

/**
 * One unknown id fails the whole call; a filter by id would just find less (ec2-semantics 6.2). What is there and not for this caller, and
 * what was deregistered a while ago, is left out and no error.
 */
function imagesById(caller: Caller, ids: ReadonlySet<string>): Image[] {
  assertIds('ami', [...ids]);
  const { images, deregistered } = caller.region;
  const isKnown = (id: string) => deregistered.has(id) || (images.has(id) && exists(caller, images.get(id)!));
  const unknown = [...ids].filter((id) => !isKnown(id));
  if (unknown.length > 0) throw notFound(...unknown);
  return [...ids].flatMap((id) => images.get(id) ?? []).filter((image) => isVisible(caller, image));
}

function isListed(caller: Caller, image: Image, input: sdk.DescribeImagesRequest): boolean {
  const isOwner = image.ownerId === caller.account.id;
  if (seen(caller, image.status).state === 'disabled' && !input.IncludeDisabled) return false;
  // Others see a deprecated image by its id, or when they ask for such images (5).
  const deprecatedFrom = seen(caller, image.deprecatedFrom);
  const isDeprecated = deprecatedFrom !== undefined && deprecatedFrom <= caller.world.time;
  if (isDeprecated && !isOwner && !input.IncludeDeprecated && !input.ImageIds?.length) return false;
  if (input.Owners?.length && !input.Owners.some((owner) => owner === image.ownerId || (owner === 'self' && isOwner))) return false;
  return !input.ExecutableUsers?.length || input.ExecutableUsers.some((user) => isExecutableBy(caller, image, user));
}

/** Explicit permissions only: an owner's own right to launch does not count. */
function isExecutableBy(caller: Caller, image: Image, user: string): boolean {
  const permissions = seen(caller, image.launchPermissions);
  if (user === 'all') return permissions.some((permission) => permission.Group === 'all');
  const isSelf = user === 'self' || user === caller.account.id;
  if (isSelf) return isSharedWith(caller, image) && permissions.some((permission) => permission.Group !== 'all');
  return permissions.some((permission) => permission.UserId === user);
}
