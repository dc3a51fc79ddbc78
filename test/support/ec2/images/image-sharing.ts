/** Who may launch an image, and the guards around it (ec2-semantics 4.1, 4.4, 4.5). */
import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, isSharedWith } from '../caller';
import { ApiError, invalidCombination, invalidValue, limitExceeded, notFound, notPermitted, unavailable } from '../errors';
import { isAwsManaged } from '../keys';
import type { Image } from '../resources';
import { snapshotIdsOf } from './copy-source';

const ORGANIZATION = /^arn:[\w-]+:organizations::\d{12}:organization\/o-[a-z0-9]+$/;
const UNIT = /^arn:[\w-]+:organizations::\d{12}:ou\/o-[a-z0-9]+\/ou-[a-z0-9-]+$/;

const identity = ({ Group, UserId, OrganizationArn, OrganizationalUnitArn }: sdk.LaunchPermission) =>
  Group ?? UserId ?? OrganizationArn ?? OrganizationalUnitArn ?? '';

export interface PermissionChanges {
  readonly add: readonly sdk.LaunchPermission[];
  readonly remove: readonly sdk.LaunchPermission[];
}

/** The older form of the request says the same with an operation and lists. */
export function requestedChanges(input: sdk.ModifyImageAttributeRequest): PermissionChanges {
  const listed: sdk.LaunchPermission[] = [
    ...(input.UserIds ?? []).map((UserId) => ({ UserId })),
    ...(input.UserGroups ?? []).map((Group) => ({ Group: Group as 'all' })),
    ...(input.OrganizationArns ?? []).map((OrganizationArn) => ({ OrganizationArn })),
    ...(input.OrganizationalUnitArns ?? []).map((OrganizationalUnitArn) => ({ OrganizationalUnitArn })),
  ];
  if (listed.length > 0 && !input.OperationType) throw invalidCombination('OperationType must be add or remove.');
  return {
    add: [...input.LaunchPermission?.Add ?? [], ...input.OperationType === 'add' ? listed : []],
    remove: [...input.LaunchPermission?.Remove ?? [], ...input.OperationType === 'remove' ? listed : []],
  };
}

export function modifyLaunchPermissions(caller: Caller, image: Image, { add, remove }: PermissionChanges): void {
  if (image.status.latest.state !== 'available') throw unavailable(image.id, `it is ${image.status.latest.state}`);
  for (const permission of [...add, ...remove]) assertPermission(permission);
  if (add.length > 0) assertShareable(caller, image);
  if (add.some((permission) => permission.Group === 'all')) assertMayBePublic(caller, image);

  const permissions = new Map(image.launchPermissions.latest.map((permission) => [identity(permission), permission]));
  for (const permission of add) permissions.set(identity(permission), { ...permission });
  for (const permission of remove) permissions.delete(identity(permission));
  const { sharesPerImage: limit } = caller.world.rules.limits;
  if (permissions.size > limit) throw limitExceeded(`You have reached your quota of ${limit} entities that an AMI can be shared with.`);
  image.launchPermissions.change([...permissions.values()], caller.world.visible());
}

function assertPermission({ UserId, Group, OrganizationArn, OrganizationalUnitArn }: sdk.LaunchPermission): void {
  if ([UserId, Group, OrganizationArn, OrganizationalUnitArn].filter((each) => each !== undefined).length !== 1) {
    throw invalidCombination('A launch permission names exactly one of UserId, Group, OrganizationArn and OrganizationalUnitArn.');
  }
  if (UserId !== undefined && !/^\d{12}$/.test(UserId)) {
    throw new ApiError('InvalidAMIAttributeItemValue', `Invalid attribute item value "${UserId}" for userId item type.`);
  }
  if (Group !== undefined && Group !== 'all') {
    throw new ApiError('InvalidAMIAttributeItemValue', `Invalid attribute item value "${Group as string}" for group item type.`);
  }
  if (OrganizationArn !== undefined && !ORGANIZATION.test(OrganizationArn)) throw invalidValue(`Invalid organization ARN: ${OrganizationArn}`);
  if (OrganizationalUnitArn !== undefined && !UNIT.test(OrganizationalUnitArn)) {
    throw invalidValue(`Invalid organizational unit ARN: ${OrganizationalUnitArn}`);
  }
}

function assertShareable({ region }: Caller, image: Image): void {
  if (snapshotIdsOf(image.mappings).some((id) => isAwsManaged(region, region.snapshots.get(id)?.keyArn))) {
    throw new ApiError('InvalidParameter', "Snapshots encrypted with the AWS Managed CMK can't be shared. Specify another snapshot.");
  }
}

const isPublic = (image: Image) => image.launchPermissions.latest.some((permission) => permission.Group === 'all');

function assertMayBePublic({ world, region, account }: Caller, image: Image): void {
  if (isPublic(image)) return;
  if (account.blocksPublicImages) {
    throw notPermitted("You can't publicly share this image because block public access for AMIs is enabled for this account. " +
      'To publicly share the image, you must call the DisableImageBlockPublicAccess API.');
  }
  const isEncrypted = snapshotIdsOf(image.mappings).some((id) => region.snapshots.get(id)?.encrypted);
  if (isEncrypted) throw notPermitted('Images with encrypted snapshots cannot be made public.');
  if (image.traits.ProductCodes?.length) throw notPermitted('Images with product codes cannot be made public.');
  const { publicImages: limit } = world.rules.limits;
  const shared = [...region.images.values()].filter((each) => each.ownerId === account.id && isPublic(each)).length;
  if (shared >= limit) throw limitExceeded(`You have reached your quota of ${limit} for the number of public images allowed in this Region.`);
}

/** A consumer gives up what was shared with its own account; what it has through an organization or everybody stays (4.1). */
export function cancelImageLaunchPermission(caller: Caller, input: sdk.CancelImageLaunchPermissionRequest): sdk.CancelImageLaunchPermissionResult {
  const { region, account, world } = caller;
  const image = region.images.get(input.ImageId!);
  if (!image || !isSharedWith(caller, image)) throw notFound(input.ImageId!);
  const left = image.launchPermissions.latest.filter((permission) => permission.UserId !== account.id);
  if (left.length === image.launchPermissions.latest.length) throw notPermitted(`The image ${image.id} is not shared with this account by its id.`);
  image.launchPermissions.change(left, world.visible());
  return { Return: true };
}
