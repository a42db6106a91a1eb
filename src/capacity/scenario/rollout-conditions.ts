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
  /** True where rules that work on each other were simplified: what is missing may then be missing for the proof only. */
  readonly loose?: boolean;
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
 * 1.34, pkg/controller/deployment/rolling.go, reconcileOldReplicaSets and NewRSNewReplicas). So a rollout hangs only where a new pod waits, no domain is open
 * to it (each is full, or has the skew more than the emptiest: pkg/scheduler/framework/plugins/podtopologyspread/filtering.go), and either exactly
 * `pods - unavailable` run or no old one is left. The functions below find the fewest pods with which all domains are closed. That has to be as many as run
 * at least, else not even these find their places in every order; and one more where none of them may be missing.
 */
export function placesMissing(ground: RolloutGround, { pods, unavailable, ran = pods }: RollingPods): number {
  const { domains, byRevision, fromEmpty, maxSkew } = ground;
  const fewest = fewestClosed(ground);
  const missing = Math.max(0, (unavailable > 0 ? pods : pods + 1) - fewest);
  if (byRevision && maxSkew !== undefined && !fromEmpty) {
    const running = Math.max(0, pods - unavailable);
    return Math.max(pods - fewest, missingByRevision(domains, maxSkew, running, Math.max(ran, pods)));
  }
  // Where old pods close no domain, all that run are new ones as soon as all are closed, and nothing waits.
  return missing === 1 && unavailable === 0 && newPodsAlone(ground) ? 0 : missing;
}

/**
 * The fewest pods that close all domains, where all pods count. Take any such state, and let `m` be what its emptiest domain has. That one is not closed by
 * the skew, so it is full, and every other has at least `m` places: `m` is the least number of places of any. Every domain then has at least its places or
 * `m + maxSkew`, whichever is less. Conversely that many pods close all of them, and a placement that the scheduler made has no more.
 */
function fewestClosed({ domains, maxSkew = Infinity, fromEmpty }: RolloutGround): number {
  const least = fromEmpty ? 0 : leastPlaces(domains);
  return domains.reduce((sum, { places }) => sum + Math.min(places, least + maxSkew), 0);
}

/** True where only new pods can close the domains, each of them, if as few as can be do. */
function newPodsAlone({ domains, maxSkew = Infinity, byRevision, fromEmpty }: RolloutGround): boolean {
  const least = fromEmpty ? 0 : leastPlaces(domains);
  return domains.every(({ places, onlyNew }) =>
    byRevision ? places > maxSkew : onlyNew === true && places < least + maxSkew,
  );
}

/**
 * The same where new pods are compared with new ones only. The domain with fewest of them, `w`, is full: the rest of its places, `places - w`, old pods hold,
 * and of these it has no more than arrived there. When one comes into a domain no other has fewer than it and the skew, so it never holds more than
 * `(ran + maxSkew (domains - 1)) / domains`, whatever was ended since. Every other domain is closed by `w + maxSkew` new pods, or is full. The sum over all
 * domains that may be the emptiest is what is missing, so that places in any of them count.
 */
function missingByRevision(domains: readonly RolloutDomain[], maxSkew: number, running: number, ran: number): number {
  const old = Math.floor((ran + maxSkew * (domains.length - 1)) / domains.length);
  const least = leastPlaces(domains);
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

function leastPlaces(domains: readonly RolloutDomain[]): number {
  return domains.reduce((fewest, { places }) => Math.min(fewest, places), Infinity);
}
