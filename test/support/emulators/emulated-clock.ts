/** Runs faster than the real one, and from the same moment: what takes EC2 a minute takes a test some seconds. */
export class EmulatedClock {
  constructor(public readonly factor: number, private readonly base = Date.now()) {}

  public now(): number {
    return this.base + (Date.now() - this.base) * this.factor;
  }

  /** For the Python side. */
  public get setting(): string {
    return `${this.base}/${this.factor}`;
  }
}
