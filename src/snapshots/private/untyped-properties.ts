import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-dlm';
import { SnapshotSchedule } from '../snapshot-schedule';
import { BackupTag } from '../snapshot-target';

/**
 * Properties that the oldest aws-cdk-lib we support has no type for, or another than newer ones: written as
 * CloudFormation spells them, past the types, so that every version renders the same.
 */
export function setZoneIds(resource: CfnLifecyclePolicy, index: number, { fastRestore }: SnapshotSchedule): void {
  if (!fastRestore?.availabilityZoneIds) return;
  resource.addPropertyOverride(`PolicyDetails.Schedules.${index}.FastRestoreRule.AvailabilityZoneIds`, fastRestore.availabilityZoneIds);
}

/** What a default policy leaves out. Of instances it knows tags only. */
export interface Exclusions {
  readonly bootVolumes?: boolean;
  readonly volumeTypes?: string[];
  readonly tags: BackupTag[];
}

export function setExclusions(resource: CfnLifecyclePolicy, { bootVolumes, volumeTypes, tags }: Exclusions): void {
  resource.addPropertyOverride('Exclusions', {
    ...bootVolumes !== undefined && { ExcludeBootVolumes: bootVolumes },
    ...volumeTypes && { ExcludeVolumeTypes: volumeTypes },
    ExcludeTags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
  });
}

export function setCopyTargets(resource: CfnLifecyclePolicy, regions: string[]): void {
  resource.addPropertyOverride('CrossRegionCopyTargets', regions.map(TargetRegion => ({ TargetRegion })));
}
