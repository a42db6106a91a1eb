import { checked } from '../props/checked';

/** Price of a node. All prices of one cluster are in the same currency. */
@checked
export class Price {
  /**
   * A price per hour, for example 1.4; at most six decimals. Throws when it is negative, finer or not a number.
   * @param amount In any one currency.
   */
  public static perHour(amount: number): Price {
    if (!Number.isFinite(amount) || amount < 0) {
      throw new Error(`Price.perHour(${amount}): must be a number of at least 0`);
    }
    if (Math.abs(Math.round(amount * 1e6) - amount * 1e6) > 1e-6 * Math.max(1, amount * 1e6)) {
      throw new Error(`Price.perHour(${amount}): must have at most six decimals`);
    }
    return new Price(amount);
  }

  private constructor(private readonly amount: number) {}

  /** The amount per hour. */
  public toPerHour(): number {
    return this.amount;
  }
}
