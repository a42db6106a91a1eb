/** Whether pods find places of their own: arithmetic on numbers of places, without nodes. */

/** Places and pods of a workload as a rollout meets them. */
export interface Rolling {
  /** Places in each zone that counts for its spread; one number where it is not spread over zones. */
  readonly places: readonly number[];
  /** Pods that it runs. */
  readonly pods: number;
  /** Pods that may be missing meanwhile. */
  readonly unavailable: number;
  /** The largest difference between two zones; absent: 1. */
  readonly skew?: number;
}

/**
 * True where so many pods come to run whatever was placed or ended before. They do not where all zones are closed: the one with the fewest pods is full, so it
 * has at least as many as any zone has places at the least, and all others are full or have the skew more. With so many pods, and no fewer, it may be so.
 */
export function reaches(places: readonly number[], pods: number, skew = 1): boolean {
  const least = Math.min(...places);
  return pods <= places.reduce((sum, own) => sum + Math.min(own, least + skew), 0);
}

/**
 * True where a rollout never stops for want of a place, whichever old pods are ended, where the spread counts all revisions: it can only stop with
 * all but the pods running that may be missing.
 */
export function rolls({ places, pods, unavailable, skew }: Rolling): boolean {
  return reaches(places, pods - unavailable + 1, skew);
}

/**
 * The same where the spread counts one revision only. It stops where the zones with the fewest new pods are full: k of them, with m new pods each, while
 * every other zone has one new pod more (at least, with a larger skew), and old pods as the controller left them. Old pods are at most `most` in a zone.
 */
export function rollsByRevision({ places, pods, unavailable }: Rolling, most: number): boolean {
  const zones = places.length;
  const ascending = [...places].sort((a, b) => a - b);
  let full = 0;
  for (let k = 1; k <= zones; k++) {
    const largest = ascending[k - 1];
    full += largest;
    const fresh = Math.max(0, largest - most);
    const fewest = full + (zones - k) * (fresh + 1);
    const stillToCome = k * fresh + (zones - k) * (fresh + 1) < pods;
    if (stillToCome && fewest <= pods - unavailable) {
      return false;
    }
  }
  return true;
}
