import { ClusterModel, PoolModel, WorkloadModel } from '../../src/capacity/model';

/**
 * The cheapest plan of a tiny cluster by trying all of them, under the rules of plan.json (version 2) and of kube-scheduler
 * (podtopologyspread, interpodaffinity). Written without a look at the planner, of which only the types are used.
 */

/** One node while it is filled: pods by position of the workload. */
interface Node {
  readonly pool: PoolModel;
  readonly pods: readonly number[];
}

/** Thrown where there are more plans than anybody wants to try. */
class TooMany extends Error {}

export interface Searched {
  /** Cost of the cheapest plan; undefined where there is none. */
  readonly optimum?: number;
  /** False where the search gave up: then nothing is known. */
  readonly decided: boolean;
}

/** Placements that are tried before the search gives up. */
const MOST_STEPS = 600_000;

/** Finds the cheapest plan that costs no more than `most`. */
export function cheapestPlan(model: ClusterModel, most = Infinity): Searched {
  const search = new Search(model);
  try {
    for (const { counts, cost } of search.purchases(most)) {
      if (search.isPossible(counts)) {
        return { optimum: cost, decided: true };
      }
    }
    return { decided: true };
  } catch (error) {
    if (error instanceof TooMany) {
      return { decided: false };
    }
    throw error;
  }
}

/** What a placement is held against: the nodes before, where pods may not leave and did not break any rule anew. */
interface Before {
  readonly nodes: readonly Node[];
  /** Nodes of `nodes` that are gone. */
  readonly lost: ReadonlySet<number>;
}

class Search {
  private steps = 0;
  private readonly workloads: readonly WorkloadModel[];
  private readonly apart: ReadonlySet<string>;

  public constructor(private readonly model: ClusterModel) {
    this.workloads = model.workloads;
    const at = new Map(model.workloads.map(({ id }, w) => [id, w]));
    this.apart = new Set(
      model.conflicts.flatMap(([a, b]) => [`${at.get(a)} ${at.get(b)}`, `${at.get(b)} ${at.get(a)}`]),
    );
  }

  /** All numbers of nodes by pool, cheapest first. More nodes than pods, and one that is lost, never help. */
  public purchases(most: number): { readonly counts: readonly number[]; readonly cost: number }[] {
    const { pools } = this.model;
    const pods = this.workloads.reduce((sum, { replicas }) => sum + Math.max(replicas.planned, replicas.max ?? 0), 0);
    let all: { counts: number[]; cost: number }[] = [{ counts: [], cost: 0 }];
    for (const { minNodes, maxNodes = Infinity, price = 1 } of pools) {
      const least = Math.max(minNodes, Math.min(maxNodes, pods + 1));
      const sizes = Array.from({ length: least - minNodes + 1 }, (_, i) => minNodes + i);
      all = all
        .flatMap(({ counts, cost }) => sizes.map((n) => ({ counts: [...counts, n], cost: cost + n * price })))
        .filter(({ cost }) => cost <= most + 1e-9);
      this.step(all.length);
    }
    return all.filter(({ counts }) => this.hasRoom(counts)).sort((a, b) => a.cost - b.cost);
  }

  /** True where some steady placement on so many nodes keeps every promise. */
  public isPossible(counts: readonly number[]): boolean {
    const none = this.workloads.map(() => 0);
    const nodes = this.model.pools.flatMap((pool, p) =>
      Array.from({ length: counts[p] }, (): Node => ({ pool, pods: none })),
    );
    const wanted = this.workloads.map(({ replicas: { planned } }) => [planned, planned] as const);
    return this.place(nodes, wanted, undefined, (steady) => this.keepsPromises(steady));
  }

  /** False where not even all resources together are enough. */
  private hasRoom(counts: readonly number[]): boolean {
    const resources = new Set(this.workloads.flatMap(({ requests }) => Object.keys(requests)));
    return [...resources].every((resource) => {
      const have = this.model.pools.reduce(
        (sum, { allocatable }, p) => sum + counts[p] * (allocatable[resource] ?? 0),
        0,
      );
      const need = this.workloads.reduce(
        (sum, { requests, replicas }) =>
          sum + Math.max(replicas.planned, replicas.max ?? 0) * (requests[resource] ?? 0),
        0,
      );
      return need <= have;
    });
  }

  private keepsPromises(steady: readonly Node[]): boolean {
    return this.reachesMaximum(steady) && this.losses(steady).every((lost) => this.survives(steady, lost));
  }

  private reachesMaximum(steady: readonly Node[]): boolean {
    const more = this.workloads.map(({ replicas: { planned, max = 0 } }) => Math.max(0, max - planned));
    return this.place(
      steady,
      more.map((n) => [n, n] as const),
      { nodes: steady, lost: new Set() },
      () => true,
    );
  }

  /** The nodes that go in each loss: a zone, or one node that holds pods. */
  private losses(steady: readonly Node[]): ReadonlySet<number>[] {
    const { survive } = this.model;
    const all = steady.map((_, i) => i);
    if (survive === 'zone') {
      const zones = new Set(steady.flatMap(({ pool }) => pool.zone ?? []));
      return [...zones].map((zone) => new Set(all.filter((i) => steady[i].pool.zone === zone)));
    }
    const busy = all.filter((i) => steady[i].pods.some((n) => n > 0));
    const kinds = new Map(busy.map((i) => [`${steady[i].pool.id} ${steady[i].pods}`, i]));
    return survive === 'node' ? [...kinds.values()].map((i) => new Set([i])) : [];
  }

  /** True where enough pods come back on what is left in every order, wherever kube-scheduler puts each; those with volumes only in their zone, which must still be there. */
  private survives(steady: readonly Node[], lost: ReadonlySet<number>): boolean {
    const left = steady.filter((_, i) => !lost.has(i));
    const zones = new Set([...lost].map((i) => steady[i].pool.zone));
    const gone = this.workloads.map((_, w) => [...lost].reduce((sum, i) => sum + steady[i].pods[w], 0));
    const mayStayOut = this.workloads.map(({ replicas: { planned, degraded = planned } }) =>
      Math.max(0, planned - degraded),
    );
    const zoneGone = this.model.survive === 'zone';
    const admits = (w: number, { pool }: Node) => !this.workloads[w].zonePinned || (!zoneGone && zones.has(pool.zone));
    const seen = new Set<string>();
    const endsWell = (nodes: readonly Node[], out: readonly number[]): boolean => {
      const key = JSON.stringify([nodes.map(({ pool, pods }) => [pool.id, pods]), out]);
      if (seen.has(key) || out.every((n, w) => n <= mayStayOut[w])) {
        return true;
      }
      seen.add(key);
      this.step(nodes.length);
      const next = this.workloads.flatMap((_, w) =>
        out[w] === 0
          ? []
          : nodes.flatMap((node, at) => {
              const pods = node.pods.map((n, i) => (i === w ? n + 1 : n));
              const filled = nodes.map((other, i) => (i === at ? { ...other, pods } : other));
              const joins = admits(w, node) && this.roomFor(w, node, 1) === 1;
              return joins && this.joins(w, filled, nodes, steady, lost) ? [{ filled, w }] : [];
            }),
      );
      return (
        next.length > 0 &&
        next.every(({ filled, w }) =>
          endsWell(
            filled,
            out.map((n, i) => (i === w ? n - 1 : n)),
          ),
        )
      );
    };
    return endsWell(left, gone);
  }

  /** True where the one pod that was added to the nodes before breaks no spread. */
  private joins(
    w: number,
    filled: readonly Node[],
    nodes: readonly Node[],
    steady: readonly Node[],
    lost: ReadonlySet<number>,
  ): boolean {
    // What is gone counts as nodes, not with pods; the others are held against what they had just now.
    const none = this.workloads.map(() => 0);
    let at = 0;
    const before = steady.map((node, i) => (lost.has(i) ? { ...node, pods: none } : nodes[at++]));
    return this.holds(w, filled, { nodes: before, lost });
  }

  /**
   * Tries all ways to add pods to the nodes, of each workload a number within its range, until one is accepted. Nodes that are alike are
   * filled in descending order.
   */
  private place(
    nodes: readonly Node[],
    wanted: readonly (readonly [number, number])[],
    before: Before | undefined,
    accepts: (filled: readonly Node[]) => boolean,
  ): boolean {
    const fill = (w: number, filled: readonly Node[]): boolean => {
      if (w === this.workloads.length) {
        return accepts(filled);
      }
      const [least, most] = wanted[w];
      for (let n = least; n <= most; n++) {
        if (this.spread(w, n, 0, filled, [], (next) => this.holds(w, next, before) && fill(w + 1, next))) {
          return true;
        }
      }
      return false;
    };
    return fill(0, nodes);
  }

  /** All ways to add `n` pods of one workload to the nodes from `at` on. */
  private spread(
    w: number,
    n: number,
    at: number,
    nodes: readonly Node[],
    done: readonly Node[],
    next: (filled: readonly Node[]) => boolean,
  ): boolean {
    this.step(1);
    if (at === nodes.length) {
      return n === 0 && next(done);
    }
    const node = nodes[at];
    const twin = at > 0 && isAlike(nodes[at - 1], node);
    const cap = twin ? done[at - 1].pods[w] - nodes[at - 1].pods[w] : n;
    const room = n === 0 ? 0 : this.roomFor(w, node, Math.min(n, cap));
    for (let more = room; more >= 0; more--) {
      const pods = more === 0 ? node.pods : node.pods.map((k, i) => (i === w ? k + more : k));
      if (this.spread(w, n - more, at + 1, nodes, [...done, { ...node, pods }], next)) {
        return true;
      }
    }
    return false;
  }

  /** Pods of the workload that one node takes on top of what it holds, up to so many. */
  private roomFor(w: number, { pool, pods }: Node, most: number): number {
    const { eligible, maxPerNode = Infinity, requests } = this.workloads[w];
    if (!eligible.includes(pool.id) || pods.some((n, other) => n > 0 && this.apart.has(`${w} ${other}`))) {
      return 0;
    }
    let room = Math.min(most, maxPerNode - pods[w]);
    for (const [resource, amount] of Object.entries(requests)) {
      const used = pods.reduce((sum, n, other) => sum + n * (this.workloads[other].requests[resource] ?? 0), 0);
      room = amount > 0 ? Math.min(room, Math.floor(((pool.allocatable[resource] ?? 0) - used) / amount)) : room;
    }
    return Math.max(0, room);
  }

  /** True where the spreads and limits of a workload hold; what was there before breaks none. */
  private holds(w: number, nodes: readonly Node[], before: Before | undefined): boolean {
    return this.holdsOverZones(w, nodes, before) && this.holdsOverHosts(w, nodes, before);
  }

  /** Domains are the zones with a node that the workload may use, or that counts for another reason. */
  private holdsOverZones(w: number, nodes: readonly Node[], before: Before | undefined): boolean {
    const { eligible, spreadPools = [], zoneSkew, minZones = 1, maxPerZone = Infinity, ...own } = this.workloads[w];
    const counted = new Set([...eligible, ...spreadPools]);
    const inZone = (some: readonly Node[], zone: string | undefined) =>
      some.reduce((sum, { pool, pods }) => sum + (pool.zone === zone ? pods[w] : 0), 0);
    const zones = new Set(nodes.filter(({ pool }) => counted.has(pool.id)).map(({ pool }) => pool.zone));
    if (own.evenZones && !before) {
      this.model.pools.filter(({ id }) => eligible.includes(id)).forEach(({ zone }) => zones.add(zone));
    }
    if (own.deadZonesCount && before) {
      before.nodes.filter(({ pool }) => counted.has(pool.id)).forEach(({ pool }) => zones.add(pool.zone));
    }
    const low = zones.size < minZones ? 0 : Math.min(...[...zones].map((zone) => inZone(nodes, zone)));
    return [...zones].every((zone) => {
      const here = inZone(nodes, zone);
      const grown = !before || here > inZone(before.nodes, zone);
      return !grown || (here <= maxPerZone && (!zoneSkew || here - low <= zoneSkew));
    });
  }

  /** Domains are the nodes that the workload may use, and those of pools that count all the same. */
  private holdsOverHosts(w: number, nodes: readonly Node[], before: Before | undefined): boolean {
    const { eligible, hostSpread } = this.workloads[w];
    if (!hostSpread) {
      return true;
    }
    const { maxSkew, minDomains = 1, alsoCounts = [], lostNodesCount } = hostSpread;
    const counts = ({ pool }: Node) => eligible.includes(pool.id) || alsoCounts.includes(pool.id);
    const dead =
      lostNodesCount && before ? before.nodes.filter((node, i) => before.lost.has(i) && counts(node)).length : 0;
    const hosts = nodes.filter(counts);
    const few = hosts.length + dead < minDomains || dead > 0;
    const low = few ? 0 : Math.min(...hosts.map(({ pods }) => pods[w]));
    const survivors = before?.nodes.filter((_, i) => !before.lost.has(i));
    return nodes.every((node, i) => {
      const grown = !survivors || node.pods[w] > survivors[i].pods[w];
      return !grown || node.pods[w] - low <= maxSkew;
    });
  }

  private step(n: number): void {
    this.steps += n;
    if (this.steps > MOST_STEPS) {
      throw new TooMany();
    }
  }
}

function isAlike(a: Node, b: Node): boolean {
  return a.pool === b.pool && a.pods.every((n, w) => n === b.pods[w]);
}
