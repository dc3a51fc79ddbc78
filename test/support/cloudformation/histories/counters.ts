/** How often things happened, under names that are printed as they are. */
export class Counters {
  private readonly counts = new Map<string, number>();

  public count(name: string, by = 1): void {
    if (by > 0) this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  public add(others: { readonly [name: string]: number }): void {
    for (const [name, count] of Object.entries(others)) this.count(name, count);
  }

  public of(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  public toJSON(): { [name: string]: number } {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => a.localeCompare(b)));
  }
}
