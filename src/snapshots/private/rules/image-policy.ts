import { backupTagProblems, backupTagWarnings } from './backup-tags';
import { imageCopyProblems } from './copies';
import { deprecationProblems, rebootWarnings } from './images';
import { disabledWarnings } from './policy';
import { retentionProblems, retentionWarnings } from './retention';
import { coincidenceWarnings, placeOf, scheduleNameProblem, scheduleSetProblems } from './schedules';
import { under, Warning, warnUnder } from './sentences';
import { imageTargetProblems, imageTargetWarnings } from './targets';
import { Problem } from '../../../private/props';
import type { ImagePolicyProps } from '../../image-policy';
import { ImageSchedule } from '../../image-schedule';
import { Site } from '../site';

export function imagePolicyProblems({ targetTags, location }: ImagePolicyProps, schedules: readonly ImageSchedule[], site: Site): Problem[] {
  return [
    ...imageTargetProblems(targetTags, location),
    ...scheduleSetProblems(schedules),
    ...schedules.flatMap(schedule => under(placeOf(schedule), [
      scheduleNameProblem(schedule),
      ...retentionProblems(schedule),
      ...backupTagProblems(schedule, 'INSTANCE'),
      ...deprecationProblems(schedule),
      ...imageCopyProblems(schedule.copies, site),
    ])),
  ];
}

export function imagePolicyWarnings(props: ImagePolicyProps, schedules: readonly ImageSchedule[]): Warning[] {
  return [
    ...imageTargetWarnings(props.targetTags, props.location),
    ...rebootWarnings(props.rebootInstances),
    ...disabledWarnings(props.enabled, schedules[0].retention.basis === 'AGE', false),
    ...coincidenceWarnings(schedules),
    ...schedules.flatMap(schedule => warnUnder(placeOf(schedule), [
      ...schedule.frequency._warnings,
      ...retentionWarnings(schedule),
      ...backupTagWarnings(schedule),
    ])),
  ];
}
