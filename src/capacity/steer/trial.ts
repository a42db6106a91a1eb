import { drawSeed } from './draws';
import { Ground } from './ground';
import { Order, play, SteeredPromises } from './play';
import { ClusterModel } from '../model';
import { NodeStates } from '../scheduler/node-states';
import { Stranded } from '../scheduler/sampling';
import { SchedulerModel } from '../scheduler/scheduler-model';

/** What a pod weighs that requests nearly nothing. */
const SOME_WEIGHT = 0.02;

/** Pods up to this share of the largest node cost little more than what they fill up. */
const SMALL = 0.03;

/** Nodes of each pool, by position. */
export type Counts = readonly number[];

/** Plays orders of arrival on numbers of nodes. */
export class Trial {
  /** Orders that were played. */
  public orders = 0;
  /** Nodes that were looked at for pods in all of them: that is what takes the time. */
  public looked = 0;
  /** Pods of each workload that the search asks for besides, so that what it finds is not just enough. */
  private readonly spare: number[];
  private readonly pods: number;
  private readonly known: SchedulerModel;
  private last?: { readonly counts: Counts; readonly ground: Ground };

  public constructor(
    public readonly model: ClusterModel,
    private readonly promises: SteeredPromises,
  ) {
    this.known = new SchedulerModel(model, {}, model.scoring ?? 'LeastAllocated');
    this.spare = model.workloads.map(() => 0);
    this.pods = model.workloads.reduce((sum, { replicas }) => sum + Math.max(replicas.planned, replicas.max ?? 0), 0);
  }

  /** Asks for one pod more of a small workload in every zone that it spreads over. */
  public askForMore(workload: number): void {
    const { zones, model } = this.known.workloads[workload];
    if (this.known.weights[workload] > SMALL) {
      return;
    }
    this.spare[workload] += model.zoneSkew ? Math.max(1, zones.length) : 1;
  }

  /** About what one order costs: pods times nodes. */
  public stepsOf(counts: Counts): number {
    return this.pods * counts.reduce((sum, count) => sum + count, 0);
  }

  /** What finds no place in this order. */
  public stranded(counts: Counts, order: Order, hurried = false): Stranded[] {
    return this.played(counts, order, this.promises, hurried);
  }

  /** True where it strands a pod, or one of those that the search asks for besides. */
  public fails(counts: Counts, order: Order): boolean {
    return this.short(counts, order, true).length > 0;
  }

  /** What finds no place with the pods that the search asks for besides. */
  private short(counts: Counts, order: Order, hurried = false): Stranded[] {
    const { peaks } = this.promises;
    const spare = this.spare;
    const more = peaks.map(({ name, extra }) => ({ name, extra: extra.map((count, w) => count + spare[w]) }));
    const all = peaks.length === 0 ? [{ name: 'spare', extra: spare }] : more;
    return this.played(counts, order, { ...this.promises, peaks: all }, hurried);
  }

  private played(counts: Counts, order: Order, promises: SteeredPromises, hurried: boolean): Stranded[] {
    const ground = this.on(counts);
    this.orders += 1;
    const { nodes, scratch } = ground;
    const before = nodes.looked + scratch.looked;
    const stranded = play(ground, promises, order, hurried);
    this.looked += nodes.looked + scratch.looked - before;
    return stranded;
  }

  /** True where no order of the sample strands a pod; the order that does comes first in the sample from then on. */
  public holds(counts: Counts, sample: Order[]): boolean {
    for (let i = 0; i < sample.length; i++) {
      if (this.fails(counts, sample[i])) {
        sample.unshift(...sample.splice(i, 1));
        return false;
      }
    }
    return true;
  }

  /** Pods without a place over some orders, each with its size. */
  public missing(counts: Counts, sample: readonly Order[]): number {
    return sample.reduce(
      (sum, order) =>
        sum +
        this.short(counts, order).reduce(
          (weight, { workload, count }) => weight + count * (this.known.weights[workload] + SOME_WEIGHT),
          0,
        ),
      0,
    );
  }

  /** Orders that nothing has been fitted to: drawn from the numbers of nodes and the name of the sample. */
  public draw(counts: Counts, name: string, size: number): Order[] {
    return Array.from({ length: size }, (_, order) => ({ order, seed: drawSeed([...counts, name, order]) }));
  }

  private on(counts: Counts): Ground {
    if (this.last?.counts !== counts) {
      const nodes = Object.fromEntries(this.model.pools.map(({ id }, p) => [id, counts[p]]));
      const model = this.known.withNodes(nodes);
      this.last = { counts, ground: { model, nodes: new NodeStates(model), scratch: new NodeStates(model) } };
    }
    return this.last.ground;
  }
}
