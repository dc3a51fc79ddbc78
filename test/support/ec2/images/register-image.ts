/** RegisterImage (ec2-semantics 3): an image from snapshots, with old-fashioned defaults. No client token; the name is the only guard. */
import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, exists, isRestorable } from '../caller';
import { ApiError, assertIds, invalidCombination, invalidValue } from '../errors';
import type { Licence, Snapshot } from '../resources';
import { assertTagPolicy, parseTagSpecifications } from '../tag-rules';
import { assertNameFree } from './image-names';
import { addImage, assertImageQuota } from './new-image';

/** Volume types that no instance can boot from. */
const NOT_BOOTABLE: readonly (string | undefined)[] = ['st1', 'sc1'];

export function registerImage(caller: Caller, input: sdk.RegisterImageRequest): sdk.RegisterImageResult {
  const tags = parseTagSpecifications(caller, input.TagSpecifications, ['image']);
  const root = input.BlockDeviceMappings?.find((mapping) => mapping.DeviceName === input.RootDeviceName && mapping.Ebs?.SnapshotId);
  if (!root) throw new ApiError('InvalidBlockDeviceMapping', 'No root snapshot specified in device mapping.');
  if (NOT_BOOTABLE.includes(root.Ebs?.VolumeType)) {
    throw new ApiError('BootForVolumeTypeUnsupported', `Volumes of type ${root.Ebs?.VolumeType} cannot be booted from.`);
  }
  if (input.TpmSupport && input.BootMode !== 'uefi') throw invalidCombination('TpmSupport requires BootMode uefi.');
  const mappings = input.BlockDeviceMappings!.map((mapping) => registered(caller, mapping));
  assertTagPolicy(caller, tags.image);
  assertNameFree(caller, input.Name!);
  assertImageQuota(caller);

  const virtualization = input.VirtualizationType ?? 'paravirtual';
  const image = addImage(caller, {
    name: input.Name!,
    description: input.Description,
    mappings,
    tags: tags.image,
    traits: {
      ...licence(caller, root.Ebs!.SnapshotId!),
      Architecture: input.Architecture ?? 'i386',
      BootMode: input.BootMode,
      EnaSupport: input.EnaSupport,
      Hypervisor: 'xen',
      ImageType: 'machine',
      ImdsSupport: input.ImdsSupport,
      KernelId: input.KernelId,
      RamdiskId: input.RamdiskId,
      RootDeviceName: input.RootDeviceName,
      RootDeviceType: 'ebs',
      SriovNetSupport: input.SriovNetSupport,
      TpmSupport: input.TpmSupport,
      VirtualizationType: virtualization as sdk.VirtualizationType,
      uefiData: input.UefiData,
    },
  });
  const { world } = caller;
  world.later(world.within(world.rules.creationTakes), () => {
    if (image.status.latest.state === 'pending') image.status.change({ state: 'available' }, world.visible());
  });
  return { ImageId: image.id };
}

/** One's own: that another account shares it is not enough. RegisterImage says so in words of its own. */
function registrable(caller: Caller, snapshotId: string): Snapshot {
  assertIds('snap', [snapshotId]);
  const snapshot = caller.region.snapshots.get(snapshotId);
  if (!snapshot || snapshot.status.latest.state === 'deleted' || !exists(caller, snapshot) || !isRestorable(caller, snapshot)) {
    throw new ApiError('InvalidSnapshotID.NotFound', `The snapshot ID '${snapshotId}' does not exist`);
  }
  if (snapshot.ownerId !== caller.account.id) {
    throw invalidValue(`Invalid value '${snapshotId}' for snapshotId. Snapshot does not belong to ${caller.account.id}`);
  }
  return snapshot;
}

/** The bill follows from what the root snapshot remembers (3.2). */
function licence(caller: Caller, snapshotId: string): Licence {
  return { PlatformDetails: 'Linux/UNIX', UsageOperation: 'RunInstances', ...registrable(caller, snapshotId).licence };
}

function registered(caller: Caller, mapping: sdk.BlockDeviceMapping): sdk.BlockDeviceMapping {
  const { Ebs: ebs } = mapping;
  if (!ebs) return { ...mapping };
  if (ebs.KmsKeyId) throw invalidCombination('KmsKeyId cannot be specified in a block device mapping of RegisterImage.');
  const iops = ebs.Iops !== undefined && !['gp3', 'io1', 'io2'].includes(ebs.VolumeType ?? '');
  if (iops) throw invalidCombination(`Iops cannot be specified for volumes of type ${ebs.VolumeType}.`);
  const defaults = { DeleteOnTermination: true, VolumeType: 'gp2' as const };
  if (!ebs.SnapshotId) return { ...mapping, Ebs: { ...defaults, Encrypted: false, ...ebs } };

  if (ebs.Encrypted !== undefined) {
    throw new ApiError('InvalidParameter',
      'Parameter encrypted is invalid. You cannot specify the encrypted flag if specifying a snapshot id in a block device mapping.');
  }
  const snapshot = registrable(caller, ebs.SnapshotId);
  if (snapshot.status.latest.state !== 'completed') throw new ApiError('IncorrectState', `Snapshot ${snapshot.id} is not completed.`);
  if (ebs.VolumeSize !== undefined && ebs.VolumeSize < snapshot.sizeGiB) {
    throw invalidValue(`Volume of size ${ebs.VolumeSize}GB is smaller than snapshot '${snapshot.id}', expect size >= ${snapshot.sizeGiB}GB`);
  }
  return { ...mapping, Ebs: { ...defaults, VolumeSize: snapshot.sizeGiB, ...ebs, Encrypted: snapshot.encrypted } };
}
