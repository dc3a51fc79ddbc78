import { Duration, Token } from 'aws-cdk-lib';
import { EbsDeviceVolumeType } from 'aws-cdk-lib/aws-ec2';
import { partitionProblem } from './copies';
import { repeated, under, Warning, warnings } from './sentences';
import { Problem } from '../../../private/props';
import { copyTargetProblem } from '../copy-target';
import { daysIn } from '../known';
import { Site } from '../site';

/** What DLM itself goes by. */
export const CREATE_EVERY = Duration.days(1);
export const RETAIN_FOR = Duration.days(7);

/** @see https://docs.aws.amazon.com/dlm/latest/APIReference/API_PolicyDetails.html, CreateInterval and RetainInterval */
export function intervalProblems(createEvery: Duration = CREATE_EVERY, retainFor: Duration = RETAIN_FOR): Problem[] {
  const [every, kept] = [daysIn(createEvery), daysIn(retainFor)];
  const outside = (days: number | undefined, least: number, most: number) =>
    days !== undefined && !(Number.isInteger(days) && days >= least && days <= most);
  return [
    outside(every, 1, 7) ? `createEvery must be 1 to 7 whole days, got ${createEvery.toHumanString()} [DEF-01]` : undefined,
    outside(kept, 2, 14) ? `retainFor must be 2 to 14 whole days, got ${retainFor.toHumanString()} [DEF-02]` : undefined,
    every !== undefined && kept !== undefined && kept <= every
      ? `retainFor must be longer than createEvery, ${every} days, got ${kept} days; AWS's pages disagree whether the same would do [DEF-03]` : undefined,
  ];
}

export function copyRegionProblems(regions: readonly string[], site: Site): Problem[] {
  const written = regions.filter(region => !Token.isUnresolved(region));
  return [
    regions.length > 3 ? `copyToRegions must be at most 3, got ${regions.length} [DEF-04]` : undefined,
    ...written.filter(region => copyTargetProblem('region', region))
      .map(region => `copyToRegions must be Regions like eu-west-1, got '${region}' [DEF-04]`),
    ...repeated(written).map(region => `copyToRegions must name each Region once, got ${region} again [DEF-04]`),
    ...under('copyToRegions', written.map(region => partitionProblem(region, site))),
    ...written.filter(region => region === site.region).map(region => `copyToRegions must be other Regions, got the policy's own, ${region} [DEF-04]`),
  ];
}

export function excludedTypeProblems(types: readonly EbsDeviceVolumeType[]): Problem[] {
  return [
    types.length > 6 ? `excludeVolumeTypes must be at most 6, got ${types.length}: no volume would be backed up [DEF-07]` : undefined,
    ...repeated(types).map(type => `excludeVolumeTypes must name each type once, got ${type} again [DEF-07]`),
  ];
}

export const extendDeletionWarnings = (extendDeletion: boolean | undefined): Warning[] => warnings(extendDeletion === true && {
  topic: 'extendDeletion',
  says: 'extendDeletion is true: the last backup of what is deleted goes, too, and deletion goes on when the policy is disabled, fails or is deleted [DEF-10]',
});
