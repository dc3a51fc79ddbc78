import { Requires, RuleRow } from './row';
import { DAILY, snapshots } from './samples';
import { BackupFrequency } from '../../../src/snapshots/frequency';
import { BackupRetention } from '../../../src/snapshots/retention';
import { SnapshotSchedule } from '../../../src/snapshots/snapshot-schedule';
import { DayOfWeek, TimeOfDay } from '../../../src/snapshots/time-of-day';

const named = (count: number) => Array.from({ length: count }, (_, index) => ({ ...DAILY, name: `daily-${index}` }));
/** Runs with the daily one on Sundays. */
const WEEKLY = { name: 'weekly', frequency: BackupFrequency.weekly(DayOfWeek.SUNDAY, TimeOfDay.utc(3)), retention: BackupRetention.count(4) };

export const SCHEDULE_RULES: readonly RuleRow[] = [
  {
    id: 'SCH-01',
    refused: [
      { breaks: stack => snapshots(stack, {}, { schedules: [] }), says: 'schedules must be 1 to 4, got 0' },
      { breaks: stack => snapshots(stack, {}, { schedules: named(5) }), says: 'schedules must be 1 to 4, got 5' },
      { breaks: stack => snapshots(stack, {}, { schedules: named(4) }).addSchedule(DAILY), says: 'schedules must be 1 to 4, got 5' },
    ],
  },
  {
    id: 'SCH-02',
    refused: [
      { breaks: stack => snapshots(stack, { name: '' }), says: "name must have 1 to 120 letters, digits, spaces, _ and -, got ''" },
      { breaks: stack => snapshots(stack, { name: 'every.day' }), says: "got 'every.day'" },
      { breaks: stack => snapshots(stack, { name: 'x'.repeat(121) }), says: 'name must have 1 to 120 letters' },
    ],
    unwritable: { because: 'a schedule must have a name', proof: true satisfies Requires<SnapshotSchedule, 'name'> },
  },
  {
    id: 'SCH-03',
    refused: [{
      breaks: stack => snapshots(stack, {}, { schedules: [DAILY, { ...WEEKLY, name: 'daily' }] }),
      says: "schedules must have different names, got 'daily' again",
    }],
  },
  { id: 'SCH-04', unseen: 'the name of yesterday is in no template of today; a name is never made up, so it changes only where somebody changes it' },
  {
    id: 'SCH-17',
    warned: [
      {
        breaks: stack => snapshots(stack, {}, { schedules: [{ ...DAILY, tags: { kind: 'daily' } }, { ...WEEKLY, tags: { kind: 'weekly' } }] }),
        says: "schedules 'daily' and 'weekly' run at the same time (2026-01-04T03:00Z, for example), and then make one backup: it gets one of two values for 'kind'",
      },
      {
        breaks: stack => snapshots(stack, {}, { schedules: [{ ...DAILY, copyTags: true }, WEEKLY] }),
        says: 'copyTags of one is true, of the other false',
      },
    ],
  },
];
