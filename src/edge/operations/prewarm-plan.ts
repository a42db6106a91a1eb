/** Nodes that fetch an image over the uplink of their site. */
export interface Pull {
  readonly node: string;
  readonly site: string;
  /** Host of the registry of the site; undefined where it is that of the image. */
  readonly from?: string;
  /** Seconds that one pull takes while it has the uplink for itself. */
  readonly seconds: number;
  /** Bits per second of the uplink. */
  readonly uplink: number;
}

/** Nodes that fetch at the same time. */
export interface Wave {
  readonly pulls: readonly Pull[];
  readonly seconds: number;
}

/** All waves, one after the other. */
export interface PrewarmPlan {
  readonly waves: readonly Wave[];
  readonly seconds: number;
  /** Most bits per second that one registry gives out. */
  readonly egress: number;
}

/**
 * Divides the pulls into waves of so many. Nodes of one site share its uplink: they come in different waves where they can, and take longer
 * where they cannot. A wave ends with its slowest site.
 */
export function planPrewarm(pulls: readonly Pull[], slots: number): PrewarmPlan {
  const ordered = oneOfEachSiteFirst(pulls);
  const waves: Wave[] = [];
  for (let at = 0; at < ordered.length; at += slots) {
    waves.push(waveOf(ordered.slice(at, at + slots)));
  }
  return {
    waves,
    seconds: waves.reduce((sum, { seconds }) => sum + seconds, 0),
    egress: Math.max(...waves.map((wave) => egressOf(wave.pulls))),
  };
}

/** The fewest pulls at once on each of so many controllers with which all are done in time; undefined where even all at once take longer. */
export function fewestAtOnce(pulls: readonly Pull[], controllers: number, window: number): number | undefined {
  const most = Math.ceil(pulls.length / controllers);
  if (planPrewarm(pulls, most * controllers).seconds > window) {
    return undefined;
  }
  let [low, high] = [0, most];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (planPrewarm(pulls, middle * controllers).seconds <= window) {
      high = middle;
    } else {
      low = middle;
    }
  }
  return high;
}

function oneOfEachSiteFirst(pulls: readonly Pull[]): Pull[] {
  const seen = new Map<string, number>();
  const turns = pulls.map((pull) => {
    const turn = seen.get(pull.site) ?? 0;
    seen.set(pull.site, turn + 1);
    return { pull, turn };
  });
  return turns.sort((a, b) => a.turn - b.turn).map(({ pull }) => pull);
}

function waveOf(pulls: readonly Pull[]): Wave {
  const atSite = new Map<string, number>();
  pulls.forEach(({ site, seconds }) => atSite.set(site, (atSite.get(site) ?? 0) + seconds));
  return { pulls, seconds: Math.max(...atSite.values()) };
}

function egressOf(pulls: readonly Pull[]): number {
  const uplinks = new Map(pulls.map(({ site, uplink, from }) => [site, { uplink, from }]));
  const given = new Map<string | undefined, number>();
  uplinks.forEach(({ uplink, from }) => given.set(from, (given.get(from) ?? 0) + uplink));
  return Math.max(...given.values());
}
