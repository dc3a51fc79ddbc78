import type { Feature } from './role-statements';
import { SnapshotSchedule } from '../snapshot-schedule';
import { BackupResourceLocation, SnapshotLocation } from '../snapshot-target';

/** What schedules of snapshots ask of DLM besides making and deleting them: the role, the metrics and the alarms go by it. */
export function snapshotFeatures(schedules: readonly SnapshotSchedule[], resources: BackupResourceLocation): Feature[] {
  const some = (wanted: (schedule: SnapshotSchedule) => unknown) => schedules.some(schedule => wanted(schedule));
  const features = [
    some(({ fastRestore }) => fastRestore) && 'FAST_RESTORE' as const,
    some(({ copies }) => copies?.length) && 'COPY' as const,
    some(({ share }) => share) && 'SHARE' as const,
    some(({ archive }) => archive) && 'ARCHIVE' as const,
    (resources === BackupResourceLocation.LOCAL_ZONES || some(({ location }) => location === SnapshotLocation.SAME_LOCAL_ZONE)) && 'LOCAL_ZONES' as const,
    ...schedules.map(({ scripts }) => scripts?._script.feature),
  ];
  return [...new Set(features.filter(feature => !!feature))] as Feature[];
}
