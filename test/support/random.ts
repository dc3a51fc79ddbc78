/**
 * The only source of chance in the simulators: the same seed gives the same history, on every machine.
 *
 * MRG32k3a (P. L'Ecuyer, "Good parameters and implementations for combined multiple recursive random number generators",
 * Operations Research 47(1), 1999): passes the usual test batteries, and needs nothing but doubles.
 */
import { createHash } from 'node:crypto';

const M1 = 4294967087;
const M2 = 4294944443;

export class Random {
  private readonly path: string;
  private a0: number;
  private a1: number;
  private a2: number;
  private b0: number;
  private b1: number;
  private b2: number;

  constructor(seed: number | string) {
    this.path = String(seed);
    const digest = createHash('sha256').update(this.path).digest();
    const word = (index: number, modulus: number) => 1 + digest.readUInt32BE(4 * index) % (modulus - 1);
    [this.a0, this.a1, this.a2] = [word(0, M1), word(1, M1), word(2, M1)];
    [this.b0, this.b1, this.b2] = [word(3, M2), word(4, M2), word(5, M2)];
  }

  /** At least 0, less than 1. */
  public next(): number {
    let a = (1403580 * this.a1 - 810728 * this.a0) % M1;
    if (a < 0) a += M1;
    this.a0 = this.a1;
    this.a1 = this.a2;
    this.a2 = a;

    let b = (527612 * this.b2 - 1370589 * this.b0) % M2;
    if (b < 0) b += M2;
    this.b0 = this.b1;
    this.b1 = this.b2;
    this.b2 = b;

    return (a >= b ? a - b : a - b + M1) / M1;
  }

  /** A whole number from `min` to `max`, both included. */
  public int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  public chance(probability: number): boolean {
    return probability > 0 && this.next() < probability;
  }

  public pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('cannot pick from an empty list');
    return list[this.int(0, list.length - 1)];
  }

  /** So many lower-case hexadecimal digits. */
  public hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.int(0, 0xffffff).toString(16).padStart(6, '0');
    return text.slice(0, digits);
  }

  /** An independent stream. It depends on the seed and the label alone, not on what has been drawn here. */
  public fork(label: string): Random {
    return new Random(`${this.path}/${label}`);
  }
}
