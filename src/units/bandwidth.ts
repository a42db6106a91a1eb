import { checked } from '../props/checked';

/** How fast data flows. */
@checked
export class Bandwidth {
  /**
   * Thousands of bits per second.
   * @param amount Above 0.
   */
  public static kilobitsPerSecond(amount: number): Bandwidth {
    return new Bandwidth(amount * 1e3, `kilobitsPerSecond(${amount})`);
  }

  /**
   * Millions of bits per second.
   * @param amount Above 0.
   */
  public static megabitsPerSecond(amount: number): Bandwidth {
    return new Bandwidth(amount * 1e6, `megabitsPerSecond(${amount})`);
  }

  /**
   * Billions of bits per second.
   * @param amount Above 0.
   */
  public static gigabitsPerSecond(amount: number): Bandwidth {
    return new Bandwidth(amount * 1e9, `gigabitsPerSecond(${amount})`);
  }

  private constructor(
    private readonly bits: number,
    made: string,
  ) {
    if (!(bits > 0 && Number.isFinite(bits))) {
      throw new Error(`Bandwidth.${made}: must be above 0`);
    }
  }

  /** Bits per second. */
  public toBitsPerSecond(): number {
    return this.bits;
  }
}
