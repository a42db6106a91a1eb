import { EAST } from './descriptions';
import { ClusterModel, WorkloadModel } from '../../src/capacity/model';
import { PoolDescription } from '../../src/planner/reading/description';
import { readCluster } from '../../src/planner/reading/read-cluster';

export const MIB = 2 ** 20;
export const GIB = 2 ** 30;

/** Large nodes in three zones. */
const GENERAL: PoolDescription = {
  name: 'general',
  path: 'east/general',
  zones: ['a', 'b', 'c'],
  nodeType: '64x256',
  capacity: {
    cpu: 64_000,
    memory: 256 * GIB,
    pods: 110,
    'ephemeral-storage': 500 * GIB,
    'nvidia.com/gpu': 8,
    'attachable-volumes-csi-ebs.csi.aws.com': 27,
  },
  reserved: {},
  labels: { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/os': 'linux' },
  taints: [],
  minNodes: 0,
};

/** A custom resource in namespace `data`. */
export function resource(apiVersion: string, kind: string, name: string, spec: object, metadata: object = {}): any {
  return { apiVersion, kind, metadata: { name, namespace: 'data', ...metadata }, spec };
}

/** What a container asks for and may use. */
export const amounts = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { memory } });

/** What the planner reads of some objects. */
export function readObjects(objects: readonly any[], pools: readonly PoolDescription[] = [GENERAL]) {
  const model: ClusterModel = readCluster(
    {
      ...EAST,
      pools,
    },
    objects.map((json, i) => ({ path: `test/${i}`, json })),
    [],
  );
  const byId = new Map<string, WorkloadModel>(model.workloads.map((workload) => [workload.id, workload]));
  return {
    model,
    findings: model.findings,
    codes: model.findings.map(({ code }) => code),
    /** Number of pods, millicores and MiB of each workload, by id. */
    pods: Object.fromEntries(
      model.workloads.map(({ id, replicas, requests }) => [
        id,
        [replicas.planned, requests.cpu, Math.round((requests.memory ?? 0) / MIB)],
      ]),
    ),
    /** What each daemonset takes of a node of the first pool. */
    daemons: model.pools[0].daemonsets,
    of: (id: string): WorkloadModel => {
      const found = byId.get(id);
      if (!found) {
        throw new Error(`no workload ${id} among ${[...byId.keys()].join(', ')}`);
      }
      return found;
    },
  };
}

/** A Deployment whose pods have annotations that an operator looks for. */
export function annotated(annotations: object, cpu = '20m', memory = '32Mi') {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'w', namespace: 'data' },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'w' } },
      template: {
        metadata: { labels: { app: 'w' }, annotations },
        spec: { containers: [{ name: 'c', resources: amounts(cpu, memory) }] },
      },
    },
  };
}
