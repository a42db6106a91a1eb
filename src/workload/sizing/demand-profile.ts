import { Rate } from './rate';
import { checked } from '../../props/checked';

/** Arrivals over a day or a week, hour by hour. */
@checked
export class DemandProfile {
  /**
   * Arrivals of the 24 hours of a day, from midnight on. Throws unless there are 24.
   * @param arrivals 24 rates, the first of the hour that begins at midnight.
   */
  public static daily(arrivals: Rate[]): DemandProfile {
    return DemandProfile.checked('daily', 24, arrivals);
  }

  /**
   * Arrivals of the 168 hours of a week. Throws unless there are 168.
   * @param arrivals 168 rates, one of each hour.
   */
  public static weekly(arrivals: Rate[]): DemandProfile {
    return DemandProfile.checked('weekly', 168, arrivals);
  }

  /**
   * The shape of a day or week, scaled to a peak: 24 or 168 shares above 0 and at most 1. Throws otherwise.
   * @param peak arrivals where the share is 1
   * @param shares share of the peak that arrives in each hour
   */
  public static ofPeak(peak: Rate, shares: number[]): DemandProfile {
    if (shares.length !== 24 && shares.length !== 168) {
      throw new Error(`DemandProfile.ofPeak: needs 24 or 168 shares, ${shares.length} are given`);
    }
    const wrong = shares.find((share) => !(share > 0 && share <= 1));
    if (wrong !== undefined) {
      throw new Error(`DemandProfile.ofPeak: share ${wrong} must be above 0 and at most 1`);
    }
    return new DemandProfile(shares.map((share) => Rate.perSecond(peak.toPerSecond() * share)));
  }

  private static checked(name: string, hours: number, arrivals: Rate[]): DemandProfile {
    if (arrivals.length !== hours) {
      throw new Error(`DemandProfile.${name}: needs ${hours} rates, ${arrivals.length} are given`);
    }
    return new DemandProfile([...arrivals]);
  }

  private constructor(
    /** Arrivals of each hour. */
    public readonly hours: Rate[],
  ) {}
}
