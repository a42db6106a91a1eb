/** Harbor limits each transfer by itself, in units of 1024 bits per second (KBRATE in src/lib/iothrottler.go), though it calls them KB. */
const UNIT_BITS = 1024;

/** A change that goes to a mirror: new bytes of so many repositories. Harbor moves each repository in a transfer of its own. */
export interface Change {
  readonly bytes: number;
  readonly repositories: number;
}

/** How a change goes over a line. */
export interface Transfers {
  /** Transfers at once. */
  readonly atOnce: number;
  /** What Harbor is told to give each of them. */
  readonly speed: number;
  /** Bits per second of all together. */
  readonly bitsPerSecond: number;
}

/**
 * Divides what replication may take of a line by the transfers that run at once. Rounded down, so that all together never take more.
 * @param bitsPerSecond what all together may take
 * @param repositories repositories that change together
 * @param workers transfers that Harbor runs at once
 */
export function transfersOver(bitsPerSecond: number, repositories: number, workers: number): Transfers {
  const atOnce = Math.max(1, Math.min(repositories, workers));
  const speed = Math.floor(bitsPerSecond / atOnce / UNIT_BITS);
  return { atOnce, speed, bitsPerSecond: speed * UNIT_BITS * atOnce };
}

/** Seconds that a change takes; the time between two transfers does not count. */
export function transferSeconds({ bytes }: Change, { bitsPerSecond }: Transfers): number {
  return (bytes * 8) / bitsPerSecond;
}
