import { checked } from '../../props/checked';

/** How many requests, messages or frames arrive. */
@checked
export class Rate {
  /**
   * Arrivals per second. Throws unless the number is above 0.
   * @param amount Above 0.
   */
  public static perSecond(amount: number): Rate {
    if (!Number.isFinite(amount) || amount <= 0) {
      throw new Error(`Rate.perSecond(${amount}): must be a number above 0`);
    }
    return new Rate(amount);
  }

  /**
   * Arrivals per minute. Throws unless the number is above 0.
   * @param amount Above 0.
   */
  public static perMinute(amount: number): Rate {
    if (!Number.isFinite(amount) || amount <= 0) {
      throw new Error(`Rate.perMinute(${amount}): must be a number above 0`);
    }
    return new Rate(amount / 60);
  }

  private constructor(private readonly amount: number) {}

  /** Arrivals per second. */
  public toPerSecond(): number {
    return this.amount;
  }
}
