import { keysAndValues, MOST_BACKUP_TAGS } from './schedules';
import { repeated, Warning, warnings } from './sentences';
import { tagFormProblems } from './tags';
import { Problem } from '../../../private/props';
import type { BackupScheduleBase, SnapshotSchedule } from '../../snapshot-schedule';
import { TargetResourceType } from '../policy-kind';

/** Copied tags share the room with a schedule's own. Most resources have fewer than this. */
const ROOM_FOR_COPIED_TAGS = 25;

export function backupTagProblems(schedule: BackupScheduleBase, target: TargetResourceType): Problem[] {
  const { tags = {}, variableTags = [] } = schedule;
  const own = Object.keys(tags);
  const variable = variableTags.map(({ key }) => key);
  const keys = [...own, ...variable];
  return [
    own.length > MOST_BACKUP_TAGS ? `tags must be at most ${MOST_BACKUP_TAGS}, got ${own.length} [TAG-01]` : undefined,
    variable.length > MOST_BACKUP_TAGS ? `variableTags must be at most ${MOST_BACKUP_TAGS}, got ${variable.length} [TAG-01]` : undefined,
    own.length <= MOST_BACKUP_TAGS && variable.length <= MOST_BACKUP_TAGS && keys.length > MOST_BACKUP_TAGS
      ? `tags and variableTags must be at most ${MOST_BACKUP_TAGS} together, got ${keys.length} [TAG-02]` : undefined,
    variable.length > 0 && target === 'VOLUME'
      ? 'variableTags must be left out in a policy on volumes: DLM fills them in for instances only; target instances, or use tags [TAG-04]' : undefined,
    ...tagFormProblems('tags', Object.entries(tags).map(([key, value]) => ({ key, value })), 'TAG-05'),
    ...tagFormProblems('variableTags', variableTags.map(({ key }) => ({ key })), 'TAG-05'),
    ...keys.filter(key => key.startsWith('aws:')).map(key => `tags must not have keys that start with aws:, which AWS keeps, got '${key}' [TAG-05]`),
    ...keys.filter(key => key === 'dlm:managed').map(key => `tags must not have '${key}', which DLM sets itself [TAG-06]`),
    ...repeated(keys).map(key => `tags and variableTags must have each key once, got '${key}' again [TAG-07]`),
  ];
}

export function backupTagWarnings(schedule: BackupScheduleBase): Warning[] {
  const count = Object.keys(keysAndValues(schedule)).length;
  return warnings(schedule.copyTags === true && MOST_BACKUP_TAGS - count < ROOM_FOR_COPIED_TAGS && {
    topic: 'copiedTags',
    says: `copyTags adds the tags of the source to ${count} of the schedule, and a backup takes ${MOST_BACKUP_TAGS} besides those of DLM: `
      + `a source with more than ${MOST_BACKUP_TAGS - count} would not be backed up [TAG-02]`,
  });
}

/** @see https://docs.aws.amazon.com/ebs/latest/userguide/automate-app-consistent-backups.html */
export function vssTagProblems(schedule: SnapshotSchedule, excludesByTag: boolean): Problem[] {
  if (schedule.scripts?._script.feature !== 'SCRIPTS_VSS') return [];
  return [
    schedule.copyTags === true ? 'copyTags must be false with Windows VSS, got true; name the tags in the schedule [TAG-08]' : undefined,
    excludesByTag ? 'target.excludeDataVolumeTags must be left out with Windows VSS; make another policy for those instances [SCR-09]' : undefined,
  ];
}
