import { Duration } from 'cdk8s';
import { checked } from '../../props/checked';

/** What kinds of sites have in common. Everything that a site says itself comes first. */
@checked
export class SitePreset {
  /** A battery-swap station: works on for three days without its uplink. */
  public static swapStation(): SitePreset {
    return new SitePreset('swap-station', Duration.hours(72));
  }

  /** A charging site: works on for a day without its uplink. */
  public static chargingSite(): SitePreset {
    return new SitePreset('charging-site', Duration.hours(24));
  }

  /** A factory: works on for three days without its uplink. */
  public static factory(): SitePreset {
    return new SitePreset('factory', Duration.hours(72));
  }

  /** A server at the roadside or in a mobile network, which is of no use without its uplink. */
  public static mecRoadside(): SitePreset {
    return new SitePreset('mec-roadside');
  }

  /** A vehicle: away for a week, and updates wait until somebody at the vehicle releases them. */
  public static vehicle(): SitePreset {
    return new SitePreset('vehicle', Duration.days(7), true);
  }

  private constructor(
    /** Name of the kind, which nodes and plans show. */
    public readonly kind: string,
    /** Longest time without the cloud; undefined where the site is of no use without it. */
    public readonly offline?: Duration,
    /** Whether updates of pods wait until they are released at the site. */
    public readonly holdUpgrade: boolean = false,
  ) {}
}
