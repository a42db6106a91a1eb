import { SurviveLevel } from '../model';
import { Need, surviveSafe } from './survive';

/** Parts of a load that each zone serves by itself. */
export interface ZoneShares {
  /** The largest part that one zone has. */
  readonly steady: number;
  /** The largest that one has after the loss: callers of a lost zone come back where the others are, in proportion to these. */
  readonly degraded: number;
}

/** The largest shares of a zone, before a loss and after it. */
export function largestShares(shares: readonly number[], survive: SurviveLevel): ZoneShares {
  const steady = Math.max(...shares);
  // Where all callers were in the lost zone, nobody knows where they come back.
  const afterLossOf = (lost: number) =>
    shares[lost] === 1 ? 1 : Math.max(...shares.map((share, i) => (i === lost ? 0 : share / (1 - shares[lost]))));
  const all = shares.map((_, lost) => afterLossOf(lost));
  return { steady, degraded: survive === 'zone' ? Math.max(...all) : steady };
}

/** Replicas of a workload whose zones serve their own calls. */
export interface ZonedReplicas {
  /** In each zone. */
  readonly each: number;
  readonly planned: number;
  /** Left at least after a loss, so that every zone has enough. */
  readonly degraded: number;
}

/**
 * The same number in every zone, since a spread keeps them even: enough in the zone with the most calls. A rollout or drain may take one of a zone away
 * for a moment: what is left then is what would be enough after a loss. `hosts` are those of all zones.
 */
export function zonedReplicas(
  need: Need,
  scope: { readonly survive: SurviveLevel; readonly zones: number; readonly hosts: number },
  /** What a zone needs at its share of today, at the limits of a loss. */
  moment: number,
): ZonedReplicas {
  const { survive, zones, hosts } = scope;
  const steady = Math.max(need.steady, moment + 1);
  if (survive === 'zone') {
    const each = Math.max(steady, need.degraded);
    return { each, planned: zones * each, degraded: (zones - 1) * need.degraded };
  }
  const inZone = { survive, zones: 1, hosts: Math.floor(hosts / zones) };
  const each = surviveSafe({ steady, degraded: need.degraded }, inZone);
  // A node takes pods of one zone alone: so many are left of all that this zone keeps what it needs.
  return { each, planned: zones * each, degraded: survive === 'none' ? 0 : zones * each - (each - need.degraded) };
}
