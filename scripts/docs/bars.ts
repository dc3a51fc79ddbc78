import { BackupTier, PolicyPreview, PolicyPreviewAction } from '../../src/snapshots/policy-preview';

/** A snapshot from the day it is made to the day it is gone, in days since the start of the preview. */
export interface Bar {
  readonly from: number;
  /** When it leaves the standard tier. */
  readonly archived: number;
  /** The end of the preview when it is still there. */
  readonly to: number;
  readonly isOpen: boolean;
  /** No two that overlap are in one row. */
  readonly row: number;
}

export interface Lane {
  readonly schedule: string;
  readonly bars: readonly Bar[];
  readonly rows: number;
}

/** The snapshots of each schedule, of the most frequent one first. */
export function lanesOf(preview: PolicyPreview): Lane[] {
  const length = daysSince(preview, preview.end);
  const lanes = new Map<string, Bar[]>();
  for (const { when, action, backup, schedule } of preview.events) {
    if (action !== PolicyPreviewAction.CREATE) continue;
    const from = daysSince(preview, when);
    const archived = dayOf(preview, backup, PolicyPreviewAction.ARCHIVE) ?? length;
    const deleted = dayOf(preview, backup, PolicyPreviewAction.DELETE);
    const bars = lanes.get(schedule) ?? [];
    bars.push({ from, archived, to: deleted ?? length, isOpen: deleted === undefined, row: freeRow(bars, from) });
    lanes.set(schedule, bars);
  }
  return [...lanes]
    .sort(([, some], [, others]) => others.length - some.length)
    .map(([schedule, bars]) => ({ schedule, bars, rows: Math.max(...bars.map(({ row }) => row)) + 1 }));
}

/** How many there are at the end of each day. */
export function countsOf(preview: PolicyPreview, tier: BackupTier): number[] {
  const days = Array.from({ length: daysSince(preview, preview.end) }, (_, day) => new Date(preview.start.getTime() + day * DAY_MS));
  return days.map(day => preview.countOn(day, { tier }));
}

const DAY_MS = 86_400_000;

const daysSince = ({ start }: PolicyPreview, moment: Date) => (moment.getTime() - start.getTime()) / DAY_MS;

function dayOf(preview: PolicyPreview, backup: string, action: PolicyPreviewAction): number | undefined {
  const event = preview.events.find(each => each.backup === backup && each.action === action);
  return event && daysSince(preview, event.when);
}

function freeRow(bars: readonly Bar[], from: number): number {
  const taken = new Set(bars.filter(({ to }) => to > from).map(({ row }) => row));
  let row = 0;
  while (taken.has(row)) row++;
  return row;
}
