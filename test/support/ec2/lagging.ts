/**
 * A value that EC2 has already changed and does not yet show: describes answer from replicas that trail the truth.
 * `latest` is the truth, `seenAt` what a trailing replica still says.
 */
export class Lagging<T> {
  private shown: T;
  private coming: { readonly value: T; readonly from: number }[] = [];

  constructor(value: T) {
    this.shown = value;
  }

  public get latest(): T {
    return this.coming.length > 0 ? this.coming[this.coming.length - 1].value : this.shown;
  }

  public seenAt(time: number): T {
    while (this.coming.length > 0 && this.coming[0].from <= time) this.shown = this.coming.shift()!.value;
    return this.shown;
  }

  /** Changes become visible in the order in which they were made, however the lags were drawn. Returns when. */
  public change(value: T, from: number): number {
    const last = this.coming[this.coming.length - 1];
    const visible = last ? Math.max(last.from, from) : from;
    this.coming.push({ value, from: visible });
    return visible;
  }
}
