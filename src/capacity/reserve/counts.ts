import { SurviveLevel, WorkloadModel } from '../model';

/** The pods that a workload has to own places for. All counts are those of the whole cluster. */
export interface PlaceCounts {
  /** Zones over which its places lie evenly; 1: they may lie anywhere. */
  readonly zones: number;
  /** Most pods that run: what is planned, or the autoscaler's maximum. */
  readonly peak: number;
  /** Pods that run at steady. */
  readonly steady: number;
  /** Places that a rollout or a canary needs beside those of the pods that run at steady. */
  readonly free: number;
  /** Places of which the loss of any one zone leaves what it has to leave; 0 where no such loss is outlived. */
  readonly loss: number;
  /** True where every zone has the larger share: pods come back to the zone of their volumes, whatever the others do. */
  readonly even?: true;
  /** True where the spread counts each revision by itself: then `free` is what a second one runs, and every zone has the larger share of both. */
  readonly byRevision?: true;
}

/** Whether a rollout of it ends an old pod before it starts a new one: allowed where more are planned than are needed. */
export function deletesFirst({ replicas, rollout }: WorkloadModel): boolean {
  return rollout !== undefined && rollout.ours && !rollout.explicit && replicas.planned > replicas.needed;
}

/** Whether somebody wants more pods at once in its rollout than it takes to come to its end. */
export function surgesByMore({ rollout }: WorkloadModel): boolean {
  return rollout?.explicit === true && rollout.surge > 1;
}

/**
 * What a workload of ours has to own in a cluster that outlives such a loss, where its pools lie in so many zones.
 *
 * A rollout never hangs where one pod more than those that run finds a place: it then starts, and an old one ends. So one that may have a pod missing, or
 * deletes first, needs no free place, and any other needs one in all, however large its surge is. It is the same at every number of replicas below the
 * number of places. A surge that somebody wrote down has to find all its places.
 */
export function placesOf(workload: WorkloadModel, zones: number, survive: SurviveLevel): PlaceCounts {
  const { replicas, rollout, zoneSkew, maxPerZone, canary = 0, zonePinned } = workload;
  const { planned, degraded = planned } = replicas;
  const peak = Math.max(planned, replicas.max ?? 0);
  const outlives = survive === 'zone' && zones > 1 && !zonePinned;
  const spread = zoneSkew !== undefined || maxPerZone !== undefined || outlives;
  const startsFirst = rollout !== undefined && planned > 0 && !deletesFirst(workload) && rollout.maxUnavailable < 1;
  const surge = rollout?.explicit && planned > 0 ? rollout.surge : startsFirst ? 1 : 0;
  const byRevision = spread && zones > 1 && workload.zoneSkewByRevision && (rollout !== undefined || canary > 0);
  return {
    zones: spread ? zones : 1,
    peak,
    steady: planned,
    // Old pods may end in any zone while new ones spread by themselves: the two meet at their largest.
    free: byRevision ? Math.max(canary, planned) : Math.max(canary, surge),
    // With an even share in each of the zones, the others have (zones - 1) / zones of all, rounded down.
    loss: outlives ? degraded + Math.ceil(degraded / (zones - 1)) : 0,
    ...(zonePinned && { even: true }),
    ...(byRevision && { byRevision: true }),
  };
}

/** Places that it owns in all. */
export function owns({ zones, peak, steady, free, loss, even, byRevision }: PlaceCounts): number {
  if (byRevision) {
    return zones * (Math.ceil(Math.max(peak, loss) / zones) + Math.ceil(free / zones));
  }
  const places = Math.max(peak, steady + free, loss);
  return even ? zones * Math.ceil(places / zones) : places;
}

/**
 * Places that it owns in each zone, most first: equal ones, and one more in as many as it takes.
 *
 * With these a pod finds a place wherever fewer run than there are places, after every history, with any skew. Let `t < P` pods run, none of them beyond
 * the places of its zone (the limit per node keeps them there), and let `f` be the places of the smaller zones, `e` the number of those with `f + 1`, so
 * that `P = Z f + e`. The emptiest zone has at most `t / Z` pods. If it has fewer than `f`, it has a free place, and the spread lets a pod into it.
 * Otherwise it has `f` (and `e > 0`, as `t >= Z f`), and no more than `t - Z f < e` zones have more: so one of the `e` larger ones has `f` too, which is
 * the least of all, and a free place. No order of arrival, no score and no time is used, so scaling, evictions, rollouts and restarts cannot break it.
 */
export function placesInZones(counts: PlaceCounts): number[] {
  const places = owns(counts);
  return Array.from({ length: counts.zones }, (_, i) => Math.floor((places + counts.zones - 1 - i) / counts.zones));
}
