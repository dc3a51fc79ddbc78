import { archiveProblems, archiveSetProblem, archiveWarnings } from './archive';
import { backupTagProblems, backupTagWarnings, vssTagProblems } from './backup-tags';
import { snapshotCopyProblems } from './copies';
import { fastRestoreProblems, fastRestoreWarnings } from './fast-restore';
import { alternationProblem, locationProblem } from './locations';
import { disabledWarnings } from './policy';
import { retentionProblems, retentionWarnings } from './retention';
import { coincidenceWarnings, placeOf, scheduleNameProblem, scheduleSetProblems } from './schedules';
import { scriptProblems, scriptWarnings } from './scripts';
import { under, Warning, warnUnder } from './sentences';
import { sharingProblems, sharingWarnings } from './sharing';
import { targetProblems, targetWarnings } from './targets';
import { Problem } from '../../../private/props';
import { SnapshotSchedule } from '../../snapshot-schedule';
import { SnapshotTarget } from '../../snapshot-target';
import { Site } from '../site';

export function snapshotPolicyProblems(target: SnapshotTarget, schedules: readonly SnapshotSchedule[], site: Site): Problem[] {
  return [
    ...targetProblems(target),
    ...scheduleSetProblems(schedules),
    archiveSetProblem(schedules),
    alternationProblem(schedules, target.location),
    ...schedules.flatMap(schedule => under(placeOf(schedule), scheduleProblems(schedule, target, site))),
  ];
}

export interface SnapshotPolicyFacts {
  readonly target: SnapshotTarget;
  readonly schedules: readonly SnapshotSchedule[];
  readonly enabled?: boolean;
  readonly sourceKeyCount: number;
}

export function snapshotPolicyWarnings({ target, schedules, enabled, sourceKeyCount }: SnapshotPolicyFacts): Warning[] {
  return [
    ...targetWarnings(target),
    ...disabledWarnings(enabled, schedules[0].retention.basis === 'AGE', schedules.some(schedule => schedule.fastRestore)),
    ...sharingWarnings(schedules, sourceKeyCount),
    ...coincidenceWarnings(schedules),
    ...schedules.flatMap(schedule => warnUnder(placeOf(schedule), scheduleWarnings(schedule, target))),
  ];
}

const scheduleProblems = (schedule: SnapshotSchedule, target: SnapshotTarget, site: Site): Problem[] => [
  scheduleNameProblem(schedule),
  ...retentionProblems(schedule),
  ...backupTagProblems(schedule, target._type),
  ...vssTagProblems(schedule, (target._options.excludeDataVolumeTags ?? []).length > 0),
  locationProblem(schedule, target.location),
  ...archiveProblems(schedule, target._type),
  ...fastRestoreProblems(schedule, site),
  ...snapshotCopyProblems(schedule, site),
  ...sharingProblems(schedule, site),
  ...scriptProblems(schedule.scripts?._script, target._type, site),
];

const scheduleWarnings = (schedule: SnapshotSchedule, target: SnapshotTarget): Warning[] => [
  ...schedule.frequency._warnings,
  ...retentionWarnings(schedule),
  ...backupTagWarnings(schedule),
  ...archiveWarnings(schedule),
  ...fastRestoreWarnings(schedule, target._type),
  ...scriptWarnings(schedule.scripts?._script),
];
