import { isControlPlane, NodePlace, Pools } from './pools';
import { Workloads } from './workloads';
import { Amounts, Expected, ExpectedWorkload } from '../expected';
import { LiveCluster, LiveNode, LivePods, LiveScaler, LiveWorkload } from '../live/live-cluster';

/** What of a cluster is of one workload of the plan. */
export interface ObservedWorkload {
  readonly workload: ExpectedWorkload;
  readonly pods: { readonly group: LivePods; readonly site?: string }[];
  readonly objects: LiveWorkload[];
  readonly scalers: LiveScaler[];
}

/** Something that runs and is not planned: its pods, or its object where it has none. */
export interface Stray {
  readonly id: string;
  readonly pods: LivePods[];
}

/** What runs on each node of some. */
export interface ObservedDaemon {
  readonly id: string;
  readonly pods: LivePods[];
}

/** A cluster by what its plan says of it. */
export class Observed {
  public readonly places = new Map<LiveNode, NodePlace>();
  /** Nodes of no pool; those of the control plane are none that anybody plans. */
  public readonly strange: LiveNode[] = [];
  public readonly controlPlane: LiveNode[] = [];
  public readonly workloads: ReadonlyMap<string, ObservedWorkload>;
  public readonly daemons = new Map<string, ObservedDaemon>();
  public readonly strays = new Map<string, Stray>();

  public constructor(expected: Expected, live: LiveCluster) {
    this.workloads = new Map(
      expected.workloads.map((workload) => [workload.id, { workload, pods: [], objects: [], scalers: [] }]),
    );
    const pools = new Pools(expected);
    for (const node of live.nodes) {
      const place = pools.placeOf(node);
      if (place) {
        this.places.set(node, place);
      } else {
        (isControlPlane(node) ? this.controlPlane : this.strange).push(node);
      }
    }
    const known = new Workloads(expected);
    live.pods.forEach((group) => this.addPods(known, group));
    live.workloads.forEach((object) => this.addObject(known, object));
    for (const scaler of live.scalers) {
      const found = known.matchOf(scaler.target, {});
      found && this.workloads.get(found.workload.id)!.scalers.push(scaler);
    }
  }

  private addPods(known: Workloads, group: LivePods): void {
    const { namespace, kind, name } = group.owner;
    const id = `${namespace}/${kind}/${name}`;
    if (kind === 'Node') {
      return;
    }
    if (kind === 'DaemonSet') {
      push(this.daemons, id, group);
      return;
    }
    const found = known.matchOf(group.owner, group.labels);
    if (found) {
      this.workloads
        .get(found.workload.id)!
        .pods.push({ group, ...(found.site !== undefined && { site: found.site }) });
    } else {
      push(this.strays, id, group);
    }
  }

  private addObject(known: Workloads, object: LiveWorkload): void {
    const { namespace, kind, name } = object.owner;
    if (kind === 'DaemonSet') {
      return;
    }
    const found = known.matchOf(object.owner, {});
    if (found) {
      this.workloads.get(found.workload.id)!.objects.push(object);
      return;
    }
    const id = `${namespace}/${kind}/${name}`;
    if (!this.strays.has(id) && (object.replicas ?? 0) > 0) {
      this.strays.set(id, { id, pods: [] });
    }
  }
}

function push(
  into: Map<string, { readonly id: string; readonly pods: LivePods[] }>,
  id: string,
  group: LivePods,
): void {
  const known = into.get(id) ?? { id, pods: [] };
  known.pods.push(group);
  into.set(id, known);
}

/** All pods of some groups. */
export function countOf({ nodes, waiting }: LivePods): number {
  return [...nodes.values()].reduce((sum, n) => sum + n, waiting);
}

/** Whether nothing is asked for. */
export function isNothing(amounts: Amounts): boolean {
  return Object.entries(amounts).every(([name, amount]) => name === 'pods' || amount === 0);
}
