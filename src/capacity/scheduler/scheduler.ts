import { Counts, NodeStates } from './node-states';
import { SchedulerModel } from './scheduler-model';
import { WorkloadModel } from '../model';
import { fullAt } from '../scenario/host-spread';

/** Weight of the topology spread among the scheduler's scores; resource fit and balance weigh 1. */
const SPREAD_WEIGHT = 2;

/** Clusters of so many nodes are looked at whole; of larger ones only so many feasible nodes are scored. */
const FEWEST_SCORED = 100;

/** What is away while pods are placed. */
export interface Lost {
  /** The zone whose nodes are all lost. */
  readonly zone?: number;
  /** The only zone that pods may go to. */
  readonly onlyZone?: number;
}

/**
 * One scheduling cycle after the other, as the default scheduler of Kubernetes does it: filters (node affinity and taints,
 * resources, ports and anti-affinity, hard topology spread), scores (resource fit, balanced allocation, soft topology spread;
 * image locality and preferences of affinity and taints are left out), ties by chance. Sources: kubernetes/pkg/scheduler,
 * framework/plugins noderesources and podtopologyspread, schedule_one.go.
 */
export class Scheduler {
  private start = 0;
  private readonly most: number;
  /** Feasible nodes of the cycle, and what the spread gives each. */
  private readonly feasible: Int32Array;
  private readonly spread: Int32Array;
  /** 1 for the zones that are open in the cycle. */
  private readonly open: Uint8Array;
  private found = 0;

  /** @param lost what is away, where something is */
  public constructor(
    private readonly model: SchedulerModel,
    public readonly nodes: NodeStates,
    private readonly random: () => number,
    private readonly lost: Lost = {},
  ) {
    const count = model.poolOf.length;
    const percent = Math.max(5, 50 - Math.floor(count / 125));
    this.most = count < FEWEST_SCORED ? count : Math.max(FEWEST_SCORED, Math.floor((count * percent) / 100));
    this.feasible = new Int32Array(count);
    this.spread = new Int32Array(count);
    this.open = new Uint8Array(model.zoneCount);
  }

  /**
   * Places one pod; returns its node, or -1 where no node takes it.
   * @param revision pods of its revision during a rollout, which rules that compare revisions count; absent: all of the workload
   */
  public place(workload: number, revision: Counts = this.nodes.countsOf(workload)): number {
    const { zoneSkewByRevision, spreadByRevision } = this.model.workloads[workload].model;
    const all = this.nodes.countsOf(workload);
    this.filter(workload, zoneSkewByRevision ? revision : all, revision);
    if (this.found === 0) {
      return -1;
    }
    const node = this.best(workload, spreadByRevision ? revision : all);
    this.nodes.put(workload, node);
    if (revision !== this.nodes.countsOf(workload)) {
      revision.onNode[node] += 1;
      revision.inZone[this.model.zoneOf[node]] += 1;
    }
    return node;
  }

  /** Nodes that admit one more pod of the workload as far as its own other pods go: neither resources nor pods that it may not meet count. */
  public admitting(workload: number): number[] {
    const { model, admitted } = this.model.workloads[workload];
    const { zoneOf, poolOf } = this.model;
    const counts = this.nodes.countsOf(workload);
    const open = this.openZones(workload, counts);
    const full = Math.min(this.fullHosts(workload, counts), model.maxPerNode ?? Infinity);
    const nodes: number[] = [];
    for (let node = 0; node < poolOf.length; node++) {
      if (admitted[poolOf[node]] === 1 && open[zoneOf[node]] === 1 && counts.onNode[node] < full) {
        nodes.push(node);
      }
    }
    return nodes;
  }

  /** 1 for the zones that the spread and the limits of the workload leave open for one more pod. */
  private openZones(workload: number, counts: Counts, revision = counts): Uint8Array {
    const { model, zones } = this.model.workloads[workload];
    const { zone: gone, onlyZone } = this.lost;
    const isGone = gone !== undefined && !model.deadZonesCount && zones.includes(gone);
    const few = zones.length - (isGone ? 1 : 0) < (model.minZones ?? 0);
    let least = few ? 0 : Infinity;
    for (const zone of zones) {
      least = isGone && zone === gone ? least : Math.min(least, counts.inZone[zone]);
    }
    const all = (model.limitsByRevision ? revision : this.nodes.countsOf(workload)).inZone;
    const most = model.zoneSkew ? least + model.zoneSkew : Infinity;
    const { maxPerZone = Infinity } = model;
    for (let zone = 0; zone < this.open.length; zone++) {
      const away = zone === gone || (onlyZone !== undefined && zone !== onlyZone);
      this.open[zone] = !away && counts.inZone[zone] < most && all[zone] < maxPerZone ? 1 : 0;
    }
    return this.open;
  }

  /** Pods with which a node is full for the hard spread over nodes. */
  private fullHosts(workload: number, revision: Counts): number {
    const { model, hosts } = this.model.workloads[workload];
    if (!model.hostSpread) {
      return Infinity;
    }
    const { onNode } = model.hostSpread.byRevision ? revision : this.nodes.countsOf(workload);
    // A node without any is all that has to be found: most often the first ones.
    let least = Infinity;
    for (let i = 0; i < hosts.length && least > 0; i++) {
      least = Math.min(least, onNode[hosts[i]]);
    }
    return fullAt(model.hostSpread, least, hosts.length, 0);
  }

  /** Limits per node, the hard spread over nodes, and workloads that may not meet. */
  private keepsApart(workload: number, node: number, revision: Counts, full: number): boolean {
    const { model, rivals } = this.model.workloads[workload];
    const all = this.nodes.countsOf(workload);
    return (
      (model.limitsByRevision ? revision : all).onNode[node] < (model.maxPerNode ?? Infinity) &&
      (model.hostSpread?.byRevision ? revision : all).onNode[node] < full &&
      rivals.every((other) => this.nodes.countsOf(other).onNode[node] === 0)
    );
  }

  /** Finds feasible nodes, from where the last cycle stopped, until there are enough to score. */
  private filter(workload: number, counts: Counts, revision: Counts): void {
    const { model, rivals } = this.model.workloads[workload];
    const open = this.openZones(workload, counts, revision);
    if (!open.includes(1)) {
      this.found = 0;
      return;
    }
    const free = model.maxPerNode === undefined && !model.hostSpread && rivals.length === 0;
    const most = free ? this.most : this.feasible.length;
    const [found, end] = this.nodes.roomy(workload, this.start, open, most, this.feasible);
    this.found = found;
    this.start = end;
    if (!free) {
      this.keepFeasible(workload, found, revision);
    }
  }

  /** Keeps the first nodes, as many as are scored, that the limits of the workload admit. */
  private keepFeasible(workload: number, found: number, revision: Counts): void {
    const full = this.fullHosts(workload, revision);
    this.found = 0;
    for (let i = 0; i < found && this.found < this.most; i++) {
      const node = this.feasible[i];
      if (this.keepsApart(workload, node, revision, full)) {
        this.feasible[this.found++] = node;
        this.start = node + 1 === this.feasible.length ? 0 : node + 1;
      }
    }
  }

  private best(workload: number, counts: Counts): number {
    this.rankBySpread(this.model.workloads[workload].model, counts);
    let best = -1;
    let highest = -1;
    let ties = 0;
    for (let i = 0; i < this.found; i++) {
      const score = this.nodes.score(workload, this.feasible[i]) + SPREAD_WEIGHT * this.spread[i];
      if (score > highest) {
        [best, highest, ties] = [this.feasible[i], score, 1];
      } else if (score === highest) {
        ties += 1;
        // The k-th of equal nodes replaces the choice with probability 1 / k.
        if (this.random() * ties < 1) {
          best = this.feasible[i];
        }
      }
    }
    return best;
  }

  /** 0 to 100 for each feasible node: fewer pods of the workload on the node and in the zone are better. */
  private rankBySpread({ softSpread }: WorkloadModel, { onNode, inZone }: Counts): void {
    if (!softSpread) {
      this.spread.fill(0, 0, this.found);
      return;
    }
    const { host, zone } = softSpread;
    const { zoneOf } = this.model;
    const perHost = host === undefined ? 0 : Math.log(this.found + 2);
    const perZone = zone === undefined ? 0 : Math.log(this.feasibleZones() + 2);
    const base = (host ?? 1) - 1 + (zone ?? 1) - 1;
    let least = Infinity;
    let most = 0;
    for (let i = 0; i < this.found; i++) {
      const node = this.feasible[i];
      const raw = Math.round(perHost * onNode[node] + perZone * inZone[zoneOf[node]] + base);
      this.spread[i] = raw;
      least = raw < least ? raw : least;
      most = raw > most ? raw : most;
    }
    for (let i = 0; i < this.found; i++) {
      this.spread[i] = most === 0 ? 100 : Math.floor((100 * (most + least - this.spread[i])) / most);
    }
  }

  private feasibleZones(): number {
    let zones = 0;
    this.open.fill(0);
    for (let i = 0; i < this.found; i++) {
      const zone = this.model.zoneOf[this.feasible[i]];
      zones += 1 - this.open[zone];
      this.open[zone] = 1;
    }
    return zones;
  }
}
