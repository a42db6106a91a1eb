import { ClusterModel, NodeGroup, WorkloadModel } from '../../src/capacity/model';

/**
 * What may come of a lost or drained node in a tiny cluster, by trying every order in which pods come back and every node that kube-scheduler may choose
 * for each. Written without a look at the planner, of which only the types are used; rules of kube-scheduler 1.34 (podtopologyspread,
 * interpodaffinity, noderesources).
 */

/** A node while pods come back, and what is on it by position of the workload. */
interface Node {
  readonly pool: string;
  readonly zone?: string;
  readonly pods: readonly number[];
  /** True where it is gone or cordoned. */
  readonly away: boolean;
}

/** States that are looked at before the search gives up. */
const MOST_STATES = 60_000;

export class WorstOrders {
  private readonly nodes: readonly Node[];
  private readonly groupOf: readonly string[];
  private readonly workloads: readonly WorkloadModel[];
  private states = 0;

  public constructor(
    private readonly model: ClusterModel,
    steady: readonly NodeGroup[],
  ) {
    this.workloads = model.workloads;
    const zones = new Map(model.pools.map(({ id, zone }) => [id, zone]));
    const all = steady.flatMap((group) => Array.from({ length: group.count }, () => group));
    this.groupOf = all.map(({ id }) => id);
    this.nodes = all.map(({ pool, pods }) => ({
      pool,
      zone: zones.get(pool),
      pods: this.workloads.map(({ id }) => pods[id] ?? 0),
      away: false,
    }));
  }

  /** Fewest pods of each workload that are left in any end of a loss; undefined where there are too many. */
  public leftAfter(lost: Readonly<Record<string, number>>, zoneGone: boolean): number[] | undefined {
    const taken = this.take(lost);
    const gone = this.gone(taken);
    const zones = new Set([...taken].map((i) => this.nodes[i].zone));
    const start = this.nodes.map((node, i) => (taken.has(i) ? { ...node, away: true, pods: gone.map(() => 0) } : node));
    const least = this.workloads.map(({ replicas }) => replicas.planned);
    const stays = this.workloads.map((one) => !!one.nodePinned || !!one.staysBound || (!!one.zonePinned && zoneGone));
    const seen = new Set<string>();
    this.states = 0;
    const visit = (nodes: readonly Node[], out: readonly number[]): boolean => {
      const key = keyOf(nodes, out);
      if (seen.has(key)) {
        return true;
      }
      seen.add(key);
      if (++this.states > MOST_STATES) {
        return false;
      }
      // Whoever waits with the highest priority is tried first; where none of it finds a place, the next one is.
      const next = this.firstToMove(nodes, out, zones, stays);
      if (next.length === 0) {
        out.forEach((n, w) => (least[w] = Math.min(least[w], this.workloads[w].replicas.planned - n)));
        return true;
      }
      return next.every(([w, filled]) => visit(filled, changed(out, w, -1)));
    };
    return visit(start, gone) ? least : undefined;
  }

  /**
   * Whether the drain of one node of a group can end up stuck: pods are evicted one by one, in any order, as long as no more of a workload are without a
   * place than its budget lets go; undefined where there are too many ways.
   */
  public mayStick(group: string, budgets: readonly number[]): boolean | undefined {
    const [at] = this.take({ [group]: 1 });
    const zones = new Set([this.nodes[at].zone]);
    const start = this.nodes.map((node, i) => (i === at ? { ...node, away: true } : node));
    const seen = new Set<string>();
    let stuck = false;
    this.states = 0;
    const visit = (nodes: readonly Node[], out: readonly number[]): boolean => {
      const key = keyOf(nodes, out);
      if (seen.has(key) || stuck) {
        return true;
      }
      seen.add(key);
      if (++this.states > MOST_STATES) {
        return false;
      }
      const left = nodes[at].pods;
      const evicted = this.workloads.flatMap((_, w): [number, number, readonly Node[]][] =>
        left[w] > 0 && out[w] < budgets[w]
          ? [[w, 1, nodes.map((node, i) => (i === at ? { ...node, pods: changed(node.pods, w, -1) } : node))]]
          : [],
      );
      const placed = this.workloads.flatMap((one, w): [number, number, readonly Node[]][] =>
        out[w] > 0 && !one.nodePinned ? this.moves(nodes, w, zones).map((filled) => [w, -1, filled]) : [],
      );
      const next = [...evicted, ...placed];
      stuck ||= next.length === 0 && left.some((n) => n > 0);
      return next.every(([w, n, filled]) => visit(filled, changed(out, w, n)));
    };
    return visit(
      start,
      this.workloads.map(() => 0),
    )
      ? stuck
      : undefined;
  }

  private firstToMove(
    nodes: readonly Node[],
    out: readonly number[],
    zones: ReadonlySet<string | undefined>,
    stays: readonly boolean[],
  ): [number, readonly Node[]][] {
    const levels = [...new Set(this.workloads.map(({ priority }) => priority))].sort((a, b) => b - a);
    for (const level of levels) {
      const moves = this.workloads.flatMap(({ priority }, w): [number, readonly Node[]][] =>
        priority === level && out[w] > 0 && !stays[w] ? this.moves(nodes, w, zones).map((filled) => [w, filled]) : [],
      );
      if (moves.length > 0) {
        return moves;
      }
    }
    return [];
  }

  /** All nodes that kube-scheduler may choose for one pod. */
  private moves(nodes: readonly Node[], w: number, zones: ReadonlySet<string | undefined>): (readonly Node[])[] {
    const { zonePinned } = this.workloads[w];
    const hosts = nodes.flatMap((node, i) =>
      this.admits(nodes, i, w) && (!zonePinned || zones.has(node.zone)) ? [i] : [],
    );
    return hosts.map((i) => nodes.map((node, j) => (j === i ? { ...node, pods: changed(node.pods, w, 1) } : node)));
  }

  private admits(nodes: readonly Node[], at: number, w: number): boolean {
    const node = nodes[at];
    const { eligible, requests, maxPerNode = Infinity, maxPerZone = Infinity, id } = this.workloads[w];
    const inZone = this.sum(nodes, (other) => !other.away && other.zone === node.zone, w);
    const rivals = this.model.conflicts.flatMap(([a, b]) => (a === id ? [b] : b === id ? [a] : []));
    const meets = this.workloads.some((other, v) => node.pods[v] > 0 && rivals.includes(other.id));
    if (node.away || !eligible.includes(node.pool) || meets || node.pods[w] >= maxPerNode || inZone >= maxPerZone) {
      return false;
    }
    const { allocatable } = this.model.pools.find((pool) => pool.id === node.pool)!;
    const fits = Object.entries(requests).every(([name, amount]) => {
      const used = this.workloads.reduce((sum, other, v) => sum + node.pods[v] * (other.requests[name] ?? 0), 0);
      return amount === 0 || used + amount <= (allocatable[name] ?? 0);
    });
    return fits && this.keepsZones(nodes, node, w) && this.keepsHosts(nodes, node, w);
  }

  private keepsZones(nodes: readonly Node[], node: Node, w: number): boolean {
    const { eligible, spreadPools = [], zoneSkew, minZones = 1, deadZonesCount } = this.workloads[w];
    if (zoneSkew === undefined) {
      return true;
    }
    const counts = ({ pool, away }: Node) =>
      (eligible.includes(pool) || spreadPools.includes(pool)) && (!away || deadZonesCount === true);
    const zones = [...new Set(nodes.filter(counts).map(({ zone }) => zone))];
    const inZone = (zone: string | undefined) => this.sum(nodes, (other) => counts(other) && other.zone === zone, w);
    const least = zones.length < minZones ? 0 : Math.min(...zones.map(inZone));
    return inZone(node.zone) + 1 - least <= zoneSkew;
  }

  private keepsHosts(nodes: readonly Node[], node: Node, w: number): boolean {
    const { eligible, hostSpread } = this.workloads[w];
    if (!hostSpread) {
      return true;
    }
    const { maxSkew, minDomains = 1, alsoCounts = [], lostNodesCount } = hostSpread;
    const hosts = nodes.filter(
      ({ pool, away }) => (eligible.includes(pool) || alsoCounts.includes(pool)) && (!away || lostNodesCount === true),
    );
    const least = hosts.length < minDomains ? 0 : Math.min(...hosts.map(({ pods }) => pods[w]));
    return node.pods[w] + 1 - least <= maxSkew;
  }

  private sum(nodes: readonly Node[], which: (node: Node) => boolean, w: number): number {
    return nodes.reduce((sum, node) => sum + (which(node) ? node.pods[w] : 0), 0);
  }

  private take(lost: Readonly<Record<string, number>>): Set<number> {
    const left = new Map(Object.entries(lost));
    return new Set(
      this.groupOf.flatMap((group, i) => {
        const n = left.get(group) ?? 0;
        left.set(group, n - 1);
        return n > 0 ? [i] : [];
      }),
    );
  }

  private gone(taken: ReadonlySet<number>): number[] {
    return this.workloads.map((_, w) => [...taken].reduce((sum, i) => sum + this.nodes[i].pods[w], 0));
  }
}

function changed(counts: readonly number[], at: number, by: number): number[] {
  return counts.map((n, i) => (i === at ? n + by : n));
}

/** Nodes that are alike may change places. */
function keyOf(nodes: readonly Node[], out: readonly number[]): string {
  return `${nodes
    .map(({ pool, pods, away }) => `${pool}${away ? '!' : ''}${pods.join()}`)
    .sort()
    .join(';')}|${out.join()}`;
}
