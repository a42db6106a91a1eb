import { GIB, readForeign } from './foreign';
import { Finding } from '../../src/capacity/model';
import { planCluster } from '../../src/capacity/planning/plan-cluster';
import { ClusterDescription, PoolDescription } from '../../src/planner/reading/description';

/** Nodes of 8 cores and 32 GiB, as many as it takes, in one zone. */
export const POOL: PoolDescription = {
  name: 'general',
  path: 'east/general',
  zones: ['a'],
  nodeType: '8x32',
  capacity: { cpu: 8000, memory: 32 * GIB, pods: 110, 'ephemeral-storage': 100 * GIB, 'nvidia.com/gpu': 8 },
  reserved: {},
  labels: {},
  taints: [],
  minNodes: 0,
};

/** The manifests as the planner reads them. */
export function readManifests(manifests: readonly any[], cluster: Partial<ClusterDescription> = {}) {
  return readForeign(manifests, { kubernetesVersion: '1.32', effort: 'quick', pools: [POOL], ...cluster });
}

/** What is found while the manifests are read. */
export function findingsOf(manifests: readonly any[], cluster: Partial<ClusterDescription> = {}): readonly Finding[] {
  return readManifests(manifests, cluster).findings;
}

/** The plan of the manifests. */
export function planManifests(manifests: readonly any[], cluster: Partial<ClusterDescription> = {}) {
  return planCluster(readManifests(manifests, cluster));
}

export const RESOURCES = { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '1Gi' } };

/** A Deployment `web` of three pods in namespace `shop`. */
export function deployment(pod: any = {}, spec: any = {}, metadata: any = {}) {
  const labels = { app: 'web' };
  const { metadata: podMetadata, ...podSpec } = pod;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', ...metadata },
    spec: {
      replicas: 3,
      selector: { matchLabels: labels },
      ...spec,
      template: {
        metadata: { labels, ...podMetadata },
        spec: { containers: [{ name: 'c', image: 'registry.example.com/web:1', resources: RESOURCES }], ...podSpec },
      },
    },
  };
}

/** A Deployment whose one container has those resources. */
export function sized(resources: any, pod: any = {}, spec: any = {}, metadata: any = {}) {
  const containers = [{ name: 'c', image: 'registry.example.com/web:1', resources }];
  return deployment({ containers, ...pod }, spec, metadata);
}

/** Any other object in namespace `shop`. */
export function object(apiVersion: string, kind: string, name: string, spec: any, more: any = {}) {
  return { apiVersion, kind, metadata: { name, namespace: 'shop' }, spec, ...more };
}
