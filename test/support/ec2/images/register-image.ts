/** RegisterImage (ec2-semantics 3): an image from snapshots, with old-fashioned defaults. No client token; the name is the only guard. */
import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, exists, isRestorable } from '../caller';
import { ApiError, assertIds, invalidCombination, invalidValue } from '../errors';
import type { Licence, Snapshot } from '../resources';
import { assertTagPolicy, parseTagSpecifications } from '../tag-rules';
import { snapshotIdsOf } from './copy-source';
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
  if (input.BillingProducts?.length) throw new ApiError('AuthFailure', 'The account is not authorized to specify billing products.');
  assertDevicesDiffer(input.BlockDeviceMappings!);
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
      ...licence(caller, root.Ebs!.SnapshotId!, mappings),
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
  const breaks = world.faults.strikes('making-failure', 'RegisterImage');
  world.later(world.within(world.rules.creationTakes), () => {
    if (image.status.latest.state !== 'pending') return;
    image.status.change(breaks ? { state: 'failed', reason: 'An internal error has occurred' } : { state: 'available' }, world.visible());
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

/** The bill follows from what the root snapshot remembers, the product codes from all of them (3.2). */
function licence(caller: Caller, rootId: string, mappings: readonly sdk.BlockDeviceMapping[]): Licence {
  const codes = snapshotIdsOf(mappings).flatMap((id) => registrable(caller, id).licence.ProductCodes ?? []);
  return {
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    ...registrable(caller, rootId).licence,
    ProductCodes: codes.length > 0 ? [...new Map(codes.map((code) => [code.ProductCodeId, code])).values()] : undefined,
  };
}

function assertDevicesDiffer(mappings: readonly sdk.BlockDeviceMapping[]): void {
  const devices = mappings.map(({ DeviceName }) => DeviceName);
  const twice = devices.find((device, index) => devices.indexOf(device) !== index);
  if (twice) throw new ApiError('InvalidBlockDeviceMapping', `The device '${twice}' is used in more than one block-device mapping`);
}

/** What says where or how a volume is made at a launch has no place in an image. */
const NOT_OF_IMAGES = ['KmsKeyId', 'OutpostArn', 'AvailabilityZone', 'AvailabilityZoneId', 'VolumeInitializationRate', 'EbsCardIndex'] as const;

function assertOfImages(ebs: sdk.EbsBlockDevice): void {
  const misplaced = NOT_OF_IMAGES.find((member) => ebs[member] !== undefined);
  if (misplaced) throw invalidCombination(`${misplaced} cannot be specified in a block device mapping of RegisterImage.`);
  const { VolumeType: type = 'gp2', Iops: iops, Throughput: throughput } = ebs;
  const isProvisioned = type === 'io1' || type === 'io2';
  if (isProvisioned && iops === undefined) throw new ApiError('MissingParameter', `Iops must be specified for volumes of type ${type}.`);
  if (iops !== undefined && type !== 'gp3' && !isProvisioned) throw invalidCombination(`Iops cannot be specified for volumes of type ${type}.`);
  if (throughput !== undefined && type !== 'gp3') throw invalidCombination(`Throughput cannot be specified for volumes of type ${type}.`);
}

function registered(caller: Caller, mapping: sdk.BlockDeviceMapping): sdk.BlockDeviceMapping {
  const { Ebs: ebs } = mapping;
  if (!ebs) return { ...mapping };
  assertOfImages(ebs);
  const defaults = { DeleteOnTermination: true, VolumeType: 'gp2' as const };
  if (!ebs.SnapshotId && ebs.VolumeSize === undefined) {
    throw new ApiError('MissingParameter', `The device '${mapping.DeviceName}' needs a snapshot ID or a volume size.`);
  }
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
