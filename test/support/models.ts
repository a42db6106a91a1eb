import { ClusterModel, PoolModel, WorkloadModel } from '../../src/capacity/model';

export const GIB = 2 ** 30;

/** A pool of nodes with so many cores and GiB for pods. */
export function pool(id: string, cores: number, gibibytes: number, more: Partial<PoolModel> = {}): PoolModel {
  const [name, zone] = id.split('/');
  const allocatable = { cpu: cores * 1000, memory: gibibytes * GIB, pods: 110 };
  return {
    id,
    pool: name,
    ...(zone && { zone }),
    nodeType: `${cores}x${gibibytes}`,
    path: `test/${name}`,
    capacity: allocatable,
    reserved: {},
    daemonsets: {},
    allocatable,
    minNodes: 0,
    price: 1,
    ...more,
  };
}

/** A workload of so many replicas with so many cores and GiB each. */
export function workload(
  name: string,
  replicas: number,
  cores: number,
  gibibytes: number,
  more: Partial<WorkloadModel> = {},
): WorkloadModel {
  return {
    id: `test/Deployment/${name}`,
    path: `test/${name}`,
    namespace: 'test',
    priority: 0,
    preempts: false,
    requests: { cpu: cores * 1000, memory: gibibytes * GIB, pods: 1 },
    limits: {},
    eligible: [],
    barred: {},
    replicas: { needed: replicas, planned: replicas },
    ...more,
  };
}

/** A cluster; workloads without pools may use all. */
export function model(
  pools: readonly PoolModel[],
  workloads: readonly WorkloadModel[],
  more: Partial<ClusterModel> = {},
): ClusterModel {
  return {
    name: 'test',
    path: 'test',
    kubernetesVersion: '1.32',
    survive: 'none',
    pools,
    workloads: workloads.map((one) => (one.eligible.length > 0 ? one : { ...one, eligible: pools.map((p) => p.id) })),
    conflicts: [],
    findings: [],
    ...more,
  };
}
