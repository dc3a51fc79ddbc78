import { Token } from 'aws-cdk-lib';
import { repeated, Warning, warnings } from './sentences';
import { Problem } from '../../../private/props';
import type { ImageSchedule } from '../../image-schedule';
import type { BackupScheduleBase } from '../../snapshot-schedule';
import { coincide } from '../calendar';

const MOST_SCHEDULES = 4;
/** @see https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-lifecycle.html#dlm-quotas */
export const MOST_BACKUP_TAGS = 45;

/** Where the problems and warnings of a schedule are. */
export const placeOf = (schedule: BackupScheduleBase) => `schedule '${schedule.name}'`;

/** What the schedules of a policy must be to each other. */
export function scheduleSetProblems(schedules: readonly BackupScheduleBase[]): Problem[] {
  const [first] = schedules;
  const others = schedules.filter(schedule => schedule.retention.basis !== first.retention.basis);
  return [
    schedules.length < 1 || schedules.length > MOST_SCHEDULES
      ? `schedules must be 1 to ${MOST_SCHEDULES}, got ${schedules.length}; make another policy for more [SCH-01]`
      : undefined,
    ...repeated(schedules.map(schedule => schedule.name).filter(name => !Token.isUnresolved(name)))
      .map(name => `schedules must have different names, got '${name}' again: DLM finds the backups of a schedule by its name [SCH-03]`),
    ...others.map(schedule => `${placeOf(schedule)}: retention must go by ${basisWord(first)}, as that of '${first.name}' does, got one by `
      + `${basisWord(schedule)}: all schedules of a policy have the same; make another policy for the other [RET-04]`),
  ];
}

/** @see https://docs.aws.amazon.com/dlm/latest/APIReference/API_Schedule.html, Name */
export function scheduleNameProblem({ name }: BackupScheduleBase): Problem {
  if (Token.isUnresolved(name) || /^[0-9A-Za-z _-]{1,120}$/.test(name)) return undefined;
  return `name must have 1 to 120 letters, digits, spaces, _ and -, got '${name}'; `
    + 'AWS lets the name out, but finds the backups of a schedule by nothing else [SCH-02]';
}

/** DLM makes one backup where schedules coincide, with the longest retention and the tags of all. */
export function coincidenceWarnings(schedules: readonly BackupScheduleBase[]): Warning[] {
  return pairs(schedules).flatMap(([one, other]) => {
    const disagreements = disagree(one, other);
    // Whether they coincide costs most to find out.
    const moment = disagreements.length > 0 ? coincidence(one, other) : undefined;
    if (!moment) return [];
    const when = `${moment.toISOString().slice(0, 16)}Z, for example`;
    return disagreements.map(({ topic, says }) => ({
      topic, says: `schedules '${one.name}' and '${other.name}' run at the same time (${when}), and then make one backup: ${says}`,
    }));
  });
}

function disagree(one: BackupScheduleBase, other: BackupScheduleBase): Warning[] {
  const [mine, theirs] = [keysAndValues(one), keysAndValues(other)];
  const contested = Object.keys(mine).filter(key => key in theirs && mine[key] !== theirs[key]);
  const total = new Set([...Object.keys(mine), ...Object.keys(theirs)]).size;
  return warnings(
    contested.length > 0 && {
      topic: 'coincidingTags',
      says: `it gets one of two values for '${contested.join("', '")}'; run them at different times, or give the tags different keys [SCH-17]`,
    },
    (one.copyTags ?? false) !== (other.copyTags ?? false) && {
      topic: 'coincidingCopyTags',
      says: 'copyTags of one is true, of the other false; run them at different times, or make them the same [SCH-17]',
    },
    total > MOST_BACKUP_TAGS && {
      topic: 'coincidingTagCount',
      says: `it gets ${total} tags, and a backup takes ${MOST_BACKUP_TAGS} besides those of DLM; run them at different times [TAG-02]`,
    },
    isDeprecating(one) !== isDeprecating(other) && {
      topic: 'coincidingDeprecation',
      says: 'an AMI that one of them does not deprecate is not deprecated; run them at different times, or give both a deprecation [AMI-06]',
    },
  );
}

function coincidence(one: BackupScheduleBase, other: BackupScheduleBase): Date | undefined {
  const [a, b] = [one.frequency._calendar, other.frequency._calendar];
  return a?.isFixed && b?.isFixed ? coincide(a, b) : undefined;
}

/** The tags that a schedule puts on its backups. */
export const keysAndValues = ({ tags = {}, variableTags = [] }: BackupScheduleBase): Record<string, string> =>
  ({ ...tags, ...Object.fromEntries(variableTags.map(({ key, value }) => [key, value])) });

const isDeprecating = (schedule: BackupScheduleBase) => (schedule as ImageSchedule).deprecation !== undefined;

const basisWord = ({ retention }: BackupScheduleBase) => retention.basis.toLowerCase();

const pairs = <T>(list: readonly T[]): [T, T][] => list.flatMap((one, index) => list.slice(index + 1).map((other): [T, T] => [one, other]));
