/** Who may make volumes and copies of a snapshot (ec2-semantics 4.2): accounts or everybody, never an organization. */
import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, ownSnapshot, seen } from '../caller';
import { ApiError, invalidCombination, invalidValue, notPermitted } from '../errors';
import { isAwsManaged } from '../keys';
import type { Snapshot } from '../resources';

const MAX_CHANGES = 500;

const identity = ({ UserId, Group }: sdk.CreateVolumePermission) => Group ?? UserId ?? '';

export function modifySnapshotAttribute(caller: Caller, input: sdk.ModifySnapshotAttributeRequest): void {
  const snapshot = ownSnapshot(caller, input.SnapshotId!);
  const listed: sdk.CreateVolumePermission[] = [
    ...(input.UserIds ?? []).map((UserId) => ({ UserId })),
    ...(input.GroupNames ?? []).map((Group) => ({ Group: Group as 'all' })),
  ];
  const add = [...input.CreateVolumePermission?.Add ?? [], ...input.OperationType === 'add' ? listed : []];
  const remove = [...input.CreateVolumePermission?.Remove ?? [], ...input.OperationType === 'remove' ? listed : []];
  if (add.length + remove.length === 0) throw invalidCombination('No attributes specified.');
  if (add.length > 0 && remove.length > 0) throw invalidCombination('Permissions cannot be added and removed in the same call.');
  if (add.length + remove.length > MAX_CHANGES) throw invalidValue(`At most ${MAX_CHANGES} permissions can be changed at once.`);
  for (const { UserId } of [...add, ...remove]) {
    if (UserId !== undefined && !/^\d{12}$/.test(UserId)) throw new ApiError('InvalidAMIAttributeItemValue', `UserId ${UserId}`);
  }
  if (add.length > 0) assertShareable(caller, snapshot, add);

  const permissions = new Map(snapshot.createVolumePermissions.latest.map((permission) => [identity(permission), permission]));
  for (const permission of add) permissions.set(identity(permission), { ...permission });
  for (const permission of remove) permissions.delete(identity(permission));
  snapshot.createVolumePermissions.change([...permissions.values()], caller.world.visible());
}

function assertShareable({ region }: Caller, snapshot: Snapshot, add: readonly sdk.CreateVolumePermission[]): void {
  if (snapshot.archived) throw notPermitted('Archived snapshots cannot be shared');
  if (isAwsManaged(region, snapshot.keyArn)) throw notPermitted('Encrypted snapshots with EBS default key cannot be shared');
  if (!add.some((permission) => permission.Group === 'all')) return;
  if (snapshot.encrypted) throw notPermitted('Encrypted snapshots cannot be made public');
  if (snapshot.licence.ProductCodes?.length) throw notPermitted('Snapshots with product codes cannot be made public');
}

export function describeSnapshotAttribute(caller: Caller, input: sdk.DescribeSnapshotAttributeRequest): sdk.DescribeSnapshotAttributeResult {
  const snapshot = ownSnapshot(caller, input.SnapshotId!);
  if (input.Attribute === 'productCodes') {
    return { SnapshotId: snapshot.id, ProductCodes: snapshot.licence.ProductCodes?.map((code) => ({ ...code })) ?? [] };
  }
  const permissions = seen(caller, snapshot.createVolumePermissions);
  return { SnapshotId: snapshot.id, CreateVolumePermissions: permissions.map((permission) => ({ ...permission })) };
}
