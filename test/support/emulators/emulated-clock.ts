/** Runs faster than the real one, and from the same moment: what takes EC2 a minute takes a test some seconds. */
export class EmulatedClock {
  constructor(public readonly factor: number, private readonly base = Date.now()) {}

  public now(): number {
    return this.base + (Date.now() - this.base) * this.factor;
  }

  /** Nothing goes on because of it alone. */
  public sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => setTimeout(resolve, milliseconds / this.factor).unref());
  }

  /** For the Python side. */
  public get setting(): string {
    return `${this.base}/${this.factor}`;
  }
}
