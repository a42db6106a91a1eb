import { ClusterModel, DeviceSlot, NodeGroup, Pods, WorkloadModel } from './model';
import { byCodeUnit, comparing } from './order';
import { Added, Scenario } from './plan';

/** One device with the parts that lie on it. */
interface Device {
  free: number;
  readonly pods: Map<string, number>;
}

/**
 * Says how parts of devices lie on the devices of each node. Parts are halves, quarters and eighths: what adds up to a free device always fits
 * on one when the fullest device with room is taken first, so the packing only has to count.
 */
export class DeviceSlots {
  private readonly workloads: ReadonlyMap<string, WorkloadModel>;
  private readonly pools: ReadonlyMap<string, ClusterModel['pools'][number]>;

  public constructor(model: ClusterModel) {
    this.workloads = new Map(model.workloads.map((workload) => [workload.id, workload]));
    this.pools = new Map(model.pools.map((pool) => [pool.id, pool]));
  }

  /** The groups, with the slots of their nodes where there are parts on them. */
  public ofGroups(groups: readonly NodeGroup[]): NodeGroup[] {
    return groups.map((group) => {
      const slots = this.slotsOf(group.pool, [group.pods]);
      return slots.length > 0 ? { ...group, slots } : group;
    });
  }

  /** The scenarios, with the slots of nodes that get parts on top of what they have. */
  public ofScenarios(scenarios: readonly Scenario[], groups: readonly NodeGroup[]): Scenario[] {
    const byId = new Map(groups.map((group) => [group.id, group]));
    const withSlots = (added: Added): Added => {
      const group = byId.get(added.on)!;
      const slots = this.hasParts(added.pods) ? this.slotsOf(group.pool, [group.pods, added.pods]) : [];
      return slots.length > 0 ? { ...added, slots } : added;
    };
    return scenarios.map((scenario) => ({ ...scenario, added: scenario.added.map(withSlots) }));
  }

  private hasParts(pods: Pods): boolean {
    return Object.keys(pods).some((id) => this.workloads.get(id)?.device);
  }

  /** Fills the devices of one node; what comes later does not move what is there. */
  private slotsOf(poolId: string, batches: readonly Pods[]): DeviceSlot[] {
    const all = Object.entries(this.pools.get(poolId)?.devices ?? {});
    if (!batches.some((pods) => this.hasParts(pods))) {
      return [];
    }
    return all.flatMap(([resource, { count, milli }]) => {
      const whole = batches.reduce((sum, pods) => sum + this.wholeOf(resource, pods), 0);
      const devices = Array.from({ length: count - whole }, (): Device => ({ free: milli, pods: new Map() }));
      batches.forEach((pods) => this.fill(devices, resource, pods));
      return grouped(resource, devices);
    });
  }

  private wholeOf(resource: string, pods: Pods): number {
    return Object.entries(pods).reduce(
      (sum, [id, n]) => sum + n * (this.workloads.get(id)?.requests[resource] ?? 0),
      0,
    );
  }

  private fill(devices: readonly Device[], resource: string, pods: Pods): void {
    const parts = Object.entries(pods)
      .flatMap(([id, n]) => {
        const device = this.workloads.get(id)?.device;
        return device?.resource === resource ? Array.from({ length: n }, () => ({ id, milli: device.milli })) : [];
      })
      .sort(
        comparing(
          (a, b) => b.milli - a.milli,
          (a, b) => byCodeUnit(a.id, b.id),
        ),
      );
    for (const { id, milli } of parts) {
      const open = devices.filter(({ free }) => free >= milli);
      const fullest = open.reduce((best, device) => (device.free < best.free ? device : best), open[0]);
      fullest.free -= milli;
      fullest.pods.set(id, (fullest.pods.get(id) ?? 0) + 1);
    }
  }
}

/** Devices with equal parts together. */
function grouped(resource: string, devices: readonly Device[]): DeviceSlot[] {
  const kinds = new Map<string, DeviceSlot>();
  for (const { pods } of devices) {
    const sorted = [...pods].sort(([a], [b]) => byCodeUnit(a, b));
    const key = JSON.stringify(sorted);
    if (sorted.length > 0) {
      kinds.set(key, { resource, count: (kinds.get(key)?.count ?? 0) + 1, pods: Object.fromEntries(sorted) });
    }
  }
  return [...kinds].sort(([a], [b]) => byCodeUnit(a, b)).map(([, slot]) => slot);
}
