import { checked } from '../props/checked';

/** Share of the workers that are busy. */
@checked
export class Utilisation {
  /**
   * From a percentage above 0 and at most 100. Throws otherwise.
   * @param percent Above 0 and at most 100.
   */
  public static percent(percent: number): Utilisation {
    if (!(percent > 0 && percent <= 100)) {
      throw new Error(`Utilisation.percent(${percent}): must be above 0 and at most 100`);
    }
    return new Utilisation(percent / 100);
  }

  private constructor(private readonly ratio: number) {}

  /** The share as a ratio, above 0 and at most 1. */
  public toRatio(): number {
    return this.ratio;
  }
}
