import { Token } from 'aws-cdk-lib';
import { eventsOf } from './backup-events';
import { backupsOf, KnownSchedule } from './backups';
import { DAY_MS } from './days';
import { Lines } from './lines';
import type { PolicyModel, ScheduleModel } from './policy-model';
import { PolicyPreview, PolicyPreviewAction, PolicyPreviewEvent, PolicyPreviewOptions } from '../policy-preview';

const MOST_DAYS = 3660;
const ORDER = Object.values(PolicyPreviewAction);

/** What DLM does to one resource, from a moment at which it has no backup. */
export function simulatePolicy(model: PolicyModel, options: PolicyPreviewOptions): PolicyPreview {
  const schedules = knownSchedules(model, options);
  const end = options.start.getTime() + options.days * DAY_MS;
  const backups = backupsOf(schedules, options.start, new Date(end));
  const lines = new Lines(backups);
  return PolicyPreview._of(backups.flatMap(backup => eventsOf(backup, lines, model.region, end)).sort(inOrder), options);
}

/** Throws for what a preview cannot show. */
function knownSchedules({ schedules }: PolicyModel, { start, days }: PolicyPreviewOptions): KnownSchedule[] {
  const problems = [
    ...Number.isNaN(start.getTime()) ? ['start must be a date, got an invalid one'] : [],
    ...Number.isInteger(days) && days >= 1 && days <= MOST_DAYS ? [] : [`days must be a whole number from 1 to ${MOST_DAYS}, got ${days}`],
    ...schedules.filter(schedule => !isKnown(schedule)).map(({ name }) =>
      `schedule '${name}': frequency must have a time of day for a preview, as in BackupFrequency.every(interval, TimeOfDay.utc(3)), and no number may be a token`),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return schedules.filter(isKnown);
}

function isKnown(schedule: ScheduleModel): schedule is KnownSchedule {
  const { calendar, retention, archive, fastRestore, share, deprecation, copies = [] } = schedule;
  const rules = [retention, archive, fastRestore?.retention];
  const ofCopies = copies.flatMap(copy => [copy.retention, copy.deprecateAfter]);
  const periods = [...rules.map(rule => rule?.period), share?.unshareAfter, deprecation?.period, ...ofCopies];
  const numbers = [...rules.map(rule => rule?.keep), deprecation?.count, ...periods.map(period => period?.amount)];
  return calendar?.isFixed === true && !numbers.some(number => Token.isUnresolved(number));
}

/** What happens at the same moment is ordered so that a backup is there before it changes, and goes last. */
function inOrder(one: PolicyPreviewEvent, other: PolicyPreviewEvent): number {
  return one.when.getTime() - other.when.getTime() || ORDER.indexOf(one.action) - ORDER.indexOf(other.action);
}
