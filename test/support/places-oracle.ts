/**
 * Whether pods find places, tried in every way: all arrivals, departures and choices of nodes that the rules of a plan document allow, on clusters that are
 * small enough. It knows filters of kube-scheduler (requests, limits per node, hard zone spread of any skew with minDomains), and nothing of places.
 */
export class PlacesOracle {
  private readonly nodes: { readonly pool: any; readonly zone: string }[];
  private readonly workloads: any[];
  private readonly most: number[];

  public constructor(private readonly cluster: any) {
    this.nodes = cluster.pools.flatMap((pool: any) =>
      Array.from({ length: pool.nodes }, () => ({ pool, zone: pool.zone ?? '' })),
    );
    this.workloads = cluster.workloads;
    this.most = this.workloads.map(({ replicas }) => Math.max(replicas.planned, replicas.max ?? 0));
  }

  /** Who finds no place in some order and history, or is left with fewer pods than promised by a loss; none: it holds. Undefined: too many states. */
  public broken(mostStates: number): string | undefined | 'too many' {
    const seen = new Map<string, number[]>();
    const open: number[][] = [this.nodes.flatMap(() => this.workloads.map(() => 0))];
    seen.set(open[0].join(), open[0]);
    const all = this.nodes.map((_, n) => n);
    while (open.length > 0) {
      const state = open.pop()!;
      for (let w = 0; w < this.workloads.length; w++) {
        const next = this.count(state, w) < this.most[w] ? this.arrivals(state, w, all) : undefined;
        if (next?.length === 0) {
          return `${this.workloads[w].id} finds no place at ${state.join()}`;
        }
        for (const one of [...(next ?? []), ...this.departures(state, w)]) {
          const key = one.join();
          if (!seen.has(key)) {
            seen.set(key, one);
            open.push(one);
          }
        }
      }
      if (seen.size > mostStates) {
        return 'too many';
      }
    }
    const steady = [...seen.values()].filter((state) =>
      this.workloads.every(({ replicas }, w) => this.count(state, w) === replicas.planned),
    );
    return this.losses().flatMap((lost) => steady.flatMap((state) => this.short(state, lost) ?? []))[0];
  }

  private losses(): number[][] {
    const of = (zone: string) => this.nodes.flatMap((node, n) => (node.zone === zone ? [n] : []));
    const zones = [...new Set(this.nodes.map(({ zone }) => zone))];
    return this.cluster.survive === 'zone'
      ? zones.map(of)
      : this.cluster.survive === 'node'
        ? this.nodes.map((_, n) => [n])
        : [];
  }

  /** Who may end with fewer pods than promised once these nodes are gone and every other order of return is tried. */
  private short(steady: number[], lost: readonly number[]): string | undefined {
    const kinds = this.workloads.length;
    const left = this.nodes.flatMap((_, n) => (lost.includes(n) ? [] : [n]));
    const start = steady.map((n, i) => (lost.includes(Math.floor(i / kinds)) ? 0 : n));
    const seen = new Set([start.join()]);
    const open = [start];
    while (open.length > 0) {
      const state = open.pop()!;
      const back = this.workloads.flatMap(({ replicas }, w) =>
        this.count(state, w) < replicas.planned ? this.arrivals(state, w, left) : [],
      );
      if (back.length === 0) {
        const low = this.workloads.find(
          ({ replicas }, w) => this.count(state, w) < Math.min(replicas.degraded ?? replicas.planned, replicas.planned),
        );
        if (low) {
          return `${low.id} is short without ${lost.join()} from ${steady.join()}`;
        }
      }
      back.filter((one) => !seen.has(one.join())).forEach((one) => (seen.add(one.join()), open.push(one)));
    }
    return undefined;
  }

  private arrivals(state: number[], w: number, nodes: readonly number[]): number[][] {
    return nodes.filter((n) => this.admits(state, w, n, nodes)).map((n) => this.changed(state, n, w, 1));
  }

  private departures(state: number[], w: number): number[][] {
    return this.nodes.flatMap((_, n) => (this.on(state, n, w) > 0 ? [this.changed(state, n, w, -1)] : []));
  }

  private admits(state: number[], w: number, n: number, alive: readonly number[]): boolean {
    const { eligible, maxPerNode = Infinity, maxSkew, minDomains, requests } = this.workloads[w];
    const { pool, zone } = this.nodes[n];
    if (!eligible.includes(pool.id) || this.on(state, n, w) >= maxPerNode) {
      return false;
    }
    const fits = Object.keys(requests).every((resource) => {
      const used = this.workloads.reduce(
        (sum, one, i) => sum + this.on(state, n, i) * (one.requests[resource] ?? 0),
        0,
      );
      return used + requests[resource] <= (pool.allocatable[resource] ?? 0);
    });
    if (!fits || !maxSkew?.zone) {
      return fits;
    }
    const counts = new Map<string, number>();
    for (const m of alive.filter((one) => eligible.includes(this.nodes[one].pool.id))) {
      const at = this.nodes[m].zone;
      counts.set(at, (counts.get(at) ?? 0) + this.on(state, m, w));
    }
    const least = counts.size < (minDomains?.zone ?? 1) ? 0 : Math.min(...counts.values());
    return counts.get(zone)! + 1 - least <= maxSkew.zone;
  }

  private on(state: number[], n: number, w: number): number {
    return state[n * this.workloads.length + w];
  }

  private count(state: number[], w: number): number {
    return this.nodes.reduce((sum, _, n) => sum + this.on(state, n, w), 0);
  }

  private changed(state: number[], n: number, w: number, by: number): number[] {
    const next = [...state];
    next[n * this.workloads.length + w] += by;
    return next;
  }
}
