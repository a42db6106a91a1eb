import { expect } from '@jest/globals';
import { parseQuantity } from '../../src/capacity/quantity';
import { ClusterEntry, PoolEntry } from '../../src/report/document';

/** Label of the nodes of a role, written down once more. */
export const ROLE = 'cdk8s-autonomous.dev/role';

/** Nodes that admit a pod by affinity and taints, most of its pods on one, and what one requests: as the API server has them, not as the plan says. */
interface Owner {
  readonly id: string;
  readonly pods: number;
  readonly cap: number;
  readonly requests: Readonly<Record<string, number>>;
  readonly pools: readonly PoolEntry[];
}

/** Reads the places of every Deployment and StatefulSet that has some out of its manifest. */
export function ownersIn(objects: readonly any[], { pools }: ClusterEntry): Owner[] {
  return objects
    .filter(({ kind }) => ['Deployment', 'StatefulSet', 'Rollout'].includes(kind))
    .flatMap((object): Owner[] => {
      const pod = object.spec.template.spec;
      const limit = (pod.topologySpreadConstraints ?? []).find(
        ({ topologyKey, whenUnsatisfiable }: any) =>
          topologyKey === 'kubernetes.io/hostname' && whenUnsatisfiable === 'DoNotSchedule',
      );
      if (!limit) {
        return [];
      }
      expect(limit).toMatchObject({ minDomains: 10_000, labelSelector: object.spec.selector });
      expect(limit.matchLabelKeys).toBeUndefined();
      const scaler = objects.find(
        ({ kind, spec }) => kind === 'HorizontalPodAutoscaler' && spec.scaleTargetRef.name === object.metadata.name,
      );
      const pods = scaler ? scaler.spec.maxReplicas : object.spec.replicas;
      const requests: Record<string, number> = { pods: 1 };
      for (const { resources } of pod.containers) {
        Object.entries<string>(resources.requests).forEach(([name, text]) => {
          requests[name] = (requests[name] ?? 0) + parseQuantity(name, text)!;
        });
      }
      const admits = (pool: PoolEntry) => admitted(pod, pool);
      const id = `${object.metadata.namespace}/${object.kind}/${object.metadata.name}`;
      return [{ id, pods, cap: limit.maxSkew, requests, pools: pools.filter(admits) }];
    });
}

function admitted({ affinity, tolerations = [] }: any, { labels = {}, taints = [] }: PoolEntry): boolean {
  const terms: any[] = affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
  const meets = ({ key, operator, values }: any) => operator === 'In' && values.includes(labels[key]);
  return (
    terms.some(({ matchExpressions }) => matchExpressions.every(meets)) &&
    taints.every(({ key, effect }) =>
      tolerations.some((one: any) => one.key === key && one.operator === 'Exists' && one.effect === effect),
    )
  );
}

/**
 * Holds the manifests against the nodes of the plan: on every node all pods that may come there fit at once, and every workload may have all its pods at the same
 * time. Then any order of arrival finds a place. Sidecars that are injected later count as the plan says.
 */
export function expectPlaces(objects: readonly any[], cluster: ClusterEntry): Owner[] {
  const owners = ownersIn(objects, cluster);
  const injected = new Map(cluster.workloads.map((workload) => [workload.id, workload.injected ?? {}]));
  for (const pool of cluster.pools.filter(({ nodes }) => nodes > 0)) {
    for (const [resource, most] of Object.entries(pool.allocatable)) {
      const used = owners
        .filter(({ pools }) => pools.includes(pool))
        .reduce(
          (sum, { id, cap, requests }) => sum + cap * ((requests[resource] ?? 0) + (injected.get(id)?.[resource] ?? 0)),
          0,
        );
      expect([pool.id, resource, used <= most]).toEqual([pool.id, resource, true]);
    }
  }
  for (const { id, pods, cap, pools } of owners) {
    const places = pools.reduce((sum, { nodes }) => sum + cap * nodes, 0);
    expect([id, places >= pods]).toEqual([id, true]);
  }
  return owners;
}
