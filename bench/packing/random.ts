/** Park and Miller's generator: exact in doubles, so the same seed gives the same inputs on any machine. */
const MODULUS = 2147483647;
const MULTIPLIER = 48271;

/** Random choices from a seed. */
export class Random {
  private state = 1;

  /** Every part changes the whole sequence. */
  constructor(...seed: number[]) {
    for (const part of seed) {
      this.state = ((this.state + part) % (MODULUS - 1)) + 1;
      for (let i = 0; i < 8; i++) this.next();
    }
  }

  /** In [0, 1). */
  public next(): number {
    this.state = (this.state * MULTIPLIER) % MODULUS;
    return (this.state - 1) / (MODULUS - 1);
  }

  public between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Equal chance for equal ratios. */
  public logBetween(low: number, high: number): number {
    return low * (high / low) ** this.next();
  }

  public pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.next() * values.length)];
  }

  public shuffle<T>(values: readonly T[]): T[] {
    return values
      .map((value) => ({ value, key: this.next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ value }) => value);
  }
}
