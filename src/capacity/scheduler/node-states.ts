import { SchedulerModel } from './scheduler-model';

/** What a spread counts: pods of one workload by node and by zone. */
export interface Counts {
  readonly onNode: Int32Array;
  readonly inZone: Int32Array;
}

/** With more classes of requests than this, most nodes have changed before a class comes again: nothing is worth keeping. */
const MOST_KEPT = 24;

/** The nodes while pods come and go. */
export class NodeStates {
  /** Nodes that were looked at, with room for a pod or not: what it costs to place pods here. */
  public looked = 0;
  private readonly nodes: number;
  private readonly width: number;
  /** What is free of each resource, node by node. */
  private readonly free: Float64Array;
  /** What resource fit takes pods without requests for: cpu and memory, node by node. */
  private readonly unasked: Float64Array;
  /** Pods by workload and node, and by workload and zone; views of them by workload, made when they are asked for. */
  private readonly onNodes: Int32Array;
  private readonly inZones: Int32Array;
  private readonly counts: Counts[];
  /** Scores of nodes by class of requests, where they are kept; -1 where a node has changed since. */
  private readonly scores: Int16Array;

  public constructor(private readonly model: SchedulerModel) {
    const { poolOf, resources, workloads, classes, empty, zoneCount } = model;
    this.nodes = poolOf.length;
    this.width = resources.length;
    this.counts = new Array<Counts>(workloads.length);
    this.free = empty.slice();
    this.unasked = new Float64Array(2 * this.nodes);
    this.scores = new Int16Array(classes.length > MOST_KEPT ? 0 : classes.length * this.nodes).fill(-1);
    this.onNodes = new Int32Array(workloads.length * this.nodes);
    this.inZones = new Int32Array(workloads.length * zoneCount);
  }

  /** Takes everything off: nodes that are used again cost less than new ones. */
  public clear(): this {
    this.free.set(this.model.empty);
    this.unasked.fill(0);
    this.scores.fill(-1);
    this.onNodes.fill(0);
    this.inZones.fill(0);
    return this;
  }

  /** Copies what is on other nodes of the same model. */
  public become(from: NodeStates): this {
    this.free.set(from.free);
    this.unasked.set(from.unasked);
    this.scores.set(from.scores);
    this.onNodes.set(from.onNodes);
    this.inZones.set(from.inZones);
    return this;
  }

  public countsOf(workload: number): Counts {
    const { zoneCount } = this.model;
    return (this.counts[workload] ??= {
      onNode: this.onNodes.subarray(workload * this.nodes, (workload + 1) * this.nodes),
      inZone: this.inZones.subarray(workload * zoneCount, (workload + 1) * zoneCount),
    });
  }

  /** Pods of the workload that run. */
  public runningOf(workload: number): number {
    return this.countsOf(workload).inZone.reduce((sum, pods) => sum + pods, 0);
  }

  /** Pods of the workload on a node. */
  public podsOn(workload: number, node: number): number {
    return this.onNodes[workload * this.nodes + node];
  }

  /** Takes the node away with all that runs there; returns how many pods of each workload did. */
  public lose(node: number): Map<number, number> {
    const gone = new Map<number, number>();
    this.model.workloads.forEach((_, workload) => {
      const n = this.podsOn(workload, node);
      if (n > 0) {
        gone.set(workload, n);
        this.put(workload, node, -n);
      }
    });
    this.free.fill(-1, node * this.width, (node + 1) * this.width);
    return gone;
  }

  /** Counts of pods that nobody has started yet. */
  public noCounts(): Counts {
    return { onNode: new Int32Array(this.nodes), inZone: new Int32Array(this.model.zoneCount) };
  }

  /** What is free of a resource, by position, on a node. */
  public freeOf(node: number, resource: number): number {
    return this.free[node * this.width + resource];
  }

  /** Pods of the workload that the node still has all the requests of. */
  public roomFor(workload: number, node: number): number {
    const { resourceOf, amountOf } = this.model.workloads[workload];
    const at = node * this.width;
    return amountOf.reduce(
      (least, amount, i) => Math.min(least, Math.floor(this.free[at + resourceOf[i]] / amount)),
      Infinity,
    );
  }

  /**
   * Collects nodes in the open zones with room for one pod of the workload, from `start` on, until there are `most`; returns how
   * many there are and where the walk ended. This is where nearly all the time of a simulation goes.
   */
  public roomy(
    workload: number,
    start: number,
    open: Uint8Array,
    most: number,
    into: Int32Array,
  ): readonly [number, number] {
    const { nodes, width, free } = this;
    const { zoneOf, poolOf } = this.model;
    const { resourceOf, amountOf, admitted } = this.model.workloads[workload];
    let found = 0;
    let node = start;
    let looked = 0;
    for (; looked < nodes && found < most; looked++) {
      if (open[zoneOf[node]] === 1 && admitted[poolOf[node]] === 1) {
        let i = 0;
        while (i < amountOf.length && free[node * width + resourceOf[i]] >= amountOf[i]) {
          i++;
        }
        if (i === amountOf.length) {
          into[found++] = node;
        }
      }
      node = node + 1 === nodes ? 0 : node + 1;
    }
    this.looked += looked;
    return [found, node];
  }

  /** Puts pods on a node, or takes them off where `n` is negative. */
  public put(workload: number, node: number, n = 1): void {
    const { resourceOf, amountOf, scoreClass } = this.model.workloads[workload];
    for (let i = 0; i < resourceOf.length; i++) {
      this.free[node * this.width + resourceOf[i]] -= n * amountOf[i];
    }
    const { asked, taken } = this.model.classes[scoreClass];
    this.unasked[2 * node] += n * (taken.cpu - asked.cpu);
    this.unasked[2 * node + 1] += n * (taken.memory - asked.memory);
    this.onNodes[workload * this.nodes + node] += n;
    this.inZones[workload * this.model.zoneCount + this.model.zoneOf[node]] += n;
    for (let at = node; at < this.scores.length; at += this.nodes) {
      this.scores[at] = -1;
    }
  }

  /** What resource fit and balanced allocation give the node for a pod of the workload, together 0 to 200. */
  public score(workload: number, node: number): number {
    const { scoreClass } = this.model.workloads[workload];
    if (this.scores.length === 0) {
      return this.computed(scoreClass, node);
    }
    const at = scoreClass * this.nodes + node;
    if (this.scores[at] < 0) {
      this.scores[at] = this.computed(scoreClass, node);
    }
    return this.scores[at];
  }

  private computed(scoreClass: number, node: number): number {
    const { classes, poolOf, seen } = this.model;
    const { asked, taken } = classes[scoreClass];
    const { cpu, memory } = seen[poolOf[node]];
    const at = node * this.width;
    const usedCpu = cpu - this.free[at];
    const usedMemory = memory - this.free[at + 1];
    // Resource fit counts pods without requests at what it takes them for, balanced allocation does not.
    const fitCpu = this.fitOf(cpu, usedCpu + this.unasked[2 * node] + taken.cpu);
    const fitMemory = this.fitOf(memory, usedMemory + this.unasked[2 * node + 1] + taken.memory);
    const deviation = Math.abs(shareOf(cpu, usedCpu + asked.cpu) - shareOf(memory, usedMemory + asked.memory)) / 2;
    return Math.floor((fitCpu + fitMemory) / 2) + Math.floor(100 * (1 - deviation));
  }

  /** Whole numbers, as the scheduler computes. */
  private fitOf(capacity: number, used: number): number {
    if (capacity <= 0 || used > capacity) {
      return 0;
    }
    return Math.floor((100 * (this.model.scoring === 'LeastAllocated' ? capacity - used : used)) / capacity);
  }
}

/** Share of a node that would be in use with the pod. */
function shareOf(capacity: number, used: number): number {
  return capacity > 0 ? Math.min(1, used / capacity) : 1;
}
