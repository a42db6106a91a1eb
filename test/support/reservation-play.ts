import { ClusterModel, WorkloadModel } from '../../src/capacity/model';
import { Reservation } from '../../src/capacity/plan';
import { Role } from '../../src/capacity/reserve/roles';

/**
 * A cluster of reserved nodes, played without the code that reserves them: pods come and go as controllers and kube-scheduler let them (hard zone spread of
 * skew 1, caps and roles as filters, requests), the choice among all that is allowed is the adversary's.
 */
export class ReservationPlay {
  private readonly nodes: { readonly zone: string; readonly role: Role; readonly pods: Map<string, number> }[] = [];
  private readonly workloads: ReadonlyMap<string, WorkloadModel>;
  private readonly zones: readonly string[];

  public constructor(
    private readonly model: ClusterModel,
    private readonly reservation: Reservation,
    private readonly random: () => number,
  ) {
    this.workloads = new Map(model.workloads.map((workload) => [workload.id, workload]));
    this.zones = [...new Set(model.pools.map(({ zone = '' }) => zone))];
    for (const role of reservation.roles) {
      for (const [pool, count] of Object.entries(role.nodes)) {
        const zone = model.pools.find(({ id }) => id === pool)!.zone ?? '';
        this.nodes.push(...Array.from({ length: count }, () => ({ zone, role, pods: new Map<string, number>() })));
      }
    }
  }

  /** Pods of a workload, everywhere or in a zone. */
  public count(id: string, zone?: string): number {
    return this.nodes.reduce(
      (sum, node) => sum + (zone === undefined || node.zone === zone ? (node.pods.get(id) ?? 0) : 0),
      0,
    );
  }

  /** Binds one pod more to any node that the filters leave; false where there is none. */
  public arrive(id: string): boolean {
    const workload = this.workloads.get(id)!;
    const lowest = Math.min(...this.zones.map((zone) => this.count(id, zone)));
    const open = this.nodes.filter(
      (node) =>
        id in node.role.caps &&
        (node.pods.get(id) ?? 0) < (workload.ours ? this.reservation.places[id].cap : Infinity) &&
        (workload.zoneSkew === undefined || this.count(id, node.zone) - lowest < workload.zoneSkew) &&
        this.fits(node, workload),
    );
    if (open.length === 0) {
      return false;
    }
    const node = open[Math.floor(this.random() * open.length)];
    node.pods.set(id, (node.pods.get(id) ?? 0) + 1);
    return true;
  }

  /** Ends any pod of a workload. */
  public leave(id: string): void {
    const having = this.nodes.filter((node) => (node.pods.get(id) ?? 0) > 0);
    const node = having[Math.floor(this.random() * having.length)];
    node?.pods.set(id, node.pods.get(id)! - 1);
  }

  /** Ends all pods of any node. */
  public evict(): void {
    this.nodes[Math.floor(this.random() * this.nodes.length)]?.pods.clear();
  }

  private fits(
    { role, pods }: { readonly role: Role; readonly pods: ReadonlyMap<string, number> },
    { requests }: WorkloadModel,
  ): boolean {
    const { allocatable } = this.model.pools.find(({ pool }) => pool === role.pool)!;
    return Object.entries(requests).every(([resource, amount]) => {
      const used = [...pods].reduce((sum, [id, n]) => sum + n * (this.workloads.get(id)!.requests[resource] ?? 0), 0);
      return used + amount <= (allocatable[resource] ?? 0);
    });
  }
}
