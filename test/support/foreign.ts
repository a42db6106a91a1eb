import { EAST } from './descriptions';
import { ClusterModel } from '../../src/capacity/model';
import { ClusterDescription, PoolDescription } from '../../src/planner/reading/description';
import { readCluster } from '../../src/planner/reading/read-cluster';

export const MIB = 2 ** 20;
export const GIB = 2 ** 30;

/** A pool that says everything of its nodes. */
const POOL: PoolDescription = {
  name: 'general',
  path: 'east/general',
  zones: ['a', 'b'],
  nodeType: '32x128',
  capacity: {
    cpu: 32_000,
    memory: 128 * GIB,
    pods: 110,
    'ephemeral-storage': 500 * GIB,
    'attachable-volumes-csi-ebs.csi.aws.com': 27,
  },
  reserved: {},
  labels: { 'kubernetes.io/arch': 'amd64', 'kubernetes.io/os': 'linux', 'beta.kubernetes.io/os': 'linux' },
  taints: [],
  minNodes: 0,
};

const CLUSTER: ClusterDescription = {
  ...EAST,
  kubernetesVersion: '1.34',
  pools: [POOL],
};

/** Somebody else's manifests, read as those of a cluster of one pool; each has the path `theirs/<number>`. */
export function readForeign(objects: readonly object[], cluster: Partial<ClusterDescription> = {}): ClusterModel {
  return readCluster(
    { ...CLUSTER, ...cluster },
    objects.map((json, i) => ({ path: `theirs/${i}`, json })),
    [],
  );
}

/** Pods by workload id, as they run at steady. */
export function countsOf({ workloads }: ClusterModel): Record<string, number> {
  return Object.fromEntries(workloads.map(({ id, replicas }) => [id, replicas.planned]));
}

export function codesOf({ findings }: Pick<ClusterModel, 'findings'>): string[] {
  return findings.map(({ code }) => code);
}

/** A container that asks for some cpu and memory. */
export function asking(cpu = '100m', memory = '64Mi', more: object = {}): any {
  return { name: 'c', image: 'r/c:1', resources: { requests: { cpu, memory } }, ...more };
}

/** A pod template with one container, or with others. */
export function podTemplate(containers: readonly object[] = [asking()], spec: object = {}, metadata: object = {}): any {
  return { metadata: { labels: { app: 'w' }, ...metadata }, spec: { containers, ...spec } };
}
