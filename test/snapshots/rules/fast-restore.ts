import { Lacks, RuleRow } from './row';
import { ageOf, INSTANCES, snapshots } from './samples';
import { ImageSchedule } from '../../../src/snapshots/image-schedule';
import { BackupRetention } from '../../../src/snapshots/retention';
import { SnapshotFastRestoreRule } from '../../../src/snapshots/snapshot-schedule';
import { BackupResourceLocation, SnapshotLocation, SnapshotTarget } from '../../../src/snapshots/snapshot-target';

const fast = (rule: Partial<SnapshotFastRestoreRule>) => ({ fastRestore: { availabilityZones: ['eu-central-1a'], retention: BackupRetention.count(1), ...rule } });
const zones = (...availabilityZones: string[]) => fast({ availabilityZones });
const located = (location: BackupResourceLocation) => ({ target: SnapshotTarget.volumes({ tags: [{ key: 'Backup', value: 'daily' }], location }) });

export const FAST_RESTORE_RULES: readonly RuleRow[] = [
  { id: 'FSR-01', unwritable: { because: 'schedules of AMIs have no fast restore', proof: true satisfies Lacks<ImageSchedule, 'fastRestore'> } },
  {
    id: 'FSR-02',
    refused: [
      { breaks: stack => snapshots(stack, fast({ availabilityZones: undefined })), says: 'fastRestore must have availabilityZones or availabilityZoneIds, got neither' },
      { breaks: stack => snapshots(stack, fast({ availabilityZoneIds: ['euc1-az2'] })), says: 'fastRestore must have availabilityZones or availabilityZoneIds, got both' },
      { breaks: stack => snapshots(stack, zones()), says: 'fastRestore.availabilityZones must be 1 to 10, got 0' },
      { breaks: stack => snapshots(stack, zones(...'abcdefghijk'.split('').map(letter => `eu-central-1${letter}`))), says: 'must be 1 to 10, got 11' },
      { breaks: stack => snapshots(stack, zones('eu-central-1a', 'eu-central-1a')), says: 'must name each zone once, got eu-central-1a again' },
      { breaks: stack => snapshots(stack, zones('eu-central-1-ham-1a')), says: "must be names of Availability Zones, like eu-central-1a, got 'eu-central-1-ham-1a'" },
      {
        breaks: stack => snapshots(stack, fast({ availabilityZones: undefined, availabilityZoneIds: ['eu-central-1a'] })),
        says: "fastRestore.availabilityZoneIds must be ids of Availability Zones, like euc1-az2, got 'eu-central-1a'",
      },
    ],
  },
  {
    id: 'FSR-03',
    refused: [{ breaks: stack => snapshots(stack, zones('eu-west-1a')), says: "fastRestore.availabilityZones must be in the policy's Region eu-central-1, got eu-west-1a" }],
  },
  {
    id: 'FSR-04',
    refused: [{ breaks: stack => snapshots(stack, fast({ retention: ageOf(1) })), says: 'fastRestore.retention must go by count, as retention does, got one by age' }],
  },
  {
    id: 'FSR-05',
    refused: [
      { breaks: stack => snapshots(stack, fast({ retention: BackupRetention.count(8) })), says: 'fastRestore.retention must be a count of 1 to 7, what the schedule keeps at most, got 8' },
      { breaks: stack => snapshots(stack, fast({ retention: BackupRetention.count(0) })), says: 'got 0' },
      { breaks: stack => snapshots(stack, { retention: ageOf(7), ...fast({ retention: ageOf(8) }) }), says: 'fastRestore.retention must be 1 day or more, and at most 7 days' },
    ],
  },
  {
    id: 'FSR-06',
    refused: [
      {
        breaks: stack => snapshots(stack, { ...fast({}), location: SnapshotLocation.SAME_OUTPOST }, located(BackupResourceLocation.OUTPOSTS)),
        says: 'fastRestore needs snapshots in the Region, got location OUTPOST_LOCAL',
      },
      {
        breaks: stack => snapshots(stack, { ...fast({}), location: SnapshotLocation.SAME_LOCAL_ZONE }, located(BackupResourceLocation.LOCAL_ZONES)),
        says: 'fastRestore needs snapshots in the Region, got location LOCAL_ZONE',
      },
    ],
  },
  {
    id: 'FSR-07',
    warned: [
      { breaks: stack => snapshots(stack, fast({ retention: BackupRetention.count(6) })), says: 'fastRestore is for 6 snapshots of each volume, and AWS restores 5 of a Region fast' },
      { breaks: stack => snapshots(stack, { retention: ageOf(7), ...fast({ retention: ageOf(6) }) }), says: 'fastRestore is for 6 snapshots of each volume' },
      { breaks: stack => snapshots(stack, fast({}), { target: INSTANCES }), says: 'fastRestore is for 1 snapshot of each volume of each instance' },
    ],
  },
  {
    id: 'FSR-08',
    warned: [{
      breaks: stack => snapshots(stack, fast({}), { enabled: false }),
      says: 'enabled is false: fast restore stays on, and is billed, for the snapshots that have it',
    }],
  },
];
