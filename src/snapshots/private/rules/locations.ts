import { placeOf } from './schedules';
import { Problem } from '../../../private/props';
import type { SnapshotSchedule } from '../../snapshot-schedule';
import { BackupResourceLocation, SnapshotLocation } from '../../snapshot-target';

/** Where snapshots of a resource can be kept, besides the Region. */
const LOCAL: Readonly<Record<BackupResourceLocation, SnapshotLocation | undefined>> = {
  [BackupResourceLocation.REGION]: undefined,
  [BackupResourceLocation.LOCAL_ZONES]: SnapshotLocation.SAME_LOCAL_ZONE,
  [BackupResourceLocation.OUTPOSTS]: SnapshotLocation.SAME_OUTPOST,
};

/** @see https://docs.aws.amazon.com/dlm/latest/APIReference/API_CreateRule.html, Location */
export function locationProblem({ location = SnapshotLocation.REGION }: SnapshotSchedule, resources: BackupResourceLocation): Problem {
  if (location === SnapshotLocation.REGION || location === LOCAL[resources]) return undefined;
  const legal = LOCAL[resources] ? `REGION or ${nameOf(LOCAL[resources])}` : 'REGION';
  const where = { CLOUD: 'in the Region', LOCAL_ZONE: 'in Local Zones', OUTPOST: 'on Outposts' }[resources];
  return `location must be ${legal} for resources ${where}, got ${nameOf(location)}; see the location of the target [LOC-01]`;
}

/** @see https://docs.aws.amazon.com/ebs/latest/userguide/snapshots-localzones.html */
export function alternationProblem(schedules: readonly SnapshotSchedule[], resources: BackupResourceLocation): Problem {
  if (resources !== BackupResourceLocation.LOCAL_ZONES) return undefined;
  const locationOf = ({ location = SnapshotLocation.REGION }: SnapshotSchedule) => location;
  const other = schedules.find(schedule => locationOf(schedule) !== locationOf(schedules[0]));
  return other && `${placeOf(other)}: location must be that of '${schedules[0].name}', ${nameOf(locationOf(schedules[0]))}, got ${nameOf(locationOf(other))}: `
    + 'snapshots of a volume in a Local Zone are all kept there, or all in the Region [LOC-02]';
}

const nameOf = (location: SnapshotLocation) => Object.entries(SnapshotLocation).find(([, value]) => value === location)?.[0] ?? location;
