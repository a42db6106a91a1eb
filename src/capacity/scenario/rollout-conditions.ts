/** Where the pods of a workload may be while it is rolled out, everything else being in place. */
export interface RolloutGround {
  /** What its hard spread compares: zones, or nodes. Without a spread they only add up. */
  readonly domains: readonly RolloutDomain[];
  /** The largest difference between two of them; absent: no hard spread. */
  readonly maxSkew?: number;
  /** True where the spread counts pods of the new revision only. */
  readonly byRevision?: boolean;
  /** True where the emptiest counts as empty whatever runs: one that counts takes no pod, or there are too few. */
  readonly fromEmpty?: boolean;
}

export interface RolloutDomain {
  /** Pods that find a place in it, those that run there included. */
  readonly places: number;
  /** True where only new pods can fill it: its limit per node counts one revision, and every node has room for more. */
  readonly onlyNew?: boolean;
}

/** A rolling update of so many pods. */
export interface RollingPods {
  readonly pods: number;
  /** Pods that may be missing meanwhile. */
  readonly unavailable: number;
  /** The most that ran since its pods were placed: an autoscaler may have ended some of them anywhere. Absent: `pods`. */
  readonly ran?: number;
}

/**
 * How many places are missing for a rolling update to end, whichever old pods the controller ends, in whatever order pods come, wherever the scheduler puts
 * them: 0 where it can never hang. Surge only decides whether it may start at all; more of it never helps.
 *
 * What it rests on. The Deployment controller ends an old pod wherever more than `pods - unavailable` run, and starts new ones up to the surge (kubernetes
 * 1.34, pkg/controller/deployment/rolling.go, reconcileOldReplicaSets and NewRSNewReplicas). So a rollout hangs only with exactly `pods - unavailable` pods
 * running, a new one waiting, and no domain open to it: each is full, or has the skew more than the emptiest (pkg/scheduler/framework/plugins/
 * podtopologyspread/filtering.go). The functions below find the fewest pods with which that can be; more are missing as long as it is not more than run.
 */
export function placesMissing(ground: RolloutGround, { pods, unavailable, ran = pods }: RollingPods): number {
  const running = Math.max(0, pods - unavailable);
  const { domains, byRevision, fromEmpty, maxSkew } = ground;
  if (byRevision && maxSkew !== undefined && !fromEmpty) {
    return missingByRevision(ground.domains, maxSkew, running, Math.max(ran, pods));
  }
  const missing = running + 1 - fewestClosed(ground);
  // A domain that old pods cannot fill is closed by new ones alone: then all that run are new, and nothing waits.
  const isNew = ({ places, onlyNew }: RolloutDomain) => onlyNew || (byRevision && places > maxSkew!);
  return missing === 1 && running === pods && isAtLimit(ground) && domains.every(isNew) ? 0 : Math.max(0, missing);
}

/**
 * The fewest pods that close all domains, where all pods count. Take any such state, and let `m` be what its emptiest domain has. That one is not closed by
 * the skew, so it is full, and every other has at least `m` places: `m` is the least number of places of any. Every domain then has at least its places or
 * `m + maxSkew`, whichever is less. Conversely that many pods close all of them, and a placement that the scheduler made has no more.
 */
function fewestClosed({ domains, maxSkew = Infinity, fromEmpty }: RolloutGround): number {
  const least = fromEmpty ? 0 : domains.reduce((fewest, { places }) => Math.min(fewest, places), Infinity);
  return domains.reduce((sum, { places }) => sum + Math.min(places, least + maxSkew), 0);
}

/** True where no domain is closed by the skew alone while it has places. */
function isAtLimit({ domains, maxSkew = Infinity, byRevision, fromEmpty }: RolloutGround): boolean {
  const least = fromEmpty ? 0 : domains.reduce((fewest, { places }) => Math.min(fewest, places), Infinity);
  return byRevision === true || domains.every(({ places }) => places <= least + maxSkew);
}

/**
 * The same where new pods are compared with new ones only. The domain with fewest of them, `w`, is full: the rest of its places, `places - w`, old pods hold,
 * and of these it has no more than arrived there. When one comes into a domain no other has fewer than it and the skew, so it never holds more than
 * `(ran + maxSkew (domains - 1)) / domains`, whatever was ended since. Every other domain is closed by `w + maxSkew` new pods, or is full. The sum over all
 * domains that may be the emptiest is what is missing, so that places in any of them count.
 */
function missingByRevision(
  domains: readonly RolloutDomain[],
  maxSkew: number,
  running: number,
  ran: number,
): number {
  const old = Math.floor((ran + maxSkew * (domains.length - 1)) / domains.length);
  const least = domains.reduce((fewest, { places }) => Math.min(fewest, places), Infinity);
  return domains.reduce((sum, { places }, emptiest) => {
    const fresh = places - Math.min(places, old);
    if (fresh > least) {
      return sum;
    }
    const closed = domains.reduce(
      (all, other, at) => all + (at === emptiest ? places : Math.min(other.places, fresh + maxSkew)),
      0,
    );
    return sum + Math.max(0, running + 1 - closed);
  }, 0);
}
