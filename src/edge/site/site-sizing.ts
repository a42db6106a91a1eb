import { hostsAt } from './site-hosts';
import { SiteOverride } from './site-override';
import { Problems } from '../../manifest/problems';
import { Sizing } from '../../workload/sizing/sizing';
import { EdgeSite } from '../platform/edge-platform';
import { PlaceableService } from '../service/placeable-service';

/** A site that a service runs at, and what is different there. */
export interface Placement {
  readonly site: EdgeSite;
  readonly override?: SiteOverride;
}

/** Replicas of a service at a site, and the nodes there that admit it. */
export interface SizedSite {
  readonly sizing: Sizing;
  readonly hosts: number;
}

/** A site that a service runs at, sized. */
export interface PlacedSite extends Placement, SizedSite {}

/** Sizes a service for its sites: once for all that have the same nodes and the same overrides. */
export class SiteSizing {
  private readonly sized = new Map<string, SizedSite>();
  private readonly overrides = new Map<SiteOverride, number>();

  public constructor(private readonly service: PlaceableService) {}

  public of(problems: Problems, placement: Placement): SizedSite {
    const key = this.keyOf(placement);
    const known = this.sized.get(key) ?? this.size(problems, placement);
    this.sized.set(key, known);
    return known;
  }

  private keyOf({ site, override }: Placement): string {
    if (override && !this.overrides.has(override)) {
      this.overrides.set(override, this.overrides.size);
    }
    return JSON.stringify([site._hardware, site._offlineSeconds > 0, override && this.overrides.get(override)]);
  }

  private size(problems: Problems, { site, override }: Placement): SizedSite {
    const { stack, node } = this.service;
    const props = this.service._propsAt(override);
    const hosts = hostsAt(site, props);
    const sizing = (override?.replicas ?? props.replicas)._size({
      path: node.path,
      problems,
      survive: props.survive?._level ?? 'none',
      zones: 1,
      hosts,
      caps: stack.cluster._caps,
    });
    this.check(problems, site, sizing);
    return { sizing, hosts };
  }

  private check(problems: Problems, { siteName, _offlineSeconds }: EdgeSite, { max, planned }: Sizing): void {
    const { buffer } = this.service._props;
    const mayBeOffline = _offlineSeconds > 0;
    problems.check(
      max === undefined || !mayBeOffline,
      'replicas',
      `max ${max}`,
      `site ${siteName} may be offline: without metrics from there nothing scales`,
      `without a maximum it has ${planned} replicas for the demand`,
    );
    problems.check(
      !buffer || planned <= 1,
      'buffer',
      buffer?.mountPath,
      `belongs to one pod at a site, the service has ${planned}`,
      'one replica, or no buffer',
    );
    problems.check(
      !buffer || mayBeOffline,
      'buffer',
      buffer?.mountPath,
      `site ${siteName} says no time that it is offline: there is nothing to keep`,
      'offline on the site',
    );
  }
}
