/** Whether pods find places of their own: arithmetic on numbers of places, without nodes. */

/** Places and pods of a workload as a rollout meets them. */
export interface Rolling {
  /** Places in each zone that counts for its spread; one number where it is not spread over zones. */
  readonly places: readonly number[];
  /** Pods that it runs. */
  readonly pods: number;
  /** Pods that may be missing meanwhile. */
  readonly unavailable: number;
}

/**
 * True where so many pods come to run whatever was placed or ended before: while fewer run, the zone with the fewest has a place. With n of them running
 * the fewest in a zone are at most n / zones; so zones that may have the fewest must hold more than that, save as many as the remainder fills.
 */
export function reaches(places: readonly number[], pods: number): boolean {
  if (pods <= 0) {
    return true;
  }
  if (places.length === 0) {
    return false;
  }
  const running = pods - 1;
  const share = Math.floor(running / places.length);
  const above = places.filter((own) => own > share).length;
  return places.every((own) => own >= share) && above > running % places.length;
}

/**
 * True where a rollout never stops for want of a place, whichever old pods are ended, where the spread counts all revisions: it can only stop with
 * all but the pods running that may be missing.
 */
export function rolls({ places, pods, unavailable }: Rolling): boolean {
  return reaches(places, pods - unavailable + 1);
}

/**
 * The same where the spread counts one revision only. It stops where the zones with the fewest new pods are full: k of them, with m new pods each, while
 * every other zone has one new pod more, and old pods as the controller left them. Old pods are at most `most` in a zone.
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
