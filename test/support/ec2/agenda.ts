/** What EC2 will do by itself, in the order of time: copies finish, snapshots appear, deregistered images vanish. */
export class Agenda {
  private readonly entries: { readonly at: number; readonly run: () => void }[] = [];

  public add(at: number, run: () => void): void {
    let index = this.entries.length;
    while (index > 0 && this.entries[index - 1].at > at) index--;
    this.entries.splice(index, 0, { at, run });
  }

  /** The time of the next entry that is due, if any. */
  public nextDue(now: number): number | undefined {
    const first = this.entries[0];
    return first && first.at <= now ? first.at : undefined;
  }

  public runNext(): void {
    this.entries.shift()?.run();
  }
}
