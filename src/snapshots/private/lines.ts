import type { Backup } from './backups';

/** Backups in the order in which something counts them: those that a schedule keeps, or that its fast restore is on for in a zone. */
export class Lines {
  private readonly lines = new Map<string, Backup[]>();
  private readonly places = new Map<string, Map<Backup, number>>();

  constructor(backups: readonly Backup[]) {
    for (const backup of backups) {
      this.add(keeping(backup), backup);
      if (backup.deprecator) this.add(deprecating(backup), backup);
      for (const { zone, schedule } of backup.fastRestore) this.add(restoring(zone, schedule.name), backup);
    }
  }

  /** The backup that comes so many places after another; undefined when that is beyond the preview. */
  public after(line: string, backup: Backup, steps: number): Backup | undefined {
    const place = this.places.get(line)?.get(backup);
    return place === undefined ? undefined : this.lines.get(line)?.[place + steps];
  }

  private add(line: string, backup: Backup): void {
    const [backups, places] = [this.lines.get(line) ?? [], this.places.get(line) ?? new Map<Backup, number>()];
    places.set(backup, backups.push(backup) - 1);
    this.lines.set(line, backups);
    this.places.set(line, places);
  }
}

export const keeping = ({ owner }: Backup) => `kept by ${owner.name}`;
export const deprecating = ({ deprecator }: Backup) => `deprecated by ${deprecator?.name}`;
export const restoring = (zone: string, schedule: string) => `fast in ${zone} by ${schedule}`;
