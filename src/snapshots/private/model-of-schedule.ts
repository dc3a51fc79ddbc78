import { IConstruct } from 'constructs';
import { PolicyModel, ScheduleModel } from './policy-model';
import { siteOf } from './site';
import { ImageSchedule } from '../image-schedule';
import { BackupScheduleBase, SnapshotSchedule } from '../snapshot-schedule';

/** Schedules as far as time goes, for the preview. */
export const policyModel = (policy: IConstruct, schedules: readonly ScheduleModel[]): PolicyModel =>
  ({ region: siteOf(policy).region ?? "the policy's Region", schedules });

export const modelOfSnapshots = (schedule: SnapshotSchedule): ScheduleModel => ({
  ...modelOf(schedule),
  archive: schedule.archive?.retention,
  copies: schedule.copies?.map(({ destination, retention }) => ({ target: destination.target, retention })),
  share: schedule.share,
  fastRestore: schedule.fastRestore && {
    zones: schedule.fastRestore.availabilityZones ?? schedule.fastRestore.availabilityZoneIds ?? [],
    retention: schedule.fastRestore.retention,
  },
});

export const modelOfImages = (schedule: ImageSchedule): ScheduleModel => ({
  ...modelOf(schedule),
  deprecation: schedule.deprecation,
  copies: schedule.copies?.map(({ region, retention, deprecateAfter }) => ({ target: region, retention, deprecateAfter })),
});

const modelOf = ({ name, frequency, retention }: BackupScheduleBase): ScheduleModel => ({ name, calendar: frequency._calendar, retention });
