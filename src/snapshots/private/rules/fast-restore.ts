import { Token } from 'aws-cdk-lib';
import { repeated, Warning, warnings } from './sentences';
import { Problem } from '../../../private/props';
import { SnapshotFastRestoreRule, SnapshotSchedule } from '../../snapshot-schedule';
import { SnapshotLocation } from '../../snapshot-target';
import { known } from '../known';
import { TargetResourceType } from '../policy-kind';
import { Site } from '../site';

const ZONE_NAME = /^([a-z]+-){2,3}\d[a-z]$/;
const ZONE_ID = /^[a-z]{3,4}\d-az\d+$/;
/** Snapshots with fast restore in a Region; AWS raises it on request. Past it, DLM makes plain snapshots and says nothing. */
const FAST_RESTORE_QUOTA = 5;

/** @see https://docs.aws.amazon.com/dlm/latest/APIReference/API_FastRestoreRule.html */
export function fastRestoreProblems(schedule: SnapshotSchedule, site: Site): Problem[] {
  const { fastRestore, location, retention } = schedule;
  if (!fastRestore) return [];
  const isLocal = location !== undefined && location !== SnapshotLocation.REGION;
  return [
    ...zoneProblems(fastRestore, site),
    isLocal ? `fastRestore needs snapshots in the Region, got location ${location}; let the location out [FSR-06]` : undefined,
    fastRestore.retention.basis === retention.basis ? undefined
      : `fastRestore.retention must go by ${retention.basis.toLowerCase()}, as retention does, got one by ${fastRestore.retention.basis.toLowerCase()} [FSR-04]`,
    lengthProblem(schedule, fastRestore),
  ];
}

export function fastRestoreWarnings({ fastRestore, frequency }: SnapshotSchedule, target: TargetResourceType): Warning[] {
  if (!fastRestore) return [];
  const { keep, period } = fastRestore.retention;
  const gap = frequency._calendar?.shortestGapHours;
  const count = period?._days !== undefined && gap !== undefined ? Math.ceil(period._days * 24 / gap) : known(keep);
  return warnings((target === 'INSTANCE' || (count !== undefined && count > FAST_RESTORE_QUOTA)) && {
    topic: 'fastRestoreQuota',
    says: `fastRestore is for ${count ?? 'some'} ${count === 1 ? 'snapshot' : 'snapshots'} of each ${target === 'INSTANCE' ? 'volume of each instance' : 'volume'}, and AWS restores `
      + `${FAST_RESTORE_QUOTA} of a Region fast unless asked for more: what is over is made without it, silently [FSR-07]`,
  });
}

function zoneProblems({ availabilityZones, availabilityZoneIds }: SnapshotFastRestoreRule, site: Site): Problem[] {
  if ((availabilityZones === undefined) === (availabilityZoneIds === undefined)) {
    const got = availabilityZones === undefined ? 'neither' : 'both';
    return [`fastRestore must have availabilityZones or availabilityZoneIds, got ${got} [FSR-02]`];
  }
  const [prop, zones, form, example] = availabilityZones
    ? ['fastRestore.availabilityZones', availabilityZones, ZONE_NAME, 'names of Availability Zones, like eu-central-1a'] as const
    : ['fastRestore.availabilityZoneIds', availabilityZoneIds!, ZONE_ID, 'ids of Availability Zones, like euc1-az2'] as const;
  const written = zones.filter(zone => !Token.isUnresolved(zone));
  const isForeign = (zone: string) => ZONE_NAME.test(zone) && site.region !== undefined && zone.slice(0, -1) !== site.region;
  return [
    zones.length < 1 || zones.length > 10 ? `${prop} must be 1 to 10, got ${zones.length} [FSR-02]` : undefined,
    ...written.filter(zone => !form.test(zone) || zone.length > 16).map(zone => `${prop} must be ${example}, got '${zone}' [FSR-02]`),
    ...repeated(written).map(zone => `${prop} must name each zone once, got ${zone} again [FSR-02]`),
    ...written.filter(isForeign).map(zone => `${prop} must be in the policy's Region ${site.region}, got ${zone} [FSR-03]`),
  ];
}

function lengthProblem({ retention }: SnapshotSchedule, { retention: fast }: SnapshotFastRestoreRule): Problem {
  const [count, most] = [known(fast.keep), known(retention.keep)];
  if (count !== undefined && (count < 1 || (most !== undefined && count > most))) {
    return `fastRestore.retention must be a count of 1 to ${most ?? 1000}, what the schedule keeps at most, got ${count} [FSR-05]`;
  }
  const [days, mostDays] = [fast.period?._days, retention.period?._days];
  if (days !== undefined && (days < 1 || (mostDays !== undefined && days > mostDays))) {
    return `fastRestore.retention must be 1 day or more, and at most ${retention.period ?? '100 years'}, how long the schedule keeps snapshots, got ${fast.period} [FSR-05]`;
  }
  return undefined;
}
