import { Backup, newestSpared } from './backups';
import { DAY_MS } from './days';
import { grouped } from './grouped';
import { deprecating, keeping, Lines, restoring } from './lines';
import { later } from './period';
import type { RetentionModel } from './policy-model';
import { BackupTier, PolicyPreviewAction, PolicyPreviewEvent } from '../policy-preview';

/** DLM holds snapshots in the archive for so long, whatever a count and the lengths of months come to. */
const LEAST_ARCHIVE_MS = 90 * DAY_MS;

/** An event without what all events of its backup say. `Infinity`: not in this preview. */
interface Happening {
  readonly at: number;
  readonly action: PolicyPreviewAction;
  readonly tier?: BackupTier;
  readonly region?: string;
  readonly accounts?: string[];
  readonly zones?: string[];
}

/** When a backup leaves the standard tier, and when it is gone. */
interface Stay {
  readonly archivedAt: number;
  readonly deletedAt: number;
}

/**
 * The life of a backup until the end of the preview.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/snapshot-ami-policy.html#snapshot-considerations
 */
export function eventsOf(backup: Backup, lines: Lines, region: string, end: number): PolicyPreviewEvent[] {
  const stay = stayOf(backup, lines);
  return [...lifeOf(backup, stay, lines), ...sharesOf(backup, stay), ...fastRestoreOf(backup, stay, lines), ...copiesOf(backup)]
    .filter(({ at }) => at < end)
    .map(({ at, ...happening }) => ({
      when: new Date(at),
      backup: `${new Date(backup.at).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length)}Z`,
      schedule: backup.owner.name,
      schedules: backup.schedules.map(({ name }) => name),
      region,
      tier: BackupTier.STANDARD,
      ...happening,
    }));
}

function stayOf(backup: Backup, lines: Lines): Stay {
  const { owner: { retention, archive } } = backup;
  const standardEnd = standardEndOf(backup, lines);
  // The newest of an age-based schedule stays until there is another.
  const next = lines.after(keeping(backup), backup, 1)?.at ?? Infinity;
  if (!archive) return { archivedAt: Infinity, deletedAt: retention.period ? Math.max(standardEnd, next) : standardEnd };
  return { archivedAt: standardEnd, deletedAt: Math.max(archiveEndOf(backup, archive, standardEnd, next, lines), standardEnd + LEAST_ARCHIVE_MS) };
}

function standardEndOf(backup: Backup, lines: Lines): number {
  const { owner: { retention: { keep = Infinity, period } } } = backup;
  return period ? later(backup.at, period) : lines.after(keeping(backup), backup, keep)?.at ?? Infinity;
}

/** A count looks at what is in the archive: the oldest goes when one more arrives. */
function archiveEndOf(backup: Backup, { keep = Infinity, period }: RetentionModel, archivedAt: number, next: number, lines: Lines): number {
  if (archivedAt === Infinity) return Infinity;
  if (period) return Math.max(later(archivedAt, period), next);
  const newcomer = lines.after(keeping(backup), backup, keep);
  return newcomer ? standardEndOf(newcomer, lines) : Infinity;
}

function lifeOf(backup: Backup, { archivedAt, deletedAt }: Stay, lines: Lines): Happening[] {
  const deprecatedAt = deprecationOf(backup, lines);
  return [
    { at: backup.at, action: PolicyPreviewAction.CREATE },
    ...deprecatedAt <= deletedAt ? [{ at: deprecatedAt, action: PolicyPreviewAction.DEPRECATE }] : [],
    { at: archivedAt, action: PolicyPreviewAction.ARCHIVE, tier: BackupTier.ARCHIVE },
    { at: deletedAt, action: PolicyPreviewAction.DELETE, tier: backup.owner.archive ? BackupTier.ARCHIVE : BackupTier.STANDARD },
  ];
}

function deprecationOf(backup: Backup, lines: Lines): number {
  const { deprecator } = backup;
  if (!deprecator?.deprecation) return Infinity;
  const { count, period } = deprecator.deprecation;
  return period ? later(backup.at, period) : lines.after(deprecating(backup), backup, newestSpared(deprecator.retention, count))?.at ?? Infinity;
}

/** Archiving ends sharing and fast restore; deleting leaves nothing to end. */
function endsIn({ archivedAt, deletedAt }: Stay, end: number): number {
  return Math.min(end, archivedAt) <= deletedAt ? Math.min(end, archivedAt) : Infinity;
}

function sharesOf(backup: Backup, stay: Stay): Happening[] {
  if (backup.shares.size === 0) return [];
  const ends = grouped(backup.shares, ([, until]) => endsIn(stay, until));
  return [
    { at: backup.at, action: PolicyPreviewAction.SHARE, accounts: [...backup.shares.keys()] },
    ...[...ends].map(([at, those]) => ({ at, action: PolicyPreviewAction.UNSHARE, accounts: those.map(([account]) => account) })),
  ];
}

function fastRestoreOf(backup: Backup, stay: Stay, lines: Lines): Happening[] {
  if (backup.fastRestore.length === 0) return [];
  const ends = grouped(backup.fastRestore, ({ zone, schedule, retention: { keep = Infinity, period } }) =>
    endsIn(stay, period ? later(backup.at, period) : lines.after(restoring(zone, schedule.name), backup, keep)?.at ?? Infinity));
  return [
    { at: backup.at, action: PolicyPreviewAction.ENABLE_FAST_RESTORE, zones: backup.fastRestore.map(({ zone }) => zone) },
    ...[...ends].map(([at, those]) => ({ at, action: PolicyPreviewAction.DISABLE_FAST_RESTORE, zones: those.map(({ zone }) => zone) })),
  ];
}

function copiesOf(backup: Backup): Happening[] {
  return [...backup.copies].flatMap(([region, { deprecatedAt, deletedAt }]) => [
    { at: backup.at, region, action: PolicyPreviewAction.COPY },
    ...deprecatedAt <= deletedAt ? [{ at: deprecatedAt, region, action: PolicyPreviewAction.DEPRECATE }] : [],
    { at: deletedAt, region, action: PolicyPreviewAction.DELETE },
  ]);
}
