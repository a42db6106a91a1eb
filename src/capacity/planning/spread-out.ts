import { ClusterModel, NodeGroup, WorkloadModel } from '../model';

/** A plan as far as it says where pods run. */
interface Placed {
  readonly model: ClusterModel;
  readonly nodes: Readonly<Record<string, number>>;
  readonly steady: readonly NodeGroup[];
}

/** The most pods of a workload that run on one node at steady. */
export function mostOnNode({ steady }: Pick<Placed, 'steady'>, id: string): number {
  return Math.max(0, ...steady.map(({ pods }) => pods[id] ?? 0));
}

/** Pods that a lost node may take of a workload, where it survives that; undefined where nothing is promised, or all come back. */
export function mayTake({ replicas: { planned, degraded } }: WorkloadModel): number | undefined {
  return degraded === undefined || degraded === 0 || degraded >= planned ? undefined : planned - degraded;
}

/**
 * Limits on each node with which the replicas of services that survive a node lie apart on the nodes that a plan has anyhow, as the
 * soft spread of their manifests has them. For the packing alone: the scheduler knows no such limit. Undefined where they lie so already.
 */
export function spreadOut(placed: Placed, packed: ClusterModel): ClusterModel | undefined {
  if (placed.model.survive !== 'node') {
    return undefined;
  }
  const limits = new Map<string, number>();
  for (const workload of placed.model.workloads) {
    const { id, eligible, softSpread, maxPerNode, replicas } = workload;
    const nodes = eligible.reduce((sum, pool) => sum + placed.nodes[pool], 0);
    const share = (pods: number) => Math.ceil(pods / Math.max(1, nodes));
    const least = Math.max(mayTake(workload) ?? 1, share(replicas.planned));
    const spreads = softSpread?.host === 1 && maxPerNode === undefined && replicas.degraded !== 0;
    if (spreads && mostOnNode(placed, id) > least) {
      limits.set(id, Math.max(least, share(replicas.max ?? 0)));
    }
  }
  return limits.size === 0
    ? undefined
    : {
        ...packed,
        workloads: packed.workloads.map((one) => ({
          ...one,
          ...(limits.has(one.id) && { maxPerNode: limits.get(one.id)!, maxPerNodeAssumed: true as const }),
        })),
      };
}
