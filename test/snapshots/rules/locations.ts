import { Stack } from 'aws-cdk-lib';
import { RuleRow } from './row';
import { DAILY, days, snapshots } from './samples';
import { BackupRetention } from '../../../src/snapshots/retention';
import { SnapshotCopyDestination } from '../../../src/snapshots/snapshot-copy';
import { SnapshotSchedule } from '../../../src/snapshots/snapshot-schedule';
import { BackupResourceLocation, SnapshotLocation, SnapshotTarget } from '../../../src/snapshots/snapshot-target';

const { REGION, LOCAL_ZONES, OUTPOSTS } = BackupResourceLocation;
const { SAME_LOCAL_ZONE, SAME_OUTPOST } = SnapshotLocation;
const located = (stack: Stack, resources: BackupResourceLocation, ...schedules: Partial<SnapshotSchedule>[]) => snapshots(stack, {}, {
  target: SnapshotTarget.volumes({ tags: [{ key: 'Backup', value: 'daily' }], location: resources }),
  schedules: schedules.map(schedule => ({ ...DAILY, ...schedule })),
});

const COPIES = { copies: [{ destination: SnapshotCopyDestination.region('eu-west-1'), retention: days(30) }] };
const FAST = { fastRestore: { availabilityZones: ['eu-central-1a'], retention: BackupRetention.count(1) } };

export const LOCATION_RULES: readonly RuleRow[] = [
  {
    id: 'LOC-01',
    refused: [
      { breaks: stack => located(stack, REGION, { location: SAME_OUTPOST }), says: 'location must be REGION for resources in the Region, got SAME_OUTPOST' },
      { breaks: stack => located(stack, REGION, { location: SAME_LOCAL_ZONE }), says: 'location must be REGION for resources in the Region, got SAME_LOCAL_ZONE' },
      { breaks: stack => located(stack, LOCAL_ZONES, { location: SAME_OUTPOST }), says: 'location must be REGION or SAME_LOCAL_ZONE for resources in Local Zones, got SAME_OUTPOST' },
      { breaks: stack => located(stack, OUTPOSTS, { location: SAME_LOCAL_ZONE }), says: 'location must be REGION or SAME_OUTPOST for resources on Outposts, got SAME_LOCAL_ZONE' },
    ],
  },
  {
    id: 'LOC-02',
    refused: [{
      breaks: stack => located(stack, LOCAL_ZONES, { location: SAME_LOCAL_ZONE }, { name: 'other' }),
      says: "schedule 'other': location must be that of 'daily', SAME_LOCAL_ZONE, got REGION",
    }],
  },
  {
    id: 'LOC-03',
    kept: {
      because: 'FSR-06, SHR-08 and XRC-04 refuse each of the three',
      holds: stack => {
        const schedule = { ...COPIES, ...FAST, share: { accounts: ['222222222222'] }, location: SAME_OUTPOST };
        expect(() => located(stack, OUTPOSTS, schedule)).toThrow(/FSR-06[^]*XRC-04[^]*SHR-08/);
      },
    },
  },
  {
    id: 'LOC-04',
    kept: {
      because: 'ARC-09, FSR-06 and XRC-04 refuse each of the three',
      holds: stack => {
        const schedule = { ...COPIES, ...FAST, archive: { retention: BackupRetention.count(4) }, location: SAME_LOCAL_ZONE };
        expect(() => located(stack, LOCAL_ZONES, schedule)).toThrow(/ARC-09[^]*FSR-06[^]*XRC-04/);
      },
    },
  },
];
