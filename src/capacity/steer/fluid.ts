import { Counts } from './trial';
import { ClusterModel } from '../model';
import { extraIn, peaksOf } from '../scenario/peak';

/**
 * What numbers of nodes have to hold at the least: of every resource as much as all pods request together, in every zone as much as its share
 * of the pods that spread evenly. Nothing that is smaller has to be tried.
 */
export class Fluid {
  private readonly resources: readonly string[];
  private readonly zones: readonly (string | undefined)[];
  /** Most that is requested at once, by resource: of the cluster, and of each zone. */
  private readonly total: readonly number[];
  private readonly inZone: readonly number[];
  private readonly sizes: readonly (readonly number[])[];

  public constructor(private readonly model: ClusterModel) {
    const { pools, workloads } = model;
    this.resources = [...new Set(workloads.flatMap(({ requests }) => Object.keys(requests)))];
    this.zones = [...new Set(pools.map(({ zone }) => zone))];
    this.sizes = pools.map(({ allocatable }) => this.resources.map((name) => allocatable[name] ?? 0));
    const cases = [undefined, ...peaksOf(model)].map((peak) =>
      workloads.map((workload) => workload.replicas.planned + (peak ? extraIn(peak, workload) : 0)),
    );
    const most = (share: (w: number, count: number) => number) =>
      this.resources.map((name) =>
        Math.max(
          ...cases.map((counts) =>
            counts.reduce((sum, count, w) => sum + share(w, count) * (workloads[w].requests[name] ?? 0), 0),
          ),
        ),
      );
    const everywhere = workloads.map(({ eligible, zoneSkew }) => {
      const known = new Set(eligible);
      const own = new Set(pools.flatMap(({ id, zone }) => (known.has(id) ? [zone] : [])));
      return zoneSkew === 1 && own.size === this.zones.length;
    });
    this.total = most((_, count) => count);
    this.inZone = most((w, count) => (everywhere[w] ? Math.floor(count / this.zones.length) : 0));
  }

  /** False where so many nodes are certainly too few. */
  public admits(counts: Counts): boolean {
    const { pools } = this.model;
    const holds = (needed: readonly number[], in_: (p: number) => boolean) =>
      needed.every((amount, r) => {
        let there = 0;
        for (let p = 0; p < pools.length; p++) {
          there += in_(p) ? counts[p] * this.sizes[p][r] : 0;
        }
        return there >= amount;
      });
    return (
      holds(this.total, () => true) && this.zones.every((zone) => holds(this.inZone, (p) => pools[p].zone === zone))
    );
  }
}
