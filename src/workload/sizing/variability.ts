import { checked } from '../../props/checked';

/** How much a quantity varies around its mean, as its coefficient of variation: the standard deviation over the mean. */
@checked
export class Variability {
  /** Always the same: arrivals on a clock, a service that takes the same time every time. Coefficient of variation 0. */
  public static none(): Variability {
    return new Variability(0);
  }

  /** Arrivals of many independent sources (Poisson), or exponential service times. Coefficient of variation 1. */
  public static random(): Variability {
    return new Variability(1);
  }

  /**
   * From a coefficient of variation of 0 to 10. Throws otherwise.
   * @param value 0 to 10.
   */
  public static coefficient(value: number): Variability {
    if (!(value >= 0 && value <= 10)) {
      throw new Error(`Variability.coefficient(${value}): must be from 0 to 10`);
    }
    return new Variability(value);
  }

  private constructor(
    /** Standard deviation over mean. */
    public readonly cv: number,
  ) {}
}
